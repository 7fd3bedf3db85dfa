"""What an officer brings back: a sheet is checked, answered, and put where the next night counts it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.asked import LAKE, Lake, Site, UsageError, out, sites_of


def returned(
    file: Annotated[Path, typer.Argument(help="The filled-in sheet, XLSX or CSV.")],
    site: Site = None,
    made_for: Annotated[
        str | None, typer.Option("--for", help="Who returns it, where the sheet does not say whom it was made for.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only check it; nothing is put anywhere.")] = False,
    lake: Lake = LAKE,
) -> None:
    """Check a filled-in sheet, show its receipt, and put it where the next night counts it.

    The receipt says a sentence for each thing that is not as it should be. Mend the sheet and return it again: nothing
    is overwritten.

    Example: `accu return almaty-2026-03-01-r1.xlsx --site almaty`
    """
    from flows import inbox
    from flows.unit import open_unit
    from targets.language import load
    from targets.receipt import receipt_text

    names = sites_of(site)
    if len(names) != 1:
        raise UsageError(f"say for which site, as --site {names[0]}")
    unit = open_unit(lake, names[0])
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    try:
        found = inbox.check(unit, file.name, data, datetime.now(UTC).replace(microsecond=0), made_for)
        for line in receipt_text(replace(found.receipt, checked=check), load(unit.site.language)):
            out.print(line, soft_wrap=True, markup=False, highlight=False)
        if check:
            return
        path = inbox.bring(unit, found)
    except ValueError as error:
        raise UsageError(str(error)) from None
    said = (
        f"{inbox.folder_of(unit) / found.name} is there already"
        if path is None
        else f"{path}: the next night counts it"
    )
    out.print(said, soft_wrap=True, markup=False, highlight=False)
