"""The nights of one site of the region: what flies, what turns bad, what its officers find, and the truth.

Whoever writes a region down (exercises/region.py as messages, exercises/tables.py as rows) writes down these nights.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from exercises.bending import Plot
from exercises.dice import chance, count_of, dice
from exercises.methods import Method, load_methods
from exercises.officers import Memory, Officer, staff
from exercises.pools import pool
from exercises.schedule import Service, airport_of, flights, plan
from exercises.sheets import recorded_at
from exercises.shift import Crew, Outcome, work
from exercises.today import Numbers, Today
from exercises.traders import Traders, traders
from exercises.waybills import AFTER, Day, Stream, Waybill, sizes, staying_aboard, waybills
from exercises.world import world
from lake.sites import Site

TRUTH = ("case_id", "method", "family", "finding", "severity", "day", "trace")
"""Columns of the truth: what nobody but the instructor may read."""


@dataclass(frozen=True)
class Region:
    """The knobs of an exercise.

    Attributes:
        seed: of all chance.
        nights: past days with results, at least 0; `last_day` itself has messages and no results.
        last_day: the night that is still to be worked.
        cases_a_night: cases of a site and night.
        prevalence: share of cases that are bad, 0 to 1.
        methods: of smuggling.
        with_results: whether the officers' results come home; they work, and methods move, either way.
    """

    seed: int = 7
    nights: int = 60
    last_day: date = date(2026, 3, 1)
    cases_a_night: int = 700
    prevalence: float = 0.02
    methods: tuple[Method, ...] = field(default_factory=load_methods)
    with_results: bool = True

    def __post_init__(self) -> None:
        """Refuse figures out of range."""
        nights, cases, prevalence = self.nights, self.cases_a_night, self.prevalence
        if nights < 0 or cases < 1 or not 0 <= prevalence <= 1:
            raise ValueError(f"out of range: nights {nights}, cases_a_night {cases}, prevalence {prevalence}")

    @property
    def first_day(self) -> date:
        """The first of the past days."""
        return self.last_day - timedelta(days=self.nights)


@dataclass(frozen=True)
class RegionSummary:
    """What was written: `cases` and `bad` at their lowest announced level, `results` are lines of sheets."""

    files: int = 0
    messages: int = 0
    cases: int = 0
    bad: int = 0
    results: int = 0
    hits: int = 0

    def __add__(self, other: "RegionSummary") -> "RegionSummary":
        """Both together."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return RegionSummary(*(mine + theirs for mine, theirs in pairs))


@dataclass(frozen=True)
class Exercise:
    """What stays the same over the nights of one site."""

    site: Site
    region: Region
    traders: Traders
    plan: tuple[Service, ...]
    staff: tuple[Officer, ...]


@dataclass(frozen=True)
class Sheet:
    """Outcomes as they come home: of which list, under which name, when, whether as XLSX; each with its line."""

    list_id: str
    name: str
    received_at: datetime
    excel: bool
    lines: tuple[tuple[int, Outcome], ...]


@dataclass(frozen=True)
class Night:
    """One day at a site.

    `aboard` is in transit and no case; `sheets` are those of the day's list and of what a laboratory answered until
    then, home before the end.
    """

    today: Today
    numbers: Numbers
    made: list[Waybill]
    aboard: list[Waybill]
    sheets: list[Sheet]
    truth: list[tuple[str, ...]]

    @property
    def cases(self) -> int:
        """Cases at their lowest announced level."""
        return sum(len(waybill.cases) for waybill in self.made)

    @property
    def bad(self) -> int:
        """Those of them that are bad."""
        return sum(case.method is not None for waybill in self.made for case in waybill.cases)

    @property
    def summary(self) -> RegionSummary:
        """Its counts; files and messages are those of whoever writes it."""
        results = [outcome.result for sheet in self.sheets for _, outcome in sheet.lines]
        return RegionSummary(cases=self.cases, bad=self.bad, results=len(results), hits=results.count("hit"))


@dataclass
class _Shifts:
    """What a site carries from one day to the next."""

    memory: Memory = field(default_factory=Memory)
    yesterday: list[Waybill] = field(default_factory=list)
    inspected: set[str] = field(default_factory=set)
    in_laboratory: list[Sheet] = field(default_factory=list)


