"""A list once more, for one reader."""

from typing import Annotated

import typer

from commands.asked import LAKE, Lake, Site, UsageError, day_of, out, sites_of


def copy(  # noqa: PLR0913, PLR0917 - options of a command
    made_for: Annotated[str, typer.Option("--for", help="Whose copy it is; it stands on every page and sheet.")],
    site: Site = None,
    day: Annotated[str | None, typer.Option(help="Of this day; without it the newest list.")] = None,
    revision: Annotated[int | None, typer.Option(help="In this revision; without it the newest.")] = None,
    language: Annotated[str | None, typer.Option(help="In this language only: en, ru, kk, uz, ka.")] = None,
    supervisor: Annotated[
        bool, typer.Option("--supervisor", help="Says which lines were drawn at random, with chance and level.")
    ] = False,
    lake: Lake = LAKE,
) -> None:
    """Write a list again for one reader, from what its night stored; the list itself is left alone.

    Example: `accu copy --site almaty --for "Officer 7" --language ru`
    """
    from flows.copy import Wanted, copied
    from flows.unit import open_unit
    from targets.language import codes
    from targets.listing import Copy

    if language is not None and language not in codes():
        raise UsageError(f"there is no language {language!r}; there are {', '.join(codes())}")
    wanted = Wanted(day_of(day) if day else None, revision)
    for name in sites_of(site):
        unit = open_unit(lake, name)
        try:
            files = copied(unit, wanted, Copy(made_for, supervisor), (language,) if language else ())
        except ValueError as error:
            raise UsageError(str(error)) from None
        for path in files.values():
            out.print(str(path), soft_wrap=True, markup=False, highlight=False)
