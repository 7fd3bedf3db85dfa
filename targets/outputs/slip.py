"""The slip for the handler: what to present, where and until when, and never why.

Nothing here reads a reason, a score, a rule or how a line was selected; the order is by time, flight and waybill, so
that a line drawn at random looks like any other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from targets.language import Language
from targets.listing import Line, Listing
from targets.outputs.columns import flight_of, place_of, shipment, uld
from targets.outputs.output import Output
from targets.pages.house import page

PLACES = {
    "xray": "xray", "canine": "bay", "partial_opening": "bay", "full_opening": "bay", "uld_breakdown": "bay",
}  # fmt: skip
"""Kind of inspection and the kind of place that the goods are brought to. Documents and images need no goods."""


LATEST = datetime.max.replace(tzinfo=UTC)
"""Where the last chance is not known: such flights stand behind the others."""


@dataclass(frozen=True)
class Item:
    """One shipment to present; texts are in the language, None is not known."""

    waybill: str
    house: str | None
    uld: str
    batch: str | None
    pieces: int | None
    kg: float | None
    until: str | None
    place: str


@dataclass(frozen=True)
class Flight:
    """What is to be presented of one flight; None is a flight that is not known."""

    designator: str | None
    airport: str | None
    items: tuple[Item, ...]

    @property
    def pieces(self) -> int | None:
        """Pieces of all shipments; None where those of one are not known."""
        counted = [item.pieces for item in self.items]
        return None if None in counted else sum(piece for piece in counted if piece is not None)


def write(listing: Listing, language: Language) -> bytes:
    """Return the slip as a page that prints on A4."""
    known = language.moment(listing.as_of.astimezone(listing.zone))
    return page(
        "slip.html.j2",
        ("slip.css",),
        listing=listing,
        language=language,
        say=language.say,
        known=known,
        flights=flights(listing, language),
    )


def flights(listing: Listing, language: Language) -> list[Flight]:
    """Return what is to be presented: no reserve, and nothing that is over; flights by their time, then waybills."""
    found: dict[str | None, list[Line]] = {}
    for line in sorted(_presented(listing), key=place_of):
        found.setdefault(line.target["flight_id"], []).append(line)
    first = sorted(found.items(), key=lambda it: min(line.target["last_chance_at"] or LATEST for line in it[1]))
    return [_flight(flight_id, lines, listing, language) for flight_id, lines in first]


def _presented(listing: Listing) -> Iterable[Line]:
    for line in listing.lines:
        until = line.target["last_chance_at"]
        ahead = until is None or until > listing.as_of
        if ahead and not line.target["standby"] and line.target["action"] in PLACES:
            yield line


def _flight(flight_id: str | None, lines: list[Line], listing: Listing, language: Language) -> Flight:
    flight = flight_of(flight_id)
    items = tuple(_item(line, listing, language) for line in lines)
    return Flight(flight.designator if flight else None, (flight.loading_airport or None) if flight else None, items)


def _item(line: Line, listing: Listing, language: Language) -> Item:
    waybill, house = shipment(line)
    until, batch = line.target["last_chance_at"], line.target["batch"]
    return Item(
        waybill=waybill,
        house=house,
        uld=uld(line.case, language, "slip.bulk") or language.say("page.no_uld"),
        batch=None if batch == line.case.get("uld") else batch,
        pieces=line.case.get("pieces"),
        kg=line.case.get("gross_kg"),
        until=None if until is None else language.moment(until.astimezone(listing.zone)),
        place=language.say(f"slip.{PLACES[line.target['action']]}"),
    )


OUTPUT = Output(
    "slip",
    ".slip.html",
    write,
    "For the handler: what to present, where and until when, and never why. Prints on A4.",
    each_language=True,
)
