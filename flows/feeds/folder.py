"""A folder of this machine, or one that is mounted. Links are not followed, not even one put there while we read."""

import os
import stat
from collections.abc import Generator, Iterator
from pathlib import Path

from flows.feeds.names import recorded
from flows.feeds.source import SLICE, ChangedError, Offered, moment, same, why

LINK = "a link, which is not followed"
DEPTH = 16
"""Folders below folders: nobody sorts deeper."""


class Folder:
    """The files of a folder and of those below it."""

    local, several = True, True

    def __init__(self, url: str, root: Path):
        self._url, self._root = url, root

    def offered(self) -> Iterator[Offered]:
        """Every file; whatever is neither a file nor a folder is named and not read."""
        if not self._root.is_dir():
            raise FileNotFoundError(f"there is no folder {self._url}")
        yield from self._below("", 0)

    def _below(self, folder: str, depth: int) -> Iterator[Offered]:
        try:
            with os.scandir(self._root / folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if not folder:
                raise
            yield Offered(recorded(folder), folder, why_not=why(error))
            return
        for entry in found:
            place = f"{folder}/{entry.name}" if folder else entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield self._file(place)
            elif depth < DEPTH:
                yield from self._below(place, depth + 1)
            else:
                yield Offered(recorded(place), place, why_not="a folder too deep")

    def _file(self, place: str) -> Offered:
        try:
            return _described(place, os.stat(self._root / place, follow_symlinks=False))
        except OSError as error:
            return Offered(recorded(place), place, why_not=why(error))

    def look(self, file: Offered) -> Offered:
        """The file as it lies there now."""
        return _described(file.place, os.stat(self._root / file.place, follow_symlinks=False))

    def read(self, file: Offered, start: int) -> Generator[bytes]:
        """The bytes of a file; every folder on the way is opened by itself, and no link."""
        with os.fdopen(self._opened(file.place), "rb") as found:
            if not same(_described(file.place, os.fstat(found.fileno())), file):
                raise ChangedError
            found.seek(start)
            while chunk := found.read(SLICE):
                yield chunk

    def _opened(self, place: str) -> int:
        *folders, name = place.split("/")
        at = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            for folder in folders:
                at, above = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at), at
                os.close(above)
            return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
        finally:
            os.close(at)

    def close(self) -> None:
        """There is no connection."""


def _described(place: str, found: os.stat_result) -> Offered:
    why_not = None
    if not stat.S_ISREG(found.st_mode):
        why_not = LINK if stat.S_ISLNK(found.st_mode) else "neither a file nor a folder"
    mark = f"{found.st_ino}-{found.st_ctime_ns}"
    return Offered(recorded(place), place, found.st_size, moment(found.st_mtime), mark, why_not)
