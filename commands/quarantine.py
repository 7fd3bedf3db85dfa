"""The quarantine: what waits in it, one message of it, reading it again, and asking the carrier."""

from pathlib import Path
from typing import Annotated

import typer

from commands.asked import LAKE, Lake, Site, UsageError, day_of, out, sites_of

app = typer.Typer(no_args_is_help=True)
Feed = Annotated[str | None, typer.Option(help="Only this feed of the site's TOML.")]
Carrier = Annotated[str | None, typer.Option(help="Only this carrier, as listed: Q1, or 888 for waybills 888-.")]


@app.callback()
def quarantine() -> None:
    """Records that were refused: what they are, reading them again, asking the carrier.

    Example: `accu quarantine list --site almaty`
    """


@app.command("list")
def list_(
    site: Site = None,
    feed: Feed = None,
    carrier: Carrier = None,
    since: Annotated[str | None, typer.Option(help="Received on this day or later.")] = None,
    lake: Lake = LAKE,
) -> None:
    """List the reasons, counted by feed and carrier, the newest first, each with an example and the id to look at.

    Example: `accu quarantine list --site almaty --since 2026-02-28`
    """
    from flows.quarantine import Wanted, listed
    from flows.unit import open_unit

    wanted = Wanted(feed, carrier, day_of(since) if since else None)
    for name in sites_of(site):
        try:
            for line in listed(open_unit(lake, name), wanted):
                _say(line)
        except ValueError as error:
            raise UsageError(str(error)) from None


@app.command()
def show(
    message: Annotated[str, typer.Argument(help="Beginning of a message's id, and /RECORD for one record of it.")],
    site: Site = None,
    lake: Lake = LAKE,
) -> None:
    """Show a refused message: where it came from, the lines at fault, and what it would have been.

    Example: `accu quarantine show 3f2a90c1/1 --site almaty`
    """
    from flows.refused_record import shown
    from flows.unit import open_unit

    reasons = []
    for name in sites_of(site):
        try:
            for line in shown(open_unit(lake, name), message):
                _say(line)
            return
        except ValueError as error:
            reasons.append(str(error))
    raise UsageError("; ".join(dict.fromkeys(reasons)))


@app.command()
def retry(
    messages: Annotated[list[str] | None, typer.Argument(help="Beginnings of ids; default: all that wait.")] = None,
    feed: Feed = None,
    site: Site = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    lake: Lake = LAKE,
) -> None:
    """Read what waits again by today's readers and mappings; what is understood now is known from the last cut-off on.

    Example: `accu quarantine retry --feed courier --site almaty --dry-run`
    """
    from flows.quarantine import Wanted
    from flows.retry import retry as read_again
    from flows.unit import open_unit

    for name in sites_of(site):
        unit = open_unit(lake, name)
        try:
            retried = read_again(unit, Wanted(feed, messages=tuple(messages or ())), dry=dry_run)
        except ValueError as error:
            raise UsageError(str(error)) from None
        for line in retried.told(unit.site.title, dry=dry_run):
            _say(line)


@app.command()
def request(  # noqa: PLR0913, PLR0917 - an option each
    carrier: Carrier = None,
    day: Annotated[str | None, typer.Option(help="The night of this day; default: the last one.")] = None,
    site: Site = None,
    feed: Feed = None,
    contact: Annotated[str | None, typer.Option(help="Whom the carrier answers, as it stands in the text.")] = None,
    hours: Annotated[float, typer.Option(min=0.0, help="Hours before arrival by which the answer is due.")] = 4.0,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="Write to this file; of several carriers one file each.")
    ] = None,
    lake: Lake = LAKE,
) -> None:
    """Draft a request for information to a carrier: what is wanting, waybill by waybill, and until when.

    Example: `accu quarantine request --carrier Q1 --day 2026-03-01 --site almaty --out request.txt`
    """
    from flows.quarantine import Wanted
    from flows.request import Terms, requests
    from flows.unit import open_unit

    drafts = []
    for name in sites_of(site):
        unit = open_unit(lake, name)
        as_of = unit.site.as_of(day_of(day)) if day else None
        terms = Terms(contact, hours) if contact else Terms(hours=hours)
        try:
            found = requests(unit, as_of, Wanted(feed, carrier), terms)
        except ValueError as error:
            raise UsageError(str(error)) from None
        drafts += [(name, draft) for draft in found]
    if not drafts:
        _say("Nothing is wanting that a carrier could be asked for.")
    for name, draft in drafts:
        if out_file is None:
            _say(draft.text)
            continue
        several = f"-{name}-{draft.carrier}".replace(" ", "-") if len(drafts) > 1 else ""
        path = out_file.with_stem(f"{out_file.stem}{several}")
        path.write_text(draft.text, encoding="utf-8")
        _say(f"{path}: {draft.waybills} waybills of {draft.carrier}")


def _say(line: str) -> None:
    out.print(line, soft_wrap=True, markup=False, highlight=False)
