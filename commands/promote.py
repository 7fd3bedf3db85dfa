"""Who ranks: `accu promote` and `accu rollback`. The record in the lake decides; MLflow's alias mirrors it."""

from typing import TYPE_CHECKING, Annotated

import typer

from commands.asked import LAKE, Lake, UsageError, err, out
from lake import sites

if TYPE_CHECKING:
    from flows.unit import Unit

OneSite = Annotated[str, typer.Option(help="The site, as almaty.")]


def promote(
    site: OneSite,
    model: Annotated[str, typer.Option(help="The beginning of the model's sha, or latest.")],
    approved_by: Annotated[str, typer.Option(help="Who answers for it: not the one who trained it.")],
    lake: Lake = LAKE,
) -> None:
    """Make a challenger the champion: the gate held when it was trained, and a second person answers for it.

    The verdict is the one that lies in the lake. It is refused when it did not pass, when it was held against another
    champion than the one that ranks now, or when the model was taken back before; then train again. Nothing overrules
    it. Nights from the model's own moment on use it; what was handed out stays.

    Example: `accu promote --site almaty --model latest --approved-by "A. Name"`
    """
    from flows.promote import promote as promoted
    from flows.unit import open_unit

    unit = open_unit(lake, sites.load(site).name)
    try:
        record = promoted(unit, model, approved_by)
    except ValueError as error:
        raise UsageError(f"{site}: {error}") from None
    told = f"champion number {record.number}: {record.sha[:12]}, by {record.approved_by}"
    out.print(f"[bold]{unit.site.title}[/]  {told}", soft_wrap=True)
    _mirror(unit)


def rollback(
    site: OneSite,
    approved_by: Annotated[str, typer.Option(help="Who answers for it.")],
    because: Annotated[str, typer.Option(help="Why, for those who read it later.")],
    to: Annotated[
        int | None, typer.Option(help="Number of an appointment; default: the last that stood before the champion.")
    ] = None,
    lake: Lake = LAKE,
) -> None:
    """Bring back an earlier champion, at once; nothing is deleted, and lists that were handed out stay as they are.

    Example: `accu rollback --site almaty --approved-by "A. Name" --because "misses couriers since Monday"`
    """
    from flows.promote import rollback as brought_back
    from flows.unit import open_unit

    unit = open_unit(lake, sites.load(site).name)
    try:
        record = brought_back(unit, approved_by, because, to)
    except ValueError as error:
        raise UsageError(f"{site}: {error}") from None
    was = f"as number {record.how.back_to} was"
    out.print(f"[bold]{unit.site.title}[/]  champion number {record.number}: {record.sha[:12]}, {was}")
    _mirror(unit)


def _mirror(unit: "Unit") -> None:
    """Tell MLflow, which is only a mirror: should it fail, that is a note."""
    from flows.tracked import told_champion

    if trouble := told_champion(unit):
        err.print(f"  {trouble}", soft_wrap=True, markup=False, highlight=False)
