"""The second counter of a register's workbook: patterns over the XML of its sheets instead of a spreadsheet reader."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from posixpath import normpath
from zipfile import ZipFile

from manifests.eaeu_layout import HOUSE_WAYBILL, SECTIONS, tables
from manifests.mapping import plain_header
from manifests.workbook import BROKEN, MAX_COLUMNS, Book

_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*?\b\w+:id\s*=\s*\"([^\"]*)\"")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*\"([^\"]*)\"")
_STRING = re.compile(r"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_ROW = re.compile(r"<(?:\w+:)?row(?=[\s>/])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL = re.compile(r"<(?:\w+:)?c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_TEXT = re.compile(r"<(?:\w+:)?[vt](?:\s[^>]*)?>([^<]*)</")
_PLACE = re.compile(r"\br=\"([A-Z]*)(\d+)\"")
_LETTERS = 26


def count_book(book: Book) -> int:
    """Rows of the tables and forms of the others; at least one, and one where the bytes cannot be followed."""
    known = tables(book.heads)
    try:
        with ZipFile(BytesIO(book.data)) as packed:
            strings = _strings(packed)
            parts = [
                (part, list(_rows(packed.read(part).decode("utf-8", "replace"), strings))) for part in _parts(packed)
            ]
    except BROKEN:
        return 1
    found = 0
    for part, rows in parts:
        if part in known:
            found += sum(number > known[part].header_last for number, _ in rows)
        else:
            labels = {plain_header(first) for _, first in rows}
            found += HOUSE_WAYBILL in labels and not labels.isdisjoint(SECTIONS)
    return max(1, found)


def _strings(packed: ZipFile) -> list[str]:
    """The texts that sheets share."""
    name = "xl/sharedStrings.xml"
    shared = packed.read(name).decode("utf-8", "replace") if name in packed.namelist() else ""
    return ["".join(_TEXT.findall(found[1] or "")) for found in _STRING.finditer(shared)]


def _parts(packed: ZipFile) -> list[str]:
    """The members with the sheets, in the order of the workbook."""
    book = packed.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = packed.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for found in _RELATION.finditer(relations):
        told = dict(_ATTRIBUTE.findall(found[1]))
        target = unescape(told.get("Target", ""))
        if told.get("Type", "").endswith("/worksheet"):
            targets[told.get("Id")] = target[1:] if target.startswith("/") else normpath(f"xl/{target}")
    named = (targets.get(found[1]) for found in _SHEET.finditer(book))
    return [part for part in named if part in packed.namelist()]


def _rows(sheet: str, strings: list[str]) -> Iterator[tuple[int, str]]:
    """Number and first cell of every row that is not blank."""
    number = 0
    for row in _ROW.finditer(sheet):
        placed = _PLACE.search(row[1])
        number = int(placed[2]) if placed else number + 1
        column, texts = 0, {}
        for cell in _CELL.finditer(row[2] or ""):
            named = _PLACE.search(cell[1])
            column = _column(named[1]) if named else column + 1
            if column <= MAX_COLUMNS:
                texts[column] = _text(cell, strings).strip()
        if any(texts.values()):
            yield number, texts.get(1, "")


def _text(cell: re.Match[str], strings: list[str]) -> str:
    text = "".join(_TEXT.findall(cell[2] or ""))
    if 't="s"' in cell[1] and text.isdecimal():
        text = strings[int(text)] if int(text) < len(strings) else ""
    return unescape(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number
