"""What a retry comes to: which records leave the quarantine, with which rows, and the count that must add up."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from expectations.check import Checked
from expectations.data_quality import data_quality
from flows.batch import Batch
from goods.keys import add_goods_keys
from lake.reference import rates
from lake.tables import QUARANTINE, READ_TABLES, RELEASED, TABLES
from parties.keys import add_party_keys

Record = tuple[str, int]
Row = dict[str, Any]
TOLD = ("format", "version", "purpose", "sender", "sent_at", "part", "records", "records_counted", "ignored")
"""Columns of `messages` that a reading says."""


@dataclass
class Again:
    """What is read again, by one run.

    Attributes:
        run: its id.
        known_from: from when on what is released is known.
        standing: the reasons of each record that waits and is asked for.
        heads: the rows of `messages` of their messages.
        batch: the new readings, whole messages.
        whole: messages of which nothing was placed, so that every record is taken.
        moved: messages that their file holds no more, and those it holds now.
        receipts: the first arrival of those.
        left: messages that could not be tried, and why.
    """

    run: str
    known_from: datetime
    standing: dict[Record, set[str]] = field(default_factory=dict)
    heads: dict[str, Row] = field(default_factory=dict)
    batch: Batch = field(default_factory=Batch)
    whole: set[str] = field(default_factory=set)
    moved: dict[str, frozenset[str]] = field(default_factory=dict)
    receipts: dict[str, Row] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)

    def waits(self, message_id: str) -> int:
        """Records of a message that wait and are asked for."""
        return sum(1 for message, _ in self.standing if message == message_id)


@dataclass(frozen=True)
class Retried:
    """What a retry came to; records tried = released + refused, of each feed and together.

    Attributes:
        known_from: from when on what is released is known.
        tried: records that waited, by feed.
        released: those that wait no more.
        found: records that became rows: a message that was refused as a whole may hold many.
        reasons: by reason, how many records it held, and how many it still holds.
        notes: what could not be tried or does not add up, one sentence each.
    """

    known_from: datetime
    tried: Counter[str]
    released: Counter[str]
    found: int
    reasons: dict[str, tuple[int, int]]
    notes: tuple[str, ...]

    @property
    def refused(self) -> Counter[str]:
        """Records that wait on, by feed."""
        return Counter({feed: count - self.released[feed] for feed, count in self.tried.items()})

    def told(self, title: str, *, dry: bool = False) -> Iterator[str]:
        """Yield the lines to print."""
        tried, released = self.tried.total(), self.released.total()
        would = "would be" if dry else "are"
        yield f"{title}: {tried:,} records tried, {released:,} {would} released, {tried - released:,} wait on"
        for feed, count in sorted(self.tried.items()):
            yield f"  {feed}: {count:,} tried, {self.released[feed]:,} released, {self.refused[feed]:,} refused again"
        for rule, (held, still) in sorted(self.reasons.items()):
            if still < held:
                yield f"  {rule}: {held - still:,} of {held:,} no more"
        if released:
            yield f"  {self.found:,} records of them {would} known from {self.known_from:%Y-%m-%d %H:%M} UTC on"
        yield from (f"  {note}" for note in self.notes)

    @property
    def counts(self) -> Row:
        """What the record of the run says of it."""
        ends = {"tried": self.tried, "released": self.released, "refused": self.refused}
        return {end: dict(sorted(count.items())) for end, count in ends.items()} | {"found": self.found}


@dataclass(frozen=True)
class _Ends:
    """Where records ended: refused again, taken as rows, or neither (ignored); and the messages with progress."""

    refused: frozenset[Record]
    taken: frozenset[Record]
    moving: frozenset[str]
    released: frozenset[Record]


def divided(
    again: Again, checked: Checked, feed_of: dict[str, str], notes: list[str]
) -> tuple[dict[str, pa.Table], Retried]:
    """Return the parts to write (none where nothing changes) and the account of it.

    Args:
        again: what was read.
        checked: the check of all of it.
        feed_of: the feed of each message, of new ones too.
        notes: sentences that are said already.
    """
    ends = _ends(again, checked)
    parts = _parts(again, checked, ends, feed_of)
    feeds = {message: head["feed"] for message, head in again.heads.items()}
    held = Counter(rule for rules in again.standing.values() for rule in rules)
    still = Counter(rule for record, rules in again.standing.items() if record not in ends.released for rule in rules)
    left = [f"Message {message[:8]} was not tried: {why}." for message, why in sorted(again.left.items())]
    retried = Retried(
        again.known_from,
        Counter(feeds[message] for message, _ in again.standing),
        Counter(feeds[message] for message, _ in ends.released),
        len(ends.taken),
        {rule: (held[rule], still[rule]) for rule in sorted(held)},
        (*notes, *left, *_faults(again, checked, ends)),
    )
    return parts, retried


def _records(table: pa.Table) -> set[Record]:
    return set(zip(table["message_id"].to_pylist(), table["record"].to_pylist(), strict=True))


def _ends(again: Again, checked: Checked) -> _Ends:
    refused = _records(checked.quarantine)
    placed: set[Record] = set().union(*(_records(checked.clean[name]) for name in READ_TABLES)) - refused
    ignored = {row["message_id"]: row["ignored"] for row in checked.clean["messages"].to_pylist()}
    wholes = again.whole | set(again.receipts)
    taken = {record for record in placed if record[0] in wholes or record in again.standing}
    progress = {message for message, _ in taken}
    progress |= {message for message in again.whole if ignored[message]}
    progress |= {m for m, r in again.standing if m in ignored and m not in wholes and (m, r) not in refused}
    moved = {old for old, new in again.moved.items() if new & progress}
    released = {
        (message, record)
        for message, record in again.standing
        if message in moved or (message in progress and (message, record) not in refused)
    }
    moving = progress - {one for old, new in again.moved.items() if old not in moved for one in new}
    taken = {record for record in taken if record[0] in moving}
    return _Ends(frozenset(refused), frozenset(taken), frozenset(moving), frozenset(released))


def _parts(again: Again, checked: Checked, ends: _Ends, feed_of: dict[str, str]) -> dict[str, pa.Table]:
    """Every table that has rows to add: those of the records taken, and of whole messages all that was said."""
    clean = {name: _of(checked.clean[name], ends.taken) for name in READ_TABLES}
    clean["consignments"] = add_goods_keys(add_party_keys(clean["consignments"]), rates())
    wholes = (again.whole | set(again.receipts)) & ends.moving
    about = ends.taken | ends.released
    problems = _about(checked.clean["problems"], wholes, about)
    refused = _renamed(_about(checked.quarantine, wholes, frozenset()), feed_of, again)
    said = {"messages": checked.clean["messages"], "problems": problems, **clean}
    wanting = data_quality(said, refused, feed_of)
    found = {
        **clean,
        "messages": _messages(again, checked.clean["messages"], wholes),
        "receipts": pa.Table.from_pylist(
            [again.receipts[m] for m in sorted(wholes & set(again.receipts))], TABLES["receipts"].schema
        ),
        "problems": problems,
        QUARANTINE.name: refused,
        RELEASED.name: _released(again, ends),
        "data_quality": _about(wanting, wholes, about),
    }
    return {name: rows for name, rows in found.items() if rows.num_rows}


def _of(table: pa.Table, records: frozenset[Record]) -> pa.Table:
    keep = [
        record in records for record in zip(table["message_id"].to_pylist(), table["record"].to_pylist(), strict=True)
    ]
    return table.filter(pa.array(keep, pa.bool_()))


def _about(table: pa.Table, wholes: set[str], records: frozenset[Record]) -> pa.Table:
    """Rows of whole messages, and of single records."""
    pairs = zip(table["message_id"].to_pylist(), table["record"].to_pylist(), strict=True)
    return table.filter(pa.array([pair[0] in wholes or pair in records for pair in pairs], pa.bool_()))


def _renamed(quarantine: pa.Table, feed_of: dict[str, str], again: Again) -> pa.Table:
    """New reasons only, each under the feed that brought it."""
    rows = [row | {"feed": feed_of[row["message_id"]]} for row in quarantine.to_pylist()]
    new = [row for row in rows if row["rule"] not in again.standing.get((row["message_id"], row["record"]), ())]
    return pa.Table.from_pylist(new, QUARANTINE.schema)


def _messages(again: Again, read: pa.Table, wholes: set[str]) -> pa.Table:
    """A row for every new message, and for every old one that says something else of itself now."""
    rows = []
    for row in read.to_pylist():
        before = again.heads.get(row["message_id"])
        if before is not None:
            row["reading"] = (before["reading"] or 1) + 1
        if row["message_id"] in wholes and (before is None or any(row[name] != before[name] for name in TOLD)):
            rows.append(row)
    return pa.Table.from_pylist(rows, TABLES["messages"].schema)


def _released(again: Again, ends: _Ends) -> pa.Table:
    rows = [
        {"message_id": message, "record": record, "known_at": again.known_from, "run": again.run}
        for message, record in sorted(ends.released)
    ]
    return pa.Table.from_pylist(rows, RELEASED.schema)


def _faults(again: Again, checked: Checked, ends: _Ends) -> list[str]:
    """Messages taken as a whole whose records did not each end in one place, or were counted otherwise twice."""
    faults = []
    for row in checked.clean["messages"].to_pylist():
        message = row["message_id"]
        if message not in (again.whole | set(again.receipts)) & ends.moving:
            continue
        ended = [sum(1 for other, _ in records if other == message) for records in (ends.taken, ends.refused)]
        if row["records"] != sum(ended) + row["ignored"] or row["records"] != row["records_counted"]:
            figures = f"{row['records']} records, {row['records_counted']} counted apart"
            faults.append(f"Message {message[:8]} does not add up: {figures}, {ended} taken and refused.")
    return faults
