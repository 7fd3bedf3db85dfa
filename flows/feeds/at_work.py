"""One feed at work: lists what is there, decides file by file, and fetches. It has an end, whatever a server does."""

import errno
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from types import TracebackType
from typing import NamedTuple

from flows.feeds.fetch import Fetching
from flows.feeds.ledger import Ledger
from flows.feeds.names import shown, wanted
from flows.feeds.open_source import open_source
from flows.feeds.patience import Patience
from flows.feeds.source import ChangedError, FeedError, LostError, Offered, Source, why
from lake.sites import Feed
from lake.store import Store

DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""What only a disk says that is written to; feeds are read."""
log = logging.getLogger(__name__)
MAX_FILES = 200_000
"""Files of one feed; more are not looked at."""
SHARE = 8
"""Files for which a further connection is worth its login."""
IN_A_ROW = 3
"""Files lost one after the other, each after all its tries: the feed is given up."""
GRACE = 2.0
"""Seconds in which a feed whose time is over may put down what it has in hand."""


class Asked(NamedTuple):
    """What a pull asks of a feed.

    `known` holds name and time of every file that was pulled before; `now` is the pull's own moment.
    """

    store: Store
    site: str
    feed: Feed
    as_of: datetime
    now: datetime
    known: frozenset[tuple[str, datetime]]


class Got(NamedTuple):
    """A file that is in raw/ now."""

    name: str
    file_id: str
    changed_at: datetime


@dataclass
class Brought:
    """What a feed has brought so far; threads only ever append."""

    files: list[Got] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def unreachable(self) -> str | None:
        """What could not be had, in a sentence; None when all was had."""
        lost = [f"{len(self.lost)} of its files, the first is {self.lost[0]}"] if self.lost else []
        return "; ".join([*self.faults, *lost]) or None


class _Guard:
    """Keeps what a thread raises for the one who waits for it."""

    error: BaseException | None = None

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        """Keep the error."""
        self.error = self.error or error
        return True


class AtWork:
    """The pull of one feed, in threads of its own."""

    def __init__(self, asked: Asked):
        self._asked, self._brought, self._guard = asked, Brought(), _Guard()
        self._patience = Patience(asked.feed.tries, asked.feed.pull_seconds)
        self._ledger = Ledger(asked.store, asked.feed.name)
        self._queue: deque[Offered] = deque()
        self._sources: list[Source] = []
        self._bytes, self._lost_in_a_row, self._lock = 0, 0, threading.Lock()
        self._thread = self._in_thread(self._pull)

    def brought(self) -> Brought:
        """Wait until the feed has brought all it can, or its time is over, and return what it brought.

        Raises:
            OSError: the disk of the lake is full, or takes nothing.
        """
        self._thread.join(self._patience.left())
        if self._thread.is_alive():
            self._patience.end()
            for source in list(self._sources):
                source.close()
            self._thread.join(GRACE)
        found = self._brought
        faults = list(found.faults)
        if self._thread.is_alive():
            faults.append("it did not come to an end in its time")
        if isinstance(self._guard.error, OSError):
            raise self._guard.error
        if self._guard.error:  # a fault of ours, or of a library; the other feeds and the night go on
            log.error("feed %s", self._asked.feed.name, exc_info=self._guard.error)
            faults.append(f"a fault of the programme: {type(self._guard.error).__name__}: {self._guard.error}")
        return Brought(list(found.files), list(found.lost), list(found.later), faults)

    def _in_thread(self, work: Callable[[], None]) -> threading.Thread:
        def guarded() -> None:
            with self._guard:
                work()

        thread = threading.Thread(target=guarded, name=f"feed {self._asked.feed.name}", daemon=True)
        thread.start()
        return thread

    def _pull(self) -> None:
        try:
            with self._opened() as source:
                offered = self._patience.insist(lambda: list(islice(source.offered(), MAX_FILES + 1)))
                self._share(source, offered)
        except OSError as error:
            if not self._ours(error):
                self._brought.faults.append(why(error))

    def _ours(self, error: OSError) -> bool:
        """Whether it is our own disk that fails: then the run is to fail, and to be repeated, not the feed."""
        if error.errno not in DISK:
            return False
        self._guard.error = error
        self._patience.end("the disk of the lake is full")
        self._queue.clear()
        return True

    def _share(self, source: Source, offered: list[Offered]) -> None:
        feed = self._asked.feed
        if len(offered) > MAX_FILES:
            self._brought.faults.append(f"it has more than {MAX_FILES} files; the others are not looked at")
        files, waiting = wanted(feed, offered[:MAX_FILES])
        self._brought.later.extend([""] * waiting)
        self._queue.extend(files)
        helpers = min(feed.connections - 1, len(files) // SHARE) if source.several else 0
        threads = [self._in_thread(self._help) for _ in range(helpers)]
        self._work(source, self._patience)
        for thread in threads:
            thread.join()
        self._work(source, self._patience)  # what a helper gave back
        self._ledger.tidy([file.name for file in offered])

    def _help(self) -> None:
        with suppress(OSError), self._opened() as source:
            self._work(source, self._patience.once(), helps=True)

    @contextmanager
    def _opened(self) -> Iterator[Source]:
        source = open_source(self._asked.feed, self._asked.site, self._asked.store.folder)
        self._sources.append(source)
        with closing(source):
            yield source

    def _work(self, source: Source, patience: Patience, helps: bool = False) -> None:
        """Take files until none is left; a helper gives back what it cannot have, and leaves."""
        fetching = Fetching(self._asked.store, self._ledger, patience)
        while self._queue:
            try:
                file = self._queue.popleft()
            except IndexError:
                return
            try:
                self._take(source, file, fetching)
                self._lost_in_a_row = 0
            except ChangedError:
                self._brought.later.append(file.name)
            except OSError as error:
                if self._ours(error):
                    return
                if helps:
                    self._queue.append(file)
                    return
                self._lose(file, error)

    def _lose(self, file: Offered, error: OSError) -> None:
        self._brought.lost.append(f"{shown(file.name)} ({why(error)})")
        self._lost_in_a_row = self._lost_in_a_row + 1 if isinstance(error, LostError) else 0
        if self._lost_in_a_row == IN_A_ROW:
            self._patience.end(f"given up after {IN_A_ROW} files in a row")

    def _take(self, source: Source, file: Offered, fetching: Fetching) -> None:
        asked = self._asked
        if file.why_not:
            raise FeedError(file.why_not)
        if file.size is None or file.changed_at is None:
            file = fetching.look(source, file)
        changed_at = file.changed_at or self._ledger.first_seen(file, asked.now)
        if (file.name, changed_at) in asked.known:
            return
        settling = timedelta(0) <= asked.now - changed_at < timedelta(seconds=asked.feed.settle_seconds)
        if changed_at >= asked.as_of or settling:
            self._brought.later.append(file.name)
            return
        file_id = self._ledger.file_id(file) or self._fetched(source, file, fetching)
        self._brought.files.append(Got(file.name, file_id, changed_at))

    def _fetched(self, source: Source, file: Offered, fetching: Fetching) -> str:
        feed, size = self._asked.feed, file.size or 0
        if size > feed.max_bytes:
            raise FeedError(f"{size} bytes are more than its max_bytes, {feed.max_bytes}")
        with self._lock:
            left = feed.max_pull_bytes - self._bytes
            if size > left:
                raise FeedError(f"with it the pull had more than its max_pull_bytes, {feed.max_pull_bytes}")
            self._bytes += size
        return fetching.fetch(source, file, min(feed.max_bytes, left))
