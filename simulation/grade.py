"""Grades the lists that units handed out in an exercise against its truth: what was listed of what could be held.

A bad case counts once, whatever the number of shifts that could have held it. The truth lies beside the units.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from lake.runs import Run, committed, stamp
from lake.sites import Site
from lake.store import Part, Store
from measures.bootstrap import Bootstrap
from measures.fairness import ratio_at_equal_risk
from measures.intervals import share_of
from measures.measure import Measure
from models.about import origins as origins_of
from simulation.tables import truth_folder

NEAR = (timedelta(days=-2), timedelta(days=1))
"""The day of a bad case's flight against the shift that lists it; waybill numbers come back after a year."""


@dataclass(frozen=True)
class Bad:
    """A bad case as the truth tells it; `trace` is False where the papers show nothing."""

    case_id: str
    method: str
    family: str
    severity: float
    day: date
    trace: bool


@dataclass(frozen=True)
class Shift:
    """One shift that handed a list out: stream and origin of every case that could be held, and the lines listed."""

    day: date
    streams: dict[str, str]
    origins: dict[str, str | None]
    listed: frozenset[str]

    @property
    def chance(self) -> float:
        """The probability of a case on a random list of as many lines."""
        return min(1.0, len(self.listed) / max(1, len(self.streams)))

    def chance_in(self, stream: str) -> float:
        """The same among the cases of a stream, with the lines that the list gave to it."""
        among = sum(other == stream for other in self.streams.values())
        given = sum(self.streams.get(case_id) == stream for case_id in self.listed)
        return min(1.0, given / among) if among else 0.0


@dataclass(frozen=True)
class Case:
    """A bad case that could be held: whether it was listed, by the oracle too, and how likely by chance."""

    bad: Bad
    listed: bool
    by_oracle: bool
    by_chance: float
    by_chance_in_stream: float


@dataclass(frozen=True)
class Grade:
    """Some bad cases together.

    Attributes:
        bad: cases that could be held.
        listed: those of them that a list named.
        oracle: those that lists of the same lines would have named by the truth, the gravest first.
        by_chance: those expected on random lists of the same lines.
        severity_share: severity of the listed / severity of all; null without any.
        tail: where no case leaves a trace: the probability of so many or more listed by chance within their streams.
    """

    bad: int
    listed: int
    oracle: int
    by_chance: float
    severity_share: float | None
    tail: float | None

    @property
    def share(self) -> Measure:
        """Listed of what could be held, with its exact interval."""
        return share_of(self.listed, self.bad)


@dataclass(frozen=True)
class Graded:
    """A site's bad cases over some shifts; `missing` are days without a list, `lines` what all lists named.

    `origins` are the ratios of measures/fairness.ratio_at_equal_risk: clean and bad cases are two strata of risk.
    """

    site: str
    shifts: int
    lines: int
    cases: tuple[Case, ...]
    missing: tuple[date, ...] = field(default=())
    origins: dict[str, Measure] = field(default_factory=dict)

    def by_method(self) -> dict[str, Grade]:
        """A grade for every method, in order of name."""
        names = sorted({case.bad.method for case in self.cases})
        return {name: grade_of(case for case in self.cases if case.bad.method == name) for name in names}


def grade(store: Store, site: Site, first: date, last: date) -> Graded:
    """Grade the lists that a unit handed out from one day to another, both of them.

    Raises:
        ValueError: there is no truth for the site, or no list in these days.
    """
    truth = read_truth(store, site.name)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    runs = committed(store)
    stored = {part.as_of: part for run in reversed(runs) for part in run.parts if part.table == "cases"}
    found = {day: shift for day in days if (shift := _shift(store, site, day, runs, stored)) is not None}
    if not found:
        raise ValueError(f"{site.name} handed out no list from {first} to {last}; `accu night` does")
    shifts = list(found.values())
    missing = tuple(day for day in days if day not in found)
    lines = sum(len(shift.listed) for shift in shifts)
    return Graded(site.name, len(shifts), lines, tuple(_cases(shifts, truth)), missing, _by_origin(shifts, truth))


def read_truth(store: Store, site: str) -> list[Bad]:
    """The truth of a site's exercise, in order of case and day.

    Raises:
        ValueError: it is not there.
    """
    path = truth_folder(store) / f"{site}.csv"
    if not path.is_file():
        raise ValueError(f"there is no truth at {path}: only an exercise can be graded (`accu exercise`)")
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["case_id"], row["day"]))
    return [
        Bad(row["case_id"], row["method"], row["family"], float(row["severity"]), date.fromisoformat(row["day"]),
            row["trace"] == "yes")
        for row in rows
    ]  # fmt: skip


