"""Any table, CSV or XLSX, as a header and rows of text with their physical lines. Never raises for any bytes.

What kind of file it is follows from its bytes; the name is only checked against it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from manifests.delimited import (
    DELIMITERS,
    HEAD_BYTES,
    HEAD_ROWS,
    NOTHING,
    Knows,
    Line,
    certain_encoding,
    frame,
    physical_lines,
)
from manifests.reading import Problem
from manifests.workbook import ZIP, WorkbookError, heads, sheet_lines

TRIMMED_SHARE = 0.1
"""Where more rows than this are shorter than the header, the writer trims blank cells at the end of a row;
where fewer are, a short row has lost a delimiter or was torn in two."""

MANY = 1_000
"""Rows of a later piece from which its own share counts: a few broken ones at its end say nothing of the writer."""


@dataclass(frozen=True)
class Opened:
    """A table whose header was looked for; `header` is empty where none was found.

    Attributes:
        header_last: last physical line of the header.
        text: the decoded CSV; None for a workbook.
        above: physical lines of the file that stand before `text`; not 0 for a later piece of a large file.
        trims: whether an earlier piece has shown that the writer trims blank cells.
        sheet: the sheet of a workbook and its member of the zip.
        problems: about the whole file; an error among them means that nothing can be read.
    """

    data: bytes
    header: list[str] = field(default_factory=list)
    header_last: int = 0
    encoding: str | None = None
    text: str | None = None
    delimiter: str = ","
    above: int = 0
    trims: bool = False
    sheet: tuple[str, str] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether rows can be read."""
        return bool(self.header) and not any(problem.severity == "error" for problem in self.problems)

    @property
    def skipped(self) -> int:
        """Lines of `text` that stand before the rows: a later piece has no header."""
        return 0 if self.above else self.header_last

    def trimmed(self, rows: int, short: int) -> bool:
        """Whether a row shorter than the header is one whose blank cells were trimmed and no broken one.

        Args:
            rows: rows of `text`.
            short: those of them with fewer cells than the header.
        """
        if self.above:
            return self.trims or (rows >= MANY and short > TRIMMED_SHARE * rows)
        return short == rows or short > max(1, TRIMMED_SHARE * rows)


class GridRow(NamedTuple):
    """One row below the header: as many cells as the header has.

    `fault` is null, or how csv_row_broken ends: a warning keeps the row, an error does not.
    """

    line: int
    cells: list[str]
    fault: str | None = None


def open_table(data: bytes, file_name: str, knows: Knows, fallback_encodings: Sequence[str] = ("cp1251",)) -> Opened:
    """Decode a table and find its header: the row, or two rows, in which `knows` recognises most cells."""
    if not data.strip(NOTHING):
        return Opened(data, problems=(Problem("empty_file", "error"),))
    if data.startswith(ZIP):
        return _named(_open_workbook(data, knows), file_name, ("xlsx", "xlsm"))
    certain = certain_encoding(data)
    return open_text(data, file_name, knows, [certain] if certain else fallback_encodings)


def open_text(data: bytes, file_name: str, knows: Knows, encodings: Sequence[str]) -> Opened:
    """The same for a text, or the first bytes of one, in that of the encodings in which most headers are recognised."""
    return _named(_open_text(data, knows, encodings), file_name, ("csv", "txt", "tsv"))


def _named(opened: Opened, file_name: str, expected: Sequence[str]) -> Opened:
    problems = list(opened.problems)
    if file_name.lower().rpartition(".")[2] not in expected:
        problems.append(Problem("wrong_extension", detail=file_name[-80:]))
    if not opened.header and all(problem.severity == "warning" for problem in problems):
        problems.append(Problem("header_missing", "error", line=1))
    return replace(opened, problems=tuple(problems))


def read_rows(opened: Opened) -> tuple[list[GridRow], list[Problem]]:
    """The rows below the header, blank ones left out, and what went wrong on the way."""
    if not opened.readable:
        return [], []
    width = len(opened.header)
    if opened.sheet is not None:
        try:
            lines = [line for line in sheet_lines(opened.data, opened.sheet[0]) if line.first > opened.header_last]
        except WorkbookError as error:
            return [], [error.problem]
        return [GridRow(line.first, _fit(line.cells, width)) for line in lines], []
    found = list(frame(physical_lines(opened.text or "")[opened.skipped :], opened.delimiter, width))
    trimmed = opened.trimmed(len(found), sum(len(line.cells) < width for line in found))
    return [judged(line, width, opened.above + opened.skipped, trimmed=trimmed) for line in found], []


