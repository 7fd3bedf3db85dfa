"""The list as a workbook: to read, to sort, to fill in and to send back (manifests/outcome_sheet.py reads it).

What is on its pages beside the list (how to fill in, header and footer, choices) is in xlsx_beside.py.
"""

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lake.harmless import harmless, risky
from lake.sheet import SHEET
from lake.tables import INSPECTIONS
from targets.language import Language
from targets.listing import Line, Listing
from targets.outputs.columns import PRINTED, Cell, cells, labels, reading
from targets.outputs.output import Output
from targets.outputs.xlsx_beside import CHOICES, choices, how_to, on_paper

MOMENTS = ("decided_at", "started_at", "finished_at", "recorded_at")
FIRST = ("list_line", "case_id")
SPARE = 20
"""Rows below the list for lines that an officer adds."""
WIDTHS = {
    "list_line": 8, "case_id": 22, "action": 14, "last_chance": 15, "flight": 13, "uld": 12, "goods": 22,
    "consignor": 20, "consignee": 20, "declared_pieces": 12, "declared_kg": 12, "why": 58, "batch": 16, "level": 10,
    "chance": 22, "currency": 9, "remarks": 40, "presented": 11, "finding": 24, "decision_reason": 24,
}  # fmt: skip
SETTINGS = {
    "in_memory": True,  # no temporary files: names of persons do not touch the disk, and no umask touches the bytes
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST = 32_000
"""Characters of a cell; Excel's own limit is 32,767."""
POINTS, TALLEST = 11, 409
"""Size of the text, and the tallest row that Excel takes, in points."""
ALLOWED = ("sort", "autofilter", "format_columns", "format_rows", "select_locked_cells", "select_unlocked_cells")


@dataclass(frozen=True)
class Place:
    """One column of the sheet, where it stands and what it says at the top.

    `given` are columns that go out and come home untouched: their text is never changed.
    """

    name: str
    label: str
    filled: bool = False
    given: bool = False


def places(listing: Listing, language: Language) -> list[Place]:
    """Return the columns in order: line and case, what is printed, what to fill in, the rest, then the machine's."""
    said = labels(listing, language)
    filled = [column.name for column in SHEET if column.filled]
    given = [column.name for column in SHEET if not column.filled and column.name in said]
    rest = [name for name in reading(listing) if name not in PRINTED]
    order = [*FIRST, *PRINTED, *filled, *rest, *(name for name in given if name not in FIRST)]
    return [Place(name, said[name], name in filled, name in given) for name in order]


def write(listing: Listing, language: Language) -> bytes:
    """Return the workbook; its date of creation is the list's as_of, so the same listing gives the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, SETTINGS)
    book.set_properties(
        {"title": f"{listing.list_id} {listing.revision}", "created": listing.as_of.replace(tzinfo=None)}
    )
    sheet = book.add_worksheet(language.say("sheet.list"))
    columns, formats = places(listing, language), _formats(book)
    _header(sheet, columns, formats)
    for row, line in enumerate(listing.lines, start=1):
        _line(sheet, row, (line, listing, language), columns, formats)
    _spare(sheet, columns, len(listing.lines), formats)
    how_to(book, listing, language)
    ranges = choices(book, language)
    _validate(sheet, columns, len(listing.lines) + SPARE, ranges, (language, listing.timezone))
    _protect(sheet, columns, len(listing.lines))
    on_paper(sheet, listing, language)
    book.close()
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Format]:
    base = {"valign": "top", "align": "left", "text_wrap": True, "font_size": POINTS}
    read = base | {"bottom": 1, "bottom_color": "#BFBFBF"}
    filled = base | {"locked": False, "bg_color": "#FFF9E3", "border": 1, "border_color": "#D9CFA8"}
    head = base | {"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "valign": "vcenter"}
    return {
        "read": book.add_format(read),
        "quoted": book.add_format(read | {"quote_prefix": True}),
        "measure": book.add_format(read | {"num_format": "#,##0.0"}),
        "filled": book.add_format(filled | {"num_format": "@"}),
        "moment": book.add_format(filled | {"num_format": "yyyy-mm-dd hh:mm"}),
        "number": book.add_format(filled),
        "head": book.add_format(head),
        "head_filled": book.add_format(head | {"bg_color": "#7A5B00"}),
    }


def _style(place: Place, cell: Cell) -> str:
    if not place.filled:
        quoted = isinstance(cell, str) and risky(cell)
        return "quoted" if quoted else "measure" if isinstance(cell, float) else "read"
    if place.name in MOMENTS:
        return "moment"
    return "number" if INSPECTIONS.column(place.name).kind in ("int64", "float64") else "filled"


def _line(
    sheet: Worksheet, row: int, told: tuple[Line, Listing, Language], columns: list[Place], formats: dict[str, Format]
) -> None:
    """Write a line. Text to read is guarded as in CSV: whoever saves the sheet as one revives no formula."""
    known = cells(*told)
    sheet.set_row(row, _height(known))
    for number, place in enumerate(columns):
        cell = known[place.name]
        if isinstance(cell, str) and not place.given:
            cell = harmless(cell)
        style = formats[_style(place, cell)]
        if cell is None:
            sheet.write_blank(row, number, None, style)
        elif isinstance(cell, str):
            sheet.write_string(row, number, cell[:LONGEST], style)
        else:
            sheet.write_number(row, number, cell, style)


def _height(known: Mapping[str, Cell]) -> float:
    """Return a row's height in points: not every programme makes room for wrapped text when it opens a workbook."""
    lines = (math.ceil(len(str(cell)) / WIDTHS[name]) for name, cell in known.items() if name in PRINTED)
    return min(max((1, *lines)) * POINTS * 1.35, TALLEST)


def _header(sheet: Worksheet, columns: list[Place], formats: dict[str, Format]) -> None:
    for number, place in enumerate(columns):
        sheet.write_string(0, number, place.label, formats["head_filled" if place.filled else "head"])
        sheet.set_column(number, number, WIDTHS.get(place.name, 14))
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, len(FIRST))


