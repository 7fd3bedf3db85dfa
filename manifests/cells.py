"""Converters: the text of one cell becomes a value, or null and the slug of what is wrong with it.

A converter never raises and takes any text. A slug beside a value is a warning; where the value is null the
text was not understood. Blank cells and the usual words for nothing are null without a slug.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from lake.personal import keyed_hash
from manifests.amounts import amount, count, scientific, weight_kg
from manifests.awb import check_digit_ok, parse_awb
from manifests.envelope import LOOKALIKE
from manifests.s9 import parse_s9
from manifests.s10 import parse_s10, s10_check_digit_ok

Converted = tuple[Any, str | None]
Converter = Callable[[str], Converted]

_NOTHING = frozenset(
    {"", "-", "--", "---", "—", "–", "none", "null", "nil", "nan", "n/a", "#n/a", "#ref!", "#value!", "нет", "无"}
)
_MARKS = ("=", "'")
_PROTECTED = re.compile(r'="(.*)"', re.DOTALL)  # ="0123" is how a spreadsheet is made to keep a zero
_FLOATED = re.compile(r"(\d+)[.,]0+")  # an identifier that went through a column of floats
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ T]\d{1,2}:\d{2}.*)?")
_WHOLE = (6, 8, 10)
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d.%m.%y", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d")


def bare(cell: str) -> str | None:
    """The cell without blanks around and the marks a spreadsheet puts before it; None when it says nothing.

    >>> bare(' ="007" '), bare("'=1+1"), bare("None"), bare("-")
    ('007', '=1+1', None, None)
    """
    text = cell.strip()
    if text[:1] in _MARKS:
        if protected := _PROTECTED.fullmatch(text):
            text = protected[1].strip()
        if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "'"):
            text = text[1:]
    return None if text.casefold() in _NOTHING else text


@lru_cache(maxsize=1 << 15)
def text(cell: str) -> Converted:
    """Words: single blanks between them, no control characters."""
    kept = bare(cell)
    if kept is None:
        return None, None
    joined = " ".join(kept.split())
    if joined.isprintable():
        return joined, None
    clean = " ".join("".join(c if c.isprintable() else " " for c in joined).split())
    return bare(clean), "control_characters"


def _identifier(cell: str) -> str | None:
    kept = bare(cell)
    if kept is None or (kept.isascii() and kept.isalnum()):
        return kept
    joined = "".join(kept.split())
    if not joined.isprintable():
        joined = "".join(c for c in joined if c.isprintable())
    floated = _FLOATED.fullmatch(joined)
    return bare(floated[1] if floated else joined)


@lru_cache(maxsize=1 << 12)
def waybill(cell: str) -> Converted:
    """A waybill as 11 digits; a wrong check digit is a warning, one in six has it in the wild.

    Ten digits are taken for a prefix that lost its zero when the check digit bears it out.

    >>> waybill("886-33109193"), waybill("886-33109190"), waybill("8.86E+10"), waybill("01.03.2026")
    (('88633109193', None), ('88633109190', 'awb_check_digit'), (None, 'number_format'), (None, 'awb_format'))
    """
    kept = _identifier(cell)
    if kept is None:
        return None, None
    if scientific(kept):
        return None, "number_format"
    if re.fullmatch(r"\d{10}", kept, re.ASCII) and check_digit_ok("0" + kept):
        return "0" + kept, "number_format"
    number = parse_awb(kept)
    if number is None:
        return None, "awb_format"
    return number, None if check_digit_ok(number) else "awb_check_digit"


def house(cell: str) -> Converted:
    """A house or tracking number as written, without blanks; Cyrillic look-alikes among Latin letters are mended.

    >>> house("EX 10001"), house("8.12E+11"), house("812000000044.0"), house("2026-03-01 00:00:00")
    (('EX10001', None), (None, 'number_format'), ('812000000044', None), (None, 'house_number_format'))
    """
    kept = _identifier(cell)
    if kept is None:
        return None, None
    if scientific(kept):
        return None, "number_format"
    if _DATE.fullmatch(cell.strip()):
        return None, "house_number_format"
    if not kept.isascii() and (mended := kept.translate(LOOKALIKE)).isascii():
        return mended, "lookalike_letters"
    return kept, None


def postal_item(cell: str) -> Converted:
    """A postal item number as 13 characters (manifests/s10.py); a wrong check digit is a warning.

    >>> postal_item("RR 473 124 829 KZ"), postal_item("RR473124828KZ"), postal_item("473124829")
    (('RR473124829KZ', None), ('RR473124828KZ', 's10_check_digit'), (None, 'item_number_format'))
    """
    kept = _identifier(cell)
    if kept is None:
        return None, None
    item = parse_s10(kept)
    if item is None:
        return None, "number_format" if scientific(kept) else "item_number_format"
    if not s10_check_digit_ok(item):
        return item, "s10_check_digit"
    return item, "lookalike_letters" if any(c.isalpha() and not c.isascii() for c in kept) else None


@lru_cache(maxsize=1 << 12)
def receptacle(cell: str) -> Converted:
    """A receptacle number as 29 characters (manifests/s9.py).

    >>> receptacle("DEFRAA KZALAA A UN 6 0123 001 0 1 0154"), receptacle("DEFRAAKZALAAAUN60123")
    (('DEFRAAKZALAAAUN60123001010154', None), (None, 'receptacle_number_format'))
    """
    kept = _identifier(cell)
    if kept is None:
        return None, None
    bag = parse_s9(kept)
    if bag is None:
        return None, "number_format" if scientific(kept) else "receptacle_number_format"
    return bag.id, None


@lru_cache(maxsize=1 << 12)
def hs(cell: str) -> Converted:
    """An HS code as digits, 4 to 14; a zero that a spreadsheet took off the front or the end is put back.

    Codes have an even number of digits (eleven only in Georgia), so 5, 7 or 9 have lost a zero.

    >>> hs("6204.43.0000"), hs("902300000"), hs("3926.9"), hs("8.51762E+07"), hs("shoes")
    (('6204430000', None), ('0902300000', 'number_format'), ('392690', 'number_format'), (None, 'number_format'), (None, 'number_format'))
    """  # noqa: E501 - a doctest's answer stands on one line
    kept = _identifier(cell)
    if kept is None:
        return None, None
    if len(kept) in _WHOLE and kept.isascii() and kept.isdigit():
        return _chapter(kept, None)
    if re.fullmatch(r"\d{4}\.\d", kept, re.ASCII):
        return _chapter(kept.replace(".", "") + "0", "number_format")
    digits = re.sub(r"[.\-]", "", kept)
    if not re.fullmatch(r"\d{4,14}", digits, re.ASCII):
        return None, "number_format"
    if len(digits) in (5, 7, 9) and digits[0] != "0":
        return _chapter("0" + digits, "number_format")
    return _chapter(digits, None if len(digits) not in (5, 7, 9) else "number_format")


def _chapter(digits: str, slug: str | None) -> Converted:
    whole = not digits.startswith("00") and len(digits) not in (5, 7, 9)
    return (digits, slug) if whole else (None, "number_format")


def phone(cell: str) -> Converted:
    """A telephone's digits as written, with its plus sign; without a digit it is null."""
    kept = _identifier(cell)
    if kept is None:
        return None, None
    digits = re.sub(r"[^0-9]", "", kept)
    if scientific(kept) or not digits:
        return None, "number_format"
    return ("+" if kept.startswith("+") else "") + digits, None


