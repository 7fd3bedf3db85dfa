"""Which records are refused, and the tables without them. A record is (message_id, number in the message)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lake.tables import QUARANTINE, READ_TABLES

Record = tuple[str, int]
STOPPED = "feed_stopped"
"""Rule in the quarantine of a record that was read, of a feed that was stopped."""
LONGEST_DETAIL = 200


@dataclass(frozen=True)
class Refusals:
    """The refused records so far, each with what refused it first by name; `add` is the only way in.

    Attributes:
        feed_of: feed of each message_id.
        known_at: first receipt of each message_id.
    """

    feed_of: Mapping[str, str]
    known_at: Mapping[str, datetime]
    _rows: dict[tuple[str, int, str], tuple[str | None, str | None]] = field(default_factory=dict)

    def add(self, record: Record, rule: str, table: str | None, detail: object) -> None:
        """Refuse a record; the first detail of a rule stays."""
        text = None if detail is None else str(detail)[:LONGEST_DETAIL]
        self._rows.setdefault((*record, rule), (table, text))

    @property
    def records(self) -> set[Record]:
        """All refused records."""
        return {(message_id, record) for message_id, record, _ in self._rows}

    def table(self) -> pa.Table:
        """The rows of the quarantine, in its order: one per (message_id, record, rule)."""
        rows = [
            {
                "message_id": message_id,
                "record": record,
                "known_at": self.known_at[message_id],
                "feed": self.feed_of[message_id],
                "table": table,
                "rule": rule,
                "detail": detail,
            }
            for (message_id, record, rule), (table, detail) in sorted(self._rows.items(), key=lambda row: row[0])
        ]
        return pa.Table.from_pylist(rows, schema=QUARANTINE.schema)


def refuse_unplaced(refusals: Refusals, tables: Mapping[str, pa.Table]) -> None:
    """Refuse the records that their reader could not place: those named by a problem of severity error.

    An error about the whole message (no record) refuses the records that no row was made of, those counted as
    ignored apart: what a reader did place is not lost by a fault elsewhere in the message.
    """
    errors = tables["problems"].filter(pc.equal(tables["problems"]["severity"], "error"))
    ordered = errors.sort_by([("message_id", "ascending"), ("line", "ascending"), ("what", "ascending")]).to_pylist()
    for problem in ordered:
        if problem["record"] is not None:
            refusals.add((problem["message_id"], problem["record"]), problem["what"], None, problem["detail"])
    whole = {problem["message_id"]: problem for problem in reversed(ordered) if problem["record"] is None}
    for message_id, numbers in _without_row(refusals, tables, set(whole)).items():
        problem = whole[message_id]
        for record in numbers:
            refusals.add((message_id, record), problem["what"], None, problem["detail"])


def refuse_feeds(refusals: Refusals, tables: Mapping[str, pa.Table], stopped: Mapping[str, str]) -> None:
    """Refuse every record that was read from a stopped feed; those that were not read keep their own reason."""
    gone = pa.array(sorted(m for m, feed in refusals.feed_of.items() if feed in stopped), pa.string())
    for name in READ_TABLES if stopped else ():
        for record in records_of(tables[name].filter(pc.is_in(tables[name]["message_id"], gone))):
            refusals.add(record, STOPPED, name, stopped[refusals.feed_of[record[0]]])


def records_of(table: pa.Table) -> list[Record]:
    """The record of each row."""
    return list(zip(table["message_id"].to_pylist(), table["record"].to_pylist(), strict=True))


def kept(table: pa.Table, refused: set[Record]) -> NDArray[np.bool_]:
    """True for each row of `table` whose record is not refused."""
    stays = np.ones(table.num_rows, dtype=bool)
    messages = pa.array(sorted({message_id for message_id, _ in refused}), pa.string())
    suspects = np.flatnonzero(pc.is_in(table["message_id"], messages).to_numpy())
    stays[suspects] = [record not in refused for record in records_of(table.take(suspects))]
    return stays


def _without_row(refusals: Refusals, tables: Mapping[str, pa.Table], message_ids: set[str]) -> dict[str, list[int]]:
    """Numbers of the records, per message, of which there is neither a row nor a problem of their own."""
    seen: dict[str, set[int]] = {message_id: set() for message_id in message_ids}
    wanted = pa.array(sorted(message_ids), pa.string())
    placed = [r for n in READ_TABLES for r in records_of(tables[n].filter(pc.is_in(tables[n]["message_id"], wanted)))]
    for message_id, record in [*placed, *refusals.records]:
        seen.get(message_id, set()).add(record)
    messages = tables["messages"].filter(pc.is_in(tables["messages"]["message_id"], wanted)).to_pylist()
    return {
        message["message_id"]: [
            number for number in range(1, message["records"] + 1) if number not in seen[message["message_id"]]
        ][: max(0, message["records"] - message["ignored"] - len(seen[message["message_id"]]))]
        for message in messages
    }
