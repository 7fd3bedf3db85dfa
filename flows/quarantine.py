"""The quarantine as a place to work in: what waits in it and why, counted by feed and carrier, and one record shown.

What a retry took out again is not there any more (flows/retry.py). Times are UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
from ibis import _
from rich.cells import cell_len, set_cell_size

from flows.unit import Unit
from lake.carriers import of_messages, of_texts
from lake.harmless import visible
from lake.past import Past
from lake.reference import problem_meanings
from lake.runs import SILENT, Run, committed
from lake.tables import CONSIGNMENTS, FLIGHTS, QUARANTINE, RELEASED, TABLES
from manifests.files import Message, read_path
from manifests.mapping import load_mapping

Row = dict[str, Any]
SHORT = 8
"""Characters of a message's id that name it, as long as no other begins alike."""
WIDTH = 100
UNKNOWN = "-"


@dataclass(frozen=True)
class Wanted:
    """What of the quarantine is asked for; `messages` are beginnings of ids, `since` a day of the site."""

    feed: str | None = None
    carrier: str | None = None
    since: date | None = None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One reason of one feed and carrier: how many records wait for it, when the newest came, and an example."""

    rule: str
    feed: str
    carrier: str
    records: int
    newest: datetime
    example: str | None
    message_id: str
    record: int


def open_past(unit: Unit) -> Past:
    """The lake as its latest run knows it.

    Raises:
        ValueError: no run was made yet.
    """
    runs = [run for run in committed(unit.store) if run.kind not in SILENT]
    if not runs:
        raise ValueError(f"nothing was read for {unit.site.name} yet; `accu night --site {unit.site.name}` does")
    return Past(unit.store, Run("reader", "retry", unit.site.name, (runs[-1].as_of,)))


def standing(past: Past) -> ibis.Table:
    """Rows of the quarantine that no retry has released."""
    released = past.everything(RELEASED.name, RELEASED.schema).select(*RELEASED.key)
    return past.everything(QUARANTINE.name, QUARANTINE.schema).anti_join(released, list(RELEASED.key))


def waiting(past: Past, unit: Unit, wanted: Wanted) -> pa.Table:
    """What is asked for of the standing rows, with their carrier, the newest first.

    Raises:
        ValueError: a message that is asked for is unknown, or several begin alike.
    """
    rows = standing(past)
    if wanted.feed:
        rows = rows.filter(_.feed == wanted.feed)
    if wanted.since:
        rows = rows.filter(_.known_at >= datetime.combine(wanted.since, time(), ZoneInfo(unit.site.timezone)))
    if wanted.messages:
        ids = [found_by(past, beginning)["message_id"] for beginning in wanted.messages]
        rows = rows.filter(_.message_id.isin(ids))
    found = rows.to_pyarrow().cast(QUARANTINE.schema)
    found = found.append_column("carrier", _carriers(past, found))
    if wanted.carrier:
        found = found.filter(pa.compute.equal(found["carrier"], wanted.carrier))
    order = [("known_at", "descending"), ("message_id", "ascending"), ("record", "ascending"), ("rule", "ascending")]
    return found.sort_by(order)


def _carriers(past: Past, rows: pa.Table) -> pa.Array:
    """Of a waybill in the detail, else of the message: its flight, or the one carrier of its waybills."""
    here = ibis.memtable(rows.select(["message_id"])).distinct()
    flights = past.everything("flights", FLIGHTS.schema).select("message_id", "carrier")
    told = past.everything("consignments", CONSIGNMENTS.schema)
    told = told.select("message_id", "consignment_id", "flight_id", "carrier")
    of = of_messages(*(table.semi_join(here, "message_id").to_pyarrow() for table in (flights, told)))
    said = pa.array([of.get(message) for message in rows["message_id"].to_pylist()], pa.string())
    return pa.compute.coalesce(of_texts(rows["detail"].combine_chunks()), said, UNKNOWN)


def reasons(rows: pa.Table) -> list[Reason]:
    """Count what waits by reason, feed and carrier; the newest first, then the most."""
    counted: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows.to_pylist():
        counted.setdefault((row["rule"], row["feed"], row["carrier"]), []).append(row)
    found = []
    for (rule, feed, carrier), held in counted.items():
        records = len({(row["message_id"], row["record"]) for row in held})
        newest, example = held[0]["known_at"], next((row for row in held if row["detail"]), held[0])
        place = (example["message_id"], example["record"])
        found.append(Reason(rule, feed, carrier, records, newest, example["detail"], *place))
    return sorted(found, key=lambda one: (-one.newest.timestamp(), -one.records, one.rule, one.feed, one.carrier))


def listed(unit: Unit, wanted: Wanted) -> Iterator[str]:
    """Yield the lines to print of what waits in the quarantine.

    Raises:
        ValueError: no run was made yet.
    """
    past = open_past(unit)
    rows = waiting(past, unit, wanted)
    records = len({(row["message_id"], row["record"]) for row in rows.select(["message_id", "record"]).to_pylist()})
    yield f"{unit.site.title}: {f'{records:,} records wait' if records else 'nothing waits'} in quarantine"
    if not records:
        return
    found = reasons(rows)
    feeds, carriers = (max(5, *(len(getattr(one, name)) for one in found)) for name in ("feed", "carrier"))
    rules = min(40, max(len(one.rule) for one in found))
    yield f"{'newest (UTC)':16}  {'feed':{feeds}}  {'by':{carriers}}  {'records':>7}  {'reason':{rules}}  look at"
    meanings = meanings_of({one.rule for one in found})
    for one in found:
        place = f"{one.newest:%Y-%m-%d %H:%M}  {one.feed:{feeds}}  {one.carrier:{carriers}}  {one.records:>7,}"
        yield f"{place}  {one.rule:{rules}}  {one.message_id[:SHORT]}/{one.record}"
        yield cut(f"    {meanings.get(one.rule, '')}{'; as: ' + visible(one.example) if one.example else ''}")


def meanings_of(rules: set[str]) -> dict[str, str]:
    """What each reason says: a problem of a reader, or an expectation that a row broke."""
    meanings = problem_meanings() | {"feed_stopped": "the feed was stopped, as most of it could not be read"}
    if any("." in rule for rule in rules):
        from expectations.base import rules as expectations  # here, as it brings in Great Expectations

        meanings |= {rule.name: rule.doc for found in expectations().values() for rule in found}
    return meanings


def cut(line: str, width: int = WIDTH) -> str:
    """The line as far as it fits on the screen, where some letters take two places."""
    return line if cell_len(line) <= width else set_cell_size(line, width - 3) + "..."


def found_by(past: Past, beginning: str) -> Row:
    """The message whose id begins so.

    Raises:
        ValueError: none does, or several.
    """
    table = past.everything("messages", TABLES["messages"].schema)
    found = table.filter(_.message_id.startswith(beginning.casefold())).limit(SHORT).to_pyarrow().to_pylist()
    if not found or not beginning:
        raise ValueError(f"no message begins with {beginning!r}; `accu quarantine list` names those that wait")
    if len(found) > 1:
        longer = ", ".join(sorted(row["message_id"][: len(beginning) + 4] for row in found))
        raise ValueError(f"several messages begin with {beginning!r}: {longer}")
    return found[0]


def receipts_of(past: Past, message_ids: list[str]) -> list[Row]:
    """Every arrival of these messages, the first one first."""
    table = past.everything("receipts", TABLES["receipts"].schema).filter(_.message_id.isin(message_ids))
    return table.order_by([ibis.asc("received_at"), ibis.asc("file_name")]).to_pyarrow().to_pylist()


def read_again(unit: Unit, receipt: Row) -> Iterator[Message]:
    """The messages of a file that arrived once, by the readers and mappings of today; dates are near its reception."""
    feed = next((feed for feed in unit.site.feeds if feed.name == receipt["feed"]), None)  # none: renamed since
    mapping = load_mapping(feed.mapping) if feed and feed.mapping else None
    path = unit.store.raw_path(receipt["file_id"])
    return read_path(path, receipt["file_name"], receipt["received_at"], feed.holds if feed else None, mapping)