def _spare(sheet: Worksheet, columns: list[Place], lines: int, formats: dict[str, Format]) -> None:
    """Leave open rows below the list for what an officer adds; they need a case and what was found."""
    for row in range(lines + 1, lines + 1 + SPARE):
        for number, place in enumerate(columns):
            if place.filled:
                sheet.write_blank(row, number, None, formats[_style(place, None)])
            elif place.name == "case_id":
                sheet.write_blank(row, number, None, formats["filled"])


def _validate(
    sheet: Worksheet, columns: list[Place], last: int, ranges: dict[str, str], told: tuple[Language, str]
) -> None:
    """Give the filled columns their drop-downs and hints; lines added by an officer below have them too."""
    language, zone = told
    for number, place in enumerate(columns):
        if place.name in CHOICES:
            rule = {"validate": "list", "source": ranges[place.name], "error_message": language.say("sheet.pick")}
            sheet.data_validation(1, number, last, number, rule)
        elif place.name in MOMENTS:
            hint = {
                "validate": "any",
                "input_title": place.label[:32],
                "input_message": language.say("sheet.when", zone=zone),
            }
            sheet.data_validation(1, number, last, number, hint)


def _protect(sheet: Worksheet, columns: list[Place], lines: int) -> None:
    """Lock what is given, without a password: against slips of the hand, not against a will."""
    sheet.autofilter(0, 0, max(lines, 1), len(columns) - 1)
    sheet.protect("", dict.fromkeys(ALLOWED, True))
    sheet.print_area(0, 0, max(lines, 1), len(FIRST) + len(PRINTED) - 1)
    sheet.repeat_rows(0)


OUTPUT = Output(
    "xlsx",
    ".xlsx",
    write,
    "For the officer: to read, to fill in with words from lists and to send back; what must come home is locked.",
    each_language=True,
)
