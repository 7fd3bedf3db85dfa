"""The count of a feed's night: every record ends in exactly one place, and two counters agree."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class FeedCount:
    """What a feed brought in one run.

    Attributes:
        feed: its name in the site's TOML.
        required: whether the site expects it every night.
        files: files that arrived; messages: different ones in them.
        records: records by the readers; counted: by the second, independent counter of each format.
        accepted, superseded, duplicate, quarantined, ignored: where each record ended.
        fresh: whether anything in it is of the last day; None when only the files of this run tell.
        last_received_at: newest reception of the feed ever, UTC; None when it never brought anything.
    """

    feed: str
    required: bool
    files: int
    messages: int
    records: int
    counted: int
    accepted: int
    superseded: int
    duplicate: int
    quarantined: int
    ignored: int
    last_received_at: datetime | None
    fresh: bool | None = None

    @property
    def missing(self) -> bool:
        """True for a required feed that brought nothing of late."""
        return self.required and not (self.files if self.fresh is None else self.fresh)

    def proven(self) -> "FeedCount":
        """Return the count itself when it adds up.

        Raises:
            ValueError: a record ended nowhere or twice, a count is negative, or the two counters disagree; names
                the feed and the figures.
        """
        ended = (self.accepted, self.superseded, self.duplicate, self.quarantined, self.ignored)
        if min(self.files, self.messages, self.records, self.counted, *ended) < 0:
            raise ValueError(f"feed {self.feed}: a count is negative: {self}")
        if self.records != sum(ended):
            names = "accepted + superseded + duplicate + quarantined + ignored"
            raise ValueError(
                f"feed {self.feed}: {self.records} records, but {' + '.join(map(str, ended))} = {sum(ended)} ({names})"
            )
        if self.records != self.counted:
            raise ValueError(f"feed {self.feed}: {self.records} records by the readers, {self.counted} counted apart")
        return self
