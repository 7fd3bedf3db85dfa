"""The fictitious region: to try the pipeline, and to train with."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from commands.asked import LAKE, Site, UsageError, day_of, err, out, sites_of
from lake import sites

if TYPE_CHECKING:
    from exercises.nights import Region, RegionSummary

OWN = "A folder of methods, a TOML each: added to those of exercises/methods, or instead of the one of its name."
STRAIGHT = "Straight to tables, for scale: no message is made."


def exercise(  # noqa: PLR0913  # the knobs of an exercise, all with a default
    *,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    nights: Annotated[int, typer.Option(help="Past nights with results, before tonight.")] = 60,
    months: Annotated[int | None, typer.Option(help="The same in months; it stands instead of --nights.")] = None,
    out_dir: Annotated[Path, typer.Option("--out", help="A lake: messages go to SITE/inbox, the truth apart.")] = LAKE,
    cases: Annotated[int, typer.Option(help="Cases a site and night, about.")] = 700,
    last_day: Annotated[str, typer.Option(help="Tonight.")] = "2026-03-01",
    prevalence: Annotated[float, typer.Option(help="Share of cases that are bad, as 0.0002 or 0.09.")] = 0.02,
    methods: Annotated[Path | None, typer.Option(help=OWN)] = None,
    site: Site = None,
    tables: Annotated[bool, typer.Option("--tables", help=STRAIGHT)] = False,
) -> None:
    """Write the fictitious region: messages of three airports and the results of their officers.

    Example: `accu exercise --nights 10 --cases 100 --out var/lake`
    """
    tonight = day_of(last_day)
    nights = nights if months is None else _nights_of(months, tonight)
    if nights < 0 or cases < 1 or not 0 <= prevalence <= 1:
        told = f"not {nights}, {cases} and {prevalence}"
        raise UsageError(f"--nights is 0 or more, --cases 1 or more and --prevalence from 0 to 1, {told}")
    region = _region(seed, nights, tonight, cases, prevalence, methods)
    summary = _written(out_dir, region, sites_of(site), tables=tables)
    made = f"{summary.messages:,} messages, {summary.cases:,} cases ({summary.bad:,} bad)"
    came_home = f"{summary.results:,} results with {summary.hits:,} hits"
    files = "straight to tables" if tables else f"{summary.files:,} files"
    said = f"A fictitious region in {out_dir}: {files}, {made}, {came_home}; the truth is in {out_dir / 'truth'}"
    out.print(said, soft_wrap=True, markup=False, highlight=False)


def _nights_of(months: int, tonight: date) -> int:
    """Days from the same day some months before until tonight; the last of a month that has no such day."""
    if months < 0 or months >= 12 * (tonight.year - 1):
        raise UsageError(f"--months is 0 or more, not {months}")
    years, month = divmod(tonight.year * 12 + tonight.month - 1 - months, 12)
    day = min(tonight.day, monthrange(years, month + 1)[1])
    return (tonight - date(years, month + 1, day)).days


def _region(  # what was asked, in the order of Region
    seed: int, nights: int, tonight: date, cases: int, prevalence: float, own: Path | None
) -> "Region":
    from exercises.methods import MethodError, load_methods
    from exercises.nights import Region

    try:
        return Region(seed, nights, tonight, cases, prevalence, load_methods(own=own))
    except MethodError as error:
        raise UsageError(f"--methods: {error}") from None


def _written(out_dir: Path, region: "Region", names: list[str], *, tables: bool) -> "RegionSummary":
    """Write every site, with a line of progress."""
    from exercises.nights import RegionSummary
    from exercises.region import write_site

    summary = RegionSummary()
    with _progress((region.nights + 1) * len(names)) as progress:
        for site in map(sites.load, names):
            if tables:
                summary += _straight(out_dir, site, region, progress)
            else:
                summary += write_site(out_dir, site, region, progress)
    return summary


def _straight(out_dir: Path, site: sites.Site, region: "Region", progress: Callable[[int], None]) -> "RegionSummary":
    from lake.store import Store
    from simulation.tables import write_tables

    try:
        return write_tables(Store(out_dir / site.name), site, region, progress)
    except ValueError as error:
        raise UsageError(f"--tables: {error}") from None


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("days written", total=total)
        yield lambda _: bar.advance(task)
