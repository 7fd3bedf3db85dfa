"""One file of a source into raw/: whole or not at all, going on after a dropped line where it stopped."""

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from flows.feeds.ledger import Ledger
from flows.feeds.patience import Patience
from flows.feeds.source import ChangedError, FeedError, FromTheStartError, LostError, Offered, Source, same
from lake.store import Store

SMALL = 1 << 20
"""Bytes up to which a file is gathered in memory; larger ones on the disk, where a kill leaves what there is."""


class Fetching:
    """Fetches files of one feed, one at a time."""

    def __init__(self, store: Store, ledger: Ledger, patience: Patience):
        self._store, self._ledger, self._patience = store, ledger, patience

    def look(self, source: Source, file: Offered) -> Offered:
        """A file with the details it has now."""
        return self._patience.insist(lambda: source.look(file))

    def fetch(self, source: Source, file: Offered, max_bytes: int) -> str:
        """Bring a file into raw/ and return its SHA-256.

        Raises:
            ChangedError: it changed since it was offered.
            OSError: it cannot be had; what is there of a larger one is kept for the next time.
        """
        self._patience.check()
        if source.local:
            return self._store.keep_stream(self._at_hand(source, file, max_bytes))
        if file.size is not None and file.size <= SMALL:
            gathered = BytesIO()
            self._gather(source, file, gathered, max_bytes)
            file_id = self._store.keep(gathered.getvalue())
        else:
            file_id = self._large(source, file, max_bytes)
        self._ledger.pulled(file, file_id)
        return file_id

    def _at_hand(self, source: Source, file: Offered, max_bytes: int) -> Iterator[bytes]:
        size = 0
        with closing(source.read(file, 0)) as chunks:
            for chunk in chunks:
                self._patience.check()
                size = _counted(size, chunk, max_bytes)
                yield chunk
        _unchanged(source, file, size)

    def _large(self, source: Source, file: Offered, max_bytes: int) -> str:
        half: Path = self._ledger.half(file)
        try:
            with half.open("ab") as gathered:
                self._gather(source, file, gathered, max_bytes)
        except ChangedError:
            half.unlink()
            raise
        return self._store.keep_file(half)

    def _gather(self, source: Source, file: Offered, gathered: BinaryIO, max_bytes: int) -> None:
        failed, farthest, goes_on = 0, gathered.tell(), True
        while True:
            try:
                self._read_on(source, file, gathered, max_bytes)
                return _unchanged(source, file, gathered.tell())
            except FromTheStartError:
                gathered.seek(0)
                gathered.truncate()
                goes_on = False
            except LostError:
                failed = 1 if goes_on and gathered.tell() > farthest else failed + 1
                farthest = max(farthest, gathered.tell())
                if failed >= self._patience.tries:
                    raise
                self._patience.pause(failed)

    def _read_on(self, source: Source, file: Offered, gathered: BinaryIO, max_bytes: int) -> None:
        if file.size and gathered.tell() == file.size:
            return
        with closing(source.read(file, gathered.tell())) as chunks:
            for chunk in chunks:
                self._patience.check()
                _counted(gathered.tell(), chunk, max_bytes)
                gathered.write(chunk)
        if file.size is not None and gathered.tell() < file.size:
            raise LostError(f"the line ended after {gathered.tell()} of {file.size} bytes")


def _counted(size: int, chunk: bytes, max_bytes: int) -> int:
    if size + len(chunk) > max_bytes:
        raise FeedError(f"larger than {max_bytes} bytes")
    return size + len(chunk)


def _unchanged(source: Source, file: Offered, size: int) -> None:
    """Whether the file is still the one that was offered, and all of it was read.

    Raises:
        ChangedError: it is not.
    """
    if file.size is not None and size != file.size:
        raise ChangedError
    if not same(source.look(file), file):
        raise ChangedError
