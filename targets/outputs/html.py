"""The list as one page: no request, no frame, a strict content policy; for the screen and for paper."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Template
from markupsafe import Markup

from lake.page import template
from targets.language import Language
from targets.listing import Line, Listing
from targets.outputs.columns import about, flight_of, party, route, shipment, state
from targets.outputs.output import Output

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Group:
    """The lines of one flight, as listed; `last_chance_at` is the earliest that is ahead, else of those gone by."""

    flight_id: str | None
    last_chance_at: datetime | None
    lines: tuple[Line, ...]


def groups(lines: Iterable[Line], as_of: datetime) -> list[Group]:
    """Return the lines by flight, the earliest last chance first; then those without a time, then what is over."""
    found: dict[str | None, list[Line]] = {}
    for line in lines:
        found.setdefault(line.target["flight_id"], []).append(line)
    made = [Group(flight, _last_chance(given, as_of), tuple(given)) for flight, given in found.items()]
    return sorted(made, key=lambda group: _urgency(group, as_of))


def _last_chance(lines: list[Line], as_of: datetime) -> datetime | None:
    known = [at for line in lines if (at := line.target["last_chance_at"])]
    return min((at for at in known if at > as_of), default=min(known, default=None))


def _urgency(group: Group, as_of: datetime) -> tuple[int, str, str]:
    until = group.last_chance_at
    when = 1 if until is None else 2 if until <= as_of else 0
    return (when, "" if until is None else until.isoformat(), group.flight_id or "~")


def write(listing: Listing, language: Language) -> bytes:
    """Return the page as UTF-8."""
    style, script = ((HERE / name).read_text("utf-8") for name in ("list.css", "list.js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _template().render(
        listing=listing,
        language=language,
        say=language.say,
        groups=groups(listing.lines, listing.as_of),
        streams=sorted({line.case["stream"] for line in listing.lines if line.case}),
        policy=policy,
        style=Markup(style),  # noqa: S704 - our own file beside this one
        script=Markup(script),  # noqa: S704 - our own file beside this one
    )
    return page.encode()


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _template() -> Template:
    known = {
        "about": about, "flight_of": flight_of, "party": party, "route": route, "shipment": shipment, "state": state,
    }  # fmt: skip
    return template(HERE / "list.html.j2", {}, known)


OUTPUT = Output("html", ".html", write, "To read on the screen and to print; works without a network.")
