"""The waybill line of a Cargo-IMP message: number, airports, pieces, weight, volume; and dimensions.

Source: FORMATS.md 1.2 (quantity, volume, density group, total); density groups are named as ignored.
"""

import re
from typing import NamedTuple

from manifests.awb import parse_awb

POUND_KG = 0.45359237
VOLUME_M3 = {"MC": 1.0, "CF": 0.0283168, "CC": 1e-6, "CI": 1.63871e-5}
DUMMY_VOLUMES = frozenset({0.0, 0.01, 1.0})
"""Cubic metres written for want of a measure: never used, see `is_reported_dummy`."""
_NUMBER = r"\d{1,9}(?:\.\d{0,6})?|\.\d{1,6}"
_QUANTITY = (
    rf"/([TPSDM])(\d{{1,6}})(?:([KL])({_NUMBER}))?(?:(MC|CF|CC|CI)({_NUMBER}))?(?:DG\d{{1,2}})?(?:T(\d{{1,6}}))?"
)
_STRICT = re.compile(rf"(\d{{3}}-?\d{{8}}) ?([A-Z]{{3}})?([A-Z]{{3}})?{_QUANTITY}(/.*)?", re.ASCII)
_AIRPORTS = re.compile(r"\d{8} ?([A-Z]{3})?([A-Z]{3})?(?=/|$)", re.ASCII)
_WAYBILL = re.compile(r"(?<!\d)\d{3}-?\d{8}(?!\d)", re.ASCII)
_SOMEWHERE = re.compile(
    rf"([TPSDM])(\d{{1,5}})([KL])({_NUMBER})(?:(MC|CF|CC|CI)({_NUMBER}))?(?:DG\d{{1,2}})?(?:T(\d+))?", re.ASCII
)
_VOLUME = re.compile(rf"(MC|CF|CC|CI)({_NUMBER})", re.ASCII)
_DIMENSIONS = re.compile(r"(?:/[KL][\d.]*|//?|^)(CMT|INH) ?(\d{1,4})-(\d{1,4})-(\d{1,4})/(\d{1,5})", re.ASCII)
_CM_PER_INCH = 2.54


class WaybillLine(NamedTuple):
    """What a waybill line says; None where it does not. `dummy` is a volume that was left out, m3."""

    waybill: str | None
    origin: str | None
    destination: str | None
    split: str | None
    pieces: int | None
    gross_kg: float | None
    volume_m3: float | None
    dummy: float | None
    total: int | None
    tail: str | None
    problems: tuple[str, ...]


def read_waybill_line(text: str) -> WaybillLine | None:
    """Return what a waybill line says, or None when it is not written as it should be.

    >>> line = read_waybill_line("014-23511810LHRYYZ/S1K25MC0.06T13/DIESEL ENG SPS")
    >>> line.waybill, line.origin, line.split, line.pieces, line.gross_kg, line.volume_m3, line.total, line.tail
    ('01423511810', 'LHR', 'S', 1, 25.0, 0.06, 13, '/DIESEL ENG SPS')
    >>> read_waybill_line("074-12345664LHR/T1L150CF10").gross_kg
    68.038855
    """
    match = _STRICT.fullmatch(text)
    if match is None:
        return None
    number, one, two, split, pieces, unit, weight, measure, volume, total, tail = match.groups()
    problems = () if "-" in number else ("awb_format",)
    origin, destination = (one, two) if two else (None, one)
    quantity = _quantity((split, pieces, unit, weight, measure, volume, total), problems)
    return WaybillLine(number.replace("-", ""), origin, destination, *quantity[:-1], tail, quantity[-1])


def guess_waybill_line(text: str) -> WaybillLine:
    """Return what can be found in a line that should be a waybill line: a number, a quantity, or less."""
    number = _WAYBILL.search(text)
    airports = _AIRPORTS.search(text)
    one, two = airports.groups() if airports else (None, None)
    origin, destination = (one, two) if two else (None, one)
    found = _SOMEWHERE.search(text, number.end() if number else 0)
    problems: tuple[str, ...] = ("segment_malformed",) if number and "-" in number[0] else ("awb_format",)
    waybill = parse_awb(number[0]) if number else None
    if found is None:
        return WaybillLine(waybill, origin, destination, None, None, None, None, None, None, None, problems)
    quantity = _quantity(found.groups(), problems)
    tail = text[found.end() :]
    return WaybillLine(waybill, origin, destination, *quantity[:-1], tail or None, quantity[-1])


_Quantity = tuple[str | None, int | None, float | None, float | None, float | None, int | None, tuple[str, ...]]


def _quantity(groups: tuple[str | None, ...], problems: tuple[str, ...]) -> _Quantity:
    split, pieces, unit, weight, measure, volume, total = groups
    gross = weigh(unit, weight)
    if not gross:
        problems = (*problems, "missing_weight" if gross is None else "zero_weight")
    count = int(pieces or 0)
    if not count:
        problems = (*problems, "zero_pieces")
    if split == "M":
        problems = (*problems, "segment_malformed")
    cubic = round(float(volume) * VOLUME_M3[measure], 6) if volume and measure else None
    dummy = cubic if cubic in DUMMY_VOLUMES and (measure == "MC" or not cubic) else None
    kind = split if split != "M" else None
    return (
        kind,
        count or None,
        gross or None,
        None if dummy is not None else cubic,
        dummy,
        int(total or 0) or None,
        problems,
    )


def weigh(unit: str | None, weight: str | None) -> float | None:
    """Return kilograms of `K` or `L` (pounds) and a number; None when there is none."""
    if not weight:
        return None
    return round(float(weight) * POUND_KG, 6) if unit == "L" else float(weight)


def read_volume(text: str) -> float | None:
    """Return cubic metres of `MC0.36` or `CF12`, or None.

    >>> read_volume("MC0.36"), read_volume("0.36")
    (0.36, None)
    """
    match = _VOLUME.fullmatch(text)
    return round(float(match[2]) * VOLUME_M3[match[1]], 6) if match else None


def is_reported_dummy(volume_m3: float, gross_kg: float | None, times: int) -> bool:
    """Whether a dummy volume is worth a problem; it is left out in any case.

    Nought always is. A hundredth is when the goods would be heavier than water (an envelope of a kilo is
    not). One cubic metre is when the message says it more than once.
    """
    if volume_m3 == 1.0:
        return times > 1
    return volume_m3 == 0.0 or (gross_kg or 0.0) > 1000.0 * volume_m3


def read_dimensions(text: str) -> tuple[int, float] | None:
    """Return packages and their volume in m3 of `/K15/CMT29-80-47/2`, or None.

    >>> read_dimensions("/CMT100-50-40/2"), read_dimensions("//NDA")
    ((2, 0.4), None)
    """
    match = _DIMENSIONS.search(text)
    if match is None:
        return None
    unit, *sides = match.groups()
    length, width, height, count = map(int, sides)
    scale = 1.0 if unit == "CMT" else _CM_PER_INCH**3
    return count, round(length * width * height * count * scale / 1e6, 6)
