"""From a status line of an FSU and the lines that belong to it to a row of `statuses`.

The day of a flight is that of its departure where the line names two airports, else that of its arrival; a day
change moves only what happened. Scheduled and estimated times stay in the detail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from manifests.cargo_imp import near_date, refuse, warn
from manifests.cargo_imp_breaks import Line
from manifests.cargo_imp_party import customs_notes
from manifests.cargo_imp_quantity import weigh
from manifests.cargo_imp_status import CONTINUED, Status, guess_status, read_status
from manifests.local_time import at_airport
from manifests.reading import Reading, Row
from manifests.status_codes import CODES, DISCREPANCIES, PLANNED

_TIME = re.compile(r"[SEA]\d{4}(?:-[PNST])?", re.ASCII)
_DEPARTED = re.compile(r"/A(\d{4})(?:-([PNST]))?(?=/|$)", re.ASCII)
_FLIGHT_AFTER = re.compile(r"/([A-Z0-9]{2})(\d{1,4})([A-Z])?/(\d{2})([A-Z]{3})/[A-Z]{3}([A-Z]{3})(.*)", re.ASCII)
_HANDED = re.compile(r"/([A-Z0-9]{2})(?:/(.*))?")
_MEASURED = re.compile(r"/(?:(?:MC|CF|CC|CI)[\d.]+|DG\d{1,2})", re.ASCII)
_NAMING = frozenset({"RCS", "FOH", "NFD", "AWD", "DLV", "DDL", "DPU", "DOC"})
_HANDING = frozenset({"RCT", "TFD"})
_DAYS = {None: 0, "P": -1, "N": 1, "S": 2, "T": 3}
_SECURITY = frozenset({"RA", "KC", "AC", "RC", "SS", "SM", "SD", "ED"})
"""Kinds of OCI that speak of security: agent, consignors, carrier, status, screening method, day, end; no person's."""


@dataclass(slots=True)
class Told:
    """A status line and the lines that belong to it."""

    number: int
    text: str
    more: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Telling:
    """What holds for every status below a waybill line: its number, its pieces, the day of reception."""

    waybill: str
    total: int | None
    received: date
    reading: Reading


def add_status(told: Told, record: int, telling: Telling) -> None:
    """Add the row of a status, or refuse it: one of a code nobody knows needs the shape of a status."""
    reading = telling.reading
    status = read_status(told.text)
    if told.text[:3] in CONTINUED:
        status = Status._make((told.text[:3], *[None] * (len(Status._fields) - 1)))
        told.more.insert(0, (told.number, told.text))
    if status is None:
        status = guess_status(told.text)
        if status.code not in CODES:
            refuse(reading, "segment_malformed", told.number, record, told.text)
            return
        warn(reading, "segment_malformed", told.number, record, told.text)
    elif status.code not in CODES:
        warn(reading, "unknown_code", told.number, record, status.code)
    row: Row = {
        "record": record,
        "consignment_id": telling.waybill,
        "waybill": telling.waybill,
        "status": status.code,
        "airport": status.airport,
        "to_airport": status.to_airport,
    }
    _flight(row, status, told.number, telling)
    _quantity(row, status, told.number, telling)
    if status.rest or told.more:
        _texts(row, status, told)
    reading.add("statuses", row)


def _flight(row: Row, status: Status, number: int, telling: Telling) -> None:
    """Flight and time. A booking, a manifest and a preparation name the flight's day, not their own."""
    row["carrier"] = status.carrier
    named = status.carrier is not None and status.flight is not None
    if named:
        row["flight_number"] = (status.flight or "").zfill(4) + (status.suffix or "")
    if status.day is None or status.month is None:
        return
    day = near_date(status.day, status.month, telling.received)
    if day is None:
        warn(telling.reading, "date_format", number, row["record"], f"{status.day}{status.month}")
        return
    clock, change = status.clock, status.change
    departed = _DEPARTED.match(status.rest or "") if status.code == "DEP" else None
    if departed:
        clock, change = departed[1], departed[2]
    row["flight_date"] = day if named else None
    if clock is None and named and status.code in PLANNED:
        return
    row["occurred_on"] = happened = day + timedelta(days=_DAYS[change])
    if clock and (clock >= "2400" or clock[2:] >= "60"):
        warn(telling.reading, "date_format", number, row["record"], clock)
    elif clock and status.airport:
        row["occurred_at"] = at_airport(status.airport, happened, clock)


def _quantity(row: Row, status: Status, number: int, telling: Telling) -> None:
    reading, record = telling.reading, row["record"]
    row["total_pieces"] = telling.total
    if status.code == "DIS":
        known = status.discrepancy in DISCREPANCIES
        row["discrepancy"] = status.discrepancy if known else None
        if not known:
            warn(reading, "unknown_code" if status.discrepancy else "field_missing", number, record, status.discrepancy)
    if status.pieces is None:
        return
    row["split"], row["pieces"] = status.split, int(status.pieces) or None
    row["gross_kg"] = weigh(status.unit, status.weight) or None
    if row["pieces"] is None:
        warn(reading, "zero_pieces", number, record)
    if row["gross_kg"] is None and status.weight:
        warn(reading, "zero_weight", number, record)
    row["total_pieces"] = telling.total or int(status.total or 0) or (row["pieces"] if status.split == "T" else None)
    if row["pieces"] and row["total_pieces"] and row["pieces"] > row["total_pieces"]:
        warn(reading, "piece_count_mismatch", number, record, f"{row['pieces']} of {row['total_pieces']}")


def _texts(row: Row, status: Status, told: Told) -> None:
    """Names, the flight it was reported for, times, and what the lines below say."""
    rest = status.rest or ""
    after = _FLIGHT_AFTER.fullmatch(rest) if status.code == "CRC" else None
    details = [rest.strip("/")]
    if after and row.get("occurred_on"):
        row["carrier"], row["to_airport"] = after[1], after[6]
        row["flight_number"] = after[2].zfill(4) + (after[3] or "")
        row["flight_date"] = near_date(after[4], after[5], row["occurred_on"])
        details = [after[7].strip("/")]
    elif status.code in _NAMING and rest:
        name, _, others = rest.lstrip("/").partition("/")
        if not _TIME.fullmatch(name):
            row["party_name"], details = name.strip() or None, [others.strip("/")]
    if told.more:
        details += _below(row, status.code, told.more)
    row["detail"] = "; ".join(filter(None, details)) or None


def _below(row: Row, code: str, lines: list[Line]) -> Iterator[str]:
    """What the lines below a status say; a name that RCT or TFD puts there is the row's."""
    notes: list[Line] = []
    name = ""
    for number, line in lines:
        name, text = (line[:3], line[3:].lstrip()) if line[:3] in CONTINUED else (name, line)
        handed = _HANDED.fullmatch(text) if not name and code in _HANDING else None
        if name == "OCI":
            notes.append((number, text))
        elif handed:
            row["party_name"] = (handed[2] or "").strip() or None
            yield handed[1]
        elif name == "ULD":
            yield f"ULD{text}"
        elif not _MEASURED.fullmatch(text):
            yield text.strip("/ ")
    for country, subject, kind, text in customs_notes(("OCI", notes)):
        if kind in _SECURITY:
            yield f"OCI/{country}/{subject}/{kind}/{text}"
