"""Checks what was read: clean tables, the quarantine with the rule that refused each record, and every rule's result.

Feeds are judged first, then rows. A record with any row that breaks an error rule is out with all its rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from expectations.base import CHECKED, prepared, rules
from expectations.feeds import FEED_COUNTS
from expectations.frame import build, conform
from expectations.refused import Refusals, kept, records_of, refuse_feeds, refuse_unplaced
from expectations.rule import Outcome, Prepared, Rule, Severity
from lake.tables import PROBLEMS, READ_TABLES, TABLES

EXAMPLES = 5


@dataclass(frozen=True)
class RuleResult:
    """What became of one rule: rows it could judge, rows that failed, and up to five failing values."""

    table: str
    rule: str
    severity: Severity
    doc: str
    evaluated: int
    failed: int
    examples: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Failed of evaluated; None when there was nothing to judge."""
        return self.failed / self.evaluated if self.evaluated else None


@dataclass(frozen=True)
class Checked:
    """What came of the check.

    Attributes:
        clean: the tables that came in, in their order of rows, without the refused records; messages and problems
            are as they were, for a receipt stays a receipt.
        quarantine: lake.tables.QUARANTINE, one row per refused record and reason.
        results: one per rule: feeds, then tables and rules in their declared order.
        stopped: feeds that were stopped, and why.
    """

    clean: dict[str, pa.Table]
    quarantine: pa.Table
    results: tuple[RuleResult, ...]
    stopped: dict[str, str]


@dataclass(frozen=True)
class _Judged:
    """A table (with what was prepared for its rules) and the outcome of each of its rules."""

    seen: pa.Table
    outcomes: tuple[Outcome, ...]

    def shown(self, rule: Rule, rows: NDArray[np.int64]) -> list[str]:
        """The values that `rule` is about in these rows; with their names where there are several."""
        if not len(rows):
            return []
        values = self.seen.select(rule.columns).take(rows).to_pylist()
        if len(rule.columns) == 1:
            return [_text(value[rule.columns[0]]) for value in values]
        return [" ".join(f"{name}={_text(cell)}" for name, cell in value.items()) for value in values]

    def result(self, outcome: Outcome) -> RuleResult:
        """What is told of one rule."""
        rule, rows = outcome.rule, outcome.rows
        examples = tuple(self.shown(rule, rows[:EXAMPLES]))
        return RuleResult(rule.table, rule.name, rule.severity, rule.doc, outcome.evaluated, len(rows), examples)


def check(tables: Mapping[str, pa.Table], feed_of: Mapping[str, str], trusted: frozenset[str] = frozenset()) -> Checked:
    """Check the canonical tables of a slice.

    Args:
        tables: `messages` and any of `problems` and the tables that readers fill; one that is absent is empty.
        feed_of: feed of each message_id of the slice.
        trusted: feeds that are not stopped, however little of what is here can be read.

    Raises:
        ValueError: a table is not as declared, a row has no record, or a message is unknown: faults of the caller,
            whatever the messages say. Also when Great Expectations did not do what it was asked (engine.py).
    """
    whole = _conformed(tables, feed_of)
    messages = whole["messages"]
    known_at = dict(zip(messages["message_id"].to_pylist(), messages["known_at"].to_pylist(), strict=True))
    refusals = Refusals(feed_of, known_at)
    refuse_unplaced(refusals, whole)
    own_rules, added = rules(), prepared()
    feeds = _judge("feeds", _feed_counts(messages, refusals), own_rules["feeds"], None)
    stopped = {feed: why for feed, why in _stopped(feeds).items() if feed not in trusted}
    refuse_feeds(refusals, whole, stopped)
    running = _without(whole, refusals)
    judged = {name: _judge(name, running[name], own_rules[name], added.get(name)) for name in CHECKED}
    for name in READ_TABLES:
        _refuse(refusals, running[name], judged[name])
    clean = _without(running, refusals)
    _crosscheck(running, refusals, judged)
    results = tuple(one.result(outcome) for one in (feeds, *judged.values()) for outcome in one.outcomes)
    return Checked({name: clean[name] for name in tables}, refusals.table(), results, stopped)


