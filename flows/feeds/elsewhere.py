"""Any other URL that fsspec knows, read with fsspec's own settings; of these only the tests' own was tried."""

from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from typing import Any

import fsspec

from flows.feeds.names import recorded
from flows.feeds.source import SLICE, FeedError, LostError, Offered, moment, why

TIMES = ("mtime", "LastModified", "last_modified", "created")
"""What file systems of fsspec call the time of a file."""


class Elsewhere:
    """The files below a URL of fsspec."""

    local, several = False, False

    def __init__(self, url: str):
        self._url = url
        self._opened: tuple[fsspec.AbstractFileSystem, str] | None = None

    def _system(self) -> tuple[fsspec.AbstractFileSystem, str]:
        if self._opened is None:
            try:
                self._opened = fsspec.core.url_to_fs(self._url)
            except (ImportError, ValueError) as error:
                raise FeedError(f"fsspec cannot open this URL: {error}") from error
        return self._opened

    def offered(self) -> Iterator[Offered]:
        """Every file below the URL."""
        system, folder = self._system()
        if not system.isdir(folder):
            raise FileNotFoundError(f"there is no folder {self._url}")
        for path, details in system.find(folder, detail=True).items():
            yield _described(path.removeprefix(folder).lstrip("/"), path, details)

    def look(self, file: Offered) -> Offered:
        """The file as it is now."""
        system, folder = self._system()
        system.invalidate_cache()
        return _described(file.place.removeprefix(folder).lstrip("/"), file.place, system.info(file.place))

    def read(self, file: Offered, start: int) -> Generator[bytes]:
        """The bytes of a file, each slice asked for by itself."""
        system, _ = self._system()
        while file.size is None or start < file.size:
            try:
                chunk = bytes(system.cat_file(file.place, start=start, end=start + SLICE))
            except (ConnectionError, TimeoutError) as error:
                raise LostError(why(error)) from error
            if not chunk:
                return
            yield chunk
            start += len(chunk)

    def close(self) -> None:
        """What is open is fsspec's own."""
        self._opened = None


def _described(name: str, path: str, details: dict[str, Any]) -> Offered:
    told = next((details[key] for key in TIMES if details.get(key) is not None), None)
    if isinstance(told, datetime):
        told = (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
    changed_at = moment(told) if isinstance(told, (int, float)) else None
    mark = details.get("ETag") or details.get("etag")
    return Offered(recorded(name), path, details.get("size"), changed_at, str(mark) if mark else None)
