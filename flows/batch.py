"""A batch of what arrived, on its way to the check: rows of messages, problems and every canonical table."""

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from flows.pull import Arrived
from lake.column import Table
from lake.tables import PROBLEMS, READ_TABLES, TABLES
from manifests.files import Message

SMALL = ("messages", PROBLEMS.name)
"""Tables that stay in memory for the account and the quality page; the others are in the parts of the run."""


@dataclass
class Batch:
    """Rows being collected, as lists and as columns; `feed_of` by message, `records` of them all."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    columns: dict[str, list[pa.Table]] = field(default_factory=dict)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    feed_of: dict[str, str] = field(default_factory=dict)
    records: int = 0

    def add(self, arrived: Arrived, message: Message) -> None:
        """Put what a message says to the others."""
        reading = message.reading
        stored = {"message_id": message.message_id, "known_at": arrived.received_at}
        told = {name: getattr(reading, name) for name in ("format", "version", "purpose", "sender", "sent_at", "part")}
        counts = {"bytes": message.text_bytes, "records": reading.records, "records_counted": message.counted}
        came = {"file_id": arrived.file_id, "file_name": arrived.file_name, "feed": arrived.feed.name}
        self._rows("messages").append(stored | came | told | counts | {"ignored": reading.ignored})
        self._rows("problems").extend(stored | vars(problem) for problem in reading.problems)
        for name, found in reading.rows.items():
            self._rows(name).extend(stored | row for row in found)
        for name, columns in reading.arrow.items():
            self.columns.setdefault(name, []).append(_declared(columns, TABLES[name], stored))
        self.feed_of[message.message_id] = arrived.feed.name
        self.records += reading.records

    def receive(self, arrived: Arrived, message: Message) -> None:
        """Note that a message arrived, known or not."""
        self.receipts.append(
            {
                "message_id": message.message_id,
                "file_id": arrived.file_id,
                "file_name": arrived.file_name,
                "feed": arrived.feed.name,
                "received_at": arrived.received_at,
                "changed_at": arrived.changed_at,
                "known_at": arrived.received_at,
            }
        )

    def tables(self) -> dict[str, pa.Table]:
        """Every table of the batch, columns as declared."""
        return {name: self._table(TABLES[name]) for name in (*SMALL, *READ_TABLES)}

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return self.rows.setdefault(name, [])

    def _table(self, declared: Table) -> pa.Table:
        listed = pa.Table.from_pylist(self.rows.get(declared.name, []), declared.schema)
        return pa.concat_tables([listed, *self.columns.get(declared.name, ())]).combine_chunks()


def _declared(columns: pa.Table, table: Table, stored: dict[str, Any]) -> pa.Table:
    """Columns as the table declares them; what the reader does not say is null."""
    rows = columns.num_rows
    given = {name: pa.repeat(pa.scalar(value, table.schema.field(name).type), rows) for name, value in stored.items()}
    found = {name: columns[name].cast(table.schema.field(name).type) for name in columns.column_names}
    said = [given.get(f.name, found.get(f.name, pa.nulls(rows, f.type))) for f in table.schema]
    return pa.Table.from_arrays(said, schema=table.schema)
