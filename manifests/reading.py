"""What a reader makes of a message: rows of the canonical tables, problems, and a count of records.

A reader is a pure function over text or bytes. It yields rows and problems for any input at all,
never raises and never drops a record. It knows no clock: reception is passed in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

import pyarrow as pa

Row = dict[str, Any]
Document = TypeVar("Document")


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
    `arrow` holds rows of the same tables already as columns, from a reader that works column by column.
    """

    format: str
    version: str | None = None
    purpose: Literal["original", "update", "cancel"] = "original"
    sender: str | None = None
    sent_at: datetime | None = None
    part: int | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    arrow: dict[str, pa.Table] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    records: int = 0
    ignored: int = 0
    quarantined: set[int] = field(default_factory=set)

    def add(self, table: str, row: Row) -> None:
        """Append a row to a canonical table."""
        self.rows.setdefault(table, []).append(row)

    def every(self, table: str) -> list[Row]:
        """All rows of a table, whichever way they were read."""
        columns = self.arrow.get(table)
        return self.rows.get(table, []) + (columns.to_pylist() if columns is not None else [])


@dataclass(frozen=True)
class Format(Generic[Document]):
    """One message format: a module of manifests/formats/ declares exactly one as FORMAT.

    What `recognises`, `read` and `count` are given depends on `container`: cargo_imp the text of one message, its
    envelope stripped; xml a Markup (manifests/markup.py); json a Json (manifests/json_text.py); workbook a Book
    (manifests/workbook.py).

    Attributes:
        name: `ffm`, `xfwb`, ...; what `accu read` prints as format.
        container: what the message is written in.
        recognises: whether this document is of this format; cheap.
        read: (document, received_at) -> Reading; never raises.
        count: records in the document by an independent method (never shares code with `read`).
        doc: one sentence: what is a record here, which versions are read.
    """

    name: str
    doc: str
    container: Literal["cargo_imp", "xml", "json", "workbook"]
    recognises: Callable[[Document], bool]
    read: Callable[[Document, datetime], Reading]
    count: Callable[[Document], int]
