"""Pulls feeds into raw/: what arrived, when it is known from, and what waits for a later moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import fsspec

from flows.unit import Unit
from lake.past import Past
from lake.sites import Feed
from lake.tables import RECEIPTS

UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
"""Endings that senders use while they still write; a name that begins with a full stop counts as well."""


@dataclass(frozen=True)
class Arrived:
    """One file that a feed brought: its bytes are in raw/ under `file_id`."""

    feed: Feed
    file_name: str
    file_id: str
    changed_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class Pulled:
    """What a pull brought, and the feeds that could not be reached, each with the reason."""

    arrived: tuple[Arrived, ...]
    unreachable: dict[str, str]

    @property
    def rows(self) -> int:
        """Files."""
        return len(self.arrived)


def pull(unit: Unit, past: Past) -> Pulled:
    """Pull every file that came before the run's last moment and was not pulled yet.

    A folder's file is received when it was last changed there. One that comes to light after a cut-off has been
    spoken for is known from that cut-off on, and a run for a moment that was spoken for pulls nothing, so that
    no past night changes.
    """
    spoken = past.cutoff()
    if spoken and spoken >= past.run.as_of:
        return Pulled((), {})
    seen = past.everything("receipts", RECEIPTS.schema).select("feed", "file_name", "changed_at").distinct()
    known = {tuple(row.values()) for row in seen.to_pyarrow().to_pylist()}
    arrived: list[Arrived] = []
    unreachable: dict[str, str] = {}
    for feed in unit.site.feeds:
        try:
            for name, changed_at, content in _files(unit, feed, past.run.as_of, known):
                received_at = max(changed_at, spoken) if spoken else changed_at
                arrived.append(Arrived(feed, name, unit.store.keep(content), changed_at, received_at))
        except OSError as error:
            unreachable[feed.name] = str(error)
    return Pulled(tuple(sorted(arrived, key=lambda a: (a.received_at, a.feed.name, a.file_name))), unreachable)


def _files(
    unit: Unit, feed: Feed, as_of: datetime, known: set[tuple[object, ...]]
) -> Iterator[tuple[str, datetime, bytes]]:
    system, folder = fsspec.core.url_to_fs(_url(unit, feed))
    if not system.isdir(folder):
        raise FileNotFoundError(f"there is no folder {feed.url}")
    for path, details in sorted(system.find(folder, detail=True).items()):
        name = path.removeprefix(folder).lstrip("/")
        if Path(name).name.startswith(".") or name.endswith(UNFINISHED):
            continue
        changed_at = _changed_at(details)
        if changed_at < as_of and (feed.name, name, changed_at) not in known:
            yield name, changed_at, system.cat_file(path)


def _url(unit: Unit, feed: Feed) -> str:
    return feed.url if "://" in feed.url else str((unit.store.folder / feed.url).resolve())


def _changed_at(details: dict[str, object]) -> datetime:
    changed = details["mtime"]
    if isinstance(changed, datetime):
        return changed.astimezone(UTC)
    if not isinstance(changed, (int, float)):
        raise OSError(f"the feed does not say when a file was changed: {changed!r}")
    return datetime.fromtimestamp(int(changed), UTC)
