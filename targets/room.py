"""What a shift has room for, what an inspection takes of it, and what it is worth: nothing here chooses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lake.capacity import Kind
from lake.sites import Site
from models.labels import AIMS

OPENINGS = ("partial_opening", "full_opening")
"""What a red lane asks for. Source: UNCTAD, ASYCUDA reference on selectivity: red is a physical examination."""
MOMENT = 0.01
"""A minute's part that rounding may cost."""
MANDATORY, ORDERED, MODEL = range(3)
LEVELS = (MANDATORY, ORDERED, MODEL)
"""The first before all others: asked for by a rule, ordered by the declaration system, chosen by worth."""


@dataclass(frozen=True)
class Wanted:
    """A case that asks for an inspection.

    Attributes:
        case_id: the case.
        level: MANDATORY, ORDERED or MODEL.
        priority: its priority, 0 where it has none.
        aim: illicit or revenue.
        imaged: its stream is x-rayed anyway.
        batch: what it is presented with: its ULD, bag or master; None alone.
        minutes_left: until its last chance; None when not known.
        ordered: the declaration system ordered it, whatever else asks for it: it is opened.
    """

    case_id: str
    level: int
    priority: float
    aim: str
    imaged: bool = False
    batch: str | None = None
    minutes_left: float | None = None
    ordered: bool = False


@dataclass(frozen=True)
class Option:
    """A case with one kind of inspection.

    Attributes:
        wanted: the case.
        kind: the kind.
        finds: share of what is there that it finds, by the site's table, mean over the families of the case's aim.
    """

    wanted: Wanted
    kind: Kind
    finds: float

    def value(self, level: int) -> float:
        """What it adds to a level: to rules and orders the share it finds, to the last, of all, priority times it."""
        if level == MODEL:
            return self.wanted.priority * self.finds
        return self.finds if self.wanted.level == level else 0.0

    @property
    def batch(self) -> tuple[str, str] | None:
        """What is set up once for several; None where the kind sets nothing up, or the case is alone."""
        if self.wanted.batch is None or not self.kind.setup_minutes:
            return None
        return self.wanted.batch, self.kind.kind

    @property
    def minutes(self) -> float:
        """Minutes of the inspection, set up for it alone unless others share that."""
        return self.kind.minutes + (0.0 if self.batch else self.kind.setup_minutes)


@dataclass(frozen=True)
class Room:
    """What is left of a shift.

    Attributes:
        lines: of the list.
        officers: minutes.
        equipment: minutes of each.
        kinds: how often each.
        open: batches that are set up already.
    """

    lines: int
    officers: float
    equipment: Mapping[str, float]
    kinds: Mapping[str, int]
    open: frozenset[tuple[str, str]] = frozenset()

    @property
    def holds(self) -> bool:
        """Whether nothing was taken that was not there; fractions of a second do not count."""
        return min(self.lines, self.officers, *self.equipment.values(), *self.kinds.values()) >= -MOMENT

    def setup(self, option: Option) -> float:
        """Minutes that setting up its batch would add."""
        return option.kind.setup_minutes if option.batch and option.batch not in self.open else 0.0

    def fits(self, option: Option) -> bool:
        """Whether there is room for one more."""
        minutes, machine = option.minutes + self.setup(option), option.kind.equipment
        return (
            self.lines > 0
            and self.kinds.get(option.kind.kind, 0) > 0
            and minutes * option.kind.officers <= self.officers + MOMENT
            and (machine is None or minutes <= self.equipment[machine] + MOMENT)
        )

    def less(self, option: Option, times: int = 1) -> "Room":
        """Return the room without it; below nothing where it did not fit. `times` -1 gives it back."""
        minutes, machine, kind = (option.minutes + self.setup(option)) * times, option.kind.equipment, option.kind.kind
        return replace(
            self,
            lines=self.lines - times,
            officers=self.officers - minutes * option.kind.officers,
            equipment={name: left - minutes * (name == machine) for name, left in self.equipment.items()},
            kinds={name: left - times * (name == kind) for name, left in self.kinds.items()},
            open=self.open | {option.batch} if option.batch and times > 0 else self.open,
        )


def room(site: Site) -> Room:
    """Return the room of a whole shift."""
    given = site.capacity
    return Room(
        lines=given.list_lines,
        officers=given.officer_minutes,
        equipment={one.name: one.minutes for one in given.equipment},
        kinds={one.kind: one.at_most for one in given.kinds if one.kind != "uld_breakdown"},
    )


def filled(free: Room, options: Iterable[Option]) -> Room:
    """Return the room without all of these."""
    for option in options:
        free = free.less(option)
    return free


def total(chosen: Iterable[Option], level: int = MODEL) -> float:
    """Return what a use is worth to a level."""
    return sum(option.value(level) for option in chosen)


def served(chosen: Iterable[Option], level: int) -> int:
    """Return how many cases of a level of rules or orders have a use; of the last level worth alone counts: 0."""
    return sum(option.wanted.level == level != MODEL for option in chosen)


def finds(site: Site, aim: str, kind: str) -> float:
    """Return the share of what an aim is about that a kind finds."""
    table: Mapping[str, Mapping[str, float]] = site.capacity.finds  # type: ignore[assignment]
    shares = [table[family].get(kind, 0.0) for family in AIMS[aim]]
    return sum(shares) / len(shares)


def options(wanted: Wanted, site: Site) -> tuple[Option, ...]:
    """Return the kinds a case may have, the better first.

    A ULD is broken down for all that is in it, never for a line. What is x-rayed anyway is looked at again instead.
    A kind must end before the last chance; where a rule or an order asks for a case and none does, the shortest stands.
    """
    asked = [one for one in site.capacity.kinds if _may(one.kind, wanted)]
    found = [Option(wanted, one, finds(site, wanted.aim, one.kind)) for one in asked]
    found = [option for option in found if option.finds > 0]
    left = wanted.minutes_left
    timely = [option for option in found if left is None or option.minutes + _shared(option) <= left]
    if not timely and wanted.level != MODEL and found:
        timely = [min(found, key=lambda option: (option.minutes + _shared(option), -option.finds))]
    return tuple(sorted(timely, key=lambda option: (-option.finds, option.minutes, option.kind.kind)))


def opening(site: Site) -> Option:
    """Return what a line that was drawn at random gets, whatever its aim: opened whole, and alone."""
    kind = site.capacity.kind("full_opening")
    assert kind is not None  # noqa: S101 - lake/capacity.py refuses a site without it; narrows the type
    return Option(Wanted("", MODEL, 0.0, "illicit"), kind, 0.0)


def _shared(option: Option) -> float:
    return option.kind.setup_minutes if option.batch else 0.0


def _may(kind: str, wanted: Wanted) -> bool:
    if kind == "uld_breakdown":
        return False
    if wanted.ordered or wanted.level == ORDERED:
        return kind in OPENINGS
    return {"xray": not wanted.imaged, "second_look": wanted.imaged}.get(kind, True)
