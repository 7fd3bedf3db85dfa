"""Rows of canonical tables being collected: messages, their receipts, and what each of them tells."""

from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any

import pyarrow as pa

from exercises.dice import chance, hours
from lake.tables import READ_TABLES, TABLES

Row = dict[str, Any]
COLLECTED = ("messages", "receipts", "problems", *READ_TABLES)
REPEATED = 0.03
"""Share of messages that arrive a second time, a little later."""


class Message:
    """One message being told: its rows carry its id and the moment of its reception."""

    def __init__(self, said: Row, tables: dict[str, list[Row]]) -> None:
        self._said, self._tables = said, tables
        self._stored = {"message_id": said["message_id"], "known_at": said["known_at"]}

    def record(self) -> int:
        """The number of the next record of the message."""
        self._said["records"] += 1
        self._said["records_counted"] += 1
        return int(self._said["records"])

    def add(self, table: str, record: int, row: Row) -> None:
        """Put a row of a record to the others of its table."""
        row.update(self._stored, record=record)
        self._tables[table].append(row)

    def warn(self, record: int, what: str, detail: str | None = None) -> None:
        """Note what a reader would have warned of in a record."""
        self.add("problems", record, {"severity": "warning", "what": what, "detail": detail})


class Told:
    """Collects what messages tell. Their ids are hashes of `key` and their number: there are no bytes to hash."""

    def __init__(self, key: str, rng: Random) -> None:
        self._key, self._rng = key, rng
        self._rows: dict[str, list[Row]] = {name: [] for name in COLLECTED}

    def message(self, feed: str, form: str, at: datetime, **said: Any) -> Message:
        """A new message of a feed in a format that arrives at a moment; some of a cargo feed arrive again."""
        known_at, number = at.replace(microsecond=0), len(self._rows["messages"])
        message_id = sha256(f"{self._key}/{number}".encode()).hexdigest()
        came = {"message_id": message_id, "file_id": message_id, "file_name": f"{form}-{number:05d}", "feed": feed}
        stored: Row = {
            **came, "format": form, "purpose": "original", "bytes": 0, "records": 0, "records_counted": 0,
            "ignored": 0, "known_at": known_at, **said,
        }  # fmt: skip
        self._rows["messages"].append(stored)
        self._received(came, known_at)
        if feed == "cargo" and chance(self._rng, REPEATED):
            self._received(came, known_at + hours(self._rng, 0.3, 3))
        return Message(stored, self._rows)

    def _received(self, came: Row, at: datetime) -> None:
        self._rows["receipts"].append({**came, "received_at": at, "changed_at": at, "known_at": at})

    def tables(self) -> dict[str, pa.Table]:
        """Every table with its declared columns, in the order of the telling."""
        return {name: pa.Table.from_pylist(rows, TABLES[name].schema) for name, rows in self._rows.items()}
