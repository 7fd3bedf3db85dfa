"""Reads the outcome sheet that officers return: what was decided about a line of the list, and what was found.

A record is a row. A row that the officer did not touch is ignored; an unknown code is null with a warning and
the row is kept: unknown is never clear. Headers and words may be in any language (manifests/outcome_columns.py). A CSV
cell that was made harmless when the list left (lake/harmless.py) is what it was before. A CSV that breaks off in its
last row was half saved: it is refused as a whole, to be returned again.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from lake.harmless import original
from manifests import cells
from manifests.cells import bare
from manifests.delimited import frame, physical_lines
from manifests.grid import GridRow, Opened, open_table, read_rows
from manifests.outcome_cells import converter_of, listed_case
from manifests.outcome_columns import Columns, columns_of, knows
from manifests.reading import Problem, Reading, Row
from manifests.register_row import LONGEST_DETAIL, Fault
from manifests.row_count import count_rows
from manifests.tabular import note_opening

FORMAT = "outcome"
TOUCHED = ("decision", "method", "result", "finding")
"""A row with one of these filled in comes from an officer."""


class SheetRow(NamedTuple):
    """One row: its physical line, what became of it, what it says, and what is wrong with it.

    `end` is told, untouched, repeated (equal to a row above that names the same line) or refused. `row` has columns of
    `inspections`, its inspection_id too where it is told; `made_for` is whom the copy was made for.
    """

    line: int
    end: Literal["told", "untouched", "repeated", "refused"]
    row: Row
    faults: list[Fault]
    made_for: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A returned sheet: its rows, and what is wrong with the file as a whole, which an error among it refuses."""

    rows: list[SheetRow]
    problems: list[Problem]

    @property
    def refused(self) -> bool:
        """Whether nothing of it could be read."""
        return any(problem.severity == "error" for problem in self.problems)


@dataclass
class _Place:
    """What a row has to know of the others: the list they are of (None: of none or several), rows by inspection_id."""

    list_id: str | None
    taken: dict[str, list[Row]] = field(default_factory=dict)


def recognises(data: bytes, file_name: str) -> bool:
    """Whether the bytes are an outcome sheet: its case column and what an officer fills in are there."""
    return open_table(data, file_name, knows).readable


def read_sheet(data: bytes, file_name: str, received_at: datetime) -> Reading:
    """Read a returned sheet into `inspections`; any bytes give rows or problems.

    Args:
        data: the bytes of a CSV or XLSX file.
        file_name: only checked against what the bytes are.
        received_at: not used: a correction that comes later must name the same inspection.
    """
    del received_at
    sheet = open_sheet(data, file_name)
    reading = Reading(FORMAT, problems=list(sheet.problems))
    if sheet.refused:
        reading.records, reading.quarantined = 1, {1}
        return reading
    for record, row in enumerate(sheet.rows, 1):
        reading.records += 1
        severity: Literal["error", "warning"] = "warning"
        if row.end == "told":
            reading.add("inspections", {"record": record, **row.row})
        elif row.end == "refused":
            severity = "error"
            reading.quarantined.add(record)
        else:
            reading.ignored += 1
        for what, column, detail in row.faults:
            reading.problems.append(Problem(what, severity, row.line, record, column, detail or None))
    return reading


def open_sheet(data: bytes, file_name: str) -> Sheet:
    """Read a returned sheet row by row, as `read_sheet` counts it and as a receipt answers it."""
    opened = open_table(data, file_name, knows)
    rows, faults = read_rows(opened)
    if _cut_off(opened):
        faults = [*faults, Problem("truncated", "error")]
    whole = Reading(FORMAT)
    note_opening(whole, opened, faults)
    if whole.quarantined:
        return Sheet([], whole.problems)
    columns, others = columns_of(opened)
    whole.problems += others
    if opened.text is not None:
        rows = [row._replace(cells=[original(cell) for cell in row.cells]) for row in rows]
    place = _Place(_list_of(rows, columns))
    return Sheet([_read_row(row, columns, place) for row in rows], whole.problems)


def count_records(data: bytes, file_name: str) -> int:
    """Rows of the sheet by the second counter (manifests/row_count.py); a half-saved one is one record."""
    opened = open_table(data, file_name, knows)
    return 1 if _cut_off(opened) else count_rows(opened)


def _cut_off(opened: Opened) -> bool:
    """Whether a text ends in the middle of a row: no line end, and it lacks cells, its quote, or any row."""
    if not opened.readable or opened.text is None or opened.text.endswith(("\n", "\r")):
        return False
    width = len(opened.header)
    last = deque(frame(physical_lines(opened.text)[opened.skipped :], opened.delimiter, width), maxlen=1)
    return not last or last[0].broken or len(last[0].cells) < width


def _list_of(rows: list[GridRow], columns: Columns) -> str | None:
    said = {convert(row.cells[at])[0] for at, name, convert in columns if name == "list_id" for row in rows} - {None}
    return said.pop() if len(said) == 1 else None


def _read_row(row: GridRow, columns: Columns, place: _Place) -> SheetRow:
    said = {name: row.cells[at] for at, name, _ in columns if _says(name, row.cells[at])}
    found, faults = _convert(said, columns)
    made_for = found.pop("made_for", None)
    refusal = "csv_row_broken" if row.fault == "error" else "field_missing" if "case_id" not in found else None
    if refusal:
        detail = " | ".join(cell for cell in row.cells if cell.strip())[:LONGEST_DETAIL]
        column = "case_id" if refusal == "field_missing" else None
        return SheetRow(row.line, "refused", found, [(refusal, column, detail)], made_for)
    if not any(name in said for name in TOUCHED):
        return SheetRow(row.line, "untouched", found, [], made_for)
    if row.fault:
        faults.append(("csv_row_broken", None, ""))
    if made_for and "officer_id" not in found and (officer := cells.personal_id(made_for)[0]):
        found["officer_id"] = officer
    named, doubts, repeated = _identified(found, place)
    return SheetRow(row.line, "repeated" if repeated else "told", named, faults + doubts, made_for)


def _says(name: str, cell: str) -> bool:
    """Whether a cell says something; of whether goods were presented, what is nothing elsewhere (нет) says no."""
    return bare(cell) is not None or (name == "presented" and converter_of(name)(cell)[0] is not None)


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


def _identified(found: Row, place: _Place) -> tuple[Row, list[Fault], bool]:
    """The row under the name of its inspection; of rows of one name an equal one is repeated, another one numbered."""
    list_id, list_line = found.get("list_id"), found.get("list_line")
    faults: list[Fault] = []
    if list_id and list_line:
        inspection_id = f"{list_id}/{list_line}"
    else:
        found = found | {"case_id": listed_case(found["case_id"])}
        if "decided_at" not in found:
            faults.append(("field_missing", "decided_at", found["case_id"]))
        when = f"{found['decided_at']:%Y%m%dT%H%M}" if "decided_at" in found else list_id or place.list_id or "sheet"
        inspection_id = f"{found['case_id']}@{when}"
    before = place.taken.setdefault(inspection_id, [])
    if before:
        faults.append(("duplicate_line", None, found["case_id"]))
    if found in before:
        return found, faults, True
    before.append(found)
    numbered = inspection_id if len(before) == 1 else f"{inspection_id}#{len(before)}"
    return {"inspection_id": numbered, **found}, faults, False
