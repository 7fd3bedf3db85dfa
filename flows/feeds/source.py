"""What a source of files is: it offers files and reads them from any byte on. One module below for each kind."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

LAST_SECOND = 253_402_300_799
"""Of the year 9999: no time beyond is one."""
SLICE = 1 << 20
"""Bytes of a file that a source reads at a time, at most."""


class FeedError(OSError):
    """It cannot be had, and trying again now would not help; the message is for whoever keeps the feed."""


class LostError(OSError):
    """The line dropped, or there was no answer in time: it may be had with another try."""


class ChangedError(Exception):
    """The file changed between its listing and the end of reading: somebody still writes it."""


class FromTheStartError(Exception):
    """The source cannot go on in the middle of this file."""


@dataclass(frozen=True)
class Offered:
    """A file as its source shows it.

    Attributes:
        name: below the feed's folder, with / between folders; as it is recorded, see flows/feeds/names.py.
        place: what the source itself calls it. Never a path on our side.
        size: in bytes; None when the source does not say.
        changed_at: whole seconds, UTC; None when the source does not say.
        mark: anything else that differs when the bytes do, as an ETag.
        why_not: why it is not read, as a link; None when it may be.
    """

    name: str
    place: str
    size: int | None = None
    changed_at: datetime | None = None
    mark: str | None = None
    why_not: str | None = None


class Source(Protocol):
    """A feed's files. All that can go wrong is an OSError; a LostError is worth another try.

    One thread uses a source at a time; `close` may come from any. A lost connection is made anew by the next call.
    """

    local: bool
    """Whether the files are at hand: then they need no resuming."""
    several: bool
    """Whether several such sources may be read from at a time."""

    def offered(self) -> Iterator[Offered]:
        """Every file of the folder and those below it, in any order; unknown details are None."""

    def look(self, file: Offered) -> Offered:
        """The same file with the details it has now."""

    def read(self, file: Offered, start: int) -> Generator[bytes]:
        """The bytes of a file from `start` on, up to its end.

        Raises:
            FromTheStartError: only from 0 can be read.
            ChangedError: it is not the file that was offered any more.
        """

    def close(self) -> None:
        """Let go of the connection; what is being read breaks off."""


def same(one: Offered, other: Offered) -> bool:
    """Whether two looks saw one state of a file; what only one of them was told is not held against it."""
    if one.why_not != other.why_not:
        return False
    pairs = ((one.size, other.size), (one.changed_at, other.changed_at), (one.mark, other.mark))
    return all(a is None or b is None or a == b for a, b in pairs)


def moment(seconds: float | None) -> datetime | None:
    """A file's time as a whole second in UTC; None when there is none that a calendar knows.

    >>> moment(1772323200.75), moment(1e300), moment(None)
    (datetime.datetime(2026, 3, 1, 0, 0, tzinfo=datetime.timezone.utc), None, None)
    """
    if seconds is None or not 0 <= seconds <= LAST_SECOND:
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def why(error: OSError) -> str:
    """An error in one line."""
    return " ".join(str(error.strerror or error or type(error).__name__).split())
