"""Bytes of a CSV file as rows of text: encoding, delimiter, quoted lines, broken rows. No row is lost, none raises."""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

DELIMITERS = (",", ";", "\t", "|")
MAX_LINES = 20
"""Physical lines of one quoted row: an open quote that runs further is a stray one."""
HEAD_BYTES = 1 << 16
HEAD_ROWS = 30
"""Rows in which a header is looked for."""
MAX_BROKEN = 100
"""One undecodable character in so many is damage inside UTF-8 and not another encoding."""
FIRST_FOREIGN = 0x80
"""Bytes from here on are no ASCII."""
NOTHING = b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"
"""Blanks and byte order marks: a file of nothing else is empty."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Knows = Callable[[Sequence[str]], int]


class Line(NamedTuple):
    """One row: its first and last physical line, its cells, and whether its quotes are broken."""

    first: int
    last: int
    cells: list[str]
    broken: bool = False

    @property
    def blank(self) -> bool:
        """Whether it says nothing; a broken row is never blank."""
        return not self.broken and not any(cell.strip() for cell in self.cells)


def certain_encoding(data: bytes) -> str | None:
    """The encoding that the bytes themselves tell: a byte order mark, or valid UTF-8 but for rare damage."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    return "utf-8" if mostly_utf8([data]) else None


def mostly_utf8(blocks: Iterable[bytes]) -> bool:
    """Whether the blocks, one after the other, are UTF-8 but for rare damage."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    strange = foreign = 0
    for block in chain(blocks, [b""]):
        text = decoder.decode(block, not block)
        if not text.isascii():
            strange += text.count("\ufffd")
            foreign += len(text) - int(np.count_nonzero(np.frombuffer(block, np.uint8) < FIRST_FOREIGN))
    return strange * MAX_BROKEN <= foreign


def physical_lines(text: str) -> list[str]:
    """Lines as an editor numbers them; a last line break opens no further line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def frame(lines: list[str], delimiter: str, width: int | None = None) -> Iterator[Line]:
    """Rows of the lines, blank ones left out; `width` is that of the header, when it is known.

    A quoted cell may hold line breaks. A row whose quotes do not close as they should is one broken
    row of one physical line, so a stray quote never swallows its neighbours.
    """
    at = 0
    while at < len(lines):
        row = row_at(lines, at, delimiter, width)
        if not row.blank:
            yield row
        at = row.last


def row_at(lines: list[str], at: int, delimiter: str, width: int | None = None) -> Line:
    """The row, blank or not, that begins with the line of this index."""
    if '"' not in lines[at]:
        return Line(at + 1, at + 1, lines[at].split(delimiter))
    used, cells, broken = _quoted(lines, at, delimiter, width)
    return Line(at + 1, at + used, cells, broken)


def _quoted(lines: list[str], at: int, delimiter: str, width: int | None) -> tuple[int, list[str], bool]:
    row = ""
    for used, line in enumerate(lines[at : at + MAX_LINES], 1):
        row += ("\n" if used > 1 else "") + line
        cells = _cells(row, delimiter, strict=True)
        if cells is not None and (used == 1 or width is None or len(cells) == width):
            return used, cells, False
        if cells is not None or row.count('"') % 2 == 0:
            break
    lenient = _cells(lines[at], delimiter, strict=False)
    return 1, lines[at].split(delimiter) if lenient is None else lenient, True


def _cells(row: str, delimiter: str, *, strict: bool) -> list[str] | None:
    try:
        return next(csv.reader([row], delimiter=delimiter, strict=strict), [])
    except csv.Error:
        return None
