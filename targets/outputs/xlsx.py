"""The list as a workbook: to read, to sort, to fill in and to send back (manifests/outcome_sheet.py reads it)."""

import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lake.findings import ALL_FINDINGS, METHODS, RESULTS
from lake.harmless import risky
from lake.sheet import SHEET
from lake.tables import INSPECTIONS
from targets.language import Language
from targets.listing import Listing
from targets.outputs.columns import READING, Cell, reading_cells, reading_labels, sheet_cells
from targets.outputs.output import Output

CHOICES: dict[str, tuple[str, ...]] = {
    "decision": INSPECTIONS.column("decision").one_of,
    "presented": ("yes", "no"),
    "method": METHODS,
    "result": RESULTS,
    "finding": ALL_FINDINGS,
}
MOMENTS = ("decided_at", "started_at", "finished_at", "recorded_at")
FIRST = ("list_line", "case_id")
SPARE = 20
"""Rows below the list for lines that an officer adds."""
WIDTHS = {
    "list_line": 5, "case_id": 24, "goods": 26, "consignor": 26, "consignee": 26, "why": 70, "against": 34,
    "rules": 44, "chance": 22, "shipment": 24, "flight": 20, "last_chance": 13, "declared_pieces": 9,
    "declared_kg": 9, "declared_value": 10, "currency": 9, "level": 9, "action": 10, "remarks": 40,
}  # fmt: skip
SETTINGS = {
    "in_memory": True,  # no temporary files: names of persons do not touch the disk, and no umask touches the bytes
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Place:
    """One column of the sheet, where it stands and what it says at the top."""

    name: str
    label: str
    filled: bool


def places(listing: Listing, language: Language) -> list[Place]:
    """Return the columns in order: line and case, what to read, what to fill in, then what belongs to the machine."""
    labels = reading_labels(listing, language)
    sheet = {column.name: Place(column.name, column.label, column.filled) for column in SHEET}
    rest = [place for place in sheet.values() if place.name not in FIRST]
    return [
        *(sheet[name] for name in FIRST),
        *(Place(name, labels[name], filled=False) for name in READING),
        *(place for place in rest if place.filled),
        *(place for place in rest if not place.filled),
    ]


def write(listing: Listing, language: Language) -> bytes:
    """Return the workbook; its date of creation is the list's as_of, so the same listing gives the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, SETTINGS)
    book.set_properties(
        {"title": f"{listing.list_id} {listing.revision}", "created": listing.as_of.replace(tzinfo=None)}
    )
    sheet = book.add_worksheet("List")
    columns = places(listing, language)
    formats = _formats(book)
    _header(sheet, columns, formats)
    for row, line in enumerate(listing.lines, start=1):
        cells = sheet_cells(line) | {f"reading.{k}": v for k, v in reading_cells(line, listing, language).items()}
        for number, place in enumerate(columns):
            known = cells.get(f"reading.{place.name}", cells.get(place.name))
            _write(sheet, (row, number), known, formats[_style(place, known)])
    _spare(sheet, columns, len(listing.lines), formats)
    _choices(sheet, columns, len(listing.lines), language)
    _print(sheet, columns, listing)
    book.close()
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Format]:
    base = {"valign": "top", "text_wrap": True, "font_size": 10}
    filled = base | {"locked": False, "bg_color": "#FFF9E3", "border": 1, "border_color": "#D9CFA8"}
    head = base | {"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "valign": "vcenter"}
    return {
        "read": book.add_format(base),
        "quoted": book.add_format(base | {"quote_prefix": True}),
        "filled": book.add_format(filled | {"num_format": "@"}),
        "moment": book.add_format(filled | {"num_format": "yyyy-mm-dd hh:mm"}),
        "number": book.add_format(filled),
        "head": book.add_format(head),
        "head_filled": book.add_format(head | {"bg_color": "#7A5B00"}),
    }


def _style(place: Place, cell: Cell) -> str:
    if not place.filled:
        return "quoted" if isinstance(cell, str) and risky(cell) else "read"
    if place.name in MOMENTS:
        return "moment"
    return "number" if INSPECTIONS.column(place.name).kind in ("int64", "float64") else "filled"


def _write(sheet: Worksheet, at: tuple[int, int], cell: Cell, style: Format) -> None:
    if cell is None:
        sheet.write_blank(*at, None, style)
    elif isinstance(cell, str):
        sheet.write_string(*at, cell[:32_000], style)  # Excel's own limit is 32,767
    else:
        sheet.write_number(*at, cell, style)


def _header(sheet: Worksheet, columns: list[Place], formats: dict[str, Format]) -> None:
    for number, place in enumerate(columns):
        sheet.write_string(0, number, place.label, formats["head_filled" if place.filled else "head"])
        sheet.set_column(number, number, WIDTHS.get(place.name, 14))
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, len(FIRST))


def _spare(sheet: Worksheet, columns: list[Place], lines: int, formats: dict[str, Format]) -> None:
    """Leave open rows below the list for what an officer adds; they need a case and what was found."""
    for row in range(lines + 1, lines + 1 + SPARE):
        for number, place in enumerate(columns):
            if place.filled:
                sheet.write_blank(row, number, None, formats[_style(place, None)])
            elif place.name == "case_id":
                sheet.write_blank(row, number, None, formats["filled"])


def _choices(sheet: Worksheet, columns: list[Place], lines: int, language: Language) -> None:
    """Give the filled columns their drop-downs and hints; lines added by an officer below have them too."""
    last = lines + SPARE
    for number, place in enumerate(columns):
        if place.name in CHOICES:
            rule = {
                "validate": "list",
                "source": list(CHOICES[place.name]),
                "error_message": language.say("sheet.pick"),
            }
            sheet.data_validation(1, number, last, number, rule)
        elif place.name in MOMENTS:
            hint = {"validate": "any", "input_title": place.label, "input_message": language.say("sheet.when")}
            sheet.data_validation(1, number, last, number, hint)


def _print(sheet: Worksheet, columns: list[Place], listing: Listing) -> None:
    lines = len(listing.lines)
    sheet.autofilter(0, 0, max(lines, 1), len(columns) - 1)
    allowed = ("sort", "autofilter", "format_columns", "format_rows", "select_locked_cells", "select_unlocked_cells")
    sheet.protect("", dict.fromkeys(allowed, True))
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(0.3, 0.3, 0.4, 0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, lines, len(FIRST) + len(READING) - 1)
    sheet.set_footer(f"&L{listing.list_id} / {listing.revision}&R&P / &N")


OUTPUT = Output("xlsx", ".xlsx", write, "To read, to sort, to fill in and to send back.")
