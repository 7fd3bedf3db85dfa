"""What a mapping makes of a file before it goes live, column by column. Nothing here is printed or stored."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile
from typing import NamedTuple

from manifests.bound import BoundColumn, bind
from manifests.cells import Converted, bare
from manifests.converters import ELEMENTS
from manifests.delimited import HEAD_BYTES, frame, physical_lines
from manifests.files import Message, read_file
from manifests.fitting import Fit, fitting
from manifests.grid import Opened, open_table, read_rows
from manifests.mapping import Mapping
from manifests.reading import Problem, Row
from manifests.workbook import heads

EXAMPLES = 3
REASONS = 5


class Example(NamedTuple):
    """A cell as it stands and as it is read; None where it was not understood."""

    raw: str
    read: str | None


@dataclass(frozen=True)
class ColumnCheck:
    """What becomes of one header's cells.

    Attributes:
        rows: rows below the header without those of totals.
        filled: cells that say something.
        understood: filled cells that have a value.
        problems: slugs with their counts.
        spare: another header before this one is the same column; this one counts where that one is blank.
    """

    header: str
    column: str
    converter: str
    unit: str | None
    rows: int
    filled: int
    understood: int
    examples: tuple[Example, ...]
    problems: dict[str, int]
    spare: bool


@dataclass(frozen=True)
class RowsCheck:
    """What became of the rows.

    Attributes:
        records, counted: rows by the reader, and by the second counter.
        ignored: rows of totals and repeats.
        refused: the first reasons for the quarantine.
        whole: problems of the file as a whole, without the unknown columns.
    """

    records: int
    counted: int
    ignored: int
    quarantined: int
    consignments: int
    goods: int
    refused: tuple[Problem, ...]
    whole: tuple[Problem, ...]

    @property
    def read(self) -> int:
        """Rows that became part of a consignment."""
        return self.records - self.quarantined - self.ignored


@dataclass(frozen=True)
class MappingCheck:
    """What a mapping makes of a file.

    Attributes:
        header_lines: first and last line of the header; None where none was found.
        ignored, unknown: headers that are not used: named in the mapping, and not named.
        elements: what is asked for -> share of the consignments that have it; None where no header says it.
        better: another mapping that knows more of the file.
    """

    file_name: str
    mapping: Mapping
    opened: Opened
    header_lines: tuple[int, int] | None
    columns: tuple[ColumnCheck, ...]
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]
    elements: dict[str, float | None]
    rows: RowsCheck
    better: Fit | None


def check(data: bytes, file_name: str, mapping: Mapping, received_at: datetime) -> MappingCheck:
    """Say what `mapping` makes of a file. Never raises for `data`.

    Args:
        data: the bytes of a CSV or XLSX file.
        file_name: its name; checked against what the bytes are.
        mapping: which header is which column.
        received_at: when the file came.
    """
    opened = open_table(data, file_name, mapping.knows, mapping.fallback_encodings)
    messages = read_file(data, file_name, received_at, "tabular", mapping)
    bound = bind(mapping, opened.header)
    consignments = [row for message in messages for row in message.reading.every("consignments")]
    return MappingCheck(
        file_name=file_name,
        mapping=mapping,
        opened=opened,
        header_lines=_header_lines(opened) if opened.header else None,
        columns=_columns(bound.columns, opened, messages),
        ignored=tuple(cell for cell in opened.header if cell.strip() and not _used(mapping, cell)),
        unknown=bound.unknown,
        elements=_elements(mapping, {column.name for column in bound.columns}, consignments),
        rows=_rows(messages, len(consignments)),
        better=_better(data, file_name, mapping, mapping.knows(opened.header)),
    )


def _used(mapping: Mapping, header: str) -> bool:
    return mapping.column_of(header) is not None or not mapping.ignores(header)


def _header_lines(opened: Opened) -> tuple[int, int]:
    """First and last line of the header; it is two rows where its last row alone does not say it all."""
    if opened.sheet is not None:
        rows = next(sheet.rows for sheet in heads(opened.data) if sheet.title == opened.sheet[0])
    else:
        rows = list(frame(physical_lines((opened.text or "")[:HEAD_BYTES])[: opened.header_last], opened.delimiter))
    above = list(takewhile(lambda row: row.last <= opened.header_last, rows))
    alone = [cell for cell in above[-1].cells if cell.strip()] == [cell for cell in opened.header if cell.strip()]
    return (above[-1] if alone else above[-2]).first, opened.header_last


def _columns(columns: tuple[BoundColumn, ...], opened: Opened, messages: list[Message]) -> tuple[ColumnCheck, ...]:
    problems = [problem for message in messages for problem in message.reading.problems]
    totals = {problem.line for problem in problems if problem.what == "total_row"}
    rows = [row.cells for row in read_rows(opened)[0] if row.line not in totals]
    names = [column.name for column in columns]
    return tuple(
        _column(column, opened.header[column.at], [row[column.at] for row in rows], spare=column.name in names[:number])
        for number, column in enumerate(columns)
    )


def _column(column: BoundColumn, header: str, cells: list[str], *, spare: bool) -> ColumnCheck:
    said = {cell: count for cell, count in Counter(cells).items() if bare(cell) is not None}
    read = {cell: column.convert(cell) for cell in said}
    problems: Counter[str] = Counter()
    for cell, (_, slug) in read.items():
        if slug:
            problems[slug] += said[cell]
    return ColumnCheck(
        header=" ".join(header.split()),
        column=column.name,
        converter=column.kind,
        unit=column.unit,
        rows=len(cells),
        filled=sum(said.values()),
        understood=sum(said[cell] for cell, (value, _) in read.items() if value is not None),
        examples=tuple(Example(" ".join(cell.split()), _shown(read[cell][0])) for cell in _chosen(read)),
        problems=dict(problems.most_common()),
        spare=spare,
    )


def _chosen(read: dict[str, Converted]) -> list[str]:
    """Cells to show, in the order of the file: some that are well, and one that is not where there is one."""
    plain = list(islice((cell for cell, (_, slug) in read.items() if slug is None), EXAMPLES))
    odd = list(islice((cell for cell, (_, slug) in read.items() if slug is not None), max(1, EXAMPLES - len(plain))))
    return [*plain[: EXAMPLES - len(odd)], *odd]


def _shown(value: object) -> str | None:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return None if value is None else f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)  # noqa: PLR2004


def _elements(mapping: Mapping, named: set[str], consignments: list[Row]) -> dict[str, float | None]:
    """Each element that is asked for; a key is there in every consignment and is not asked for."""
    wanted = [name for name in ELEMENTS if name not in mapping.without]
    every = max(1, len(consignments))
    return {
        name: sum(row.get(name) is not None for row in consignments) / every
        if name in named or name in mapping.fixed
        else None
        for name in wanted
    }


def _rows(messages: list[Message], consignments: int) -> RowsCheck:
    readings = [message.reading for message in messages]
    problems = [problem for reading in readings for problem in reading.problems]
    return RowsCheck(
        records=sum(reading.records for reading in readings),
        counted=sum(message.counted for message in messages),
        ignored=sum(reading.ignored for reading in readings),
        quarantined=sum(len(reading.quarantined) for reading in readings),
        consignments=consignments,
        goods=sum(len(reading.every("goods")) for reading in readings),
        refused=tuple(problem for problem in problems if problem.severity == "error")[:REASONS],
        whole=tuple(p for p in problems if p.record is None and p.what != "unknown_column"),
    )


def _better(data: bytes, file_name: str, mapping: Mapping, known: int) -> Fit | None:
    best = next((fit for fit in fitting(data, file_name) if fit.keys_read), None)
    return best if best and best.mapping.name != mapping.name and best.headers > known else None
