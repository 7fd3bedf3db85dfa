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
NUMBER = r"[0-9]{1,9}(?:\.[0-9]{0,6})?|\.[0-9]{1,6}"  # [0-9] is matched twice as fast as \d
_QUANTITY = (
    rf"/([TPSDM])([0-9]{{1,6}})(?:([KL])({NUMBER}))?(?:(MC|CF|CC|CI)({NUMBER}))?(?:DG[0-9]{{1,2}})?"
    r"(?:T([0-9]{1,6}))?"
)
_STRICT = re.compile(rf"([0-9]{{3}})(-?)([0-9]{{8}}) ?([A-Z]{{3}})?([A-Z]{{3}})?{_QUANTITY}(/.*)?")
_AIRPORTS = re.compile(r"\d{8} ?([A-Z]{3})?([A-Z]{3})?(?=/|$)", re.ASCII)
_WAYBILL = re.compile(r"(?<!\d)\d{3}-?\d{8}(?!\d)", re.ASCII)
_SOMEWHERE = re.compile(
    rf"([TPSDM])(\d{{1,5}})([KL])({NUMBER})(?:(MC|CF|CC|CI)({NUMBER}))?(?:DG\d{{1,2}})?(?:T(\d+))?", re.ASCII
)
_VOLUME = re.compile(rf"(MC|CF|CC|CI)({NUMBER})", re.ASCII)
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
    prefix, hyphen, serial, one, two, *quantity, tail = match.groups()
    head = (prefix + serial, one, two) if two else (prefix + serial, None, one)
    return _line(head, quantity, tail, () if hyphen else ("awb_format",))


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
    return _line((waybill, origin, destination), list(found.groups()), text[found.end() :] or None, problems)


_Head = tuple[str | None, str | None, str | None]


def _line(head: _Head, quantity: list[str | None], tail: str | None, problems: tuple[str, ...]) -> WaybillLine:
    split, pieces, unit, weight, measure, volume, total = quantity
    gross = weigh(unit, weight)
    count = int(pieces or 0)
    if not (gross and count) or split == "M":
        problems += _amiss(split, count, gross)
    cubic = dummy = None
    if volume and measure:
        cubic = float(volume) if measure == "MC" else round(float(volume) * VOLUME_M3[measure], 6)
        if cubic in DUMMY_VOLUMES and (measure == "MC" or not cubic):
            cubic, dummy = None, cubic
    kind = split if split != "M" else None
    whole = (int(total) or None) if total else None
    return WaybillLine._make((*head, kind, count or None, gross or None, cubic, dummy, whole, tail, problems))


def _amiss(split: str | None, count: int, gross: float | None) -> tuple[str, ...]:
    problems = () if gross else ("missing_weight" if gross is None else "zero_weight",)
    return (*problems, *(() if count else ("zero_pieces",)), *(("segment_malformed",) if split == "M" else ()))


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
