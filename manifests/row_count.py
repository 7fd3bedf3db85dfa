"""The second counter of a table's rows: patterns over text and sheet XML instead of a CSV or XLSX reader."""

import re
from html import unescape
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
    return _text_rows(opened.text or "", opened.delimiter, opened.skipped, len(opened.header))


class _Shape:
    """What a row of text with quotes looks like: its cells by a pattern, and a row of nothing."""

    def __init__(self, delimiter: str, width: int):
        mark = re.escape(delimiter)
        cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}\n][^{mark}\n]*|)'
        empty = rf'(?:[^\S{mark}]*|"\s*")'
        self.delimiter, self.width = delimiter, width
        self.between = f'"{delimiter}"'
        self.ends = re.compile(rf"{cell}({mark}|\Z)")
        self.row = re.compile(rf"{cell}(?:{mark}{cell})*")
        self.blank = re.compile(rf"{empty}(?:{mark}{empty})*")


def _text_rows(text: str, delimiter: str, skipped: int, width: int) -> int:
    lines = (re.sub(r"\r\n?", "\n", text) if "\r" in text else text).split("\n")
    shape = _Shape(delimiter, width)
    rows = done = 0
    for at in range(skipped, len(lines)):
        line = lines[at]
        if at < done:
            continue
        if '"' in line:
            used, whole = (1, True) if _all_quoted(line, shape.between) else _row_end(lines, at, shape)
            done = at + used
            rows += not whole or line[1:2].isalnum() or shape.blank.fullmatch("\n".join(lines[at:done])) is None
        else:
            rows += line[:1].isalnum() or bool(line.replace(delimiter, "").strip())
    return rows


def _row_end(lines: list[str], at: int, shape: _Shape) -> tuple[int, bool]:
    """How many lines a row with quotes takes, and whether they close: over several lines it has the header's width."""
    if _plainly_quoted(lines[at].split('"'), shape.delimiter):
        return 1, True
    body = ""
    for used, line in enumerate(lines[at : at + MAX_LINES], 1):
        body += "\n" + line if used > 1 else line
        if shape.row.fullmatch(body):
            whole = used == 1 or sum(map(bool, shape.ends.findall(body))) == shape.width - 1
            return (used if whole else 1), whole
        if body.count('"') % 2 == 0:
            break
    return 1, False


def _all_quoted(line: str, between: str) -> bool:
    """Whether all cells are quoted and none has a quote inside."""
    return line[0] == line[-1] == '"' and len(line) > 1 and '"' not in line[1:-1].replace(between, "")


def _plainly_quoted(parts: list[str], delimiter: str) -> bool:
    """Whether what stands between quoted texts begins and ends with a delimiter; most rows with quotes are so."""
    first, last = parts[0], parts[-1]
    return (
        len(parts) % 2 == 1
        and (not first or first[-1] == delimiter)
        and (not last or last[0] == delimiter)
        and all(part[:1] == delimiter == part[-1:] for part in parts[2:-1:2])
    )


def _workbook_rows(data: bytes, part: str, header_last: int) -> int:
    with ZipFile(BytesIO(data)) as packed:
        sheet = packed.read(part.lstrip("/"))
        shared = packed.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in packed.namelist() else b""
    blanks = {n for n, si in enumerate(_SHARED.finditer(shared)) if _is_blank(_SAID.findall(si[1] or b""))}
    rows = number = 0
    for found in _ROW.finditer(sheet):
        given = re.search(rb'\br="(\d+)"', found[1])
        number = int(given[1]) if given else number + 1
        rows += number > header_last and any(
            _filled(cell[0], cell[1], blanks) for cell in _CELL.findall(found[2] or b"")
        )
    return rows


def _filled(attributes: bytes, body: bytes, blanks: set[int]) -> bool:
    said = _SAID.findall(body)
    if b't="s"' in attributes and (number := b"".join(said).strip()).isdigit():
        return int(number) not in blanks
    return not _is_blank(said)


def _is_blank(texts: list[bytes]) -> bool:
    """Whether texts of a sheet say nothing: a blank may be any of Unicode's, and be written as its number."""
    return not unescape(b"".join(texts).decode("utf-8", "replace")).strip()
