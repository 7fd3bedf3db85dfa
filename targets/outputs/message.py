"""The list as a text to paste into AirCargoCOMM or ContainerComm, when an officer has read it and cut it down.

No message schema of these channels is public: this is a text to adapt, and says so. Reasons, chances and the way of
selection never stand in it; names of persons only if the officer writes them.
"""

import textwrap
from collections.abc import Iterator
from typing import Any

from anyascii import anyascii

from lake.harmless import visible
from targets.language import Language
from targets.listing import Line, Listing
from targets.outputs.columns import flight_of, place_of, route, shipment, short, uld
from targets.outputs.firms import firm
from targets.outputs.output import Output

WIDTH = 68
"""Characters of a line: forms of the channels break longer ones anywhere."""
RULE = "-" * 20


def write(listing: Listing, language: Language) -> bytes:
    """Return the text as UTF-8: what holds for all, then a block a line, by flight and waybill."""
    say = language.say
    lines = sorted((line for line in listing.lines if not line.target["standby"]), key=place_of)
    known = listing.as_of.strftime("%Y-%m-%d %H:%M")
    head = [
        say("message.title", title=listing.title, day=language.moment(listing.day, day=True)),
        say("message.list", list_id=listing.list_id, n=listing.revision, moment=known),
        *([say("message.made_for", name=visible(listing.made_for))] if listing.made_for else []),
        "",
        *(say(f"message.{key}") for key in ("adapt", "names", "no_reasons")),
        "",
        f"{say('message.wish')}: {say('message.wish_text')}",
        say("message.lines", n=len(lines)) if lines else say("message.empty"),
    ]
    text = [part for said in head for part in _wrapped(said)]
    for number, line in enumerate(lines, start=1):
        text += [RULE, say("message.line", n=number, of=len(lines))]
        text += [part for said in _block(line, language) for part in _wrapped(said)]
    return ("\n".join([*text, RULE, say("message.end")]) + "\n").encode()


def _block(line: Line, language: Language) -> Iterator[str]:
    """Yield what is said of a shipment; what is not known is left out."""
    case = line.case
    number, house = shipment(line)
    flight = flight_of(line.target["flight_id"])
    weight = case.get("gross_kg")
    told = {
        "awb": number,
        "house": house,
        "flight": " ".join(part for part in (flight.designator, flight.date, flight.loading_airport) if part)
        if flight
        else None,
        "route": (route(case) or "").replace("–", "-"),
        "uld": uld(case, language),
        "pieces": case.get("pieces"),
        "kg": None if weight is None else f"{weight:.1f}".removesuffix(".0"),
        "goods": short(case.get("goods_description")),
        "hs": " ".join(case.get("hs_codes") or []),
    }
    for key, value in told.items():
        if value not in (None, ""):
            yield f"{language.say(f'message.{key}')}: {both(str(value))}"
    for who in ("consignor", "consignee"):
        if said := _party(case, who, language):
            yield f"{language.say(f'message.{who}')}: {said}"


def _party(case: dict[str, Any], who: str, language: Language) -> str | None:
    """Return a party's firm, city and country; a name that may be a person's is left out."""
    name, city, country = (case.get(f"{who}_{what}") for what in ("name", "city", "country"))
    shown = None if not name else both(short(name) or "") if firm(name) else language.say("message.person")
    return ", ".join(part for part in (shown, both(city) if city else None, country) if part) or None


def both(text: str) -> str:
    """Return a text on one line, and behind it in plain Latin letters where it has others.

    >>> both("ТОО Ромашка"), both("LED PANELS")
    ('ТОО Ромашка [TOO Romashka]', 'LED PANELS')
    """
    shown = visible(text)
    return shown if shown.isascii() else f"{shown} [{anyascii(shown)}]"


def _wrapped(said: str) -> list[str]:
    return textwrap.wrap(said, WIDTH, subsequent_indent="  ", break_on_hyphens=False) or [""]


OUTPUT = Output(
    "message",
    ".message.txt",
    write,
    "For the officer who tells a partner unit: a text to adapt and paste into AirCargoCOMM or ContainerComm.",
    each_language=True,
)
