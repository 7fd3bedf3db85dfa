"""What is run: a night, a training, a backfill; and the list of what was run."""

from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from commands.asked import LAKE, Lake, Site, UsageError, day_of, login, moment_of, out, progress, sites_of
from lake import sites
from lake.runs import committed
from lake.store import Store

if TYPE_CHECKING:
    from flows.training import Learned

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
    from flows.tracked import told_return
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
        trouble = told_return(unit, run)
        for warning in [*run.notes, *([trouble] if trouble else [])]:
            out.print(f"  {warning}", soft_wrap=True, markup=False)
        for feed, count in run.counts["later"].items():
            out.print(f"  {count} file(s) of {feed} are later than this moment and wait for a later run.", markup=False)
        out.print(f"  what arrived, what was refused: {unit.store.folder / run.outputs['quality']}", soft_wrap=True)
        incomplete |= bool(run.notes)
    if incomplete:
        raise typer.Exit(INCOMPLETE)


def _today(site: sites.Site) -> date:
    return site.day_of(datetime.now(UTC))


def train(  # noqa: PLR0913, PLR0917 - options of a command
    site: Site = None,
    day: Annotated[
        str | None, typer.Option(help="Learn from what was known at this day's cut-off; default: all.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who trains; default: the login name.")] = None,
    approved_by: Annotated[
        str | None, typer.Option(help="A second person, who makes it the champion should the gate hold.")
    ] = None,
    labels_checked_by: Annotated[
        str | None, typer.Option(help="A second person, who found right the labels that differ from those before.")
    ] = None,
    question: Annotated[str | None, typer.Option(help="What it is for; MLflow groups runs by it.")] = None,
    variant: Annotated[str, typer.Option(help="With --question: which answer this run tries.")] = "as it stands",
    lake: Lake = LAKE,
) -> None:
    """Train a model on what officers found, and hold it against the champion by the gate.

    A unit's first model becomes its champion when the gate holds against the simple ranking; later ones are
    challengers until a second person promotes them (`accu promote`). With too few results nothing is learned: that is
    said in a sentence, rules and the simple ranking (or the champion) go on, and the exit code is 0.

    Example: `accu train --site almaty --by "B. Name"`
    """
    from flows.promote import check_second_person
    from flows.tracked import track
    from flows.training import training
    from flows.unit import open_unit
    from models.evidence import Asked

    trained_by, asked = by or login(), Asked(question, variant) if question else None
    try:
        for second in (approved_by, labels_checked_by):
            check_second_person(second, trained_by) if second is not None else None
    except ValueError as error:
        raise UsageError(str(error)) from None
    for name in sites_of(site):
        unit = open_unit(lake, name)
        last = _lastmoment_of(unit.store)
        moment = unit.site.as_of(day_of(day)) if day else last
        with progress() as do:
            learned = training(unit, moment, approved_by, do, trained_by, labels_checked_by)
            trouble = do("log to mlflow", partial(track, unit, learned, asked))
        said = learned.run.notes if learned.verdict is None else [*learned.run.notes, *learned.verdict.reasons]
        said = [*said, *([trouble] if trouble else [])]
        out.print(f"[bold]{unit.site.title}[/]  {_standing(learned)}")
        for note in said:
            out.print(f"  {note}", soft_wrap=True, markup=False)


def _standing(learned: "Learned") -> str:
    """What a training came to, in a few words."""
    labelled = f"{learned.run.counts['labelled']} labelled cases"
    if learned.sha is None or learned.verdict is None:
        return f"no model, {labelled}"
    kind = "champion" if learned.champion else "challenger"
    gate = "the gate holds" if learned.verdict.passed else "refused by the gate"
    return f"{kind} {learned.sha[:12]}, {gate}, {labelled}"


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
