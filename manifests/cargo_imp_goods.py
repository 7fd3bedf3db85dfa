"""RTD of an FWB: rating lines and the goods below them.

A detail line is `/[line/]NG text` (goods), NC (consolidation), ND (dimensions), NV (volume), NU (ULD), NS
(shipper's count), NH (HS code), NO (country of origin); anything else is a rating line. Rates are ignored.
"""

import re
from dataclasses import dataclass, field

from iso3166 import countries_by_alpha2

from manifests.cargo_imp import Segment, warn
from manifests.cargo_imp_fields import join_cut, read_hs
from manifests.cargo_imp_quantity import DUMMY_VOLUMES, WaybillLine, read_dimensions, read_volume, weigh
from manifests.reading import Reading, Row

_DETAIL = re.compile(r"/(?:[0-9]{1,3}/)?(N[CGDVUSHO])/?(.*)")
_PIECES = re.compile(r"/P(\d+)(?=/|$)", re.ASCII)
_WEIGHT = re.compile(r"/([KL])(\d+(?:\.\d+)?)(?=/|$)", re.ASCII)
_UNIT_LOAD = re.compile(r"/C[UEXY](?=/|$)")
_RATED = re.compile(r"/[^/]*/.|/[PK]\d")
_NO_DIMENSIONS = re.compile(r"/*(?:[KL][\d.]+)?/*(?:NDA.*)?")
_TEXT_LENGTH = 20  # a goods line of the standard


@dataclass
class _Goods:
    """What the detail lines say, while they are read."""

    reading: Reading
    texts: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    codes: list[tuple[int, str]] = field(default_factory=list)
    rates: list[tuple[int, str]] = field(default_factory=list)
    packages: int = 0
    packed_m3: float = 0.0
    volume_m3: float | None = None
    slac: int | None = None
    origin: str | None = None


def read_goods(row: Row, parts: list[Segment], waybill: WaybillLine, reading: Reading) -> None:
    """Add description, HS codes, volume, count and consolidation to the consignment, and its goods rows."""
    goods = _Goods(reading)
    for _, lines in parts:
        for number, text in lines:
            if text:
                _line(goods, number, text)
    if goods.texts:
        row["goods_description"] = join_cut(goods.texts, _TEXT_LENGTH)
        row["consolidation"] = _consolidation(row["goods_description"], goods.kinds)
        row["kind"] = "master" if row["consolidation"] else "direct"
    row["slac"] = goods.slac
    if row["volume_m3"] is None and waybill.dummy is None:
        row["volume_m3"] = _volume(goods, row["pieces"])
    _compare(goods, row)
    _rows(goods, row)


def _line(goods: _Goods, number: int, text: str) -> None:
    match = _DETAIL.fullmatch(text)
    if match is None:
        if not _RATED.match(text):
            warn(goods.reading, "segment_malformed", number, 1, text)
            return
        goods.rates.append((number, text))
        return
    kind, value = match[1], match[2].strip()
    goods.kinds.add(kind)
    if kind in ("NG", "NC"):
        if len(value) > _TEXT_LENGTH:
            warn(goods.reading, "description_too_long", number, 1, value)
        goods.texts += [value] if value else []
    else:
        _measure(goods, number, kind, value)


def _measure(goods: _Goods, number: int, kind: str, value: str) -> None:
    malformed = False
    if kind == "ND":
        _dimensions(goods, number, value)
    elif kind == "NV":
        volume = read_volume(value)
        malformed = volume is None
        goods.volume_m3 = volume if volume not in DUMMY_VOLUMES else None
    elif kind == "NS":
        malformed = not value.isdecimal()
        goods.slac = (goods.slac or 0) + int(value[:7]) or None if not malformed else goods.slac
    elif kind == "NH":
        code = read_hs(value)
        goods.codes += [(number, code)] if code else []
        malformed = code is None
    elif kind == "NO":
        goods.origin = value[:2] if value[:2] in countries_by_alpha2 else None
        malformed = goods.origin is None
    if malformed:
        warn(goods.reading, "segment_malformed", number, 1, value)


def _dimensions(goods: _Goods, number: int, value: str) -> None:
    found = read_dimensions(f"/{value}")
    if found:
        goods.packages, goods.packed_m3 = goods.packages + found[0], goods.packed_m3 + found[1]
    elif not _NO_DIMENSIONS.fullmatch(value):
        warn(goods.reading, "dimensions_malformed", number, 1, value)


def _consolidation(description: str, kinds: set[str]) -> bool | None:
    """True by its words or when only NC lines tell the goods; null when NC stands beside NG.

    NC beside NG is used for remarks on dangerous goods as well.
    """
    if "CONSOL" in description:
        return True
    if "NC" in kinds:
        return None if "NG" in kinds else True
    return False


def _volume(goods: _Goods, pieces: int | None) -> float | None:
    if goods.volume_m3 is not None:
        return goods.volume_m3
    volume = round(goods.packed_m3, 6)
    return volume if goods.packages == pieces and volume not in DUMMY_VOLUMES else None


def _compare(goods: _Goods, row: Row) -> None:
    """Pieces and weight of the rating lines against the header, where every line has pieces of its own."""
    if not goods.rates or any(_UNIT_LOAD.search(text) for _, text in goods.rates):
        return
    counts = [found for _, text in goods.rates if (found := _PIECES.search(text))]
    weights = [found for _, text in goods.rates if (found := _WEIGHT.search(text))]
    if len(counts) < len(goods.rates):
        return
    if row["pieces"] not in (None, sum([int(found[1]) for found in counts])):
        warn(goods.reading, "piece_count_mismatch", goods.rates[0][0], 1)
    if len(weights) == len(counts) and row["gross_kg"]:
        rated = sum([weigh(found[1], found[2]) or 0.0 for found in weights])
        if abs(rated - row["gross_kg"]) > 0.01 * row["gross_kg"] + 0.1:
            warn(goods.reading, "weight_mismatch", goods.rates[0][0], 1)


def _rows(goods: _Goods, row: Row) -> None:
    """A goods row for each HS code, with text and weight where there is one code only."""
    row["hs_codes"] = list(dict.fromkeys(code for _, code in goods.codes))
    alone = len(goods.codes) == 1
    for line, (_, code) in enumerate(goods.codes, 1):
        goods.reading.add(
            "goods",
            {
                "record": 1,
                "consignment_id": row["consignment_id"],
                "line": line,
                "hs_code": code,
                "goods_description": row.get("goods_description") if alone else None,
                "gross_kg": row["gross_kg"] if alone else None,
                "origin_country": goods.origin if alone else None,
            },
        )
