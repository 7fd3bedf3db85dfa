"""The outcome sheet as it comes home from a shift, with the labels of lake/sheet.py: as CSV or as XLSX."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import xlsxwriter

from exercises.shift import Outcome
from lake.sheet import SHEET

Cell = str | int | float
CREATED = datetime(2020, 1, 1, tzinfo=UTC)
LABELS = [column.label for column in SHEET]


def _cell(value: Any) -> Cell:
    """A value as officers write it; what is missing is blank."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def recorded_at(outcome: Outcome) -> datetime:
    """When the officer wrote it: when the laboratory answered, ten minutes after the end, or an hour after deciding."""
    if outcome.told_at:
        return outcome.told_at
    return (
        outcome.finished_at + timedelta(minutes=10) if outcome.finished_at else outcome.decided_at + timedelta(hours=1)
    )


def _found(outcome: Outcome) -> dict[str, Any]:
    it, method = outcome.consignment, outcome.found
    if method is None:
        return {}
    part = round(max(0.01, it.kg * (0.9 if method.family == "revenue" else 0.3)), 2)
    return {
        "finding": outcome.finding or method.finding,
        "hs": it.goods.hs,
        "quantity": part,
        "unit": "kg",
        "concealment": method.concealment,
        "pieces_found": it.pieces,
        "kg_found": round(it.kg * 1.02, 2),
        "remarks": "not as declared" if method.trace else "added after acceptance",
    }


def line_of(outcome: Outcome, list_id: str, line: int) -> dict[str, Any]:
    """One line by the names of the sheet's columns; what is not said is null or not there."""
    presented = outcome.result != "not_presented"
    examined = outcome.method is not None
    row: dict[str, Any] = {
        "list_id": list_id,
        "list_line": line,
        "case_id": outcome.case_id,
        "selected_as": outcome.selected_as,
        "selection_probability": outcome.selection_probability,
        "decision": outcome.decision,
        "decision_reason": outcome.decision_reason or None,
        "decided_at": outcome.decided_at,
        "presented": presented if examined else None,
        "method": outcome.method if presented else None,
        "started_at": outcome.started_at if presented else None,
        "finished_at": outcome.finished_at if presented else None,
        "result": outcome.result,
        "officer_id": f"OFFICER-{outcome.officer:02d}",
        "recorded_at": recorded_at(outcome),
    }
    if outcome.method == "xray" and presented:
        row["xray_image_id"] = f"{list_id}-{line:03d}"
    return row | _found(outcome)


def rows(outcomes: Iterable[tuple[int, Outcome]], list_id: str) -> list[list[Cell]]:
    """Lines of a sheet, each with its number, in the order of its columns."""
    made = [line_of(outcome, list_id, line) for line, outcome in outcomes]
    return [[_cell(row.get(column.name)) for column in SHEET] for row in made]


def as_csv(lines: list[list[Cell]]) -> bytes:
    """A sheet as CSV in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(LABELS)
    writer.writerows(lines)
    return out.getvalue().encode("utf-8")


def as_xlsx(lines: list[list[Cell]]) -> bytes:
    """A sheet as XLSX; its properties are fixed, so the same lines give the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": CREATED.replace(tzinfo=None)})
    sheet = book.add_worksheet("Results")
    for number, line in enumerate([list[Cell](LABELS), *lines]):
        sheet.write_row(number, 0, line)
    book.close()
    return out.getvalue()
