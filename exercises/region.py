"""The fictitious region: writes what the carriers, couriers and officers of some sites would have sent.

`out/<site>/inbox/<feed>` is what a pipeline may read, with `pickup_points.csv` beside it; `out/truth/<site>.csv` is
what nobody but the instructor may. A file's modification time is the moment of its reception.
"""

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from exercises.bending import Plot
from exercises.dice import chance, count_of, dice
from exercises.methods import Method, load_methods
from exercises.officers import Memory, Outcome, pool, work
from exercises.outbox import File, send
from exercises.schedule import Service, airport_of, flights, plan
from exercises.sheets import as_csv, as_xlsx, recorded_at, rows
from exercises.today import Numbers, Today
from exercises.traders import REGISTERED, Traders, traders
from exercises.watch import write_watch_list
from exercises.waybills import AFTER, Day, Stream, Waybill, sizes, waybills
from exercises.world import world
from lake.sites import Site

FOLDERS = ("cargo", "courier", "post", "post_items", "receptacles", "customs", "prearrival", "results")
MOST_CASES = 1_500  # of a site and night, unless the caller asks for more
TRUTH = ("case_id", "method", "family", "finding", "severity", "day")


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

    out: Path
    site: Site
    seed: int
    last_day: date
    cases: int
    prevalence: float
    methods: tuple[Method, ...]
    traders: Traders
    plan: tuple[Service, ...]


def _plots(exercise: Exercise, today: Today, memory: Memory) -> dict[tuple[Stream, int], Plot]:
    """Which cases of the day turn bad, and how: drawn apart from the honest traffic, which stays as it is."""
    rng = dice(exercise.seed, exercise.site.name, today.day, "bad")
    active = [m for m in exercise.methods if m.active((exercise.last_day - today.day).days)]
    total, wanted = sum(m.share for m in active), sizes(exercise.cases)
    plots: dict[tuple[Stream, int], Plot] = {}
    for method in active:
        caught = memory.caught.get(method.name, 0)
        plot = Plot(method, method.way_after(caught), method.moves(caught))
        for _ in range(count_of(rng, exercise.cases * exercise.prevalence * method.share / total)):
            if wanted[method.stream]:
                plots[method.stream, rng.randrange(wanted[method.stream])] = plot
    return plots


def _today(exercise: Exercise, day: date) -> Today:
    site, rng = exercise.site, dice(exercise.seed, exercise.site.name, day, "flights")
    flown = flights(site, exercise.plan, day, rng)
    limit = site.threshold("duty_free_value", day)
    limit_eur = limit.amount * world().rates[limit.unit] if limit else 200.0
    inbound = tuple(flight for flight in flown if flight.service.inbound)
    outbound = tuple(flight for flight in flown if not flight.service.inbound)
    here, as_of = airport_of(site), site.as_of(day)
    return Today(site, here, exercise.seed, day, as_of, exercise.traders, inbound, outbound, limit_eur)


def _waybills(exercise: Exercise, today: Today, memory: Memory, numbers: Numbers) -> list[Waybill]:
    rng = dice(exercise.seed, exercise.site.name, today.day, "cargo")
    bad = dice(exercise.seed, exercise.site.name, today.day, "bending")
    return waybills(Day(today, rng, bad, numbers, _plots(exercise, today, memory)), exercise.cases)


def _write(folder: Path, files: list[File]) -> None:
    for file in files:
        path = folder / file.folder / file.name
        path.write_bytes(file.content)
        moment = int(file.received_at.timestamp())
        os.utime(path, (moment, moment))


def _sheet(exercise: Exercise, today: Today, outcomes: list[Outcome]) -> File | None:
    """The day's sheet in the evening, one in fourteen late by 1-3 days; None when it is not home yet at the end."""
    rng = dice(exercise.seed, exercise.site.name, today.day, "sheet")
    evening = max(today.as_of + timedelta(hours=15), *(recorded_at(outcome) for outcome in outcomes))
    late = rng.randint(1, 3) if chance(rng, 0.07) else 0
    at = evening + timedelta(days=late, minutes=rng.randint(10, 50))
    if at >= exercise.site.as_of(exercise.last_day) + timedelta(days=1):
        return None
    list_id = f"{exercise.site.name}-{today.day:%Y%m%d}"
    excel = chance(rng, 1 / 7)
    lines = rows(outcomes, list_id)
    name = f"{list_id}.{'xlsx' if excel else 'csv'}"
    return File("results", name, as_xlsx(lines) if excel else as_csv(lines), _whole(at), 1)


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)


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
            told += [
                (name, method.name, method.family, method.finding, str(method.severity), str(today.day))
                for name in names
            ]
    return list(dict.fromkeys(told))


def _write_pickup_points(exercise: Exercise, since: date) -> None:
    """The list of registered pick-up points that a site has beside its inbox: telephone, address, name."""
    folder = exercise.out / exercise.site.name
    folder.mkdir(parents=True, exist_ok=True)
    path, moment = folder / "pickup_points.csv", int(exercise.site.as_of(since).timestamp())
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("phone", "address", "name"))
        for point in exercise.traders.pickup_points[:REGISTERED]:
            writer.writerow((f"+{point.phone}", f"{point.street}, {point.city}", point.native))
    os.utime(path, (moment, moment))


