"""From bytes to checked rows: reads what arrived, checks it, adds keys, and writes the slice."""

from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from expectations.check import Checked, check
from flows.pull import Arrived, Pulled
from flows.unit import Unit
from lake.past import Past
from lake.reference import rates
from lake.store import ordered
from lake.tables import PROBLEMS, READ_TABLES, TABLES
from manifests.files import Message, read_file
from manifests.mapping import load_mapping
from parties.keys import add_keys

WITHOUT_KEYS = ("problems", "quarantine")


@dataclass(frozen=True)
class Slice:
    """What became known since the last cut-off: canonical tables, and the receipts of repeats too."""

    tables: dict[str, pa.Table]
    receipts: pa.Table

    @property
    def rows(self) -> int:
        """Records read."""
        return int(sum(self.tables["messages"]["records"].to_pylist()))

    @property
    def feed_of(self) -> dict[str, str]:
        """The feed of each message read for the first time."""
        messages = self.tables["messages"]
        return dict(zip(messages["message_id"].to_pylist(), messages["feed"].to_pylist(), strict=True))


@dataclass(frozen=True)
class Taken:
    """A slice after its check: clean rows with keys, what was refused, and every rule's result."""

    slice: Slice
    checked: Checked

    @property
    def rows(self) -> int:
        """Clean rows."""
        return sum(table.num_rows for name, table in self.checked.clean.items() if name in READ_TABLES)


def read(unit: Unit, past: Past, pulled: Pulled) -> Slice:
    """Read every file; a message that is known already is a receipt and nothing else."""
    seen = set(past.everything("messages", TABLES["messages"].schema).select("message_id").to_pyarrow()["message_id"])
    known = {str(value) for value in seen}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("messages", "problems", *READ_TABLES)}
    receipts: list[dict[str, Any]] = []
    for arrived in pulled.arrived:
        for message in _messages(unit, arrived):
            receipts.append(_receipt(arrived, message))
            if message.message_id not in known:
                known.add(message.message_id)
                _add(rows, arrived, message)
    tables = {name: pa.Table.from_pylist(found, TABLES[name].schema) for name, found in rows.items()}
    return Slice(tables, pa.Table.from_pylist(receipts, TABLES["receipts"].schema))


def _messages(unit: Unit, arrived: Arrived) -> list[Message]:
    mapping = load_mapping(arrived.feed.mapping) if arrived.feed.mapping else None
    content = unit.store.raw(arrived.file_id)
    return read_file(content, arrived.file_name, arrived.received_at, arrived.feed.holds, mapping)


def _receipt(arrived: Arrived, message: Message) -> dict[str, Any]:
    return {
        "message_id": message.message_id,
        "file_id": arrived.file_id,
        "file_name": arrived.file_name,
        "feed": arrived.feed.name,
        "received_at": arrived.received_at,
        "changed_at": arrived.changed_at,
        "known_at": arrived.received_at,
    }


def _add(rows: dict[str, list[dict[str, Any]]], arrived: Arrived, message: Message) -> None:
    reading = message.reading
    stored = {"message_id": message.message_id, "known_at": arrived.received_at}
    rows["messages"].append(
        {
            **stored,
            "file_id": arrived.file_id,
            "file_name": arrived.file_name,
            "feed": arrived.feed.name,
            "format": reading.format,
            "version": reading.version,
            "purpose": reading.purpose,
            "sender": reading.sender,
            "sent_at": reading.sent_at,
            "part": reading.part,
            "bytes": message.text_bytes,
            "records": reading.records,
            "records_counted": message.counted,
            "ignored": reading.ignored,
        }
    )
    rows["problems"].extend(stored | vars(problem) for problem in reading.problems)
    for name, found in reading.rows.items():
        rows[name].extend(stored | row for row in found)


def checked(taken: Slice) -> Taken:
    """Check the slice and add the keys of parties to what is clean."""
    result = check(taken.tables, taken.feed_of)
    clean = dict(result.clean)
    clean["consignments"] = add_keys(clean["consignments"], rates())
    return Taken(taken, replace(result, clean=clean))


def keep(unit: Unit, past: Past, taken: Taken) -> None:
    """Write the slice's tables as parts of the run; tables without rows are not written."""
    found = {**taken.checked.clean, "receipts": taken.slice.receipts, "quarantine": taken.checked.quarantine}
    found["problems"] = taken.slice.tables[PROBLEMS.name]
    for name, rows in found.items():
        if rows.num_rows:
            past.run.parts.append(unit.store.write(name, ordered(rows, TABLES[name].key), past.run.run_id))
