"""The `accu` command: thin. Commands stand in commands/; a user's mistake is one sentence and an exit code."""

import typer

from commands import (
    benchmark,
    compare,
    copy,
    grade,
    look,
    mapping,
    measures,
    promote,
    quarantine,
    region,
    replay,
    returned,
    rules,
    run,
    simulate,
)
from commands.asked import UsageError, err
from lake import quiet, sites
from lake.runs import LakeBusyError

MISTAKE, BUSY = 2, 3
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
for command in (run.night, run.train, run.backfill, look.show, look.read, region.exercise, run.runs, replay.replay):
    app.command()(command)
app.command("return")(returned.returned)
app.command()(copy.copy)
app.command()(compare.compare)
app.command()(grade.grade)
app.command()(measures.measures)
app.command()(simulate.simulate)
app.command()(promote.promote)
app.command()(promote.rollback)
app.add_typer(benchmark.app, name="benchmark")
app.add_typer(mapping.app, name="mapping")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(rules.app, name="rules")


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
