"""What is run: a night, a training, a backfill; and the list of what was run."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated

import typer

from commands.asked import LAKE, Lake, Site, UsageError, day_of, moment_of, out, progress, sites_of
from lake import sites
from lake.runs import committed
from lake.store import Store

INCOMPLETE = 4


def night(
    site: Site = None,
    day: Annotated[
        str | None,
        typer.Option(help="The night of this day, as of the site's cut-off hour; default: the shift that is on now."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Any other moment, as before one flight; UTC unless it says.")
    ] = None,
    lake: Lake = LAKE,
) -> None:
    """Run the night: pull, read, check, describe, score, rank, publish.

    Example: `accu night --site almaty --day 2026-03-01`
    """
    from flows.nightly import night as run_night
    from flows.unit import open_unit

    if day and as_of:
        raise UsageError("give --day or --as-of, not both")
    incomplete = False
    for name in sites_of(site):
        unit = open_unit(lake, name)
        moment = moment_of(as_of) if as_of else unit.site.as_of(day_of(day) if day else _today(unit.site))
        with progress() as do:
            run = run_night(unit, moment, do)
        out.print(f"[bold]{unit.site.title}[/]  {unit.store.folder / run.outputs['html']}", soft_wrap=True)
        for warning in run.notes:
            out.print(f"  {warning}", soft_wrap=True, markup=False)
        for feed, count in run.counts["later"].items():
            out.print(f"  {count} file(s) of {feed} are later than this moment and wait for a later run.", markup=False)
        out.print(f"  what arrived, what was refused: {unit.store.folder / run.outputs['quality']}", soft_wrap=True)
        incomplete |= bool(run.notes)
    if incomplete:
        raise typer.Exit(INCOMPLETE)


def _today(site: sites.Site) -> date:
    return site.day_of(datetime.now(UTC))


def train(
    site: Site = None,
    day: Annotated[
        str | None, typer.Option(help="Learn from what was known at this day's cut-off; default: all.")
    ] = None,
    approved_by: Annotated[str | None, typer.Option(help="Make it the champion, in this person's name.")] = None,
    lake: Lake = LAKE,
) -> None:
    """Train a model on what officers found; the first of a unit becomes its champion, later ones are challengers.

    Example: `accu train --site almaty --approved-by "A. Name"`
    """
    from flows.tracked import track
    from flows.training import training
    from flows.unit import open_unit

    for name in sites_of(site):
        unit = open_unit(lake, name)
        last = _lastmoment_of(unit.store)
        moment = unit.site.as_of(day_of(day)) if day else last
        with progress() as do:
            learned = training(unit, moment, approved_by, do)
            do("log to mlflow", partial(track, unit, learned))
        kind = "champion" if learned.champion else "challenger"
        out.print(
            f"[bold]{unit.site.title}[/]  {kind} {learned.sha[:12]}, {learned.run.counts['labelled']} labelled cases"
        )
        for note in learned.trained.model.notes:
            out.print(f"  {note}", soft_wrap=True, markup=False)


def _lastmoment_of(store: Store) -> datetime:
    runs = committed(store)
    if not runs:
        raise UsageError(f"{store.folder} has no runs to learn from; `accu backfill` or `accu night` makes some")
    return max(run.as_of for run in runs)


def backfill(
    first: Annotated[str, typer.Option("--from", help="First day.")],
    last: Annotated[str, typer.Option("--to", help="Last day, included.")],
    site: Site = None,
    lake: Lake = LAKE,
) -> None:
    """Read and describe past nights in bulk, each as of its own cut-off; lists are not drawn up for the past.

    Example: `accu backfill --from 2026-01-01 --to 2026-02-28 --site almaty`
    """
    from flows.backfill import backfill as run_backfill
    from flows.unit import open_unit

    days = day_of(first), day_of(last)
    if days[0] > days[1]:
        raise UsageError(f"--from {days[0]} is after --to {days[1]}")
    for name in sites_of(site):
        unit = open_unit(lake, name)
        with progress() as do:
            run = run_backfill(unit, *days, do)
        cases = sum(part.rows for part in run.parts if part.table == "cases")
        out.print(f"[bold]{unit.site.title}[/]  {len(run.moments)} nights, {cases:,} cases  {run.run_id}")
        for warning in run.notes:
            out.print(f"  {warning}", soft_wrap=True, markup=False)


def runs(site: Site = None, lake: Lake = LAKE) -> None:
    """List what was run: moment, steps, seconds and what it wrote.

    Example: `accu runs --site almaty`
    """
    for name in sites_of(site):
        done = committed(Store(lake / name))
        if not done:
            out.print(f"{name}: no runs yet in {lake}", soft_wrap=True, markup=False, highlight=False)
        for run in done:
            seconds = sum(step.seconds for step in run.steps)
            peak = max((step.peak_mb for step in run.steps), default=0)
            cases = sum(part.rows for part in run.parts if part.table == "cases")
            head = f"{name:10} {run.run_id:36} {cases:>8,} cases {seconds:>7.1f} s {peak:>6} MB"
            out.print(head, soft_wrap=True, markup=False, highlight=False)
            for step in run.steps:
                line = f"  {step.name:12} {step.rows_in:>9,} in {step.rows_out:>9,} out {step.seconds:>8.2f} s"
                out.print(line, soft_wrap=True, markup=False, highlight=False)
