"""From bytes to checked rows: reads what arrived, checks it, adds keys, and writes it, a bounded batch at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import pyarrow as pa

from expectations.check import Checked, RuleResult, check
from flows.pull import Arrived, Pulled
from flows.unit import Unit
from lake.column import Table
from lake.past import Past
from lake.reference import rates
from lake.store import ordered
from lake.tables import PROBLEMS, QUARANTINE, READ_TABLES, TABLES
from manifests.files import Message, read_file
from manifests.mapping import load_mapping
from parties.keys import add_keys

BATCH_RECORDS = 250_000
"""Records that are read, checked and written together: what bounds the memory of a night, whatever arrives."""
SMALL = ("messages", PROBLEMS.name)
"""Tables that stay in memory for the account and the quality page; the others are in the parts of the run."""


@dataclass(frozen=True)
class Taken:
    """What a run took in; its rows are written.

    Attributes:
        receipts: every arrival, of repeats too.
        checked: rule results, what was refused, and the clean `messages` and `problems`.
        written: clean rows per table of rows.
    """

    receipts: pa.Table
    checked: Checked
    written: dict[str, int]

    @property
    def messages(self) -> pa.Table:
        """Messages that were read for the first time."""
        return self.checked.clean["messages"]

    @property
    def rows(self) -> int:
        """Clean rows."""
        return sum(self.written.values())


@dataclass
class _Batch:
    """Rows being collected, as lists and as columns."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    columns: dict[str, list[pa.Table]] = field(default_factory=dict)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    feed_of: dict[str, str] = field(default_factory=dict)
    records: int = 0

    def tables(self) -> dict[str, pa.Table]:
        """Every table of the batch, columns as declared."""
        return {name: self._table(TABLES[name]) for name in (*SMALL, *READ_TABLES)}

    def _table(self, declared: Table) -> pa.Table:
        listed = pa.Table.from_pylist(self.rows.get(declared.name, []), declared.schema)
        return pa.concat_tables([listed, *self.columns.get(declared.name, ())]).combine_chunks()


def take_in(unit: Unit, past: Past, pulled: Pulled) -> Taken:
    """Read every file, check and write what it says; a message known already is a receipt and nothing else."""
    done = [_kept(unit, past, batch) for batch in _batches(unit, past, pulled)]
    checks = [taken.checked for taken in done]
    together = Checked(
        {name: pa.concat_tables([checked.clean[name] for checked in checks]) for name in SMALL},
        pa.concat_tables([checked.quarantine for checked in checks]),
        _summed([checked.results for checked in checks]),
        {feed: why for checked in checks for feed, why in checked.stopped.items()},
    )
    written = {name: sum(taken.written[name] for taken in done) for name in READ_TABLES}
    return Taken(pa.concat_tables([taken.receipts for taken in done]), together, written)


def _batches(unit: Unit, past: Past, pulled: Pulled) -> Iterator[_Batch]:
    """What arrived, in batches of about BATCH_RECORDS; one empty batch where nothing did."""
    table = past.everything("messages", TABLES["messages"].schema)
    known = set(table.select("message_id").to_pyarrow()["message_id"].to_pylist())
    batch = _Batch()
    for arrived, message in chain.from_iterable(_read(unit, arrived) for arrived in pulled.arrived):
        batch.receipts.append(_receipt(arrived, message))
        if message.message_id in known:
            continue
        known.add(message.message_id)
        _add(batch, arrived, message)
        if batch.records >= BATCH_RECORDS:
            yield batch
            batch = _Batch()
    yield batch


def _read(unit: Unit, arrived: Arrived) -> Iterator[tuple[Arrived, Message]]:
    mapping = load_mapping(arrived.feed.mapping) if arrived.feed.mapping else None
    content = unit.store.raw(arrived.file_id)
    for message in read_file(content, arrived.file_name, arrived.received_at, arrived.feed.holds, mapping):
        yield arrived, message


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


def _add(batch: _Batch, arrived: Arrived, message: Message) -> None:
    reading = message.reading
    stored = {"message_id": message.message_id, "known_at": arrived.received_at}
    told = {name: getattr(reading, name) for name in ("format", "version", "purpose", "sender", "sent_at", "part")}
    counts = {"bytes": message.text_bytes, "records": reading.records, "records_counted": message.counted}
    came = {"file_id": arrived.file_id, "file_name": arrived.file_name, "feed": arrived.feed.name}
    row = stored | came | told | counts | {"ignored": reading.ignored}
    batch.rows.setdefault("messages", []).append(row)
    batch.rows.setdefault("problems", []).extend(stored | vars(problem) for problem in reading.problems)
    for name, found in reading.rows.items():
        batch.rows.setdefault(name, []).extend(stored | row for row in found)
    for name, columns in reading.arrow.items():
        batch.columns.setdefault(name, []).append(_declared(columns, TABLES[name], stored))
    batch.feed_of[message.message_id] = arrived.feed.name
    batch.records += reading.records


def _declared(columns: pa.Table, table: Table, stored: dict[str, Any]) -> pa.Table:
    """Columns as the table declares them; what the reader does not say is null."""
    rows = columns.num_rows
    given = {name: pa.repeat(pa.scalar(value, table.schema.field(name).type), rows) for name, value in stored.items()}
    found = {name: columns[name].cast(table.schema.field(name).type) for name in columns.column_names}
    said = [given.get(f.name, found.get(f.name, pa.nulls(rows, f.type))) for f in table.schema]
    return pa.Table.from_arrays(said, schema=table.schema)


def _kept(unit: Unit, past: Past, batch: _Batch) -> Taken:
    """Check a batch, add the keys of parties to what is clean, and write it as parts of the run."""
    checked = check(batch.tables(), batch.feed_of)
    clean = dict(checked.clean)
    clean["consignments"] = add_keys(clean["consignments"], rates())
    receipts = pa.Table.from_pylist(batch.receipts, TABLES["receipts"].schema)
    for name, rows in {**clean, "receipts": receipts, QUARANTINE.name: checked.quarantine}.items():
        if rows.num_rows:
            past.run.parts.append(unit.store.write(name, ordered(rows, TABLES[name].key), past.run.run_id))
    small = replace(checked, clean={name: clean[name] for name in SMALL})
    return Taken(receipts, small, {name: clean[name].num_rows for name in READ_TABLES})


def _summed(results: list[tuple[RuleResult, ...]]) -> tuple[RuleResult, ...]:
    """Every rule once: counts of the batches together, examples of the first that has any."""
    return tuple(
        replace(
            rules[0],
            evaluated=sum(rule.evaluated for rule in rules),
            failed=sum(rule.failed for rule in rules),
            examples=next((rule.examples for rule in rules if rule.examples), ()),
        )
        for rules in zip(*results, strict=True)
    )
