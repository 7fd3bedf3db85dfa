"""The quarantine read again by the readers and mappings of today: what is understood now is known from here on.

Rows that are released get `known_at` of the latest cut-off the lake has spoken for, so no past night changes; receipts
stay as they are, so versions keep their order. A message of which nothing could be placed is taken as a whole, with
all the records that it has now, and gets a new row in `messages`, which stands from then on (lake/past.py). One of
which some records were placed keeps its row; where it has another number of records now, its records cannot be told
apart, and it waits on. What became of each record is divided in flows/released.py.
"""

from bisect import bisect_right
from contextlib import nullcontext

import pyarrow as pa

from expectations.at_the_door import at_the_door
from expectations.check import check
from expectations.refused import STOPPED
from flows.pull import Arrived
from flows.quarantine import Row, Wanted, read_again, receipts_of, waiting
from flows.released import Again, Retried, divided
from flows.unit import Unit
from lake.past import Past
from lake.runs import SILENT, commit, committed, lock, start
from lake.sites import Feed
from lake.store import ordered
from lake.tables import TABLES
from manifests.files import Message


def retry(unit: Unit, wanted: Wanted, *, dry: bool = False) -> Retried:
    """Read again what waits in the quarantine and is asked for; commit what came of it, or with `dry` only say it.

    Nothing is committed where nothing changes: a second retry is none.

    Raises:
        ValueError: no night was run yet, or a message that is asked for is unknown.
        LakeBusyError: another run is at work on this lake.
    """
    with nullcontext() if dry else lock(unit.store):
        spoken = [run.as_of for run in committed(unit.store) if run.kind not in SILENT]
        if not spoken:
            raise ValueError(f"nothing was read for {unit.site.name} yet, so nothing waits in quarantine")
        run = start(unit.store, "retry", unit.site.name, (max(spoken),))
        past = Past(unit.store, run)
        again = _read(unit, past, waiting(past, unit, wanted))
        parts, retried = _judged(past, again)
        if parts and not dry:
            for name, rows in parts.items():
                run.parts.append(unit.store.write(name, ordered(rows, TABLES[name].key), run.run_id))
            run.counts["retry"] = retried.counts
            run.notes.extend(retried.notes)
            commit(unit.store, run)
        return retried


def _read(unit: Unit, past: Past, rows: pa.Table) -> Again:
    """Every message that waits, by today's readers."""
    again = Again(past.run.run_id, past.run.as_of)
    for row in rows.to_pylist():
        again.standing.setdefault((row["message_id"], row["record"]), set()).add(row["rule"])
    ids = sorted({message for message, _ in again.standing})
    again.heads.update(_heads(past, ids))
    first = {row["message_id"]: row for row in reversed(receipts_of(past, ids))}
    files: dict[str, list[str]] = {}
    for message_id in ids:
        files.setdefault(first[message_id]["file_id"], []).append(message_id)
    for file_id, message_ids in files.items():
        placed = _ids_of(past, file_id) - set(message_ids)  # of a large list the other pieces are not kept in memory
        read = read_again(unit, first[message_ids[0]])
        found = {message.message_id: message for message in read if message.message_id not in placed}
        for elsewhere in _heads(past, sorted(set(found) - set(message_ids))):
            del found[elsewhere]
        for message_id in message_ids:
            _take(again, first[message_id], found)
    return again


def _ids_of(past: Past, file_id: str) -> set[str]:
    table = past.everything("messages", TABLES["messages"].schema)
    return set(table.filter(table.file_id == file_id).select("message_id").to_pyarrow()["message_id"].to_pylist())


def _heads(past: Past, ids: list[str]) -> dict[str, Row]:
    table = past.everything("messages", TABLES["messages"].schema)
    rows = table.filter(table.message_id.isin(ids)).to_pyarrow().to_pylist() if ids else []
    return {row["message_id"]: row for row in rows}


def _take(again: Again, receipt: Row, found: dict[str, Message]) -> None:
    """Put what the message is now to what is judged, or say why it cannot be tried.

    What `found` holds and no message of the lake is, is new: the file is divided otherwise now.
    """
    message_id = receipt["message_id"]
    head, message = again.heads[message_id], found.get(message_id)
    nothing_placed = again.waits(message_id) == head["records"] and not head["ignored"]
    if message is None and nothing_placed:
        new = [one for one in found.values() if one.message_id not in again.heads]
        again.moved[message_id] = frozenset(one.message_id for one in new)
        for one in new:
            again.batch.add(_arrived(receipt, again), one)
            again.receipts[one.message_id] = receipt | {"message_id": one.message_id, "known_at": again.known_from}
    elif message is None:
        again.left[message_id] = "its file holds no such message any more"
    elif nothing_placed or message.reading.records == head["records"]:
        again.whole |= {message_id} if nothing_placed else set()
        again.batch.add(_arrived(receipt, again), message)
    else:
        again.left[message_id] = f"it has {message.reading.records} records now, where it had {head['records']}"


def _arrived(receipt: Row, again: Again) -> Arrived:
    """The file as it is known from now on; its feed may be gone from the site's TOML."""
    feed = Feed.model_construct(name=receipt["feed"])
    return Arrived(feed, receipt["file_name"], receipt["file_id"], receipt["changed_at"], again.known_from)


def _judged(past: Past, again: Again) -> tuple[dict[str, pa.Table], Retried]:
    """Check whole messages, and divide their records into what is released and what waits on."""
    feed_of = dict(again.batch.feed_of)
    groups = _stopped_nights(past, again)
    tables = at_the_door(again.batch.tables()).tables
    trusted = frozenset(feed_of.values())
    checked = check(tables, feed_of | groups, trusted)
    stopped = [f"What was stopped of {group} stays stopped: {why}" for group, why in sorted(checked.stopped.items())]
    return divided(again, checked, feed_of, stopped)


def _stopped_nights(past: Past, again: Again) -> dict[str, str]:
    """By message the feed and night that was stopped; the feed is judged again over what is tried of that night."""
    ends = sorted({run.as_of for run in committed(past.store) if run.kind in ("night", "backfill")})
    night = {message: bisect_right(ends, head["known_at"]) for message, head in again.heads.items()}
    stopped = {m for (m, _), rules in again.standing.items() if STOPPED in rules}
    nights = {(again.heads[message]["feed"], night[message]) for message in stopped}
    return {
        message: f"{head['feed']}, received until {ends[night[message]]:%Y-%m-%d %H:%M} UTC"
        for message, head in again.heads.items()
        if (head["feed"], night[message]) in nights and night[message] < len(ends)
    }
