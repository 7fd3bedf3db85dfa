"""The postal item number (UPU S10): two letters, eight digits, a check digit, the country that gave it."""

import re

from manifests.envelope import LOOKALIKE

_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212./\u200b\ufeff]+")
_SHAPE = re.compile(r"([A-Z0]{2})([0-9OI]{9})([A-Z0]{2})", re.ASCII)
_S10 = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}", re.ASCII)
_LETTERS = str.maketrans("0", "O")
_DIGITS = str.maketrans("OI", "01")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_MODULUS = 11
_CLASSES = {"C": "C", "E": "E", "L": "U", "R": "U", "U": "U", "V": "U"}
_LONGEST = 60


def parse_s10(text: str) -> str | None:
    """Return the thirteen characters of a postal item number, or None when the text holds no such number.

    The check digit is not looked at: a number with a wrong one still names the item. Ask `s10_check_digit_ok`.
    Seen in practice and read: blanks, hyphens or points between the groups, small letters, Cyrillic letters
    that look Latin, the letters O and I for a nought and a one, a nought for the letter O. Not read, because it
    would be a guess: a digit too few (a nought that a spreadsheet took off), a number without its letters.

    >>> parse_s10("CP000123455CN"), parse_s10(" rr 473 124 829 kz "), parse_s10("СР-000123455-CN")
    ('CP000123455CN', 'RR473124829KZ', 'CP000123455CN')
    >>> parse_s10("CPOOO123455CN"), parse_s10("C0I23456785KZ")
    ('CP000123455CN', 'CO123456785KZ')
    >>> parse_s10("CP00123455CN"), parse_s10("000123455"), parse_s10("")
    (None, None, None)
    """
    if len(text) > _LONGEST:
        return None
    found = _SHAPE.fullmatch(_BETWEEN.sub("", text).translate(LOOKALIKE).upper())
    if found is None:
        return None
    return found[1].translate(_LETTERS) + found[2].translate(_DIGITS) + found[3].translate(_LETTERS)


def s10_check_digit_ok(item: str) -> bool:
    """Whether the ninth digit follows from the eight before it.

    Each digit times its weight (8 6 4 2 3 5 9 7), added up; 11 less that sum modulo 11; ten is written 0, eleven 5.

    >>> s10_check_digit_ok("RR473124829KZ"), s10_check_digit_ok("RR473124828KZ")
    (True, False)

    Raises:
        ValueError: `item` is no postal item number.
    """
    if not _S10.fullmatch(item):
        raise ValueError(f"a postal item is two letters, nine digits and two letters, not {item!r}")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, item[2:10], strict=True))
    return int(item[10]) == {10: 0, 11: 5}.get(_MODULUS - total % _MODULUS, _MODULUS - total % _MODULUS)


def mail_class_of(item: str) -> str | None:
    """The class of mail that the first letter tells: C parcels, E express, U letter packets; None for another letter.

    L is a tracked, R a registered, V an insured and U an untracked letter packet.

    >>> mail_class_of("CP000123455CN"), mail_class_of("RR473124829KZ"), mail_class_of("ZZ473124829KZ")
    ('C', 'U', None)
    """
    return _CLASSES.get(item[:1])
