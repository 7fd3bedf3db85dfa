"""What the front page of a unit shows: tonight, its feeds, the last nights and the model. Values, and no lake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from expectations.counts import FeedCount
from measures.intervals import share_of
from measures.measure import Measure
from measures.of_unit import FINISHED
from targets.listing import Listing

Row = Mapping[str, Any]
ENDS = ("hit", "clear", "inconclusive", "laboratory", "not_presented", "not_reached", "declined", "disputed", "open")
"""Where a line of a list ends; each in exactly one. Open: nothing came home that says more."""
SAYS_MOST = ("hit", "laboratory", "clear", "inconclusive", "not_presented", "declined", "not_reached")
"""Of several looks at one line the first of these that is among them counts."""
GROUPS = ("random", "chosen")
NIGHTS = 30
"""Nights that are looked back on."""


def end_of(looks: Sequence[Row], disputed: bool = False) -> str:
    """Return where a line ended, one of ENDS: what says most of all that came home of it.

    What is unknown is never clear: a clear of goods that were not presented, or of a line that was passed by, is none.

    Args:
        looks: what came home of the line, with decision, presented and result; without any it is open.
        disputed: whether officers contradict each other.
    """
    found = {_end(row) for row in looks}
    return "disputed" if disputed else next((end for end in SAYS_MOST if end in found), "open")


def _end(row: Row) -> str:
    result, decision = row["result"], row["decision"]
    if result == "hit":
        return "hit"
    if result == "not_presented" or row["presented"] is False:
        return "not_presented"
    if decision == "declined":
        return "declined"
    if decision == "not_reached" or result == "not_examined":
        return "not_reached"
    return {"clear": "clear", "inconclusive": "inconclusive", "laboratory_pending": "laboratory"}.get(result, "open")


@dataclass(frozen=True)
class Soon:
    """A line of tonight whose last chance comes first; `shipment` is its waybill, house or number as on the list."""

    line: int
    action: str
    stream: str | None
    shipment: str
    flight_id: str | None
    last_chance_at: datetime


@dataclass(frozen=True)
class UldBrief:
    """A ULD worth breaking down, in short; `uld` is null for what flies in bulk."""

    flight_id: str
    uld: str | None
    cases: int
    last_chance_at: datetime


def beside(listing: Listing) -> dict[str, Any]:
    """Return what stands beside the lines of a list as a run's record keeps it: `requests` and `ulds`, plain values."""
    ulds = [UldBrief(one.flight_id, one.uld, one.cases, one.last_chance_at) for one in listing.ulds]
    plain = [vars(uld) | {"last_chance_at": uld.last_chance_at.isoformat()} for uld in ulds]
    return {"requests": len(listing.requests), "ulds": plain}


@dataclass(frozen=True)
class Tonight:
    """The newest list at a glance.

    Attributes:
        lines: what is asked of the shift; `standby` beside it are lines that gave way to later ones.
        cells: (kind of inspection, stream) to lines; the stream is empty where the case is gone.
        selected: why to lines: criteria, model, random.
        minutes: officers' minutes planned; null when not known.
        first: the lines whose last chance comes first, soonest first.
        over: lines whose last chance had passed when the list was drawn up.
        requests: requests for information; null when not known. `ulds` likewise.
        basis: what the priority rests on: model, blended, cold_start; null when no line was ranked.
        weight: what the model weighs in it.
        warnings: what was missing or late, as sentences.
    """

    lines: int
    standby: int
    cells: Mapping[tuple[str, str], int]
    selected: Mapping[str, int]
    minutes: float | None
    first: tuple[Soon, ...]
    over: int
    requests: int | None
    ulds: tuple[UldBrief, ...] | None
    basis: str | None
    weight: float | None
    warnings: tuple[str, ...]

    @property
    def actions(self) -> list[str]:
        """Kinds of inspection of tonight, the most lines first."""
        return sorted({action for action, _ in self.cells}, key=lambda action: (-self.of_action(action), action))

    @property
    def streams(self) -> list[str]:
        """Streams of tonight, in order."""
        return sorted({stream for _, stream in self.cells})

    def of_action(self, action: str) -> int:
        """Lines of a kind of inspection."""
        return sum(lines for (one, _), lines in self.cells.items() if one == action)


