"""From bytes to checked rows: reads what arrived, checks it, adds keys, and writes it, a bounded batch at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import pyarrow as pa

from expectations.at_the_door import at_the_door
from expectations.check import Checked, RuleResult, check
from expectations.data_quality import data_quality
from flows.batch import SMALL, Batch
from flows.pull import Arrived, Pulled
from flows.unit import Unit
from goods.keys import add_goods_keys
from lake.past import Past
from lake.reference import rates
from lake.store import ordered
from lake.tables import DATA_QUALITY, QUARANTINE, READ_TABLES, TABLES
from manifests.files import Message, read_path, refused
from manifests.mapping import load_mapping
from parties.keys import add_party_keys

BATCH_RECORDS = 250_000
"""Records that are read, checked and written together: what bounds the memory of a night, whatever arrives."""


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


def _batches(unit: Unit, past: Past, pulled: Pulled) -> Iterator[Batch]:
    """What arrived, in batches of about BATCH_RECORDS; one empty batch where nothing did."""
    table = past.everything("messages", TABLES["messages"].schema)
    known = set(table.select("message_id").to_pyarrow()["message_id"].to_pylist())
    batch = Batch()
    for arrived, message in chain.from_iterable(_read(unit, arrived) for arrived in pulled.arrived):
        batch.receive(arrived, message)
        if message.message_id in known:
            continue
        known.add(message.message_id)
        batch.add(arrived, message)
        if batch.records >= BATCH_RECORDS:
            yield batch
            batch = Batch()
    yield batch


def _read(unit: Unit, arrived: Arrived) -> Iterator[tuple[Arrived, Message]]:
    """The messages of a file; what was refused before it could be read is one quarantined record."""
    if arrived.refusal is not None:
        reading = refused(arrived.refusal)
        yield (
            arrived,
            Message(arrived.refused_id, arrived.file_id, arrived.file_name, 0, reading, 1, arrived.received_at),
        )
        return
    mapping = load_mapping(arrived.feed.mapping) if arrived.feed.mapping else None
    path = unit.store.raw_path(arrived.file_id)
    for message in read_path(path, arrived.file_name, arrived.received_at, arrived.feed.holds, mapping):
        yield arrived, message


def _kept(unit: Unit, past: Past, batch: Batch) -> Taken:
    """Check a batch, add the keys of parties to what is clean, and write it as parts of the run."""
    checked = check(at_the_door(batch.tables()).tables, batch.feed_of)
    clean = dict(checked.clean)
    wanting = data_quality(clean, checked.quarantine, batch.feed_of)
    clean["consignments"] = add_goods_keys(add_party_keys(clean["consignments"]), rates())
    receipts = pa.Table.from_pylist(batch.receipts, TABLES["receipts"].schema)
    for name, rows in {
        **clean,
        "receipts": receipts,
        QUARANTINE.name: checked.quarantine,
        DATA_QUALITY.name: wanting,
    }.items():
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
