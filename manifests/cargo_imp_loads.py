"""Waybill lines of a manifest, and what they say together of a waybill."""

import re
from dataclasses import dataclass
from typing import Any

from manifests.awb import check_digit_ok
from manifests.cargo_imp import refuse, warn
from manifests.cargo_imp_fields import handling_codes
from manifests.cargo_imp_quantity import DUMMY_VOLUMES, WaybillLine
from manifests.reading import Reading, Row

_DESCRIPTION_LENGTH = 15
_SPLITS = frozenset("SD")
_TAIL = re.compile(r"/([^/]*)((?:/[A-Z]{3,27})*)/*")


@dataclass
class Load:
    """A waybill line while its manifest is read; `row` becomes a row of `loads`."""

    row: Row
    line: int
    record: int
    origin: str | None
    destination: str | None
    dummy: float | None
    inline_codes: bool
    packages: int = 0
    packed_m3: float = 0.0

    def fill_volume(self) -> None:
        """Take the volume of the dimensions where none is given and every package was measured."""
        volume = round(self.packed_m3, 6)
        if self.row["volume_m3"] is None and self.dummy is None and volume not in DUMMY_VOLUMES:
            self.row["volume_m3"] = volume if self.packages == self.row["pieces"] else None


def open_load(line: WaybillLine, number: int, record: int, reading: Reading) -> Load:
    """Return the load of a waybill line; a line without a readable number is refused and still counted."""
    if line.waybill is None:
        refuse(reading, "awb_format", number, record)
    else:
        for what in line.problems:
            warn(reading, what, number, record)
        if not check_digit_ok(line.waybill):
            warn(reading, "awb_check_digit", number, record, line.waybill)
    description, codes = _tail(line.tail, number, record, reading)
    row: Row = {
        "record": record,
        "waybill": line.waybill,
        "split": line.split,
        "pieces": line.pieces,
        "gross_kg": line.gross_kg,
        "volume_m3": line.volume_m3,
        "total_pieces": line.total,
        "goods_description": description,
        "handling_codes": codes,
    }
    return Load(row, number, record, line.origin, line.destination, line.dummy, bool(codes))


def _tail(tail: str | None, number: int, record: int, reading: Reading) -> tuple[str | None, list[str]]:
    """Description and the handling codes that follow it on the same line."""
    match = _TAIL.fullmatch(tail or "")
    text, rest = (match[1], match[2]) if match else ((tail or "").strip("/"), "")
    found = handling_codes(rest) if rest else None
    if rest and found is None:
        text += rest
    if found and found[1]:
        warn(reading, "handling_codes_concatenated", number, record, rest)
    text = text.strip()
    if not text:
        warn(reading, "empty_description", number, record)
    elif len(text) > _DESCRIPTION_LENGTH:
        warn(reading, "description_too_long", number, record, text)
    return text or None, list(found[0]) if found else []


def add_consignments(reading: Reading, loads: list[Load], flight_id: str | None, *, whole: bool) -> None:
    """Add what the manifest says of each waybill, in order of its first line.

    Args:
        reading: Takes the rows and the problems.
        loads: Every waybill line.
        flight_id: The flight, None when its header could not be read.
        whole: Whether the manifest is all here, so that the parts of a split ought to be.
    """
    groups: dict[str, list[Load]] = {}
    for load in loads:
        if load.row["waybill"]:
            groups.setdefault(load.row["waybill"], []).append(load)
    for waybill, group in groups.items():
        first = group[0]
        row: Row = {
            "record": first.record,
            "consignment_id": waybill,
            "told_by": "manifest",
            "waybill": waybill,
            "stream": "cargo",
            "origin_airport": _first(load.origin for load in group),
            "destination_airport": _first(load.destination for load in group),
            "flight_id": flight_id,
            "goods_description": _first(load.row["goods_description"] for load in group),
            "handling_codes": list(dict.fromkeys(c for load in group for c in load.row["handling_codes"])),
            "check_digit_ok": check_digit_ok(waybill),
        }
        row |= _sums(group, reading, whole=whole)
        reading.add("consignments", row)


def _first(values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _sums(group: list[Load], reading: Reading, *, whole: bool) -> Row:
    """Pieces, weight and volume of the consignment; null where its lines do not add up to the total."""
    if len(group) == 1 and group[0].row["split"] == "T":
        return {name: group[0].row[name] for name in ("pieces", "gross_kg", "volume_m3")}
    second = [load for load in group if load.row["split"] == "T"][1:2]
    if second:
        warn(reading, "duplicate_waybill", second[0].line, second[0].record, second[0].row["waybill"])
        return {"pieces": None, "gross_kg": None, "volume_m3": None}
    total = max((load.row["total_pieces"] or 0 for load in group), default=0) or None
    counts = [load.row["pieces"] for load in group]
    here = sum(counts) if all(counts) else None
    last = group[-1]
    if total and here and here > total:
        warn(reading, "total_mismatch", last.line, last.record, f"{here} of {total}")
    if whole and total and here and here < total and all(load.row["split"] == "S" for load in group):
        warn(reading, "split_incomplete", last.line, last.record, f"{here} of {total}")
    if here is None or here != total:
        return {"pieces": total, "gross_kg": None, "volume_m3": None}
    return {"pieces": total, "gross_kg": _sum(group, "gross_kg"), "volume_m3": _sum(group, "volume_m3")}


def _sum(group: list[Load], name: str) -> float | None:
    values = [load.row[name] for load in group]
    return round(sum(values), 6) if None not in values else None
