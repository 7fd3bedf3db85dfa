"""The ULDs worth breaking down as a page of its own beside the list, for the screen and for paper."""

from datetime import datetime, timedelta
from typing import Any

from targets.language import GAP, Language
from targets.listing import Line, Listing
from targets.outputs.columns import flight_of, shipment, waybill
from targets.outputs.output import Output
from targets.pages.house import page
from targets.uld_facts import Fact
from targets.ulds import UldChoice

SORTS = {"P": "pallet", "F": "pallet", "A": "container", "D": "container", "R": "thermal", "M": "thermal"}
"""What the first letter of a ULD's type says; others are not said. Source: IATA ULD Regulations."""


def write(listing: Listing, language: Language) -> bytes:
    """Return the page as UTF-8."""
    say = language.say
    named = {line.target["line"]: _named(line) for line in listing.lines}
    known: dict[str, Any] = {
        "said": lambda fact: say(f"ulds.fact_{fact.key}", **_values(fact, language)),
        "weight": lambda unit: _weight(unit, language),
        "holds": lambda unit: _holds(unit, language),
        "local": lambda at: _local(at, listing, language),
        "sort": _sort,
        "latest": lambda unit: unit.last_chance_at - timedelta(minutes=unit.minutes),
        "flight_of": flight_of,
        "waybill": waybill,
    }
    lines = {line: named.get(line, "") for unit in listing.ulds for line in unit.lines}
    return page("ulds.html.j2", ("ulds.css",), listing=listing, language=language, say=say, named=lines, **known)


def _named(line: Line) -> str:
    """A line's shipment in one piece."""
    master, house = shipment(line)
    return f"{master} / {house}" if house else master


def _values(fact: Fact, language: Language) -> dict[str, object]:
    """Numbers stay numbers, for their plural; a share is a percentage."""
    return {name: language.share(value) if name == "share" else value for name, value in fact.values.items()}


def _weight(unit: UldChoice, language: Language) -> str:
    lines = _kilos(unit.kg, language)
    if unit.uld is None:
        return language.say("ulds.weight_bulk", lines=lines)
    if unit.stated_kg is None:
        return language.say("ulds.weight_lines", lines=lines)
    return language.say("ulds.weight_both", lines=lines, stated=_kilos(unit.stated_kg, language))


def _kilos(kg: float | None, language: Language) -> str:
    return language.say("ulds.not_known") if kg is None else f"{language.number(kg)}{GAP}{language.unit('kg')}"


def _holds(unit: UldChoice, language: Language) -> str:
    told = {"waybills": unit.waybills, "cases": unit.cases}
    if unit.pieces is None:
        return language.say("ulds.holds_bulk", **told)
    return language.say("ulds.holds_pieces", pieces=unit.pieces, **told)


def _sort(unit: UldChoice) -> str | None:
    sort = SORTS.get((unit.uld_type or "")[:1])
    return f"ulds.{sort}" if sort else None


def _local(at: datetime, listing: Listing, language: Language) -> str:
    return language.moment(at.astimezone(listing.zone))


OUTPUT = Output(
    "ulds", "-ulds.html", write, "The ULDs worth breaking down, for whoever leads the shift.", each_language=True
)
