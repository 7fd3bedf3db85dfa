"""The account of a run: where every record ended, what is missing, and the quality page that says so."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from cases.standing import current
from expectations.counts import FeedCount
from expectations.quality import quality_page
from flows.prepare import known
from flows.pull import Pulled
from flows.take_in import Taken, last_received
from flows.unit import Unit
from lake.past import Past
from lake.tables import READ_TABLES, TABLES

Record = tuple[str, int]


@dataclass(frozen=True)
class Account:
    """Counts of each feed, and what the list must say: one sentence each."""

    feeds: tuple[FeedCount, ...]
    warnings: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Records accounted for."""
        return sum(feed.records for feed in self.feeds)


def account(unit: Unit, past: Past, pulled: Pulled, taken: Taken) -> Account:
    """Count every record of the slice into exactly one end, per feed, and name what is missing or stopped."""
    standing = current(known(past), past.run.moments[-1:]).to_pyarrow() if taken.slice.rows else None
    now = _records(standing) if standing is not None else set()
    receipts = past.table("receipts", TABLES["receipts"].schema)
    newest = last_received(receipts.group_by("feed").agg(received_at=ibis._.received_at.max()).to_pyarrow().to_pylist())
    feeds = [_count(unit, name.name, taken, now) for name in unit.site.feeds]
    counts = tuple(FeedCount(**found, last_received_at=newest.get(found["feed"])) for found in feeds)
    warnings = [f"Feed {name} could not be reached: {why}." for name, why in sorted(pulled.unreachable.items())]
    warnings += [
        f"Feed {name} was stopped, nothing of it is used: {why}." for name, why in taken.checked.stopped.items()
    ]
    warnings += [f"Feed {feed.feed} brought nothing." for feed in counts if feed.missing and not _repeat(past)]
    for feed in counts:
        try:
            feed.proven()
        except ValueError as error:
            warnings.append(f"The count does not add up: {error}.")
    past.run.counts["feeds"] = {
        feed.feed: {**vars(feed), "last_received_at": str(feed.last_received_at)} for feed in counts
    }
    past.run.notes.extend(warnings)
    return Account(counts, tuple(warnings))


def _repeat(past: Past) -> bool:
    spoken = past.cutoff()
    return spoken is not None and spoken >= past.run.as_of


def _count(unit: Unit, feed: str, taken: Taken, now: set[Record]) -> dict[str, Any]:
    """The ends of a feed's records; a repeated message's records are duplicates, all of them."""
    messages = {row["message_id"]: row for row in taken.slice.tables["messages"].to_pylist() if row["feed"] == feed}
    receipts = [row for row in taken.slice.receipts.to_pylist() if row["feed"] == feed]
    firsts = {row["message_id"]: index for index, row in reversed(list(enumerate(receipts)))}
    repeats = [row["message_id"] for index, row in enumerate(receipts) if firsts[row["message_id"]] != index]
    repeats += [m for m in firsts if m not in messages]
    sizes = {row["message_id"]: row["records"] for row in messages.values()}
    refused = {record for record in _records(taken.checked.quarantine) if record[0] in messages}
    clean = [taken.checked.clean[name] for name in READ_TABLES if name in taken.checked.clean]
    rows = {record for table in clean for record in _records(table) if record[0] in messages}
    again = sum(sizes.get(message, 0) for message in repeats)
    return {
        "feed": feed,
        "required": next(f.required for f in unit.site.feeds if f.name == feed),
        "files": len({row["file_name"] for row in receipts}),
        "messages": len(messages),
        "records": sum(sizes.values()) + again,
        "counted": sum(row["records_counted"] for row in messages.values()) + again,
        "accepted": len(rows & now),
        "superseded": len(rows - now),
        "duplicate": again,
        "quarantined": len(refused),
        "ignored": sum(row["ignored"] for row in messages.values()),
    }


def _records(table: pa.Table) -> set[Record]:
    return set(zip(table["message_id"].to_pylist(), table["record"].to_pylist(), strict=True))


def quality(unit: Unit, past: Past, taken: Taken, account: Account) -> Path:
    """Write the night's quality page and return its path."""
    went_on = {name: table.num_rows for name, table in taken.checked.clean.items() if name in READ_TABLES}
    said = [warning for warning in account.warnings if not warning.endswith("brought nothing.")]
    page = quality_page(unit.site.title, past.run.as_of, account.feeds, taken.checked, went_on, said)
    path = Path("quality") / f"{past.run.run_id}.html"
    unit.store.publish(path, page.encode())
    past.run.outputs["quality"] = str(path)
    return path
