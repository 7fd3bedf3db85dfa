"""What ASYCUDA World's XML documents share: how they are walked, and how they write numbers, days and traders.

Tags are compared without namespace, without case and with doubled letters as one: the real tag of the supplementary
unit has three p's, and national profiles mend it. `<null/>` and nothing are the same. Named as ignored: zero counts
and zero values, which a blank form is full of.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from manifests import cells, codes
from manifests.cells import Converted, Converter
from manifests.markup import local
from manifests.reading import Row
from manifests.record import Record, Said
from manifests.tax_id import tax_id

_DOUBLED = re.compile(r"(.)\1+")
_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_JAVA = re.compile(r"\d(?:\.\d+)?E-?\d{1,2}", re.ASCII)
_UNORDERED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{2}|\d{4})(?:[ T].*)?", re.ASCII)
_MONTHS = 12
_CENTURY = 100
_LONG_NAME = 4
"""Letters of the shortest country name taken for one; two letters may be a state (CA, GA, AL)."""

Key = tuple[str, str]


class Segment(NamedTuple):
    """An element: its leaves by (parent, tag), of each the first that says something, and the segments read apart.

    `tag` is its own as written, `line` where it begins.
    """

    said: dict[Key, Said]
    apart: "dict[str, list[Segment]]"
    tag: str
    line: int | None

    def at(self, *paths: str) -> Said | None:
        """What the first of the paths (`Parent/Tag`) says that says anything."""
        for path in paths:
            if found := self.said.get(_key(path)):
                return found
        return None

    def parts(self, tag: str) -> Iterator["Segment"]:
        """The segments of this tag that were read apart, also those inside others, in order."""
        wanted = plain(tag)
        for name, segments in self.apart.items():
            for part in segments:
                if name == wanted:
                    yield part
                yield from part.parts(tag)


@lru_cache(maxsize=1 << 12)
def plain(tag: str) -> str:
    """A tag as it is compared.

    >>> plain("{urn:x}Suppplementary_unit_code") == plain("Supplementary_Unit_code")
    True
    """
    return _DOUBLED.sub(r"\1", local(tag).lower())


@lru_cache(maxsize=1 << 10)
def _key(path: str) -> Key:
    parent, _, tag = path.partition("/")
    return plain(parent), plain(tag)


def segment(element: etree._Element, *apart: str) -> Segment:
    """Walk an element once.

    Args:
        element: a document or one segment of it.
        apart: tags of segments that repeat: each is walked as one of its own.
    """
    found = Segment({}, {}, local(element.tag), element.sourceline)
    _walk(element, plain(element.tag), frozenset(map(plain, apart)), found)
    return found


def _walk(element: etree._Element, name: str, apart: frozenset[str], found: Segment) -> None:
    for child in element:
        tag = plain(child.tag)
        if tag in apart:
            inner = Segment({}, {}, local(child.tag), child.sourceline)
            _walk(child, tag, apart, inner)
            found.apart.setdefault(tag, []).append(inner)
            continue
        text = child.text
        if text and not text.isspace() and (name, tag) not in found.said:
            found.said[name, tag] = Said(text.strip(), child.sourceline)
        if len(child):
            _walk(child, tag, apart, found)


def _mended(cell: str) -> str:
    """A number that Java wrote with an exponent (1.2345678E7), which loses no digit, in full."""
    return f"{Decimal(cell):f}" if _JAVA.fullmatch(cell) else cell


def _as_written(converter: Converter) -> Converter:
    """The converter, with a note where the document does not write a number as XML does: comma, blanks, exponent."""

    def read(cell: str) -> Converted:
        value, slug = converter(_mended(cell))
        odd = value is not None and slug is None and not _PLAIN.fullmatch(cell)
        return value, "number_format" if odd else slug

    return read


weight = _as_written(cells.weight)
_number = _as_written(cells.number)
_pieces = _as_written(cells.pieces)


def figure(cell: str) -> Converted:
    """An amount or quantity; zero is not known.

    >>> figure("990.40"), figure("4 100,00"), figure("1.2345678E7"), figure("0.0")
    ((990.4, None), (4100.0, 'number_format'), (12345678.0, 'number_format'), (None, None))
    """
    value, slug = _number(cell)
    return value or None, slug


def count(cell: str) -> Converted:
    """A count of packages; zero is not known, and so common that it is no problem.

    >>> count("3.0"), count("0"), count("two boxes")
    ((3, None), (None, None), (None, 'number_format'))
    """
    value, slug = _pieces(cell)
    return value, None if slug == "zero_pieces" else slug


def day(cell: str) -> Converted:
    """A day; where only the figures can tell the month from the day it is noted, and null where they do not.

    >>> day("2026-11-20"), day("11/19/25"), day("05/06/25"), day("19-05-2025")[0] == date(2025, 5, 19)
    ((datetime.date(2026, 11, 20), None), (datetime.date(2025, 11, 19), 'date_format'), (None, 'date_format'), True)
    """
    value, slug = cells.day(cell)
    found = _UNORDERED.fullmatch(cell.strip()) if slug else None
    if found is None:
        return value, slug
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if first != second and max(first, second) <= _MONTHS:
        return None, slug
    return _date(year + 2000 if year < _CENTURY else year, *sorted((first, second))), slug


def _date(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return datetime(year, month, day_of_month).date()  # noqa: DTZ001 - a day has no zone
    except ValueError:
        return None


def money(
    amount: Said | None, currency: Said | None, record: Record, names: tuple[str, str] = ("value", "currency")
) -> tuple[float | None, str | None]:
    """An amount and its currency, named as the columns they are for; without an amount a currency says nothing."""
    value = record.take(figure, amount, names[0])
    return value, record.take(codes.currency, currency, names[1]) if value is not None else None


def trader(who: str, name: Said | None, address: Said | None, code: Said | None, record: Record) -> Row:
    """The columns of a party; without an address of its own the first line is the name and the others the address.

    A country is read where the last line, or what follows its last comma, is the name of one.
    """
    names, rest = _lines(name), _lines(address)
    if names and not rest:
        names, rest = names[:1], names[1:]
    if not names:
        record.warn("party_missing", None, f"{who}_name")
    party = {
        "name": " ".join(names) or None,
        "address": " ".join(rest) or None,
        "country": _ending(rest[-1]) if rest else None,
        "tax_id": record.take(tax_id, code, f"{who}_tax_id"),
    }
    return {f"{who}_{slot}": value for slot, value in party.items() if value is not None}


def _lines(said: Said | None) -> list[str]:
    lines = said.text.splitlines() if said else []
    return [kept for line in lines if (kept := cells.text(line)[0])]


def _ending(line: str) -> str | None:
    last = line.rpartition(",")[2].strip(" .")
    return codes.country(last)[0] if len(last) >= _LONG_NAME else None
