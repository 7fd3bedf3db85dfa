"""Two trainings side by side, as one page."""

from pathlib import Path
from typing import Annotated

import typer

from commands.asked import LAKE, Lake, UsageError, out

Named = Annotated[
    str, typer.Argument(help="The beginning of a model's sha or of an MLflow run's id, a run's name, or its variant.")
]


def compare(
    first: Named,
    second: Named,
    site: Annotated[str, typer.Option(help="The unit, as almaty.")],
    lake: Lake = LAKE,
    to: Annotated[Path, typer.Option("--out", help="The page, one HTML file without requests.")] = Path("compare.html"),
) -> None:
    """Write one page with two trainings side by side, and what the second one is better or worse at.

    Differences are paired, on the rows that both were tested on. The lake alone is needed; MLflow is asked only for
    names that the lake does not know.

    Example: `accu compare 1a2b3c4d 5e6f7a8b --site almaty --out compare.html`
    """
    from flows import bench
    from flows.unit import open_unit

    unit = open_unit(lake, site)
    try:
        comparison, page = bench.compared(unit, first, second)
    except ValueError as error:
        raise UsageError(str(error)) from None
    try:
        to.write_bytes(page)
    except OSError as error:
        raise UsageError(f"{to} cannot be written: {error.strerror}") from None
    for found in comparison.aims:
        out.print(f"  {found.verdict}", soft_wrap=True, markup=False, highlight=False)
    out.print(f"[bold]{unit.site.title}[/]  {to}", soft_wrap=True)
