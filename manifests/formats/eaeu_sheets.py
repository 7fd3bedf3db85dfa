"""The express register of the EAEU as a workbook, in its two layouts: one sheet, or a sheet for each house."""

from datetime import datetime

from manifests import cells
from manifests.delimited import Line
from manifests.eaeu import KINDS, REGISTRIES, Register, cyrillic
from manifests.eaeu_count import count_book
from manifests.eaeu_form import read_form
from manifests.eaeu_layout import GENERAL, LISTS, is_form, tables
from manifests.eaeu_table import TableReader
from manifests.mapping import plain_header
from manifests.reading import Format, Reading
from manifests.record import Record
from manifests.workbook import Book, Sheet, WorkbookError, every_sheet

OFFICE = "таможенный пост"


def recognises(book: Book) -> bool:
    """Whether a sheet is a table of waybills or the form of one."""
    return bool(tables(book.heads)) or any(is_form(line.cells[0] for line in head.rows) for head in book.heads)


def read(book: Book, received_at: datetime) -> Reading:
    """Return a consignment and its goods for each house, and one declaration; a damaged workbook is one record."""
    reading = Reading("eaeu_express")
    register = Register(reading)
    try:
        _read_sheets(book, register)
    except WorkbookError as error:
        broken = Reading("eaeu_express", records=1)
        Record(broken, 1).refuse(error.problem.what, None, None, error.problem.detail)
        return broken
    if reading.records == 0:
        reading.records = 1
        Record(reading, 1).refuse("no_house")
    register.declare(None, book.data, {})
    return reading


def _read_sheets(book: Book, register: Register) -> None:
    reading, known = register.reading, tables(book.heads)
    for head in book.heads:
        if plain_header(head.title) == GENERAL:
            _general(head.rows, register)
    for sheet in every_sheet(book.data):
        if table := known.get(sheet.part):
            TableReader(table, register).read(line for line in sheet.lines if line.first > table.header_last)
        elif is_form(line.cells[0] for line in sheet.lines):
            reading.records += 1
            read_form(sheet.lines, register, Record(reading, reading.records, sheet.lines[0].first))
        elif _speaks(sheet):
            Record(reading).warn("sheet_not_read", None, None, sheet.title)


def _speaks(sheet: Sheet) -> bool:
    """Whether a sheet that is neither table nor form says something that nobody reads."""
    return bool(sheet.lines) and plain_header(sheet.title) not in (GENERAL, LISTS)


def _general(rows: list[Line], register: Register) -> None:
    """Movement, kind of register and customs post, wherever they stand on the sheet."""
    for line in rows:
        office = False
        for cell in filter(None, map(str.strip, line.cells)):
            code = cyrillic(cell)
            if plain_header(cell) == OFFICE:
                office = True
            elif office and register.office is None:
                register.office = cells.text(cell)[0]
            elif code in KINDS:
                register.kind = register.kind or KINDS[code]
            elif cell.upper() in REGISTRIES:
                register.registry = register.registry or cell.upper()


def count_records(book: Book) -> int:
    """Rows below the header of the table, and forms, by patterns over the bytes (manifests/eaeu_count.py)."""
    return count_book(book)


FORMAT = Format(
    "eaeu_express",
    "EAEU express register as a workbook: each row of the one sheet is a record, or each form of a sheet per house.",
    "workbook",
    recognises,
    read,
    count_records,
)
