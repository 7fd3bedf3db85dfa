"""Reads a courier's list by its mapping: each row is a record, rows of one house are one consignment.

A short list is read row by row (register_row.py), a long one column by column (register_columns.py): what comes out
is the same.
"""

from datetime import datetime
from typing import NamedTuple

from manifests.bound import bind
from manifests.converters import LANE
from manifests.grid import GridRow, Opened, open_table, read_rows
from manifests.mapping import Mapping
from manifests.reading import Problem, Reading, Row
from manifests.register_columns import take_columns
from manifests.register_house import add_house
from manifests.register_row import Place, Register, said_by, take_row, take_total, totals
from manifests.row_count import count_rows
from manifests.said_columns import said_in
from manifests.text_columns import columns_of, text_columns

LONG = 1 << 16
"""Characters of a list from which it is read by column: below, that takes longer."""
CELL = 8
"""Characters that a cell of a workbook counts for."""


class Above(NamedTuple):
    """What the rows above say for those below: what merged cells carry down, whether the writer trims blank cells."""

    carried: Row
    trims: bool


def read_table(data: bytes, file_name: str, received_at: datetime, mapping: Mapping) -> Reading:
    """Read one list; any bytes give rows or problems.

    A row of totals is ignored; a row without a usable key, or with broken cells, is quarantined. A file
    in which no header is recognised is one quarantined record.

    Args:
        data: the bytes of a CSV or XLSX file.
        file_name: only checked against what the bytes are.
        received_at: not used: such a list has no dates without a year.
        mapping: which header is which column.
    """
    return read_opened(open_list(data, file_name, mapping), mapping)[0]


def count_records(data: bytes, file_name: str, mapping: Mapping) -> int:
    """Rows of the list by the second counter (manifests/row_count.py)."""
    return count_rows(open_list(data, file_name, mapping))


def open_list(data: bytes, file_name: str, mapping: Mapping) -> Opened:
    """Look for the header that the mapping knows."""
    return open_table(data, file_name, mapping.knows, mapping.fallback_encodings)


def read_opened(
    opened: Opened, mapping: Mapping, above: Above | None = None, *, long: int = LONG
) -> tuple[Reading, Above]:
    """Read the rows of an opened list, or of a later piece of one.

    Args:
        opened: the list, its header found.
        mapping: which header is which column.
        above: what the pieces before say; None for the first.
        long: characters from which it is read by column.

    Returns:
        The reading, and what a piece below this one has to know.
    """
    above = above or Above({}, trims=False)
    register = Register(mapping, bind(mapping, opened.header), Reading(mapping.format), Place(dict(above.carried)))
    long = max(long, len(opened.text or "") + 1) if _tells_lanes(register) else long
    text = text_columns(opened) if len(opened.text or "") >= long else None
    rows, faults = ([], []) if text is not None else read_rows(opened)
    note_opening(register.reading, opened, faults)
    if register.reading.quarantined:
        return register.reading, above
    _note_unknown(register, opened)
    if rows and not _tells_lanes(register) and len(rows) * len(opened.header) * CELL >= long:
        text = columns_of(rows)
    if text is not None and (said := said_in(text, register.bound)) is not None:
        take_columns(register, text, said)
    else:
        _take_rows(register, rows or read_rows(opened)[0])
    _add_houses(register)
    return register.reading, Above(register.place.carried, opened.trims or (text is not None and text.trims))


def _tells_lanes(register: Register) -> bool:
    """Whether the list says what was ordered: such a one is read row by row."""
    return any(column.name == LANE for column in register.bound.columns)


def _take_rows(register: Register, rows: list[GridRow]) -> None:
    register.reading.records = len(rows)
    for record, row in enumerate(rows, 1):
        if totals(row, register):
            take_total(register, record, row)
        else:
            take_row(register, record, row, said_by(row, register.bound))


def _add_houses(register: Register) -> None:
    for consignment_id, house_rows in register.place.houses.items():
        add_house(register.reading, consignment_id, house_rows, register.mapping)


def note_opening(reading: Reading, opened: Opened, faults: list[Problem]) -> None:
    """Add the problems of the whole file; one that cannot be read is one quarantined record."""
    for problem in (*opened.problems, *faults):
        fatal = problem.severity == "error"
        if fatal:
            reading.records = 1
            reading.quarantined.add(1)
        record = 1 if fatal else None
        reading.problems.append(Problem(problem.what, problem.severity, problem.line, record, detail=problem.detail))


def _note_unknown(register: Register, opened: Opened) -> None:
    if not opened.above:
        for header in register.bound.unknown:
            register.reading.problems.append(Problem("unknown_column", line=opened.header_last, detail=header[:80]))
