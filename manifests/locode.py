"""UN/LOCODE to airport: the customs systems name places by it, everything that flies by the IATA code."""

import re
from functools import cache, lru_cache

import airportsdata

from lake.vague import plain_words
from manifests.carriage_codes import airport
from manifests.cells import Converted, bare

_LOCODE = re.compile(r"([A-Z]{2})\s?([A-Z2-9]{3})")
_RENAMED = {"KZTSE": "NQZ"}
"""Places whose airport changed its IATA code after they got theirs: Astana, 2020."""


@cache
def _countries() -> dict[str, str]:
    """IATA code of an airport or a city -> its country."""
    cities = {code: city["country"] for code, city in airportsdata.load_iata_macs().items()}
    return cities | {code: row["country"] for code, row in airportsdata.load("IATA").items()}


@cache
def _towns() -> dict[tuple[str, str], set[str]]:
    """Country and plain name of a town -> its airports."""
    towns: dict[tuple[str, str], set[str]] = {}
    for code, row in airportsdata.load("IATA").items():
        towns.setdefault((row["country"], plain_words(row["city"])), set()).add(code)
    return towns


@lru_cache(maxsize=1 << 10)
def airport_of(place: str, name: str = "") -> Converted:
    """The airport or city of a place: its last three letters where they are one of that very country.

    Where they are not, the name of the place decides if one airport alone has it; an IATA or ICAO code is taken as
    it is. Anything else is null: a place may have no airport, several, or one with another code.

    >>> airport_of("TRIST"), airport_of("KZ ALA"), airport_of("RUMOW"), airport_of("ALA"), airport_of("-")
    (('IST', None), ('ALA', None), ('MOW', None), ('ALA', None), (None, None))
    >>> airport_of("UZSKD", "Samarkand"), airport_of("KZXXX", "TARAZ"), airport_of("DEXXX"), airport_of("CNXXX", "Beijing")
    (('SKD', None), ('DMB', None), (None, 'unknown_code'), (None, 'unknown_code'))
    """  # noqa: E501 - a doctest's answer stands on one line
    kept = bare(place)
    if kept is None:
        return None, None
    found = _LOCODE.fullmatch(kept.upper())
    if found is None:
        return airport(kept)
    country, last = found.groups()
    if _countries().get(last) == country:
        return last, None
    towns = _towns().get((country, plain_words(name)), set()) if name else set()
    code = _RENAMED.get(country + last) or (next(iter(towns)) if len(towns) == 1 else None)
    return code, None if code else "unknown_code"
