"""Addresses in one key: street, house and place, whatever the language of the words around them."""

import re
from functools import cache

from lake.reference import address_words
from parties.names import fold, latin

_TOKEN = re.compile(r"\d+[A-Z]?(?![A-Z\d])|\d+|[A-Z]+")
_FLAT = "FLAT"
_BOX = "BOX"
_ONE_NUMBER = 1
_LONGEST = 2
"""Words that one term of address_words.csv has at the most, after the first."""


def address_key(address: str) -> str | None:
    """Return the key of an address "street | place": street words sorted, house, flat, then the place.

    The first number is the house, a later one or one that a word for it precedes the flat or the office; floors are
    left out. A P. O. box needs no street. None without a number, or with a number alone: no house is named.

    >>> address_key("ул. Абай, д. 10, кв. 5 | Алматы"), address_key("10 Abay Street, apt 5 | ALMA-ATA")
    ('ABAI 10 FLAT 5, ALMATI', 'ABAI 10 FLAT 5, ALMATI')
    """
    street, _, place = address.rpartition(" | ") if " | " in address else (address, "", "")
    town = place_key(place)
    streets, numbers, flats, box = _parts(street)
    if box:
        return f"{_BOX} {numbers[0]}" + (f", {town}" if town else "") if numbers else None
    kept = [word for word in streets if word not in (town or "").split()]
    if not kept or not numbers:
        return None
    flat = flats[0] if flats else "-".join(numbers[_ONE_NUMBER:])
    said = " ".join([*sorted(kept), numbers[0], *([_FLAT, flat] if flat else [])])
    return f"{said}, {town}" if town else said


def place_key(place: str) -> str | None:
    """Return a place as it is compared: words for town left out, its names in the region's languages one.

    >>> place_key("г. Алматы"), place_key("Toshkent shahri"), place_key("")
    ('ALMATI', 'TASKENT', None)
    """
    meanings, says = _words()
    words = [word for word in latin(place).split() if meanings.get((word,)) != "drop" and word.isalpha()]
    folded = " ".join(map(fold, words))
    return says.get(folded, folded) or None


def _parts(street: str) -> tuple[list[str], list[str], list[str], bool]:
    """Street words folded, numbers in their order, numbers of flats, and whether it is a box."""
    meanings, _ = _words()
    tokens = _TOKEN.findall(latin(street))
    streets: list[str] = []
    numbers: dict[str, list[str]] = {"": [], "flat": [], "floor": []}
    box, after, place = False, "", 0
    while place < len(tokens):
        size = next((n for n in (3, 2, 1) if tuple(tokens[place : place + n]) in meanings), 0)
        means = meanings.get(tuple(tokens[place : place + size]), "")
        box |= means == "box"
        if tokens[place][0].isdigit():
            numbers[after].append(tokens[place])
            after = ""
        elif not size:
            streets.append(fold(tokens[place]))
        after = means if means in ("flat", "floor") else after
        place += max(size, 1)
    return streets, numbers[""], numbers["flat"], box


@cache
def _words() -> tuple[dict[tuple[str, ...], str], dict[str, str]]:
    """What a word of addresses means, and what a place is called, by its folded words."""
    rows = [(latin(row["word"]).split(), row) for row in address_words()]
    meanings = {tuple(words): row["means"] for words, row in rows if row["means"] != "place"}
    says = {" ".join(map(fold, words)): row["says"] for words, row in rows if row["means"] == "place"}
    return meanings, says
