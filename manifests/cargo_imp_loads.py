"""Waybill lines of a manifest, and what they say together of a waybill."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from manifests.awb import check_digit_ok
from manifests.cargo_imp import refuse, warn
from manifests.cargo_imp_fields import handling_codes
from manifests.cargo_imp_quantity import DUMMY_VOLUMES, WaybillLine
from manifests.reading import Reading, Row

_DESCRIPTION_LENGTH = 15
_TAIL = re.compile(r"/([^/]*)((?:/[A-Z]{3,27})*)/*")


@dataclass(slots=True)
class Load:
    """A waybill line while its manifest is read; `row` becomes a row of `loads`."""

    row: Row
    number: int
    line: WaybillLine
    correct: bool
    packages: int = 0
    packed_m3: float = 0.0

    @property
    def record(self) -> int:
        """The record that the line is."""
        return int(self.row["record"])

    def fill_volume(self) -> None:
        """Take the volume of the dimensions where none is given and every package was measured."""
        volume = round(self.packed_m3, 6)
        if self.row["volume_m3"] is None and self.line.dummy is None and volume not in DUMMY_VOLUMES:
            self.row["volume_m3"] = volume if self.packages == self.row["pieces"] else None


def open_load(line: WaybillLine, number: int, record: int, place: Row, reading: Reading) -> Load:
    """Return the load of a waybill line; a line without a readable number is refused and still counted.

    Args:
        line: What the line says.
        number: Its physical line.
        record: The record it is.
        place: Columns that say where in the manifest it stands.
        reading: Takes the problems.
    """
    correct = line.waybill is not None and check_digit_ok(line.waybill)
    if not correct or line.problems:
        _report(line, number, record, correct, reading)
    tail = line.tail
    codes: list[str] = []
    if tail and not tail.rfind("/"):
        description = tail[1:].strip()
    else:
        description, codes = _tail(tail, number, record, reading)
    if not description or len(description) > _DESCRIPTION_LENGTH:
        what = "description_too_long" if description else "empty_description"
        warn(reading, what, number, record, description or None)
    row: Row = {
        **place,
        "record": record,
        "waybill": line.waybill,
        "split": line.split,
        "pieces": line.pieces,
        "gross_kg": line.gross_kg,
        "volume_m3": line.volume_m3,
        "total_pieces": line.total,
        "goods_description": description or None,
        "handling_codes": codes,
    }
    return Load(row, number, line, correct)


def _report(line: WaybillLine, number: int, record: int, correct: bool, reading: Reading) -> None:
    if line.waybill is None:
        refuse(reading, "awb_format", number, record)
        return
    for what in line.problems:
        warn(reading, what, number, record)
    if not correct:
        warn(reading, "awb_check_digit", number, record, line.waybill)


def _tail(tail: str | None, number: int, record: int, reading: Reading) -> tuple[str, list[str]]:
    """Description and the handling codes that follow it on the same line."""
    match = _TAIL.fullmatch(tail or "")
    text, rest = (match[1], match[2]) if match else ((tail or "").strip("/"), "")
    found = handling_codes(rest) if rest else None
    if rest and found is None:
        text += rest
    if found and found[1]:
        warn(reading, "handling_codes_concatenated", number, record, rest)
    return text.strip(), list(found[0]) if found else []


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
        waybill = load.line.waybill
        if waybill in groups:
            groups[waybill].append(load)
        elif waybill:
            groups[waybill] = [load]
    for group in groups.values():
        reading.add("consignments", _consignment(group, flight_id, reading, whole=whole))


def _consignment(group: list[Load], flight_id: str | None, reading: Reading, *, whole: bool) -> Row:
    first = group[0]
    row, line = first.row, first.line
    told: Row = {
        "record": row["record"],
        "consignment_id": line.waybill,
        "told_by": "manifest",
        "waybill": line.waybill,
        "stream": "cargo",
        "origin_airport": line.origin,
        "destination_airport": line.destination,
        "flight_id": flight_id,
        "goods_description": row["goods_description"],
        "handling_codes": row["handling_codes"],
        "check_digit_ok": first.correct,
        "pieces": line.pieces,
        "gross_kg": line.gross_kg,
        "volume_m3": row["volume_m3"],
    }
    if len(group) > 1:
        told["origin_airport"] = _first(load.line.origin for load in group)
        told["destination_airport"] = _first(load.line.destination for load in group)
        told["goods_description"] = _first(load.row["goods_description"] for load in group)
        told["handling_codes"] = [code for load in group for code in load.row["handling_codes"]]
    if told["handling_codes"]:
        told["handling_codes"] = list(dict.fromkeys(told["handling_codes"]))
    if len(group) > 1 or line.split != "T":
        told |= _sums(group, reading, whole=whole)
    return told


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _sums(group: list[Load], reading: Reading, *, whole: bool) -> Row:
    """Pieces, weight and volume of the consignment; null where its lines do not add up to the total."""
    second = [load for load in group if load.line.split == "T"][1:2]
    if second:
        warn(reading, "duplicate_waybill", second[0].number, second[0].record, second[0].line.waybill)
        return {"pieces": None, "gross_kg": None, "volume_m3": None}
    total = max((load.line.total or 0 for load in group), default=0) or None
    counts = [load.line.pieces or 0 for load in group]
    here = sum(counts) if all(counts) else None
    last = group[-1]
    if total and here and here > total:
        warn(reading, "total_mismatch", last.number, last.record, f"{here} of {total}")
    if whole and total and here and here < total and all(load.line.split == "S" for load in group):
        warn(reading, "split_incomplete", last.number, last.record, f"{here} of {total}")
    if here is None or here != total:
        return {"pieces": total, "gross_kg": None, "volume_m3": None}
    return {"pieces": total, "gross_kg": _sum(group, "gross_kg"), "volume_m3": _sum(group, "volume_m3")}


def _sum(group: list[Load], name: str) -> float | None:
    values = [load.row[name] for load in group]
    return round(sum(values), 6) if None not in values else None
