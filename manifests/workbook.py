"""Bytes of an XLSX workbook as rows of text, behind a gate: nothing is unpacked before its size is known to be sane.

Formulas are read as the values the spreadsheet last stored; links are not followed; macros are not looked at.
"""

import math
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from lxml import etree
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from manifests.delimited import HEAD_ROWS, Line
from manifests.reading import Problem

ZIP = b"PK\x03\x04"
MAX_MEMBERS = 1_000
MAX_UNPACKED = 200 << 20
MAX_PART = 8 << 20
"""A part that is parsed as a whole (styles, relations): a tree takes some 24 times its bytes."""
MAX_RATIO = 200
SMALL = 4 << 20
"""Below this an honest sheet of equal rows may pack better than MAX_RATIO."""
MAX_ROW = 1_048_576
MAX_COLUMNS = 256
MAX_SHEETS = 20
EXACT_DIGITS = 1e15
"""From here on a spreadsheet has lost digits of an integer."""

_STRING, _RUN, _TEXT = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "r", "t"))

BROKEN = (
    ArithmeticError, AssertionError, AttributeError, BadZipFile, EOFError, LookupError, OSError, ParseError,
    RuntimeError, TypeError, ValueError, zlib.error,
)  # fmt: skip
"""What openpyxl and zipfile raise for a damaged workbook (seen by flipping bytes)."""


class WorkbookError(ValueError):
    """The workbook is damaged or refused; `problem` says how."""

    def __init__(self, problem: Problem):
        super().__init__(problem.what)
        self.problem = problem


def gate(data: bytes) -> None:
    """Look at the zip's directory alone.

    Raises:
        WorkbookError: too many members, too large unpacked or packed too well, or no zip at all.
    """
    try:
        with ZipFile(BytesIO(data)) as packed:
            members = packed.infolist()
    except BROKEN as error:
        raise WorkbookError(Problem("workbook_broken", "error", detail=str(error)[:200])) from error
    total = sum(member.file_size for member in members)
    whole = [m for m in members if not m.filename.startswith(("xl/worksheets/sheet", "xl/sharedStrings", "xl/media/"))]
    if (
        len(members) > MAX_MEMBERS
        or total > MAX_UNPACKED
        or (total > SMALL and total > MAX_RATIO * len(data))
        or any(member.file_size > MAX_PART for member in whole)
    ):
        detail = f"{len(members)} members, {total} bytes unpacked of {len(data)}"
        raise WorkbookError(Problem("unpacked_too_large", "error", detail=detail))


class Book(NamedTuple):
    """A workbook as a format is given it: the heads of its sheets, its bytes and the name of its file."""

    heads: "list[SheetHead]"
    data: bytes
    file_name: str


class SheetHead(NamedTuple):
    """The first rows of one sheet; `part` is the member of the zip that holds it."""

    title: str
    part: str
    rows: list[Line]


class Sheet(NamedTuple):
    """All rows of one sheet that are not blank; `part` is the member of the zip that holds it."""

    title: str
    part: str
    lines: list[Line]


def every_sheet(data: bytes) -> Iterator[Sheet]:
    """All sheets, one after the other, for workbooks that have one for each record: opened once.

    Raises:
        WorkbookError: the workbook is damaged or refused; sheets before the damage have been given.
    """
    with _opened(data) as book:
        for sheet in book.worksheets:
            yield Sheet(sheet.title, str(sheet._worksheet_path), list(_lines(sheet)))


def heads(data: bytes) -> list[SheetHead]:
    """The first rows of every sheet, in the order of the workbook.

    Raises:
        WorkbookError: the workbook is damaged or refused.
    """
    with _opened(data) as book:
        # openpyxl has no public name for the member of a sheet
        return [
            SheetHead(sheet.title, str(sheet._worksheet_path), list(islice(_lines(sheet), HEAD_ROWS)))
            for sheet in book.worksheets[:MAX_SHEETS]
        ]


def sheet_lines(data: bytes, title: str) -> list[Line]:
    """All rows of one sheet that are not blank; a row's line is its number in the spreadsheet.

    Raises:
        WorkbookError: the workbook is damaged or refused.
    """
    with _opened(data) as book:
        return list(_lines(book[title]))


class _Reader(ExcelReader):
    """openpyxl's reader, but the shared strings are read in a quarter of its time."""

    def read_strings(self) -> None:
        """Read the table of strings; one with a DTD is refused, as its entities might be cut silently."""
        told = self.package.find(SHARED_STRINGS)
        if told is None:
            return
        with self.archive.open(told.PartName[1:]) as part:
            parsing = etree.iterparse(part, tag=_STRING, resolve_entities=False, no_network=True)
            try:
                self.shared_strings = [_said(string) for _, string in parsing]
            except etree.XMLSyntaxError as error:
                raise ValueError(f"shared strings: {error}") from error
            if parsing.root is not None and parsing.root.getroottree().docinfo.internalDTD is not None:
                raise ValueError("shared strings with a DTD")


def _said(string: etree._Element) -> str:
    """The text of a shared string: its own and that of its runs, in one; phonetic marks are none."""
    own = [part.text or "" for part in string if part.tag == _TEXT]
    runs = [part.text or "" for run in string if run.tag == _RUN for part in run if part.tag == _TEXT]
    string.clear()
    while string.getprevious() is not None:
        del string.getparent()[0]  # what was read is not held
    return "".join([*own[-1:], *runs]).replace("x005F_", "")  # as openpyxl writes an underscore that was escaped


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    gate(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions it does not know
            reader = _Reader(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            reader.read()
            yield reader.wb
    except BROKEN as error:
        raise WorkbookError(Problem("workbook_broken", "error", detail=str(error)[:200])) from error


def _lines(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=MAX_ROW, max_col=MAX_COLUMNS), 1):
        if row.count(None) == MAX_COLUMNS:  # rows that are not there come too, up to a million
            continue
        cells = ["" if value is None else _text(value) for value in row]  # most are none: a call would tell
        if any(cell.strip() for cell in cells):
            yield Line(number, number, cells)


def _text(value: object) -> str:
    """A cell's value as a person would type it: no exponent, no .0, days in ISO form."""
    if value is None:
        return ""
    if isinstance(value, float):
        return _figures(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _figures(value: float) -> str:
    if not math.isfinite(value) or abs(value) >= EXACT_DIGITS:
        return f"{value:E}"
    return str(int(value)) if value.is_integer() else f"{value:.12f}".rstrip("0")
