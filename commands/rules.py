"""The cited rules: which there are, and what one would have hit before it goes live."""

from typing import Annotated

import typer

from commands.asked import LAKE, Lake, Site, UsageError, day_of, out, sites_of

app = typer.Typer(no_args_is_help=True)


@app.callback()
def rules() -> None:
    """Rules that officers can cite: which there are, and what one would have done over past nights.

    Example: `accu rules list`
    """


@app.command("list")
def list_() -> None:
    """List every rule: name, action, dates, owner, source.

    Example: `accu rules list`
    """
    from indicators.apply import INDICATORS

    names = max(len(rule.name) for rule in INDICATORS)
    owners = max(len(rule.owner) for rule in INDICATORS)
    _say(f"{'rule':{names}}  {'action':10}  {'from':10}  {'to':10}  {'owner':{owners}}  source")
    for rule in INDICATORS:
        until = str(rule.valid_to) if rule.valid_to else "-"
        dates = f"{rule.valid_from!s:10}  {until:10}"
        _say(f"{rule.name:{names}}  {rule.action:10}  {dates}  {rule.owner:{owners}}  {rule.source}")


@app.command("dry-run")
def dry_run(
    rule: Annotated[str, typer.Argument(help="Name of a rule, as `accu rules list` says it.")],
    first: Annotated[str, typer.Option("--from", help="First day.")],
    last: Annotated[str, typer.Option("--to", help="Last day, included.")],
    site: Site = None,
    lake: Lake = LAKE,
) -> None:
    """Say what a rule would have hit on stored nights, how much of it was inspected, and what was found.

    The rule's own dates do not matter: a file in indicators/ that begins next month can be tried on last month. Nothing
    is written.

    Example: `accu rules dry-run structured_parcels --from 2026-01-01 --to 2026-02-28 --site almaty`
    """
    from flows.rules import dry_run as tried
    from flows.rules import named
    from flows.unit import open_unit

    days = day_of(first), day_of(last)
    if days[0] > days[1]:
        raise UsageError(f"--from {days[0]} is after --to {days[1]}")
    try:
        chosen = named(rule)
        for name in sites_of(site):
            unit = open_unit(lake, name)
            for line in tried(unit, chosen, *days).told(unit.site.title, days):
                _say(line)
    except ValueError as error:
        raise UsageError(str(error)) from None


def _say(line: str) -> None:
    out.print(line, soft_wrap=True, markup=False, highlight=False)