def exercise_of(site: Site, region: Region) -> Exercise:
    """The site with its traders and its season's plan.

    Raises:
        ValueError: the site's airport is not known.
    """
    size = max(320, region.cases_a_night // 4)
    people = staff(site, region.seed, region.methods)
    return Exercise(site, region, traders(site, region.seed, size), plan(site, region.seed), people)


def nights_of(exercise: Exercise) -> Iterator[Night]:
    """Every night of a site in order. A night's honest traffic depends on seed, site and day alone."""
    shifts = _Shifts()
    for ago in range(exercise.region.nights, -1, -1):
        yield _night(exercise, exercise.region.last_day - timedelta(days=ago), shifts)


def _plots(exercise: Exercise, today: Today, memory: Memory) -> dict[tuple[Stream, int], Plot]:
    """Which cases of the day turn bad, and how: drawn apart from the honest traffic, which stays as it is."""
    region = exercise.region
    rng = dice(region.seed, exercise.site.name, today.day, "bad")
    active = [m for m in region.methods if m.active(today.day, region.last_day)]
    total, wanted = sum(m.share for m in active), sizes(region.cases_a_night)
    plots: dict[tuple[Stream, int], Plot] = {}
    for method in active:
        caught = memory.caught.get(method.name, 0)
        plot = Plot(method, method.way_after(caught), method.moves(caught))
        for _ in range(count_of(rng, region.cases_a_night * region.prevalence * method.share / total)):
            place = _free(plots, method.stream, wanted[method.stream], rng)
            if place is not None:
                plots[method.stream, place] = plot
    return plots


def _free(plots: dict[tuple[Stream, int], Plot], stream: Stream, wanted: int, rng: Random) -> int | None:
    """A case of a stream that no method has yet, or None when all are taken."""
    first = rng.randrange(wanted) if wanted else 0
    places = (place % wanted for place in range(first, first + wanted))
    return next((place for place in places if (stream, place) not in plots), None)


def _today(exercise: Exercise, day: date) -> Today:
    site, seed = exercise.site, exercise.region.seed
    flown = flights(site, exercise.plan, day, dice(seed, site.name, day, "flights"))
    limit = site.threshold("duty_free_value", day)
    limit_eur = limit.amount * world().rates[limit.unit] if limit else 200.0
    inbound = tuple(flight for flight in flown if flight.service.inbound)
    outbound = tuple(flight for flight in flown if not flight.service.inbound)
    return Today(site, airport_of(site), seed, day, site.as_of(day), exercise.traders, inbound, outbound, limit_eur)


def _waybills(exercise: Exercise, today: Today, memory: Memory, numbers: Numbers) -> list[Waybill]:
    rng = dice(today.seed, exercise.site.name, today.day, "cargo")
    bad = dice(today.seed, exercise.site.name, today.day, "bending")
    plots = _plots(exercise, today, memory)
    return waybills(Day(today, rng, bad, numbers, plots), exercise.region.cases_a_night)


def _sheets(exercise: Exercise, today: Today, outcomes: list[Outcome], shifts: _Shifts) -> list[Sheet]:
    """The day's sheet in the evening, one in fourteen late by 1-3 days, and what the laboratory answers until then.

    What is not home before the end of the exercise is left out.
    """
    rng = dice(today.seed, exercise.site.name, today.day, "sheet")
    evening = max(today.as_of + timedelta(hours=15), *(recorded_at(outcome) for outcome in outcomes))
    late = rng.randint(1, 3) if chance(rng, 0.07) else 0
    at = (evening + timedelta(days=late, minutes=rng.randint(10, 50))).replace(microsecond=0)
    list_id = f"{exercise.site.name}-{today.day:%Y%m%d}"
    lines = tuple(enumerate(outcomes, start=1))
    shifts.in_laboratory += [_answered(list_id, line, it.answer) for line, it in lines if it.answer]
    due = [sheet for sheet in shifts.in_laboratory if sheet.received_at < today.as_of + timedelta(days=1)]
    shifts.in_laboratory = [sheet for sheet in shifts.in_laboratory if sheet not in due]
    end = exercise.site.as_of(exercise.region.last_day) + timedelta(days=1)
    of_the_day = Sheet(list_id, list_id, at, chance(rng, 1 / 7), lines)
    return [sheet for sheet in (of_the_day, *due) if sheet.received_at < end]


def _answered(list_id: str, line: int, answer: Outcome) -> Sheet:
    """The line of an earlier sheet as it is after the laboratory's answer: home half an hour after it."""
    at = recorded_at(answer) + timedelta(minutes=30)
    return Sheet(list_id, f"{list_id}-laboratory-{line:03d}", at, False, ((line, answer),))


def _truth(today: Today, made: list[Waybill], methods: dict[str, Method]) -> list[tuple[str, ...]]:
    """A row for every bad case; also for the master while its houses are not known at the cut-off."""
    told = []
    for waybill in made:
        master = waybill.consignment
        for it in waybill.cases:
            if it.method is None:
                continue
            method = methods[it.method]
            names = [f"{master.number}/{it.number}" if waybill.houses else it.number]
            names += [master.number] if waybill.houses and waybill.houses_batch == AFTER else []
            said = (method.name, method.family, method.finding, str(method.severity), str(today.day))
            told += [(name, *said, "yes" if method.trace else "no") for name in names]
    return list(dict.fromkeys(told))


def _outcomes(exercise: Exercise, today: Today, made: list[Waybill], shifts: _Shifts) -> list[Outcome]:
    """The shift of a day over its own flights and what yesterday's late ones left."""
    left = [c for c in pool(today, shifts.yesterday, of_yesterday=True) if c.case_id not in shifts.inspected]
    rng = dice(today.seed, exercise.site.name, today.day, "officers")
    methods = {method.name: method for method in exercise.region.methods}
    crew = Crew(exercise.staff, shifts.memory, methods)
    return work(today, left + pool(today, made, of_yesterday=False), crew, rng)


def _night(exercise: Exercise, day: date, shifts: _Shifts) -> Night:
    """One day; when it is past, its officers work and `shifts` learns."""
    region = exercise.region
    today = _today(exercise, day)
    numbers = Numbers(day, dice(region.seed, exercise.site.name, day, "numbers"))
    made = _waybills(exercise, today, shifts.memory, numbers)
    sheets: list[Sheet] = []
    if day < region.last_day:
        outcomes = _outcomes(exercise, today, made, shifts)
        shifts.inspected = {outcome.case_id for outcome in outcomes}
        sheets = _sheets(exercise, today, outcomes, shifts) if region.with_results else []
    shifts.yesterday = made
    return Night(
        today,
        numbers,
        made,
        staying_aboard(today, numbers),
        sheets,
        _truth(today, made, {m.name: m for m in region.methods}),
    )
