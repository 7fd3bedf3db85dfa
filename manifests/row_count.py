"""The second counter of a table's rows: patterns over text and sheet XML instead of a CSV or XLSX reader."""

import re
from io import BytesIO
from zipfile import ZipFile

from manifests.delimited import MAX_LINES
from manifests.grid import Opened
from manifests.workbook import BROKEN

_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_SAID = re.compile(rb"<(?:\w+:)?[vt](?:\s[^>]*)?>([^<]*)</")
_SHARED = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)


def count_rows(opened: Opened) -> int:
    """Rows below the header that are not blank; a table that cannot be read is one record as a whole."""
    if not opened.readable:
        return 1
    if opened.sheet is not None:
        try:
            return _workbook_rows(opened.data, opened.sheet[1], opened.header_last)
        except BROKEN:
            return 1
    return _text_rows(opened.text or "", opened.delimiter, opened.header_last, len(opened.header))


def _text_rows(text: str, delimiter: str, header_last: int, width: int) -> int:
    mark = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}\n][^{mark}\n]*|)'
    row = re.compile(rf"{cell}(?:{mark}{cell})*")
    empty = rf'(?:[^\S{mark}]*|"\s*")'
    blank = re.compile(rf"{empty}(?:{mark}{empty})*")
    body = re.sub(r"\r\n?", "\n", text)
    at = 0
    for _ in range(header_last):
        at = _line_end(body, at) + 1
    rows = 0
    while at < len(body):
        end = _line_end(body, at)
        whole = True
        if body.find('"', at, end) >= 0:
            end, whole = _row_end(body, at, row, (mark, width))
        rows += not whole or blank.fullmatch(body, at, end) is None
        at = end + 1
    return rows


def _line_end(body: str, at: int) -> int:
    end = body.find("\n", at)
    return len(body) if end < 0 else end


def _row_end(body: str, at: int, row: re.Pattern[str], shape: tuple[str, int]) -> tuple[int, bool]:
    """Where a row with quotes ends, and whether they close: over several lines it has the header's width."""
    first = end = _line_end(body, at)
    for _ in range(MAX_LINES):
        if row.fullmatch(body, at, end):
            cells = len(re.findall(shape[0], re.sub(r'"[^"]*"', "", body[at:end]))) + 1
            whole = end == first or cells == shape[1]
            return end if whole else first, whole
        if end >= len(body) or body.count('"', at, end) % 2 == 0:
            break
        end = _line_end(body, end + 1)
    return first, False


def _workbook_rows(data: bytes, part: str, header_last: int) -> int:
    with ZipFile(BytesIO(data)) as packed:
        sheet = packed.read(part.lstrip("/"))
        shared = packed.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in packed.namelist() else b""
    blanks = {n for n, si in enumerate(_SHARED.finditer(shared)) if not b"".join(_SAID.findall(si[1] or b"")).strip()}
    rows = number = 0
    for found in _ROW.finditer(sheet):
        given = re.search(rb'\br="(\d+)"', found[1])
        number = int(given[1]) if given else number + 1
        rows += number > header_last and any(
            _filled(cell[0], cell[1], blanks) for cell in _CELL.findall(found[2] or b"")
        )
    return rows


def _filled(attributes: bytes, body: bytes, blanks: set[int]) -> bool:
    said = b"".join(_SAID.findall(body)).strip()
    if b't="s"' in attributes and said.isdigit():
        return int(said) not in blanks
    return bool(said)
