"""How good the targeting is on data that others have too."""

from pathlib import Path
from typing import Annotated

import typer

from commands.asked import UsageError, err, out

app = typer.Typer(no_args_is_help=True)


@app.callback()
def benchmark() -> None:
    """Benchmarks: the project's own features and training on public data, next to what others would write.

    Example: `accu benchmark declarations --train train_2020.csv --test valid_2021q1.csv`
    """


@app.command()
def declarations(
    train: Annotated[list[Path], typer.Option(help="A table of declarations to learn from; may be given again.")],
    test: Annotated[Path, typer.Option(help="A later table, to be tested on.")],
) -> None:
    """Map public declarations to the canonical tables and print how well they are ranked, under both protocols.

    published: as split by time; the generator's copies are on both sides. disjoint: training rows whose copied tuple is
    among the tested rows are left out; only this says anything of skill. Takes minutes and writes nothing.

    Example: `accu benchmark declarations --train train_2020.csv --train valid_2021q1.csv --test test_2021q2.csv`
    """
    from simulation.benchmark import run, told
    from simulation.declarations import read, together

    try:
        outcomes = run(together(train), read(test), lambda what: err.print(what, highlight=False))
    except ValueError as error:
        raise UsageError(str(error)) from None
    for line in told(outcomes):
        out.print(line, soft_wrap=True, markup=False, highlight=False)
