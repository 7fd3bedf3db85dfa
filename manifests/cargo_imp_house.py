"""The house line of an FHL: `HBS/number/O&D/pieces/Kweight/slac/description`."""

import re
from typing import NamedTuple

from manifests.cargo_imp_quantity import weigh

_STRICT = re.compile(
    r"/([^/]*)/([A-Z]{3})([A-Z]{3})/([0-9]{1,6})/([KL])([0-9]{1,9}(?:\.[0-9]{0,6})?)(?:/([0-9]{0,7}))?(?:/(.*))?"
)
_AIRPORTS = re.compile(r"/([A-Z]{3})([A-Z]{3})(?=/|$)", re.ASCII)
_PIECES = re.compile(r"/(\d{1,6})(?=/|$)", re.ASCII)
_WEIGHT = re.compile(r"/([KL])(\d{1,9}(?:\.\d{0,6})?)(?=/|$)", re.ASCII)
_AFTER_WEIGHT = re.compile(r"/(?:(\d{0,7})/)?(.*)", re.ASCII)


class House(NamedTuple):
    """What a house line says; None where it does not."""

    number: str | None
    origin: str | None
    destination: str | None
    pieces: int | None
    gross_kg: float | None
    slac: int | None
    description: str
    problems: tuple[str, ...]


def read_house(text: str) -> House:
    """Return what a house line says (without `HBS`); what cannot be read is None and a problem.

    The house number is taken as written, without blanks.

    >>> read_house("/AEI 12345678/SINJFK/1/K400/4/COMPUTER PARTS")[:6]
    ('AEI12345678', 'SIN', 'JFK', 1, 400.0, 4)
    >>> read_house("/X1/SINJFK/K400//PARTS").problems
    ('segment_malformed', 'zero_pieces')
    """
    match = _STRICT.fullmatch(text)
    if match is None:
        return _guess(text)
    number, origin, destination, pieces, unit, weight, slac, description = match.groups()
    return _house((number, origin, destination), pieces, weigh(unit, weight), (slac, description), ())


def _guess(text: str) -> House:
    number = text.strip("/").partition("/")[0]
    airports = _AIRPORTS.search(text)
    start = airports.end() if airports else len(number) + 1
    pieces, weight = _PIECES.search(text, start), _WEIGHT.search(text, start)
    end = max(found.end() for found in (airports, pieces, weight) if found) if airports or pieces or weight else start
    rest = _AFTER_WEIGHT.fullmatch(text, end)
    ends = airports.groups() if airports else (None, None)
    kilograms = weigh(weight[1], weight[2]) if weight else None
    tail = (rest[1], rest[2]) if rest else (None, None)
    return _house((number, *ends), pieces[1] if pieces else None, kilograms, tail, ("segment_malformed",))


def _house(
    head: tuple[str | None, ...],
    pieces: str | None,
    gross_kg: float | None,
    tail: tuple[str | None, str | None],
    problems: tuple[str, ...],
) -> House:
    count = int(pieces or 0)
    if not count:
        problems = (*problems, "zero_pieces")
    if not gross_kg:
        problems = (*problems, "missing_weight" if gross_kg is None else "zero_weight")
    number, origin, destination = head
    number = (number or "").replace(" ", "") or None
    slac, description = (int(tail[0]) or None if tail[0] else None), (tail[1] or "").strip()
    return House._make((number, origin, destination, count or None, gross_kg or None, slac, description, problems))
