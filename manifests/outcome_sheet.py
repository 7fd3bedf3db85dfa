"""Reads the outcome sheet that officers return: what was decided about a line of the list, and what was found.

A record is a row. A row that the officer did not touch is ignored; an unknown code is null with a warning and
the row is kept: unknown is never clear. Times without a zone are UTC, as the sheet's labels say. A CSV cell that
was made harmless when the list left (lake/harmless.py) is what it was before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lake.harmless import original
from lake.sheet import SHEET
from manifests.cells import Converter, bare
from manifests.grid import GridRow, Opened, open_table, read_rows
from manifests.mapping import plain_header
from manifests.outcome_cells import converter_of, listed_case
from manifests.reading import Problem, Reading, Row
from manifests.register_row import LONGEST_DETAIL, Fault
from manifests.row_count import count_rows
from manifests.tabular import note_opening

FORMAT = "outcome"
TOUCHED = ("decision", "method", "result", "finding")
"""A row with one of these filled in comes from an officer."""
MINIMUM_HEADERS = 4
_NAMES = {plain_header(said): column.name for column in SHEET for said in (column.name, column.label)}
Columns = list[tuple[int, str, Converter]]


@dataclass
class _Place:
    """What a row has to know of the others: the list they are of (None: of none or several), rows by inspection_id."""

    list_id: str | None
    taken: dict[str, list[Row]] = field(default_factory=dict)


def recognises(data: bytes, file_name: str) -> bool:
    """Whether the bytes are an outcome sheet: its case column and what an officer fills in are there."""
    return open_table(data, file_name, _knows).readable


def read_sheet(data: bytes, file_name: str, received_at: datetime) -> Reading:
    """Read a returned sheet into `inspections`; any bytes give rows or problems.

    Args:
        data: the bytes of a CSV or XLSX file.
        file_name: only checked against what the bytes are.
        received_at: not used: a correction that comes later must name the same inspection.
    """
    opened = open_table(data, file_name, _knows)
    reading = Reading(FORMAT)
    rows, faults = read_rows(opened)
    note_opening(reading, opened, faults)
    if reading.quarantined:
        return reading
    columns = _columns(opened, reading)
    if opened.text is not None:
        rows = [row._replace(cells=[original(cell) for cell in row.cells]) for row in rows]
    place = _Place(_list_of(rows, columns))
    for row in rows:
        reading.records += 1
        _read_row(row, columns, (reading, place))
    return reading


def count_records(data: bytes, file_name: str) -> int:
    """Rows of the sheet by the second counter (manifests/row_count.py)."""
    return count_rows(open_table(data, file_name, _knows))


def _knows(header: Sequence[str]) -> int:
    known = {_NAMES[plain] for cell in header if (plain := plain_header(cell)) in _NAMES}
    whole_sheet = "case_id" in known and known & {"decision", "result"} and len(known) >= MINIMUM_HEADERS
    return len(known) if whole_sheet else 0


LONGEST_NAMED = 80


def _columns(opened: Opened, reading: Reading) -> Columns:
    """The columns of the sheet; others are named in one problem, for a list that comes home has its own to read."""
    found: Columns = []
    others = []
    for at, header in enumerate(opened.header):
        name = _NAMES.get(plain_header(header))
        if name and name not in {known for _, known, _ in found}:
            found.append((at, name, converter_of(name)))
        elif header.strip():
            others.append(header[:LONGEST_NAMED])
    if others:
        reading.problems.append(Problem("unknown_column", line=opened.header_last, detail=", ".join(others)))
    return found


def _list_of(rows: list[GridRow], columns: Columns) -> str | None:
    said = {convert(row.cells[at])[0] for at, name, convert in columns if name == "list_id" for row in rows} - {None}
    return said.pop() if len(said) == 1 else None


def _read_row(row: GridRow, columns: Columns, to: tuple[Reading, _Place]) -> None:
    reading, place = to
    said = {name: row.cells[at] for at, name, _ in columns if bare(row.cells[at]) is not None}
    found, faults = _convert(said, columns)
    refusal = "csv_row_broken" if row.fault == "error" else "field_missing" if "case_id" not in found else None
    if refusal:
        reading.quarantined.add(reading.records)
        detail = " | ".join(cell for cell in row.cells if cell.strip())[:LONGEST_DETAIL]
        column = "case_id" if refusal == "field_missing" else None
        reading.problems.append(Problem(refusal, "error", row.line, reading.records, column, detail))
        return
    if not any(name in said for name in TOUCHED):
        reading.ignored += 1
        return
    if row.fault:
        faults.append(("csv_row_broken", None, ""))
    faults += _add(found, reading, place)
    for what, column, detail in faults:
        reading.problems.append(Problem(what, "warning", row.line, reading.records, column, detail or None))


def _convert(said: dict[str, str], columns: Columns) -> tuple[Row, list[Fault]]:
    found: Row = {}
    faults: list[Fault] = []
    for _, name, convert in columns:
        if name in said:
            value, slug = convert(said[name])
            if value is not None:
                found[name] = value
            if slug:
                faults.append((slug, name, said[name][:LONGEST_DETAIL]))
    return found, faults + _doubts(found, said)


def _doubts(found: Row, said: dict[str, str]) -> list[Fault]:
    if found.get("result") == "hit" and "finding" not in said:
        return [("field_missing", "finding", "")]
    if "finding" in found and found.get("result") != "hit":
        return [("finding_without_hit", "finding", said["finding"][:LONGEST_DETAIL])]
    return []


def _add(found: Row, reading: Reading, place: _Place) -> list[Fault]:
    """Add the row under the name of its inspection; of rows of one name an equal one is ignored, another one kept."""
    list_id, list_line = found.pop("list_id", None), found.get("list_line")
    faults: list[Fault] = []
    if list_id and list_line:
        inspection_id = f"{list_id}/{list_line}"
    else:
        found["case_id"] = listed_case(found["case_id"])
        if "decided_at" not in found:
            faults.append(("field_missing", "decided_at", found["case_id"]))
        when = f"{found['decided_at']:%Y%m%dT%H%M}" if "decided_at" in found else list_id or place.list_id or "sheet"
        inspection_id = f"{found['case_id']}@{when}"
    before = place.taken.setdefault(inspection_id, [])
    if before:
        faults.append(("duplicate_line", None, found["case_id"]))
    if found in before:
        reading.ignored += 1
        return faults
    before.append(found)
    numbered = inspection_id if len(before) == 1 else f"{inspection_id}#{len(before)}"
    reading.add("inspections", {"record": reading.records, "inspection_id": numbered, **found})
    return faults
