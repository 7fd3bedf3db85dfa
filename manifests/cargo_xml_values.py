"""Converters of Cargo-XML: the text of an element becomes a value, or null and the slug of what is wrong with it.

As those of manifests/cells.py, which they use for what is not written as the standard has it. Blanks around a text are
no part of it; measures come with the code of their unit.
"""

import re
from datetime import date, datetime
from functools import lru_cache

from lake.tables import HS
from manifests import cells
from manifests.amounts import amount
from manifests.awb import parse_awb
from manifests.cargo_imp_quantity import POUND_KG, VOLUME_M3
from manifests.cells import Converted
from manifests.locode import airport_of

WEIGHTS = {
    **dict.fromkeys(("KGM", "KG", "K"), 1.0),
    **dict.fromkeys(("LBR", "LB", "L"), POUND_KG),
    "GRM": 0.001,
    "TNE": 1000.0,
}
VOLUMES = {
    **VOLUME_M3,
    "MTQ": 1.0,
    "DMQ": 0.001,
    "FTQ": VOLUME_M3["CF"],
    "CMQ": VOLUME_M3["CC"],
    "INQ": VOLUME_M3["CI"],
}
"""Unit codes of UN/ECE Recommendation 20, and those of Cargo-IMP that some senders write; factors to kg and m3."""
METRES = {"CMT": 0.01, "MTR": 1.0, "INH": 0.0254, "MMT": 0.001, "FOT": 0.3048}
_YES = {"true": True, "1": True, "false": False, "0": False}
_AIRPORT_LENGTH, _AWB_LENGTH, _SHORT = 3, 12, 8
_MOST_DIGITS = 6  # of a count; a column of pieces ends at 99,999
_LONGEST_NUMBER = 12
_FILLER = re.compile(r"[\W_]*|0{3,}")
_AGENT_LENGTH = 7
_HS = re.compile(HS, re.ASCII)
_HS_MARKS = str.maketrans("", "", " .-")
_HOUSE = re.compile(r"[A-Z0-9]{1,35}")
LONGEST = 256
"""Characters of a text that may be remembered; no code and no number is longer, so theirs are cut there."""


def words(text: str) -> Converted:
    """Words with single blanks between them; marks alone, noughts alone and the usual words for nothing are none.

    >>> words("ACME   TRADE"), words("."), words("N/A"), words("0000")
    (('ACME TRADE', None), (None, None), (None, None), (None, None))
    """
    if len(text) >= _SHORT and text[0].isalpha() and text.isprintable() and "  " not in text and text[-1] != " ":
        return text, None
    kept = " ".join(text.split())
    return _odd_words(kept) if len(kept) <= LONGEST else _odd_words.__wrapped__(kept)


@lru_cache(maxsize=1 << 12)
def _odd_words(text: str) -> Converted:
    read = cells.text if len(text) <= LONGEST else cells.text.__wrapped__
    return (None, None) if _FILLER.fullmatch(text) else read(text)


@lru_cache(maxsize=1 << 10)
def airport(text: str) -> Converted:
    """An airport by its IATA code, whichever it is; a UN/LOCODE or an ICAO code is translated.

    >>> airport("ALA"), airport("KZALA"), airport("Almaty")
    (('ALA', None), ('ALA', None), (None, 'unknown_code'))
    """
    text = text.strip()
    whole = len(text) == _AIRPORT_LENGTH and text.isalpha() and text.isascii() and text.isupper()
    return (text, None) if whole else airport_of(text)


@lru_cache(maxsize=1 << 12)
def count(text: str) -> Converted:
    """A count; zero is not known.

    >>> count("000004"), count("22.0"), count("0"), count("1,200"), count("9" * 30)
    ((4, None), (22, None), (None, 'zero_pieces'), (1200, None), (None, 'number_format'))
    """
    text = text.strip()
    if text.isdecimal() and len(text) <= _MOST_DIGITS:
        return (int(text), None) if int(text) else (None, "zero_pieces")
    value, slug = cells.pieces(text)
    return (None, "number_format") if value is not None and value >= 10**_MOST_DIGITS else (value, slug)


def quiet_count(text: str) -> Converted:
    """A count of which zero needs no word."""
    value, slug = count(text)
    return value, None if slug == "zero_pieces" else slug


@lru_cache(maxsize=1 << 12)
def weight(text: str, unit: str | None) -> Converted:
    """A weight in kilograms; without a unit it is taken for that and reported, with an unknown one it is null.

    >>> weight("1,042.50", "KGM"), weight("10", "LBR"), weight("0", "KGM"), weight("1,250", "KGM"), weight("3", "MTQ")
    ((1042.5, 'number_format'), (4.535924, None), (None, 'zero_weight'), (None, 'number_format'), (None, 'weight_unit'))
    """
    value, slug = _measure(text, unit, WEIGHTS, "weight_unit")
    return (value, slug) if value != 0 else (None, "zero_weight")