def _conformed(tables: Mapping[str, pa.Table], feed_of: Mapping[str, str]) -> dict[str, pa.Table]:
    names = (*CHECKED, PROBLEMS.name)
    if unknown := sorted(set(tables) - set(names)):
        raise ValueError(f"these tables are not checked: {', '.join(unknown)}")
    whole = {n: conform(tables[n], TABLES[n]) if n in tables else TABLES[n].schema.empty_table() for n in names}
    messages = whole["messages"]["message_id"].combine_chunks()
    if lost := sorted(set(messages.to_pylist()) - set(feed_of)):
        raise ValueError(f"{len(lost)} messages are of no feed, the first is {lost[0]}")
    for name in (*READ_TABLES, PROBLEMS.name):
        if not pc.all(pc.is_in(whole[name]["message_id"], messages), min_count=0).as_py():
            raise ValueError(f"{name} has rows of messages that are not in messages")
        if name in READ_TABLES and whole[name]["record"].null_count:
            raise ValueError(f"{name} has rows without a record")
    return whole


def _feed_counts(messages: pa.Table, refusals: Refusals) -> pa.Table:
    """One row a feed, by name: its records, and those that could not be placed."""
    records = dict.fromkeys(sorted({refusals.feed_of[m] for m in messages["message_id"].to_pylist()}), 0)
    unreadable = dict(records)
    for message_id, found in zip(messages["message_id"].to_pylist(), messages["records"].to_pylist(), strict=True):
        records[refusals.feed_of[message_id]] += found or 0
    for message_id, _ in refusals.records:
        unreadable[refusals.feed_of[message_id]] += 1
    columns = (list(records), list(records.values()), list(unreadable.values()))
    return pa.table(columns, schema=FEED_COUNTS)


def _stopped(feeds: _Judged) -> dict[str, str]:
    names = feeds.seen["feed"].to_pylist()
    return {
        names[row]: f"{text}. {outcome.rule.doc}"
        for outcome in feeds.outcomes
        for row, text in zip(outcome.rows.tolist(), feeds.shown(outcome.rule, outcome.rows), strict=True)
    }


def _judge(name: str, table: pa.Table, given: tuple[Rule, ...], added: Prepared | None) -> _Judged:
    """The outcome of every rule of a table; one that has nothing to judge is told as such, not as passed."""
    nothing = np.array([], dtype=np.int64)
    if not table.num_rows:
        return _Judged(table, tuple(Outcome(rule, 0, nothing) for rule in given))
    from expectations.engine import validate  # here, as Great Expectations takes seconds to import

    frame, live, seen = build(table, given, added)
    found = {outcome.rule.name: outcome for outcome in validate(name, frame, live)}
    return _Judged(seen, tuple(found.get(rule.name) or Outcome(rule, 0, nothing) for rule in given))


def _refuse(refusals: Refusals, table: pa.Table, judged: _Judged) -> None:
    for outcome in judged.outcomes:
        if outcome.rule.severity == "error" and len(outcome.rows):
            details = judged.shown(outcome.rule, outcome.rows)
            for record, detail in zip(records_of(table.take(outcome.rows)), details, strict=True):
                refusals.add(record, outcome.rule.name, outcome.rule.table, detail)


def _without(tables: Mapping[str, pa.Table], refusals: Refusals) -> dict[str, pa.Table]:
    refused = refusals.records
    return {
        name: table.filter(pa.array(kept(table, refused))) if name in READ_TABLES else table
        for name, table in tables.items()
    }


def _crosscheck(running: Mapping[str, pa.Table], refusals: Refusals, judged: Mapping[str, _Judged]) -> None:
    """Hold the engine's count of failing rows against the rows that leave, rule by rule."""
    refused = refusals.records
    for name in READ_TABLES:
        stays = kept(running[name], refused)
        for outcome in judged[name].outcomes:
            left = int(stays[outcome.rows].sum())
            if outcome.rule.severity == "error" and left:
                raise ValueError(f"{outcome.rule.name}: {left} of {len(outcome.rows)} failing rows were not taken out")


def _text(value: object) -> str:
    if value is None:
        return "null"
    return value.isoformat(" ", "minutes") if isinstance(value, datetime) else str(value)
