"""The fictitious region: writes what the carriers, couriers and officers of some sites would have sent.

`out/<site>/inbox/<feed>` is what a pipeline may read, with `pickup_points.csv` beside it; `out/truth/<site>.csv` is
what nobody but the instructor may. A file's modification time is the moment of its reception.
"""

import csv
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from exercises.dice import dice
from exercises.methods import Method, load_methods
from exercises.nights import TRUTH, Exercise, Night, Region, RegionSummary, Sheet, exercise_of, nights_of
from exercises.outbox import File, send
from exercises.sheets import as_csv, as_xlsx, rows
from exercises.traders import REGISTERED
from exercises.watch import write_watch_list
from lake.sites import Site

__all__ = ["FOLDERS", "MOST_CASES", "RegionSummary", "write_around", "write_region", "write_site", "write_truth"]
FOLDERS = ("cargo", "courier", "post", "post_items", "receptacles", "customs", "prearrival", "results")
MOST_CASES = 1_500  # of a site and night, unless the caller asks for more


def _write(folder: Path, files: list[File]) -> None:
    for file in files:
        path = folder / file.folder / file.name
        path.write_bytes(file.content)
        moment = int(file.received_at.timestamp())
        os.utime(path, (moment, moment))


def _file(sheet: Sheet) -> File:
    lines = rows(sheet.lines, sheet.list_id)
    name = f"{sheet.name}.{'xlsx' if sheet.excel else 'csv'}"
    return File("results", name, as_xlsx(lines) if sheet.excel else as_csv(lines), sheet.received_at, 1)


def _write_pickup_points(exercise: Exercise, folder: Path) -> None:
    """The list of registered pick-up points that a site has beside its inbox: telephone, address, name."""
    path, moment = folder / "pickup_points.csv", int(exercise.site.as_of(exercise.region.first_day).timestamp())
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("phone", "address", "name"))
        for point in exercise.traders.pickup_points[:REGISTERED]:
            writer.writerow((f"+{point.phone}", f"{point.street}, {point.city}", point.native))
    os.utime(path, (moment, moment))


def write_around(exercise: Exercise, folder: Path) -> None:
    """Write what lies in a unit's folder beside its messages: pick-up points, a watch list, and empty feeds."""
    for name in FOLDERS:
        (folder / "inbox" / name).mkdir(parents=True, exist_ok=True)
    region = exercise.region
    _write_pickup_points(exercise, folder)
    write_watch_list(folder, exercise.site, region.seed, region.methods, region.first_day)


def write_truth(exercise: Exercise, folder: Path, truth: list[tuple[str, ...]]) -> None:
    """Write the truth of a site to `folder`/SITE.csv, outside the unit's own folder: no pipeline reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    site = exercise.site
    path, moment = folder / f"{site.name}.csv", int(site.as_of(exercise.region.last_day).timestamp())
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(TRUTH)
        writer.writerows(sorted(truth))
    os.utime(path, (moment, moment))


def _write_night(night: Night, folder: Path) -> RegionSummary:
    """Write one day: its messages and, when it is past, its outcomes."""
    today = night.today
    rng = dice(today.seed, today.site.name, today.day, "messages")
    files = send(today, night.made, night.aboard, night.numbers, rng)
    files += map(_file, night.sheets)
    _write(folder / "inbox", files)
    return replace(night.summary, files=len(files), messages=sum(file.messages for file in files))


def write_region(  # noqa: PLR0913  # the knobs of an exercise, all but four with a default
    out: Path,
    sites: list[Site],
    seed: int,
    nights: int,
    last_day: date = date(2026, 3, 1),
    *,
    cases_a_night: int = 700,
    prevalence: float = 0.02,
    methods: tuple[Method, ...] | None = None,
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
        methods: Of smuggling; without them those of exercises/methods.
        progress: Called after each site and night with the number of its cases.

    Raises:
        ValueError: a number is out of range, or a site's airport is not known.
        MethodError: a method's TOML is wrong.
    """
    known = load_methods() if methods is None else methods
    region = Region(seed, nights, last_day, cases_a_night, prevalence, known)
    return sum((write_site(out, site, region, progress) for site in sites), RegionSummary())


def write_site(out: Path, site: Site, region: Region, progress: Callable[[int], None] | None = None) -> RegionSummary:
    """Write a region's nights of one site: `out/SITE` and `out/truth/SITE.csv`; else as `write_region`."""
    exercise, folder = exercise_of(site, region), out / site.name
    write_around(exercise, folder)
    summary, truth = RegionSummary(), list[tuple[str, ...]]()
    for night in nights_of(exercise):
        if night.cases > max(MOST_CASES, region.cases_a_night):
            raise ValueError(f"{site.name}: {night.cases} cases in a night, more than {MOST_CASES}")
        summary += _write_night(night, folder)
        truth += night.truth
        if progress:
            progress(night.cases)
    write_truth(exercise, out / "truth", truth)
    return summary
