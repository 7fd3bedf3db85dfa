"""The outcome sheet as it comes home from a shift, with the labels of lake/sheet.py: as CSV or as XLSX."""

import csv
import io
from datetime import UTC, datetime, timedelta

import xlsxwriter

from exercises.officers import Outcome
from lake.sheet import SHEET

Cell = str | int | float
CREATED = datetime(2020, 1, 1, tzinfo=UTC)
LABELS = [column.label for column in SHEET]


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""


def recorded_at(outcome: Outcome) -> datetime:
    """When the officer wrote it: ten minutes after the end, or an hour after the decision when nothing was done."""
    return (
        outcome.finished_at + timedelta(minutes=10) if outcome.finished_at else outcome.decided_at + timedelta(hours=1)
    )


def _found(outcome: Outcome) -> dict[str, Cell]:
    it, method = outcome.consignment, outcome.found
    if method is None:
        return {}
    part = round(max(0.01, it.kg * (0.9 if method.family == "revenue" else 0.3)), 2)
    return {
        "finding": method.finding,
        "hs": it.goods.hs,
        "quantity": part,
        "unit": "kg",
        "concealment": method.concealment,
        "pieces_found": it.pieces,
        "kg_found": round(it.kg * 1.02, 2),
        "remarks": "not as declared" if method.trace else "added after acceptance",
    }


def _row(outcome: Outcome, list_id: str, line: int) -> dict[str, Cell]:
    """One line by the names of the sheet's columns; what is missing is blank."""
    examined = outcome.method is not None
    presented = outcome.result != "not_presented"
    row: dict[str, Cell] = {
        "list_id": list_id,
        "list_line": line,
        "case_id": outcome.case_id,
        "selected_as": outcome.selected_as,
        "selection_probability": "" if outcome.selection_probability is None else outcome.selection_probability,
        "decision": outcome.decision,
        "decision_reason": outcome.decision_reason,
        "decided_at": _moment(outcome.decided_at),
        "presented": ("yes" if presented else "no") if examined else "",
        "method": outcome.method if outcome.method and presented else "",
        "started_at": _moment(outcome.started_at) if presented else "",
        "finished_at": _moment(outcome.finished_at) if presented else "",
        "result": outcome.result,
        "officer_id": f"OFFICER-{outcome.officer:02d}",
        "recorded_at": _moment(recorded_at(outcome)),
    }
    if outcome.method == "xray" and presented:
        row["xray_image_id"] = f"{list_id}-{line:03d}"
    return row | _found(outcome)


def rows(outcomes: list[Outcome], list_id: str) -> list[list[Cell]]:
    """The lines of a sheet in the order of its columns."""
    made = [_row(outcome, list_id, line) for line, outcome in enumerate(outcomes, start=1)]
    return [[row.get(column.name, "") for column in SHEET] for row in made]


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