@dataclass(frozen=True)
class File:
    """A file of tonight's list: `name` of the output, language or null for all, its format, and the link to it."""

    name: str
    language: str | None
    format: str
    href: str


@dataclass(frozen=True)
class FeedNight:
    """A feed's night: its counts over the runs of the shift, files that wait, and its age when the list was made."""

    count: FeedCount
    later: int
    age: timedelta | None


@dataclass(frozen=True)
class Night:
    """One of the last nights; `lines` is null for a night without a list.

    `pages` are the links to its list by language, the unit's own under the empty name; `quality` the one to its
    quality page, null where there is none.
    """

    day: date
    lines: int | None = None
    ends: Mapping[str, int] = field(default_factory=dict)
    decided: int = 0
    revisions: int = 0
    pages: Mapping[str, str] = field(default_factory=dict)
    quality: str | None = None

    def page(self, language: str) -> str | None:
        """The link to the list in a language, else in the unit's own; null where there is none."""
        return self.pages.get(language, self.pages.get(""))

    @property
    def inspected(self) -> int:
        """Lines that were looked at, whatever came of it."""
        return sum(self.ends.get(end, 0) for end in ("hit", "clear", "inconclusive", "laboratory"))


@dataclass(frozen=True)
class Rate:
    """Hits among the finished inspections of a group of lines (random or chosen), of `lines` listed; cases once."""

    group: str
    hits: int
    finished: int
    lines: int

    @property
    def share(self) -> Measure:
        """The hit rate with its interval; null without a finished inspection."""
        return share_of(self.hits, self.finished)


@dataclass(frozen=True)
class ModelInUse:
    """The model that ranked the newest list.

    Attributes:
        sha: of the model.
        number: of its appointment, `since` when, `how` it came about, `approved_by` whom; null when none is on record.
        training: the run that trained it; null when not on record.
        hit_share: share of hits in the highest tenth of nights it had not seen; null when it could not be tested.
        chance: share of hits there by chance; likewise.
        rows: inspections it was tested on, with `hits` among them; null when not on record.
    """

    sha: str
    number: int | None = None
    since: datetime | None = None
    how: str | None = None
    approved_by: str | None = None
    training: str | None = None
    hit_share: Measure | None = None
    chance: Measure | None = None
    rows: int | None = None
    hits: int | None = None


@dataclass(frozen=True)
class Front:
    """Everything on the page, in one language; `languages` are all it is written in, the unit's own first."""

    title: str
    timezone: str
    languages: tuple[str, ...]
    day: date
    as_of: datetime
    list_id: str
    revision: int
    tonight: Tonight
    files: tuple[File, ...]
    feeds: tuple[FeedNight, ...]
    nights: tuple[Night, ...]
    rates: tuple[Rate, ...]
    model: ModelInUse | None
    quality: str | None
    receipts: tuple[tuple[str, str], ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The site's own zone."""
        return ZoneInfo(self.timezone)


def rates(lines: Sequence[tuple[Row, str]]) -> tuple[Rate, ...]:
    """Return the hit rate of the random and of the chosen lines.

    Args:
        lines: rows of TARGETS, oldest first, each with its end; a case counts with its first finished inspection.
    """
    found = []
    for group in GROUPS:
        of_group = [(row, end) for row, end in lines if (row["selected_as"] == "random") == (group == "random")]
        first: dict[str, str] = {}
        for row, end in of_group:
            if end in FINISHED:
                first.setdefault(row["case_id"], end)
        hits = sum(end == "hit" for end in first.values())
        found.append(Rate(group, hits, len(first), len(of_group)))
    return tuple(found)
