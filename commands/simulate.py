"""The loop of choosing and learning over months of the fictitious region, strategy beside strategy."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from commands.asked import UsageError, day_of, err, out
from lake import sites

if TYPE_CHECKING:
    from exercises.methods import Method
    from simulation.trials import Question

WORK = Path("var/worlds")
HELD_OUT = Path(__file__).parent.parent / "benchmarks" / "held_out_methods"
USUAL = ["random", "rules", "greedy", "hybrid", "oracle"]
ALL = "May be repeated; a name that there is not lists them all."
NIGHTS = 30
WIDE = 200
"""Columns of a report that goes to a file."""


def simulate(  # noqa: PLR0913  # the knobs of a simulation, all with a default
    *,
    strategy: Annotated[list[str] | None, typer.Option(help=f"{ALL} Without: {', '.join(USUAL)}.")] = None,
    months: Annotated[int, typer.Option(min=1, max=60, help="Months of 30 nights.")] = 6,
    seeds: Annotated[int, typer.Option(min=1, max=100, help="Worlds; every strategy works each of them.")] = 3,
    first_seed: Annotated[int, typer.Option(help="The first world's seed; the others follow.")] = 101,
    site: Annotated[str, typer.Option(help="One site.")] = "almaty",
    cases: Annotated[int, typer.Option(min=20, help="Cases made a night.")] = 700,
    prevalence: Annotated[float, typer.Option(min=0, max=1, help="Share of them that is bad.")] = 0.02,
    methods: Annotated[Path | None, typer.Option(help="Methods that are added, or replace built-in ones.")] = None,
    held_out: Annotated[bool, typer.Option("--held-out", help="Only the methods kept out while building.")] = False,
    inject: Annotated[str | None, typer.Option(help="A method, built in or kept out, that begins at --at.")] = None,
    at: Annotated[int, typer.Option(min=1, help="Month after which it begins.")] = 3,
    openings: Annotated[int, typer.Option(min=0, help="Openings a night.")] = 20,
    xrays: Annotated[int, typer.Option(min=0, help="X-rays a night.")] = 150,
    first_day: Annotated[str, typer.Option(help="First night.")] = "2026-01-01",
    work: Annotated[Path, typer.Option(help="Folder of worlds, kept for the next run.")] = WORK,
    processes: Annotated[int, typer.Option(min=1, max=2, help="Worlds at a time.")] = 1,
    to: Annotated[Path | None, typer.Option("--out", help="Write everything as JSON too.")] = None,
) -> None:
    """Let strategies choose and learn over months of the fictitious region, and say what each would have found.

    Traffic and methods are the same for all strategies of a seed, results do not enter the features, and methods move
    by date and by the region's own officers. It is an exercise: weak evidence about a real airport.

    What it costs on one core: a world about 4 ms a case, once (6 months of 700 cases a night: 9 minutes); after that a
    second a strategy that does not learn, and one that does a second a training of 1,000 labelled cases, every 14
    nights. Asked again, the figures are the same.

    Example: `accu simulate --strategy greedy --strategy oracle --months 2 --seeds 2 --cases 60 --openings 4 --xrays 15`
    """
    from simulation.build import Asked
    from simulation.learning import Learning
    from simulation.trials import Question

    first = day_of(first_day)
    last, begins = first + timedelta(days=NIGHTS * months - 1), first + timedelta(days=NIGHTS * at)
    if inject and begins > last:
        raise UsageError(f"--at {at} is not within the {months} month(s)")
    known = _with_new(_methods(methods, held_out), inject, begins)
    world = Asked(sites.load(site), first_seed, first, last, cases, prevalence, known)
    asked = Question(
        world=world,
        seeds=tuple(range(first_seed, first_seed + seeds)),
        strategies=_strategies(strategy),
        openings=openings,
        xrays=xrays,
        new=(inject, begins) if inject else None,
        learning=Learning(world.site.severity),
    )
    _run(asked, work, processes, to)


def _strategies(asked: list[str] | None) -> tuple[str, ...]:
    from simulation.strategies import STRATEGIES

    chosen = tuple(dict.fromkeys(asked or USUAL))
    if unknown := [name for name in chosen if name not in STRATEGIES]:
        known = "; ".join(f"{name}: {way.says}" for name, way in STRATEGIES.items())
        raise UsageError(f"there is no strategy {unknown[0]!r}; there are: {known}")
    return chosen


def _methods(own: Path | None, held_out: bool) -> tuple["Method", ...]:
    from exercises.methods import METHODS, MethodError, load_methods

    if own and held_out:
        raise UsageError("give --methods or --held-out, not both")
    try:
        return load_methods(HELD_OUT if held_out else METHODS, own)
    except MethodError as error:
        raise UsageError(str(error)) from None


def _with_new(methods: tuple["Method", ...], name: str | None, day: date) -> tuple["Method", ...]:
    """All methods, the new one beginning on its day; it may be one of those kept out."""
    from simulation.build import begun

    if name is None:
        return methods
    others = {method.name: method for folder in (False, True) for method in _methods(None, folder)}
    known = {method.name for method in methods}
    if name not in known and name in others:
        methods = (*methods, others[name])
    try:
        return begun(methods, name, day)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _run(asked: "Question", work: Path, processes: int, to: Path | None) -> None:
    from simulation import report
    from simulation.trials import trials

    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("worlds worked", total=len(asked.seeds))
        done = trials(asked, work, processes, lambda _: bar.advance(task))
    wide = out if out.is_terminal else Console(width=WIDE)
    wide.print(report.shown(asked, done))
    if to:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(report.as_json(asked, done), "utf-8")
