"""Converters for what an export says of the carriage: airports, the carrier of a flight, special handling codes."""

import re
from functools import cache, lru_cache

import airportsdata

from lake.vague import plain_words
from manifests.cells import Converted, bare

_FLIGHT = re.compile(r"([A-Z]{2}|[A-Z]\d|\d[A-Z])(?:[\s-]?0*\d{1,4}[A-Z]?(?:\s*[/\s]\s*\S.{0,20})?)?")
_HANDLING = re.compile(r"[A-Z]{3}")
_BRACKETS = re.compile(r"[()\[\]]")


@cache
def _airports() -> dict[str, str]:
    """IATA code, ICAO code or IATA city code -> the IATA code."""
    places = airportsdata.load("IATA")
    return {
        **{row["icao"]: code for code, row in places.items() if row["icao"]},
        **{code: code for code in (*places, *airportsdata.load_iata_macs())},
    }


@lru_cache(maxsize=1 << 10)
def airport(cell: str) -> Converted:
    """An airport or city as its IATA code, from that, from the ICAO code, or from a code beside a name.

    A name alone is not read: many places share one.

    >>> airport("ala"), airport("UAAA"), airport("Алматы (ALA)"), airport("IST - Istanbul"), airport("Almaty")
    (('ALA', None), ('ALA', None), ('ALA', None), ('IST', None), (None, 'unknown_code'))
    """
    kept = bare(cell)
    if kept is None:
        return None, None
    whole = _airports().get(kept.upper())
    if whole:
        return whole, None
    words = _BRACKETS.sub(" ", kept).split()
    codes = (
        {_airports()[word] for word in (words[0], words[-1]) if word.isupper() and word in _airports()}
        if words
        else set()
    )
    return (codes.pop(), None) if len(codes) == 1 else (None, "unknown_code")


@lru_cache(maxsize=1 << 10)
def flight(cell: str) -> Converted:
    """The carrier of a flight number, or the carrier itself, as its two characters.

    The number is not kept: a flight is known by its day and loading airport too, which the manifest says.

    >>> flight("KC 0927"), flight("kc927/01MAR"), flight("KC"), flight("5X26A"), flight("927"), flight("KZR927")
    (('KC', None), ('KC', None), ('KC', None), ('5X', None), (None, 'flight_format'), (None, 'flight_format'))
    """
    kept = bare(cell)
    if kept is None:
        return None, None
    found = _FLIGHT.fullmatch(kept.upper())
    return (found[1], None) if found else (None, "flight_format")


@lru_cache(maxsize=1 << 10)
def handling(cell: str) -> Converted:
    """Special handling codes, parted by anything that is no letter.

    >>> handling("PER/EAP, COL"), handling("spx"), handling("perishable")
    ((('PER', 'EAP', 'COL'), None), (('SPX',), None), (None, 'unknown_code'))
    """
    kept = bare(cell)
    if kept is None:
        return None, None
    codes = tuple(dict.fromkeys(plain_words(kept).upper().split()))
    return (codes, None) if all(_HANDLING.fullmatch(code) for code in codes) and codes else (None, "unknown_code")
