"""The rows of a delimited text as columns of text: the same rows as `grid.read_rows`, without a step for each.

A line is regular when it has one cell for each header and all its quotes open and close cells. Regular lines go to
the columns as they stand; all others are framed one by one, as `delimited.row_at` does it, and written out again
as regular lines.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from manifests.delimited import MAX_LINES, Line, row_at
from manifests.grid import GridRow, Opened, judged

_BREAK, _QUOTE = b"\n", b'"'
LONGEST_QUOTED = 100_000
"""Bytes of a line with quotes; the csv reader of the standard library takes no longer cell than 131,072 characters."""
LARGEST = 1 << 30
"""Bytes of a text: a column of Arrow text ends at 2 GB."""
_SAYS = re.compile(rb"[0-9A-Za-z]")
_LETTER = np.array([_SAYS.match(bytes([byte])) is not None for byte in range(256)], np.bool_)
_BOM = b"\xef\xbb\xbf"
Places = NDArray[np.int64]


class TextColumns(NamedTuple):
    """Rows below the header, blank ones left out: a column of text for each header.

    Attributes:
        cells: text of every row, by the header's columns.
        lines: first physical line of every row.
        faults: row -> how csv_row_broken ends (see GridRow), for the broken ones.
        trims: whether the writer trims blank cells.
    """

    cells: list[pa.StringArray]
    lines: Places
    faults: dict[int, str]
    trims: bool

    def rows(self, chosen: Places) -> list[GridRow]:
        """Some of the rows, as `grid.read_rows` gives them."""
        taken = [column.take(pa.array(chosen)).to_pylist() for column in self.cells]
        by_row = zip(chosen.tolist(), self.lines[chosen].tolist(), zip(*taken, strict=True), strict=True)
        return [GridRow(line, list(cells), self.faults.get(at)) for at, line, cells in by_row]


class _Text(NamedTuple):
    """The lines below the header: bytes in UTF-8 with a line break after each; where each begins and breaks."""

    raw: bytes
    begins: Places
    breaks: Places

    def line(self, at: int) -> bytes:
        return self.raw[self.begins[at] : self.breaks[at]]

    def window(self, at: int) -> list[str]:
        """The line and those that a quoted cell may run over."""
        last = self.breaks[min(at + MAX_LINES, len(self.breaks)) - 1]
        return self.raw[self.begins[at] : last].decode().split("\n")


def text_columns(opened: Opened) -> TextColumns | None:
    """The rows below the header; None where they have to be read row by row: a workbook, one column, odd encodings."""
    if not opened.readable or opened.text is None or len(opened.header) == 1:
        return None
    text = _text(opened.text, opened.skipped)
    if text is None:
        return None
    odd = _odd_lines(text, opened.delimiter.encode(), len(opened.header))
    kept, framed = _framed(text, odd, opened)
    short = sum(len(line.cells) < len(opened.header) for line in framed.values())
    trims = opened.trimmed(int(np.count_nonzero(kept)), short)
    above = opened.above + opened.skipped
    rows = {at: judged(line, len(opened.header), above + at, trimmed=trims) for at, line in framed.items()}
    cells = _parsed(_rewritten(text, kept, rows, opened.delimiter), opened, int(np.count_nonzero(kept)))
    if cells is None:
        return None
    number = np.cumsum(kept) - 1
    faults = {int(number[at]): row.fault for at, row in rows.items() if row.fault}
    return TextColumns(cells, np.flatnonzero(kept) + (above + 1), faults, trims)


def columns_of(rows: list[GridRow]) -> TextColumns | None:
    """Rows that were read one by one, those of a workbook above all; None where Arrow does not hold their text."""
    try:
        cells = [pa.array(column, pa.string()) for column in zip(*(row.cells for row in rows), strict=True)]
    except (UnicodeEncodeError, pa.ArrowException):
        return None
    faults = {at: row.fault for at, row in enumerate(rows) if row.fault}
    return TextColumns(cells, np.array([row.line for row in rows], np.int64), faults, trims=False)


def _text(text: str, skipped: int) -> _Text | None:
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return None
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", _BREAK).replace(b"\r", _BREAK)
    start = 0
    for _ in range(skipped):
        start = raw.find(_BREAK, start) + 1 or len(raw)
    raw = raw[start:] if start else raw
    if raw and not raw.endswith(_BREAK):
        raw += _BREAK
    if len(raw) > LARGEST:
        return None
    breaks = np.flatnonzero(np.frombuffer(raw, np.uint8) == ord(_BREAK))
    return _Text(raw, np.concatenate(([0], breaks[:-1] + 1))[: len(breaks)], breaks)


def _odd_lines(text: _Text, delimiter: bytes, width: int) -> NDArray[np.bool_]:
    """Which lines are not regular, or may be blank."""
    buffer = np.frombuffer(text.raw, np.uint8)
    marks = np.flatnonzero(buffer == ord(delimiter))
    cells = np.diff(np.searchsorted(marks, text.breaks), prepend=0)
    odd = np.zeros(len(text.breaks), np.bool_)
    if _QUOTE in text.raw:
        odd, inside = _quotes(text, buffer, (marks, cells), delimiter)
        cells = cells - inside
    odd |= cells != width - 1
    words = _LETTER[buffer[text.begins]] | _LETTER[buffer[np.minimum(text.begins + 1, len(buffer) - 1)]]
    for at in np.flatnonzero(~words & ~odd):
        odd[at] = _SAYS.search(text.raw, text.begins[at], text.breaks[at]) is None
    return odd


def _quotes(
    text: _Text, buffer: NDArray[np.uint8], marked: tuple[Places, Places], delimiter: bytes
) -> tuple[NDArray[np.bool_], Places]:
    """Which lines have a quote that neither opens nor closes a cell, and how many delimiters of a line are quoted.

    A doubled quote inside a cell is taken for one that closes it and one that opens it again.
    """
    marks, cells = marked
    quotes = np.flatnonzero(buffer == ord(_QUOTE))
    first = np.searchsorted(quotes, text.begins)
    counts = np.diff(first, append=len(quotes))
    line_of = np.repeat(np.arange(len(counts)), counts)
    opens = (np.arange(len(quotes)) - first[line_of]) % 2 == 0
    edge = np.zeros(256, np.bool_)
    edge[list(delimiter + _BREAK + _QUOTE)] = True
    before = edge[buffer[quotes - 1]] | (quotes == 0)
    odd = counts % 2 == 1
    odd[line_of[~np.where(opens, before, edge[buffer[quotes + 1]])]] = True
    odd |= (counts > 0) & (text.breaks - text.begins > LONGEST_QUOTED)
    mark_line = np.repeat(np.arange(len(cells)), cells)
    beside = counts[mark_line] > 0
    mark_line = mark_line[beside]
    quoted = (np.searchsorted(quotes, marks[beside]) - first[mark_line]) % 2 == 1
    return odd, np.bincount(mark_line[quoted], minlength=len(cells))


def _framed(text: _Text, odd: NDArray[np.bool_], opened: Opened) -> tuple[NDArray[np.bool_], dict[int, Line]]:
    """Which lines begin a row that is not blank, and the rows that begin with an odd line."""
    kept = np.ones(len(text.breaks), np.bool_)
    framed: dict[int, Line] = {}
    done = 0
    for at in np.flatnonzero(odd).tolist():
        if at < done:
            continue
        line = row_at(text.window(at), 0, opened.delimiter, len(opened.header))
        done = at + line.last
        kept[at:done] = False
        if not line.blank:
            kept[at] = True
            framed[at] = line
    return kept, framed


def _rewritten(text: _Text, kept: NDArray[np.bool_], rows: dict[int, GridRow], delimiter: str) -> bytes:
    """The text with each row on one regular line, or on several where a quoted cell has line breaks."""
    return text.raw if kept.all() and not rows else b"".join(_parts(text, kept, rows, delimiter))


def _parts(text: _Text, kept: NDArray[np.bool_], rows: dict[int, GridRow], delimiter: str) -> Iterator[bytes]:
    as_it_stands = 0
    dropped = np.flatnonzero(~kept).tolist()
    for at in sorted({*rows, *dropped}):
        yield text.raw[as_it_stands : text.begins[at]]
        as_it_stands = int(text.breaks[at]) + 1
        if row := rows.get(at):
            yield (delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row.cells) + "\n").encode()
    yield text.raw[as_it_stands:]


def _parsed(raw: bytes, opened: Opened, rows: int) -> list[pa.StringArray] | None:
    names = [str(at) for at in range(len(opened.header))]
    if not rows:
        return [pa.array([], pa.string()) for _ in names]
    over_lines = raw.count(_BREAK) != rows
    raw = _BOM + raw if raw.startswith(_BOM) else raw  # the reader of Arrow takes one off
    try:
        table = csv.read_csv(
            pa.BufferReader(raw),
            csv.ReadOptions(block_size=len(raw) + 1, column_names=names),
            csv.ParseOptions(delimiter=opened.delimiter, newlines_in_values=over_lines, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    return [column.combine_chunks() for column in table.columns] if table.num_rows == rows else None