def find_header(rows: Sequence[Line], knows: Knows) -> tuple[int, list[str], int]:
    """How many columns are recognised, the header, and its last line; (0, [], 0) where none is found.

    Two rows are one header where together they say more: a cell merged over several columns goes before
    the names below it. The search ends where the row below says no more: what follows are goods.
    """
    best: tuple[int, list[str], int] = (0, [], 0)
    found = 0
    for at, above in enumerate(rows):
        for cells, last in _candidates(above, rows[at + 1] if at + 1 < len(rows) else None):
            score = knows(cells)
            if score > best[0]:
                best, found = (score, cells, last), at
        if best[0] and at > found:
            break
    return best


def _candidates(above: Line, below: Line | None) -> Iterator[tuple[list[str], int]]:
    yield above.cells, above.last
    if below is not None:
        width = max(len(above.cells), len(below.cells))
        top, sub = _fit(above.cells, width), _fit(below.cells, width)
        over, joined = "", []
        for upper, lower in zip(top, sub, strict=True):
            over = upper.strip() or over
            joined.append(f"{over} {lower.strip()}" if lower.strip() else upper)
        yield joined, below.last
        yield [lower if lower.strip() else upper for upper, lower in zip(top, sub, strict=True)], below.last


def _fit(cells: list[str], width: int) -> list[str]:
    return cells[:width] + [""] * (width - len(cells))


def judged(line: Line, width: int, above: int, *, trimmed: bool) -> GridRow:
    """The row of a line of text: as many cells as the header has, and how its shape is broken."""
    cells = len(line.cells)
    if cells == width and not line.broken:
        return GridRow(above + line.first, line.cells)
    long = cells > width and any(cell.strip() for cell in line.cells[width:])
    short = cells < width and (line.broken or not trimmed)
    fault = "error" if long or short else "warning" if line.broken else None
    return GridRow(above + line.first, _fit(line.cells, width), fault)


def _open_text(data: bytes, knows: Knows, encodings: Sequence[str]) -> Opened:
    best, chosen = (0, [""], 0), (next(iter(encodings), "cp1251"), ",")
    for encoding in encodings:
        head = physical_lines(decoded(data[:HEAD_BYTES], encoding))
        for delimiter in DELIMITERS:
            found = find_header(_first(head, delimiter), knows)
            if found[0] > best[0]:
                best, chosen = found, (encoding, delimiter)
    text = decoded(data, chosen[0])
    header = best[1] if best[0] else []
    problems = strange_characters(text, chosen[0]) if header else ()
    return Opened(data, header, best[2], chosen[0], text, chosen[1], problems=problems)


def decoded(data: bytes, encoding: str) -> str:
    """The text of a file, or of a piece of one."""
    return data.decode(encoding, "replace").replace("\x00", " ").removeprefix("\ufeff")


def strange_characters(text: str, encoding: str | None) -> tuple[Problem, ...]:
    """The warning that bytes of a text are none of its encoding."""
    strange = text.count("\ufffd")
    return (Problem("control_characters", detail=f"{strange} characters are not {encoding}"),) if strange else ()


def _first(head: list[str], delimiter: str) -> list[Line]:
    return [line for line, _ in zip(frame(head, delimiter), range(HEAD_ROWS), strict=False)]


def _open_workbook(data: bytes, knows: Knows) -> Opened:
    try:
        sheets = heads(data)
    except WorkbookError as error:
        return Opened(data, problems=(error.problem,))
    found = [(find_header(sheet.rows, knows), sheet) for sheet in sheets]
    readable = [pair for pair in found if pair[0][0]]
    if not readable:
        return Opened(data)
    (score, header, last), chosen = max(readable, key=lambda pair: pair[0][0])
    left = [sheet.title for (other, _, _), sheet in readable if other and sheet is not chosen]
    problems = tuple(Problem("sheet_not_read", detail=title) for title in left)
    kept = _trimmed(header) if score else header
    return Opened(data, kept, last, sheet=(chosen.title, chosen.part), problems=problems)


def _trimmed(header: list[str]) -> list[str]:
    filled = [at for at, cell in enumerate(header, 1) if cell.strip()]
    return header[: filled[-1]] if filled else []
