"""What is made again: a night from what its lake held then, compared byte by byte with what was stored."""

from datetime import datetime
from typing import Annotated

import typer

from commands.asked import LAKE, Lake, Site, UsageError, day_of, moment_of, out, progress, sites_of
from lake import sites

DIFFERENT = 1


def replay(
    site: Site = None,
    day: Annotated[str | None, typer.Option(help="The night of this day, as of the site's cut-off hour.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Any other moment that was run, as a later list of a shift.")
    ] = None,
    lake: Lake = LAKE,
) -> None:
    """Make a past night again from what was known then, and say of each table and output whether it is the same.

    A line each: same, differs, not stored. Exit codes: 0 all is the same; 1 something is not.

    Example: `accu replay --site almaty --day 2026-03-01`
    """
    from flows.replay import replay as replayed
    from flows.unit import open_unit

    if (day is None) == (as_of is None):
        raise UsageError("give --day or --as-of, and one of them only")
    different = 0
    for name in sites_of(site):
        unit = open_unit(lake, name)
        try:
            with progress() as do:
                lines = replayed(unit, _moment(unit.site, day, as_of), do)
        except ValueError as error:
            raise UsageError(f"{name}: {error}") from None
        for line in lines:
            detail = f"  ({line.detail})" if line.detail else ""
            out.print(f"{line.verdict:10}  {line.run_id}  {line.what}{detail}", soft_wrap=True, markup=False)
        different += sum(line.verdict != "same" for line in lines)
    if different:
        raise typer.Exit(DIFFERENT)


def _moment(site: sites.Site, day: str | None, as_of: str | None) -> datetime:
    return moment_of(as_of) if as_of else site.as_of(day_of(day or ""))