def grade_of(cases: Iterable[Case]) -> Grade:
    """The grade of some cases together."""
    some = list(cases)
    listed = [case for case in some if case.listed]
    weight = sum(case.bad.severity for case in some)
    unseen = bool(some) and not any(case.bad.trace for case in some)
    return Grade(
        len(some),
        len(listed),
        sum(case.by_oracle for case in some),
        sum(case.by_chance for case in some),
        sum(case.bad.severity for case in listed) / weight if weight else None,
        at_least(len(listed), [case.by_chance_in_stream for case in some]) if unseen else None,
    )


def at_least(count: int, chances: Sequence[float]) -> float:
    """The probability of `count` or more successes of independent throws with these chances.

    >>> at_least(0, [0.2]), at_least(1, [0.5, 0.5]), at_least(2, [0.5, 0.5])
    (1.0, 0.75, 0.25)
    """
    exactly = [1.0]
    for chance in chances:
        stay = [*(share * (1 - chance) for share in exactly), 0.0]
        exactly = [one + other for one, other in zip(stay, [0.0, *(s * chance for s in exactly)], strict=True)]
    return min(1.0, sum(exactly[count:]))


def _shift(store: Store, site: Site, day: date, runs: list[Run], stored: dict[str | None, Part]) -> Shift | None:
    """The shift of a day with the last revision of its list; None where no list was handed out."""
    of_day = [run for run in runs if run.kind == "night" and site.day_of(run.as_of) == day and run.part("targets")]
    if not of_day:
        return None
    streams: dict[str, str] = {}
    origins: dict[str, str | None] = {}
    for run in of_day:
        cases = store.read(stored[stamp(run.as_of)])
        ids = cases["case_id"].to_pylist()
        streams |= dict(zip(ids, cases["stream"].to_pylist(), strict=True))
        origins |= dict(zip(ids, origins_of(cases).to_pylist(), strict=True))
    part = of_day[-1].part("targets")
    lines = store.read(part).to_pylist() if part else []
    return Shift(day, streams, origins, frozenset(line["case_id"] for line in lines if not line["standby"]))


def _by_origin(shifts: list[Shift], truth: list[Bad]) -> dict[str, Measure]:
    """How often each origin is listed against all of the same true risk; a case of several shifts is one cluster."""
    bad = {(bad.case_id, shift.day) for bad in truth for shift in shifts if _could_hold(shift, bad)}
    held = [(shift, case_id) for shift in shifts for case_id in sorted(shift.streams)]
    names = np.array([case_id for _, case_id in held])
    return ratio_at_equal_risk(
        [shift.origins[case_id] for shift, case_id in held],
        np.array([float(case_id in shift.listed) for shift, case_id in held]),
        np.array([int((case_id, shift.day) in bad) for shift, case_id in held], dtype=np.int64),
        Bootstrap(),
        np.unique(names, return_inverse=True)[1],
    )


def _cases(shifts: list[Shift], truth: list[Bad]) -> Iterable[Case]:
    """Every bad case that a shift could hold, with what became of it."""
    held = [(bad, [shift for shift in shifts if _could_hold(shift, bad)]) for bad in truth]
    held = [(bad, could) for bad, could in held if could]
    known = _oracle(shifts, held)
    for bad, could in held:
        missed, missed_in_stream = 1.0, 1.0
        for shift in could:
            missed *= 1 - shift.chance
            missed_in_stream *= 1 - shift.chance_in(shift.streams[bad.case_id])
        listed = any(bad.case_id in shift.listed for shift in could)
        yield Case(bad, listed, (bad.case_id, bad.day) in known, 1 - missed, 1 - missed_in_stream)


def _could_hold(shift: Shift, bad: Bad) -> bool:
    return shift.day + NEAR[0] <= bad.day <= shift.day + NEAR[1] and bad.case_id in shift.streams


def _oracle(shifts: list[Shift], held: list[tuple[Bad, list[Shift]]]) -> set[tuple[str, date]]:
    """What lists of the same lines would name by the truth: each shift the gravest that no earlier one has named."""
    named: set[tuple[str, date]] = set()
    for shift in shifts:
        could = [bad for bad, of in held if shift in of and (bad.case_id, bad.day) not in named]
        could.sort(key=lambda bad: (-bad.severity, bad.case_id))
        named |= {(bad.case_id, bad.day) for bad in could[: len(shift.listed)]}
    return named
