"""The `accu` command: thin. It opens units, calls the recipes of flows/ and says in one sentence what went wrong."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from lake import quiet, sites
from lake.runs import LakeBusyError, committed
from lake.store import Store

T = TypeVar("T")
MISTAKE, BUSY, INCOMPLETE = 2, 3, 4
QUIET = quiet.SETTINGS
app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Nightly targeting for customs Air Cargo Control Units: messages in, a short explained list out.\n\n"
    "Exit codes: 0 done; 1 a fault of ours; 2 a mistake in what was asked; 3 another run is at work on this lake; "
    "4 the list is out, but something was missing and the list says what.",
    epilog="Begin with `make night`, then read the list it names. docs/operations.md tells the rest.",
)
Lake = Annotated[Path, typer.Option(help="Folder of the lake; each site has its own below it.", envvar="ACCU_LAKE")]
Site = Annotated[str | None, typer.Option(help="One site, as almaty; without it every site of sites/.")]
LAKE = Path("var/lake")
out, err = Console(), Console(stderr=True)


class UsageError(Exception):
    """Something the user asked for cannot be; the message says what to do."""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a day; write it as 2026-03-01") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        raise UsageError(f"{text!r} is not a moment; write it as 2026-03-01T04:00+05:00") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _sites(site: str | None) -> list[str]:
    return [sites.load(site).name] if site else sites.names()


class _Shown:
    """Carries out steps with a line of progress in a terminal; silent elsewhere."""

    def __init__(self, bar: Progress) -> None:
        self.bar, self.task = bar, bar.add_task("starting", total=None)

    def __call__(self, name: str, step: Callable[[], T]) -> T:
        self.bar.update(self.task, description=name.replace("_", " "))
        return step()


@contextmanager
def _progress() -> Iterator[_Shown]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        yield _Shown(bar)


@app.command()
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
    for name in _sites(site):
        unit = open_unit(lake, name)
        moment = _moment(as_of) if as_of else unit.site.as_of(_day(day) if day else _today(unit.site))
        with _progress() as do:
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


@app.command()
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

    for name in _sites(site):
        unit = open_unit(lake, name)
        last = _last_moment(unit.store)
        moment = unit.site.as_of(_day(day)) if day else last
        with _progress() as do:
            learned = training(unit, moment, approved_by, do)
            do("log to mlflow", partial(track, unit, learned))
        kind = "champion" if learned.champion else "challenger"
        out.print(
            f"[bold]{unit.site.title}[/]  {kind} {learned.sha[:12]}, {learned.run.counts['labelled']} labelled cases"
        )
        for note in learned.trained.model.notes:
            out.print(f"  {note}", soft_wrap=True, markup=False)


def _last_moment(store: Store) -> datetime:
    runs = committed(store)
    if not runs:
        raise UsageError(f"{store.folder} has no runs to learn from; `accu backfill` or `accu night` makes some")
    return max(run.as_of for run in runs)


@app.command()
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

    days = _day(first), _day(last)
    if days[0] > days[1]:
        raise UsageError(f"--from {days[0]} is after --to {days[1]}")
    for name in _sites(site):
        unit = open_unit(lake, name)
        with _progress() as do:
            run = run_backfill(unit, *days, do)
        cases = sum(part.rows for part in run.parts if part.table == "cases")
        out.print(f"[bold]{unit.site.title}[/]  {len(run.moments)} nights, {cases:,} cases  {run.run_id}")
        for warning in run.notes:
            out.print(f"  {warning}", soft_wrap=True, markup=False)


@app.command()
def show(
    waybill: Annotated[str, typer.Argument(help="020-12345675, or 020-12345675/HOUSE for one house or parcel.")],
    site: Site = None,
    lake: Lake = LAKE,
) -> None:
    """Show everything known of a waybill, and why it is on the list or is not.

    Example: `accu show 020-12345675 --site almaty`
    """
    from flows.show import show as lines_of
    from flows.unit import open_unit

    reasons = []
    for name in _sites(site):
        try:
            for line in lines_of(open_unit(lake, name), waybill):
                out.print(line, soft_wrap=True, markup=False, highlight=False)
            return
        except ValueError as error:
            reasons.append(str(error))
    raise UsageError("; ".join(reasons))


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Files with messages.")],
    received: Annotated[
        str | None, typer.Option(help="Day of reception, to place dates without a year; default: the file's.")
    ] = None,
) -> None:
    """Print what messages say, as JSON: the canonical tables and the problems (a list of these for several files).

    Example: `accu read message.txt --received 2026-03-01`
    """
    from manifests.as_json import as_json
    from manifests.files import read_file

    said = []
    for path in files:
        try:
            content = path.read_bytes()
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}") from None
        at = datetime.combine(_day(received), datetime.min.time(), UTC) + timedelta(hours=12) if received else changed
        said.append(as_json(path.name, read_file(content, path.name, at)))
    sys.stdout.write(json.dumps(said[0] if len(said) == 1 else said, ensure_ascii=False, indent=1) + "\n")


@app.command()
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

    units, tonight = [sites.load(name) for name in sites.names()], _day(last_day)
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


@app.command()
def runs(site: Site = None, lake: Lake = LAKE) -> None:
    """List what was run: moment, steps, seconds and what it wrote.

    Example: `accu runs --site almaty`
    """
    for name in _sites(site):
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


def main() -> None:
    """Run the command; a user's mistake is one sentence and an exit code."""
    try:
        app(standalone_mode=True)
    except (UsageError, sites.SiteError) as error:
        err.print(f"accu: {error}", soft_wrap=True, markup=False, highlight=False)
        raise SystemExit(MISTAKE) from None
    except LakeBusyError as error:
        err.print(f"accu: {error}", soft_wrap=True, markup=False, highlight=False)
        raise SystemExit(BUSY) from None


if __name__ == "__main__":
    main()
