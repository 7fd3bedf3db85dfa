"""Pulls feeds into raw/: what arrived, when it is known from, and what waits for a later moment.

How a folder, an SFTP or an HTTPS server is pulled is in flows/feeds; the rules of time are here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import accumulate

from flows.feeds.archive import members
from flows.feeds.at_work import Asked, AtWork, Got
from flows.unit import Unit
from lake.past import Past
from lake.sites import Feed
from lake.tables import RECEIPTS
from manifests.reading import Problem


@dataclass(frozen=True)
class Arrived:
    """One file that a feed brought, or one member of an archive: its bytes are in raw/ under `file_id`.

    `refusal` is there when it is not to be read, as an archive that leads out of itself. The bytes are then those of
    the archive, as long as the member has none of its own.
    """

    feed: Feed
    file_name: str
    file_id: str
    changed_at: datetime
    received_at: datetime
    refusal: Problem | None = None

    @property
    def refused_id(self) -> str:
        """Stands for the message of what was refused: several members of one archive may be, each by itself."""
        return sha256(f"{self.file_id}/{self.file_name}".encode()).hexdigest()


@dataclass(frozen=True)
class Pulled:
    """What a pull brought; feeds that could not be read, in whole or in part, with the reason; files that are later.

    `later` counts, by feed, files that wait for a later run: changed at or after the run's moment, still being
    written, or without the word that they are whole.
    """

    arrived: tuple[Arrived, ...]
    unreachable: dict[str, str]
    later: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Files."""
        return len(self.arrived)


def pull(unit: Unit, past: Past, now: datetime | None = None) -> Pulled:
    """Pull every file that came before the run's last moment and was not pulled yet, all feeds at a time.

    A file is received when it was last changed in its feed; where a server does not say when, when a pull first saw it.
    One that comes to light after a cut-off has been spoken for is known from that cut-off on, and a run for a moment
    that was spoken for pulls nothing, so that no past night changes.

    Args:
        unit: the unit.
        past: what the run knows.
        now: the pull's own moment, which only files without a time and settle_seconds look at; by default the clock's.
    """
    spoken = past.cutoff()
    if spoken and spoken >= past.run.as_of:
        return Pulled((), {})
    now, known = now or datetime.now(UTC), _known(past)
    at_work = {
        feed.name: AtWork(
            Asked(unit.store, unit.site.name, feed, past.run.as_of, now, known.get(feed.name, frozenset()))
        )
        for feed in unit.site.feeds
    }
    brought = {name: work.brought() for name, work in at_work.items()}
    arrived = [
        found
        for feed in unit.site.feeds
        for got in brought[feed.name].files
        for found in _arrived(unit, feed, got, max(got.changed_at, spoken) if spoken else got.changed_at)
    ]
    return Pulled(
        tuple(sorted(arrived, key=lambda a: (a.received_at, a.feed.name, a.file_name))),
        {name: found.unreachable for name, found in brought.items() if found.unreachable},
        {name: len(found.later) for name, found in brought.items()},
    )


def _arrived(unit: Unit, feed: Feed, got: Got, received_at: datetime) -> Iterator[Arrived]:
    for found in members(unit.store, got.name, got.file_id, feed.max_bytes):
        yield Arrived(feed, found.name, found.file_id, got.changed_at, received_at, found.refusal)


def _known(past: Past) -> dict[str, frozenset[tuple[str, datetime]]]:
    """By feed, name and time of every file that was pulled; of an archive only its members have receipts."""
    seen = past.everything("receipts", RECEIPTS.schema).select("feed", "file_name", "changed_at").distinct()
    known: dict[str, set[tuple[str, datetime]]] = {}
    for row in seen.to_pyarrow().to_pylist():
        for name in accumulate(row["file_name"].split("/"), lambda above, part: f"{above}/{part}"):
            known.setdefault(row["feed"], set()).add((name, row["changed_at"]))
    return {feed: frozenset(files) for feed, files in known.items()}
