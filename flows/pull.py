"""Pulls feeds into raw/: what arrived, when it is known from, and what waits for a later moment."""

from dataclasses import dataclass, field
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
    """What a pull brought; feeds that could not be read, in whole or in part, with the reason; files that are later.

    `later` counts, by feed, finished files changed at or after the run's moment: they wait for a later run.
    """

    arrived: tuple[Arrived, ...]
    unreachable: dict[str, str]
    later: dict[str, int] = field(default_factory=dict)

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
    later: dict[str, int] = {}
    for feed in unit.site.feeds:
        try:
            system, waiting, later[feed.name] = _waiting(unit, feed, past.run.as_of)
        except OSError as error:
            unreachable[feed.name] = str(error)
            continue
        lost = []
        for name, path, changed_at in waiting:
            if (feed.name, name, changed_at) in known:
                continue
            content = _content(system, path)
            if isinstance(content, OSError):
                lost.append(f"{name} ({content.strerror or content})")
                continue
            received_at = max(changed_at, spoken) if spoken else changed_at
            arrived.append(Arrived(feed, name, unit.store.keep(content), changed_at, received_at))
        if lost:
            unreachable[feed.name] = f"{len(lost)} of its files, the first is {lost[0]}"
    return Pulled(tuple(sorted(arrived, key=lambda a: (a.received_at, a.feed.name, a.file_name))), unreachable, later)


def _content(system: fsspec.AbstractFileSystem, path: str) -> bytes | OSError:
    """The bytes of a file, or why they cannot be had: it is gone since it was listed, or a link to nothing."""
    try:
        return bytes(system.cat_file(path))
    except OSError as error:
        return error


def _waiting(
    unit: Unit, feed: Feed, as_of: datetime
) -> tuple[fsspec.AbstractFileSystem, list[tuple[str, str, datetime]], int]:
    """The finished files of a feed changed before `as_of`, as (name, path, changed_at) by name; how many are later."""
    system, folder = fsspec.core.url_to_fs(_url(unit, feed))
    if not system.isdir(folder):
        raise FileNotFoundError(f"there is no folder {feed.url}")
    found, later = [], 0
    for path, details in sorted(system.find(folder, detail=True).items()):
        name = path.removeprefix(folder).lstrip("/")
        finished = not Path(name).name.startswith(".") and not name.endswith(UNFINISHED)
        if not finished:
            continue
        if (changed_at := _changed_at(details)) < as_of:
            found.append((name, path, changed_at))
        else:
            later += 1
    return system, found, later


def _url(unit: Unit, feed: Feed) -> str:
    return feed.url if "://" in feed.url else str((unit.store.folder / feed.url).resolve())


def _changed_at(details: dict[str, object]) -> datetime:
    changed = details.get("mtime")
    if isinstance(changed, datetime):
        return changed.astimezone(UTC)
    if not isinstance(changed, (int, float)):
        raise OSError(f"the feed does not say when a file was changed: {changed!r}")
    return datetime.fromtimestamp(int(changed), UTC)
