"""What a reader makes of a message: rows of the canonical tables, problems, and a count of records.

A reader is a pure function over text or bytes. It yields rows and problems for any input at all,
never raises and never drops a record. It knows no clock: reception is passed in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Row = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a message: a warning keeps the record, an error quarantines it."""

    what: str
    severity: Literal["error", "warning"] = "warning"
    line: int | None = None
    record: int | None = None
    field: str | None = None
    detail: str | None = None


@dataclass
class Reading:
    """Everything one message says.

    `rows` maps a canonical table (lake/tables.py) to rows; a row has only the columns the reader is
    sure of and always `record`, the number of its record from 1. `records` counts the records,
    `quarantined` names those that could not be placed (each has an error problem), `ignored` counts
    those recognised and not used. `message_id` and `known_at` are added when it is stored.
    """

    format: str
    version: str | None = None
    purpose: Literal["original", "update", "cancel"] = "original"
    sender: str | None = None
    sent_at: datetime | None = None
    part: int | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    records: int = 0
    ignored: int = 0
    quarantined: set[int] = field(default_factory=set)

    def add(self, table: str, row: Row) -> None:
        """Append a row to a canonical table."""
        self.rows.setdefault(table, []).append(row)


@dataclass(frozen=True)
class Format:
    """One message format: a module of manifests/formats/ declares exactly one as FORMAT.

    Attributes:
        name: `ffm`, `fwb`, ...; what `accu read` prints as format.
        recognises: whether this text (one message, envelope stripped) is of this format; cheap.
        read: (text, received_at) -> Reading.
        count: records in the text by an independent method (never shares code with `read`).
        doc: one sentence: what is a record here, which versions are read.
    """

    name: str
    doc: str
    recognises: Callable[[str], bool]
    read: Callable[[str, datetime], Reading]
    count: Callable[[str], int]
