"""The air waybill number: three digits of the carrier, seven of the serial, one check digit."""

import re

_DASHES = r"[\s\-\u2010-\u2015\u2212./]*"
_AWB = re.compile(rf"\s*(?:M?AWB)?[\s:#№.]*(\d{{3}}){_DASHES}(\d{{4}}){_DASHES}(\d{{4}})\s*", re.IGNORECASE | re.ASCII)
_LENGTH = 11
_LETTERS_FOR_DIGITS = str.maketrans({"O": "0", "О": "0"})


def parse_awb(text: str) -> str | None:
    """Return the eleven digits of a waybill number, or None when the text holds no such number.

    The check digit is not looked at: one number in six has a wrong one in the wild, and it still names
    the goods. Ask `check_digit_ok`. Seen in practice and read: no hyphen, a blank or a long dash for
    it, a blank after four digits, `AWB` before it, the letter O for a nought. Not read, because it
    would be a guess: letters for the carrier (`SG-12345678`), a digit too few or too many, the number
    a spreadsheet has rounded (`8.86E+10`).

    >>> parse_awb("074-12345664"), parse_awb(" AWB 074 1234 5664"), parse_awb("07412345664")
    ('07412345664', '07412345664', '07412345664')
    >>> parse_awb("074–1234566O")
    '07412345660'
    >>> parse_awb("SG-12345678"), parse_awb("8.86E+10"), parse_awb("")
    (None, None, None)
    """
    match = _AWB.fullmatch(text.translate(_LETTERS_FOR_DIGITS))
    return "".join(match.groups()) if match else None


def check_digit_ok(waybill: str) -> bool:
    """Whether the last of eleven digits is the seven-digit serial modulo 7.

    >>> check_digit_ok("07412345664"), check_digit_ok("07412345665")
    (True, False)

    Raises:
        ValueError: `waybill` is not eleven digits.
    """
    if len(waybill) != _LENGTH or not (waybill.isascii() and waybill.isdigit()):
        raise ValueError(f"a waybill is eleven digits, not {waybill!r}")
    serial, check = divmod(int(waybill[3:]), 10)
    return serial % 7 == check