def personal_id(cell: str) -> Converted:
    """A person's tax or identity number, kept only as a keyed hash."""
    kept = _identifier(cell)
    if kept is None:
        return None, None
    return (None, "number_format") if scientific(kept) else (keyed_hash(kept.upper()), None)


@lru_cache(maxsize=1 << 12)
def day(cell: str) -> Converted:
    """A day: ISO, or day before month as dd.mm.yyyy and dd/mm/yyyy; a time after it is dropped."""
    kept = bare(cell)
    if kept is None:
        return None, None
    for form in _DAYS:
        found = _parsed(re.split(r"[ T]", kept)[0], form)
        if found:
            return found, None
    return None, "date_format"


def _parsed(written: str, form: str) -> date | None:
    try:
        return datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


@lru_cache(maxsize=1 << 14)
def number(cell: str) -> Converted:
    """A number; a negative one is null."""
    kept = bare(cell)
    if kept is None:
        return None, None
    found = amount(kept)
    if found is None:
        return None, "number_format"
    return (found, None) if found >= 0 else (None, "negative_value")


@lru_cache(maxsize=1 << 14)
def pieces(cell: str) -> Converted:
    """A count of pieces; see `amounts.count`."""
    kept = bare(cell)
    return (None, None) if kept is None else count(kept)


@lru_cache(maxsize=1 << 14)
def weight(cell: str, unit: str = "kg") -> Converted:
    """A weight in kilograms; see `amounts.weight_kg`."""
    kept = bare(cell)
    return (None, None) if kept is None else weight_kg(kept, unit)
