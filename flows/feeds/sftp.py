"""A folder of an SFTP server. Links are not followed: where they lead is the server's own matter."""

import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from paramiko import SSHClient
from paramiko.sftp_attr import SFTPAttributes

from flows.feeds.credentials import Credentials
from flows.feeds.folder import DEPTH, LINK
from flows.feeds.names import recorded
from flows.feeds.sftp_client import BROKEN, Client, connected
from flows.feeds.source import FeedError, LostError, Offered, moment, why

PORT = 22
HOME = "/~/"
"""Begins the path of a URL that is meant below the folder where a user lands."""


class Sftp:
    """The files of a folder on a server and of those below it."""

    local, several = False, True

    def __init__(self, url: str, given: Credentials, seconds: float):
        parts = urlsplit(url)
        self._url, self._given, self._seconds = url, given, seconds
        self._host, self._port = parts.hostname or "", parts.port or PORT
        path = f"{unquote(parts.path).rstrip('/')}/"
        self._root = (path.removeprefix(HOME) or ".") if path.startswith(HOME) else path.rstrip("/")
        self._line: tuple[SSHClient, Client] | None = None

    def offered(self) -> Iterator[Offered]:
        """Every file; what is neither a file nor a folder is named and not read."""
        yield from self._below("", 0)

    def _below(self, folder: str, depth: int) -> Iterator[Offered]:
        try:
            with self._line_up() as session:
                found = session.entries(self._path(folder))
        except (FileNotFoundError, PermissionError) as error:
            if not folder:
                raise FileNotFoundError(f"there is no folder {self._url} that we may list") from error
            yield Offered(recorded(folder), folder, why_not=why(error))
            return
        for entry, details in sorted(found, key=lambda entry: entry[0]):
            name = entry.decode("utf-8", "surrogateescape")
            place = f"{folder}/{name}" if folder else name
            if name in (".", ".."):
                continue
            if "/" in name or not stat.S_ISDIR(details.st_mode or 0):
                yield _described(place, details, name)
            elif depth < DEPTH:
                yield from self._below(place, depth + 1)
            else:
                yield Offered(recorded(place), place, why_not="a folder too deep")

    def look(self, file: Offered) -> Offered:
        """The file as the server describes it now."""
        with self._line_up() as session:
            return _described(file.place, session.details(self._path(file.place)))

    def read(self, file: Offered, start: int) -> Generator[bytes]:
        """The bytes of a file; from any byte on."""
        with self._line_up() as session:
            yield from session.chunks(self._path(file.place), start, file.size or 0)

    def close(self) -> None:
        """Log out."""
        line, self._line = self._line, None
        if line:
            line[0].close()

    def _path(self, place: str) -> bytes:
        return f"{self._root}/{place}".encode("utf-8", "surrogateescape")

    @contextmanager
    def _line_up(self) -> Iterator[Client]:
        """A session that is logged in; whatever breaks on it closes it, and the next one logs in again."""
        if self._line is None:
            self._line = connected(self._host, self._port, self._given, self._seconds)
        try:
            yield self._line[1]
        except (FileNotFoundError, PermissionError, FeedError):
            raise
        except TimeoutError as error:
            self.close()
            raise LostError(f"{self._host} gave no answer for {self._seconds} s") from error
        except (OSError, *BROKEN) as error:
            if type(error) is OSError and error.errno is None:  # so paramiko hands on what a server says of a file
                raise FeedError(f"the server says: {error}") from error
            self.close()
            raise LostError(f"the line to {self._host} dropped ({error or type(error).__name__})") from error


def _described(place: str, details: SFTPAttributes, name: str = "") -> Offered:
    mode = details.st_mode
    why_not = None
    if "/" in name:
        why_not = "a name with a slash"
    elif mode is not None and not stat.S_ISREG(mode):
        why_not = LINK if stat.S_ISLNK(mode) else "neither a file nor a folder"
    elif details.st_size is None:
        why_not = "the server does not say how large it is"
    return Offered(recorded(place), place, details.st_size, moment(details.st_mtime), None, why_not)