@dataclass
class Shifts:
    """What a site carries from one day to the next."""

    memory: Memory
    yesterday: list[Waybill]
    inspected: set[str]
    truth: list[tuple[str, ...]]


def _outcomes(exercise: Exercise, today: Today, made: list[Waybill], shifts: Shifts) -> list[Outcome]:
    """The shift of a day over its own flights and what yesterday's late ones left."""
    left = [c for c in pool(today, shifts.yesterday, of_yesterday=True) if c.case_id not in shifts.inspected]
    rng = dice(exercise.seed, exercise.site.name, today.day, "officers")
    methods = {method.name: method for method in exercise.methods}
    return work(today, left + pool(today, made, of_yesterday=False), shifts.memory, methods, rng)


def _night(exercise: Exercise, day: date, shifts: Shifts) -> RegionSummary:
    """Write one day: its messages and, when it is past, its outcomes."""
    today = _today(exercise, day)
    numbers = Numbers(day, dice(exercise.seed, exercise.site.name, day, "numbers"))
    made = _waybills(exercise, today, shifts.memory, numbers)
    files = send(today, made, numbers, dice(exercise.seed, exercise.site.name, day, "messages"))
    home: list[Outcome] = []
    if day < exercise.last_day:
        outcomes = _outcomes(exercise, today, made, shifts)
        shifts.inspected = {outcome.case_id for outcome in outcomes}
        sheet = _sheet(exercise, today, outcomes)
        if sheet:
            files.append(sheet)
            home = outcomes
    _write(exercise.out / exercise.site.name / "inbox", files)
    shifts.truth += _truth(today, made, {method.name: method for method in exercise.methods})
    shifts.yesterday = made
    cases = [case for waybill in made for case in waybill.cases]
    bad, hits = sum(case.method is not None for case in cases), sum(outcome.result == "hit" for outcome in home)
    return RegionSummary(len(files), sum(file.messages for file in files), len(cases), bad, len(home), hits)


def _write_truth(exercise: Exercise, truth: list[tuple[str, ...]]) -> None:
    folder = exercise.out / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    path, moment = folder / f"{exercise.site.name}.csv", int(exercise.site.as_of(exercise.last_day).timestamp())
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(TRUTH)
        writer.writerows(sorted(truth))
    os.utime(path, (moment, moment))


def write_region(  # noqa: PLR0913  # the knobs of an exercise, all but four with a default
    out: Path,
    sites: list[Site],
    seed: int,
    nights: int,
    last_day: date = date(2026, 3, 1),
    *,
    cases_a_night: int = 700,
    prevalence: float = 0.02,
    progress: Callable[[int], None] | None = None,
) -> RegionSummary:
    """Write `nights` past days and the night of `last_day` for every site.

    Flights of day D come in the 24 hours after the site's cut-off of D; most of their messages are received before
    it. The same seed gives the same bytes. Honest traffic of a day depends on seed, site and day alone; the officers'
    picks, and methods that move when caught, depend on the days before.

    Args:
        out: Folder to write to; created, not emptied.
        sites: Units, each at an airport that exercises/world/airports.csv knows.
        seed: Of all chance.
        nights: Past days with results, at least 0; `last_day` itself has messages and no results.
        last_day: The night that is still to be worked.
        cases_a_night: Cases of a site and night; more than 1,500 only when asked for here.
        prevalence: Share of cases that are bad.
        progress: Called after each site and night with the number of its cases.

    Raises:
        ValueError: a number is out of range, or a site's airport is not known.
        MethodError: a method's TOML is wrong.
    """
    if nights < 0 or cases_a_night < 1 or not 0 <= prevalence <= 1:
        raise ValueError(f"out of range: nights {nights}, cases_a_night {cases_a_night}, prevalence {prevalence}")
    summary, methods = RegionSummary(), load_methods()
    for site in sites:
        size = max(320, cases_a_night // 4)
        exercise = Exercise(
            out, site, seed, last_day, cases_a_night, prevalence, methods, traders(site, seed, size), plan(site, seed)
        )
        _write_pickup_points(exercise, last_day - timedelta(days=nights))
        write_watch_list(out / site.name, site, seed, methods, last_day - timedelta(days=nights))
        for folder in FOLDERS:
            (out / site.name / "inbox" / folder).mkdir(parents=True, exist_ok=True)
        shifts = Shifts(Memory(), [], set(), [])
        for ago in range(nights, -1, -1):
            night = _night(exercise, last_day - timedelta(days=ago), shifts)
            if night.cases > max(MOST_CASES, cases_a_night):
                raise ValueError(f"{site.name}: {night.cases} cases in a night, more than {MOST_CASES}")
            summary += night
            if progress:
                progress(night.cases)
        _write_truth(exercise, shifts.truth)
    return summary