def part_weight(text: str, unit: str | None) -> Converted:
    """A weight of which zero needs no word."""
    value, slug = weight(text, unit)
    return value, None if slug == "zero_weight" else slug


@lru_cache(maxsize=1 << 12)
def volume(text: str, unit: str | None) -> Converted:
    """A volume in cubic metres as it stands, nought too: what is plainly a dummy is looked at later.

    >>> volume("2602000", "CMQ"), volume("512", "KGM")
    ((2.602, None), (None, 'volume_unit'))
    """
    return _measure(text, unit, VOLUMES, "volume_unit")


def _measure(text: str, unit: str | None, units: dict[str, float], slug: str) -> Converted:
    if not text.strip():
        return None, None
    factor = units.get(unit.strip().upper()) if unit else 1.0
    if factor is None:
        return None, slug
    number, odd = money(text)
    if number is not None and factor != 1.0:
        number = round(number * factor, 6)
    return number, odd if unit or odd else slug


@lru_cache(maxsize=1 << 12)
def money(text: str) -> Converted:
    """A number; one with marks between thousands is mended, one that could be two numbers is null.

    >>> money("4100.00"), money("4,100.00"), money("4,100"), money("-1")
    ((4100.0, None), (4100.0, 'number_format'), (None, 'number_format'), (None, 'negative_value'))
    """
    text = text.strip()
    if not text:
        return None, None
    if len(text) <= _LONGEST_NUMBER and text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text), None
    number = amount(text)
    if number is not None and number < 0:
        return None, "negative_value"
    return (number if number == amount(text, comma_groups=False) else None), "number_format"


def declared(text: str) -> Converted:
    """An amount; nought is not declared."""
    value, slug = money(text)
    return value or None, slug


def indicator(text: str) -> Converted:
    """True or false.

    >>> indicator("true"), indicator("0"), indicator("P")
    ((True, None), (False, None), (None, 'unknown_code'))
    """
    said = _YES.get(text.strip().lower())
    return said, None if said is not None or not text.strip() else "unknown_code"


@lru_cache(maxsize=1 << 4)
def payment(text: str) -> Converted:
    """Prepaid or collect, by an indicator that says whether it is prepaid."""
    said, slug = indicator(text)
    return None if said is None else "prepaid" if said else "collect", slug


@lru_cache(maxsize=1 << 10)
def day(text: str) -> Converted:
    """The day of a moment as it is written, wherever its zone.

    >>> day("2026-02-27T23:10:00.1234567-03:00"), day("27/02/2026")
    ((datetime.date(2026, 2, 27), None), (None, 'date_format'))
    """
    text = text.strip()
    try:
        found: date = datetime.fromisoformat(text).date()
    except ValueError:
        return None, "date_format" if text else None
    return found, None


@lru_cache(maxsize=1 << 12)
def hs(text: str) -> Converted:
    """An HS code as digits.

    >>> hs("8501.32"), hs("000111"), hs("NDA")
    (('850132', None), ('000111', None), (None, 'number_format'))
    """
    digits = text.strip().translate(_HS_MARKS)
    return (digits, None) if _HS.fullmatch(digits) else (None, "number_format" if text.strip() else None)


@lru_cache(maxsize=1 << 12)
def agent_code(text: str) -> Converted:
    """The seven digits of an IATA agent; what follows them is where it settles its accounts.

    >>> agent_code("23-4 7000/0012"), agent_code("ACME")
    (('2347000', None), (None, 'segment_malformed'))
    """
    digits = "".join(filter(str.isdecimal, text))[:_AGENT_LENGTH]
    return (digits, None) if len(digits) == _AGENT_LENGTH else (None, "segment_malformed" if text.strip() else None)


def waybill(text: str) -> Converted:
    """Eleven digits of a waybill, its check digit not looked at. A message may be called by it and a number more.

    >>> waybill("074-12345664"), waybill("07412345664"), waybill("074-12345664_6c76"), waybill("X1")
    (('07412345664', None), ('07412345664', 'awb_format'), ('07412345664', None), (None, 'awb_format'))
    """
    if len(text) != _AWB_LENGTH:
        text = text.strip()
    digits = text[:3] + text[4:_AWB_LENGTH]
    ends = len(text) == _AWB_LENGTH or text[_AWB_LENGTH:][:1] == "_"
    if ends and text[3] == "-" and digits.isascii() and digits.isdecimal():
        return digits, None
    return parse_awb(text.partition("_")[0]), "awb_format" if text else None


def house_number(text: str) -> Converted:
    """A house number as written, without blanks.

    >>> house_number("SEL22222222"), house_number("AEI 1234")
    (('SEL22222222', None), ('AEI1234', 'house_number_format'))
    """
    if _HOUSE.fullmatch(text):
        return text, None
    kept, slug = cells.house(text)
    odd = slug or (None if kept == text.strip() and _HOUSE.fullmatch(kept) else "house_number_format")
    return kept, odd if text.strip() else None
