"""The fictitious region."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from commands.asked import LAKE, UsageError, day_of, err, out
from lake import sites


def exercise(
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    nights: Annotated[int, typer.Option(help="Past nights with results, before tonight.")] = 60,
    out_dir: Annotated[Path, typer.Option("--out", help="A lake: messages go to SITE/inbox, the truth apart.")] = LAKE,
    cases: Annotated[int, typer.Option(help="Cases a site and night, about.")] = 700,
    last_day: Annotated[str, typer.Option(help="Tonight.")] = "2026-03-01",
) -> None:
    """Write the fictitious region: messages of three airports and the results of their officers.

    Example: `accu exercise --nights 10 --cases 100 --out var/lake`
    """
    from exercises.region import write_region

    units, tonight = [sites.load(name) for name in sites.names()], day_of(last_day)
    if nights < 0 or cases < 1:
        raise UsageError(f"--nights is 0 or more and --cases 1 or more, not {nights} and {cases}")
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("days written", total=(nights + 1) * len(units))
        summary = write_region(
            out_dir, units, seed, nights, tonight, cases_a_night=cases, progress=lambda _: bar.advance(task)
        )
    written = f"{summary.files:,} files, {summary.messages:,} messages, {summary.cases:,} cases ({summary.bad:,} bad)"
    came_home = f"{summary.results:,} results with {summary.hits:,} hits"
    said = f"A fictitious region in {out_dir}: {written}, {came_home}; the truth is in {out_dir / 'truth'}"
    out.print(said, soft_wrap=True, markup=False, highlight=False)
