"""The list in the size of an e-mail: counts, what is over first, what was missing, where the files are. No names."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from lake.harmless import visible
from targets.language import Language
from targets.listing import Line, Listing
from targets.outputs.columns import flight_of, shipment
from targets.outputs.output import Output

MOST_BYTES, MOST_LINES = 5_000, 60
MOST = 8
"""Flights, lines and warnings that are shown at most; fewer where the mail would grow too large."""
LONGEST = 160
"""Characters of a warning; the whole of it stands on the list."""
NUMBER = 40
"""Characters of a waybill with its house."""


def write(listing: Listing, language: Language) -> bytes:
    """Return the text as UTF-8, the subject on its first line: at most 60 lines and 5,000 bytes."""
    fits = (text for most in range(MOST, -1, -1) if _fits(text := _text(listing, language, most)))
    return next(fits, _text(listing, language, 0)[:MOST_BYTES])


def _fits(text: bytes) -> bool:
    return len(text) <= MOST_BYTES and text.count(b"\n") <= MOST_LINES


def _text(listing: Listing, language: Language, most: int) -> bytes:
    parts = (
        _head(listing, language),
        _to_do(listing, language),
        _chances(listing, language, most),
        _lines(listing, language, most),
        _missing(listing, language, most),
        _files(listing, language),
    )
    return ("\n\n".join("\n".join(said) for part in parts if (said := list(part))) + "\n").encode()


def _head(listing: Listing, language: Language) -> Iterator[str]:
    day = language.moment(listing.day, day=True)
    yield language.say("mail.subject", title=listing.title, day=day, n=listing.revision)
    yield language.say(
        "mail.known",
        moment=_moment(listing.as_of, listing, language),
        zone=listing.timezone,
        seen=listing.seen,
        listed=len(listing.lines),
        capacity=listing.capacity,
    )
    if listing.made_for:
        yield language.say("mail.made_for", name=visible(listing.made_for)[:LONGEST])


def _to_do(listing: Listing, language: Language) -> Iterator[str]:
    counted = Counter(line.target["action"] for line in _asked(listing))
    if counted:
        yield language.say("mail.actions")
    for action, n in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        yield "  " + language.say("mail.action", n=n, action=language.say(f"action.{action}"))
    if standby := len(listing.lines) - sum(counted.values()):
        yield language.say("mail.standby", n=standby)
    for key, n in (("requests", len(listing.requests)), ("ulds", len(listing.ulds))):
        if n:
            yield language.say(f"mail.{key}", n=n)


def _asked(listing: Listing) -> list[Line]:
    return [line for line in listing.lines if not line.target["standby"]]


def _chances(listing: Listing, language: Language, most: int) -> Iterator[str]:
    """Yield the flights whose first line is over first, of what is still ahead."""
    found: dict[str, list[datetime]] = {}
    for line in _asked(listing):
        until = line.target["last_chance_at"]
        if until is not None and until > listing.as_of:
            found.setdefault(_flight(line, language), []).append(until)
    first = sorted((min(times), flight, len(times)) for flight, times in found.items())
    if first:
        yield language.say("mail.first")
    for until, flight, n in first[:most]:
        left, moment = language.left(until - listing.as_of), _moment(until, listing, language)
        yield "  " + language.say("mail.chance", moment=moment, left=left, flight=flight, n=n)
    yield from _more(len(first) - most, language)


def _lines(listing: Listing, language: Language, most: int) -> Iterator[str]:
    """Yield the first lines that can still be held: a revision keeps those that are over."""
    times = ((line, line.target["last_chance_at"]) for line in _asked(listing))
    asked = [line for line, until in times if until is None or until > listing.as_of]
    if asked:
        yield language.say("mail.top")
    for line in asked[:most]:
        yield "  " + _line(line, listing, language)
    yield from _more(len(asked) - most, language)


def _line(line: Line, listing: Listing, language: Language) -> str:
    target, case = line.target, line.case
    pieces, weight, until = case.get("pieces"), case.get("gross_kg"), target["last_chance_at"]
    known = pieces is not None and weight is not None
    return language.say(
        "mail.line",
        line=target["line"],
        action=language.say(f"action.{target['action']}"),
        shipment=visible("/".join(part for part in shipment(line) if part))[:NUMBER],
        flight=_flight(line, language),
        size=language.say("mail.size", pieces=pieces, kg=weight) if known else language.say("mail.unknown_size"),
        moment=_moment(until, listing, language) if until else language.say("mail.unknown_time"),
    )


def _missing(listing: Listing, language: Language, most: int) -> Iterator[str]:
    if not listing.warnings:
        yield language.say("warning.nothing")
        return
    yield language.say("mail.missing")
    for warning in listing.warnings[:most]:
        yield "  " + visible(warning)[:LONGEST]
    yield from _more(len(listing.warnings) - most, language)


def _files(listing: Listing, language: Language) -> Iterator[str]:
    yield language.say("mail.files")
    yield f"  lists/{listing.day.isoformat()}/{listing.list_id}-r{listing.revision}.*"
    yield language.say("mail.names")


def _more(left: int, language: Language) -> Iterator[str]:
    if left > 0:
        yield "  " + language.say("mail.more", n=left)


def _flight(line: Line, language: Language) -> str:
    flight = flight_of(line.target["flight_id"])
    return visible(flight.designator) if flight else language.say("mail.unknown_flight")


def _moment(at: datetime, listing: Listing, language: Language) -> str:
    return language.moment(at.astimezone(listing.zone))


OUTPUT = Output(
    "mail",
    ".mail.txt",
    write,
    "For the shift leader's mail: at most 60 lines and 5 kB, without names of persons or firms.",
    each_language=True,
)
