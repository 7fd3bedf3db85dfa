"""The account of a run: where every record ended, what is missing, and the quality page that says so."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from cases.standing import current
from expectations.counts import FeedCount
from expectations.quality import quality_page
from flows.prepare import known
from flows.pull import Pulled
from flows.rule_records import records
from flows.take_in import Taken
from flows.unit import Unit
from lake.joins import left
from lake.notes import note
from lake.past import Past
from lake.runs import Run, committed
from lake.sites import Feed
from lake.tables import READ_TABLES, TABLES

Size = tuple[int, int]
RECORD = ("message_id", "record")
SILENT = "brought nothing."
FRESH = timedelta(hours=26)
"""A required feed without anything newer than this is missing: a day and two hours of grace."""


@dataclass(frozen=True)
class Account:
    """Counts of each feed, and what the list must say: one sentence each.

    `later` counts files by feed that wait for a later run; `page` is there when it was written before.
    """

    feeds: tuple[FeedCount, ...]
    warnings: tuple[str, ...]
    later: dict[str, int] = field(default_factory=dict)
    page: str | None = None

    @property
    def rows(self) -> int:
        """Records accounted for."""
        return sum(feed.records for feed in self.feeds)


def account(unit: Unit, past: Past, pulled: Pulled, taken: Taken) -> Account:
    """Count every record of the slice into exactly one end, per feed, and name what is missing or stopped.

    A repeat of a run pulls nothing: it says what was said when the moment was spoken for first.
    """
    counted = _before(past) or _counted(unit, past, pulled, taken)
    past.run.counts["feeds"] = {feed.feed: _stored(feed) for feed in counted.feeds}
    past.run.counts["warnings"] = list(counted.warnings)
    past.run.counts["later"] = counted.later
    past.run.notes.extend(counted.warnings)
    return counted


def _before(past: Past) -> Account | None:
    """The account of the first run that spoke for this moment; None when this is it."""
    for run in committed(past.store):
        if run.as_of == past.run.as_of and "feeds" in run.counts:
            return as_said(run)
    return None


def as_said(run: Run) -> Account:
    """The account as it stands in the record of a run."""
    feeds = tuple(_restored(found) for found in run.counts["feeds"].values())
    return Account(feeds, tuple(run.counts["warnings"]), run.counts["later"], run.outputs.get("quality"))


def _stored(feed: FeedCount) -> dict[str, Any]:
    return vars(feed) | {"last_received_at": feed.last_received_at and feed.last_received_at.isoformat()}


def _restored(found: dict[str, Any]) -> FeedCount:
    last = found["last_received_at"]
    return FeedCount(**found | {"last_received_at": datetime.fromisoformat(last) if last else None})


def _counted(unit: Unit, past: Past, pulled: Pulled, taken: Taken) -> Account:
    receipts = past.table("receipts", TABLES["receipts"].schema)
    changed = receipts.group_by("feed").agg(changed_at=ibis._.changed_at.max()).to_pyarrow().to_pylist()
    newest = {row["feed"]: row["changed_at"] for row in changed}
    sizes = _sizes(past, taken)
    ends = _ends(past, taken)
    found = [_count(feed, taken, ends, sizes) for feed in unit.site.feeds]
    counts = tuple(_dated(count, newest.get(count["feed"]), past.run.as_of) for count in found)
    warnings = [note("feed_unread", feed=name, why=why) for name, why in sorted(pulled.unreachable.items())]
    warnings += [note("feed_stopped", feed=name, why=why) for name, why in _stopped(taken)]
    silent = [feed.feed for feed in counts if feed.missing and feed.feed not in pulled.unreachable]
    warnings += [note("feed_silent", feed=feed) for feed in silent if not _spoken_for(past)]
    warnings += [note("count_wrong", why=fault) for fault in map(_fault, counts) if fault]
    return Account(counts, tuple(warnings), {feed: count for feed, count in pulled.later.items() if count})


def _dated(count: dict[str, Any], newest: datetime | None, as_of: datetime) -> FeedCount:
    return FeedCount(**count, last_received_at=newest, fresh=newest is not None and newest >= as_of - FRESH)


def _stopped(taken: Taken) -> list[tuple[str, str]]:
    return sorted(taken.checked.stopped.items())


def _spoken_for(past: Past) -> bool:
    spoken = past.cutoff()
    return spoken is not None and spoken >= past.run.as_of


def _fault(feed: FeedCount) -> str | None:
    try:
        feed.proven()
    except ValueError as error:
        return str(error)
    return None


def _sizes(past: Past, taken: Taken) -> dict[str, Size]:
    """Records of every message that arrived, by its reader and by the second counter; of earlier messages too."""
    columns = ["message_id", "records", "records_counted"]
    here = taken.messages.select(columns).to_pylist()
    repeats = set(taken.receipts["message_id"].to_pylist()) - {row["message_id"] for row in here}
    table = past.everything("messages", TABLES["messages"].schema).select(columns)
    before = table.filter(ibis._.message_id.isin(sorted(repeats))).to_pyarrow().to_pylist() if repeats else []
    return {row["message_id"]: (row["records"], row["records_counted"]) for row in [*here, *before]}


def _ends(past: Past, taken: Taken) -> dict[str, dict[str, int]]:
    """How many records of each message are in force, superseded, or refused."""
    if not taken.messages.num_rows:
        return {"accepted": {}, "superseded": {}, "quarantined": {}}
    here = ibis.memtable(taken.messages.select(["message_id"]))
    tables = [past.everything(name, TABLES[name].schema).select(*RECORD) for name in READ_TABLES]
    clean = ibis.union(*(table.semi_join(here, "message_id") for table in tables), distinct=True)
    now = current(known(past), past.run.moments).mutate(holds=True)
    ended = left(clean, now, list(RECORD)).mutate(end=ibis._.holds.fill_null(False).ifelse("accepted", "superseded"))
    refused = (
        ibis.memtable(pa.table({name: taken.checked.quarantine[name] for name in RECORD}))
        .distinct()
        .mutate(end=ibis.literal("quarantined"))
    )
    found = ibis.union(ended.drop("holds"), refused).group_by("end", "message_id").agg(records=ibis._.count())
    ends: dict[str, dict[str, int]] = {"accepted": {}, "superseded": {}, "quarantined": {}}
    for row in found.to_pyarrow().to_pylist():
        ends[row["end"]][row["message_id"]] = row["records"]
    return ends


def _count(feed: Feed, taken: Taken, ends: dict[str, dict[str, int]], sizes: dict[str, Size]) -> dict[str, Any]:
    """The ends of a feed's records; a repeated message's records are duplicates, all of them."""
    rows = [row for row in taken.messages.to_pylist() if row["feed"] == feed.name]
    messages = {row["message_id"] for row in rows}
    receipts = [row for row in taken.receipts.to_pylist() if row["feed"] == feed.name]
    arrived = [row["message_id"] for row in receipts]
    again = Counter(arrived) - Counter(messages)
    return {
        "feed": feed.name,
        "required": feed.required,
        "files": len({row["file_name"] for row in receipts}),
        "messages": len(messages),
        "records": sum(sizes[message][0] for message in arrived),
        "counted": sum(sizes[message][1] for message in arrived),
        "duplicate": sum(sizes[message][0] * times for message, times in again.items()),
        "ignored": sum(row["ignored"] for row in rows),
        **{end: sum(found.get(message, 0) for message in messages) for end, found in ends.items()},
    }


def quality(unit: Unit, past: Past, taken: Taken, account: Account) -> Path:
    """Write the run's quality page and return its path; a repeat names the page of the first."""
    if account.page:
        past.run.outputs["quality"] = account.page
        return Path(account.page)
    said = [warning for warning in account.warnings if not warning.endswith(SILENT)]  # the page says that itself
    proven = [feed for feed in account.feeds if not _fault(feed)]  # of the others there is a sentence
    page = quality_page(
        unit.site.title, past.run.as_of, proven, taken.checked, taken.written, said, records=records(unit, past)
    )
    path = Path("quality") / f"{past.run.run_id}.html"
    unit.store.publish(path, page.encode())
    past.run.outputs["quality"] = str(path)
    return path
