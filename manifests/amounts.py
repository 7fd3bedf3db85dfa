"""Converters for amounts: numbers as people and spreadsheets write them, weights, money, counts, codes of both."""

import re

_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d*)?E[+-]?\d+", re.IGNORECASE | re.ASCII)
_POINT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_COMMA = re.compile(r"[+-]?(?:\d+,\d*|,\d+)", re.ASCII)
_THOUSAND = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{2,3})+(?:\.\d*)?", re.ASCII)  # two digits: the Indian way
_POINT_GROUPS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?", re.ASCII)
_BLANKS = re.compile(r"(?<=\d)[\s'’`](?=\d{3}(?!\d))")
LARGEST = 1e12
"""Beyond this a figure is a number of something: a waybill in the column of values."""
LONGEST = 40
"""Characters of a cell with an amount: nothing longer is one."""
WORDS = {
    word: float(n)
    for n, words in enumerate(
        (
            "one один одна одно bir бір ერთი 一", "two два две iki екі ikki ორი 二", "three три uch üç 三",
            "four четыре 四", "five пять 五", "six шесть 六", "seven семь 七", "eight восемь 八",
            "nine девять 九", "ten десять 十",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
"""Numbers written as words, seen in the column of pieces."""


def scientific(text: str) -> bool:
    """Whether a spreadsheet wrote the number as 8.12E+11: its last digits are lost."""
    return _SCIENTIFIC.fullmatch(text) is not None


def amount(text: str, *, comma_groups: bool = True) -> float | None:
    """A number with a decimal point or comma, with or without marks between thousands; None when it is none.

    One comma before three digits ("1,250") can be read both ways: as a thousand, or for `comma_groups=False`
    (weights) as a decimal comma.

    >>> amount("1 080,50"), amount("1,050.00"), amount("1.250,5"), amount("1,250"), amount("8.12E+11")
    (1080.5, 1050.0, 1250.5, 1250.0, None)
    """
    kept = _BLANKS.sub("", text.strip()) if len(text) <= LONGEST else ""
    found = WORDS.get(kept.casefold())
    if _POINT.fullmatch(kept):
        found = float(kept)
    elif _COMMA.fullmatch(kept) and not (comma_groups and _THOUSAND.fullmatch(kept)):
        found = float(kept.replace(",", "."))
    elif _COMMA_GROUPS.fullmatch(kept):
        found = float(kept.replace(",", ""))
    elif _POINT_GROUPS.fullmatch(kept):
        found = float(kept.replace(".", "").replace(",", "."))
    return found if found is not None and abs(found) < LARGEST else None


UNITS = {
    **dict.fromkeys(("kg", "kgs", "kgm", "kilo", "kilos", "kilogram", "k", "кг", "公斤", "千克", "კგ"), 1.0),
    **dict.fromkeys(("g", "gr", "grs", "gm", "gms", "gram", "grams", "г", "гр", "克", "გ"), 0.001),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds", "фунт"), 0.45359237),
    **dict.fromkeys(("oz", "ounce", "ounces"), 0.028349523125),
}
"""Kilograms in one unit of weight (lb and oz: international avoirdupois, exact)."""
_WITH_UNIT = re.compile(r"(.{0,40}?[\d.])\s{0,9}([^\W\d_]{1,12})\.?", re.DOTALL)


def weight_kg(text: str, unit: str = "kg") -> tuple[float | None, str | None]:
    """A weight in kilograms; `unit` is that of the column. A unit in the cell stands before it and is noted.

    Zero is not known, and a weight below zero is none.

    >>> weight_kg("0.5 kg"), weight_kg("300 g"), weight_kg("1,25"), weight_kg("2,250", "g"), weight_kg("0")
    ((0.5, 'unit_in_cell'), (0.3, 'unit_in_cell'), (1.25, None), (2.25, None), (None, 'zero_weight'))
    """
    slug = None
    if (found := _WITH_UNIT.fullmatch(text)) and not scientific(text):
        text, unit, slug = found[1], found[2].casefold(), "unit_in_cell"
    said = amount(text, comma_groups=UNITS.get(unit, 1.0) < 1 / 100)  # 2,250 g is grams, 2,250 kg a parcel
    if said is None or unit not in UNITS:
        return None, "number_format"
    if said <= 0:
        return None, "zero_weight" if said == 0 else "negative_value"
    return round(said * UNITS[unit], 6), slug


def count(text: str) -> tuple[int | None, str | None]:
    """A count of pieces; zero is not known.

    >>> count("one"), count("2 pcs"), count("3.0"), count("1.5"), count("0")
    ((1, None), (2, 'unit_in_cell'), (3, None), (None, 'number_format'), (None, 'zero_pieces'))
    """
    slug = None
    if (found := _WITH_UNIT.fullmatch(text)) and not scientific(text):
        text, slug = found[1], "unit_in_cell"
    said = amount(text)
    if said is None or not said.is_integer():
        return None, "number_format"
    if said <= 0:
        return None, "zero_pieces" if said == 0 else "negative_value"
    return int(said), slug


SIGNS = {
    "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT", "₽": "RUB", "₺": "TRY", "₾": "GEL", "¥": "CNY",
    "元": "CNY", "rmb": "CNY", "tl": "TRY", "ytl": "TRY", "euro": "EUR", "rur": "RUB", "руб": "RUB", "рублей": "RUB",
    "тг": "KZT", "тенге": "KZT", "сум": "UZS", "so'm": "UZS", "лари": "GEL", "долл": "USD", "доллар": "USD",
    "доллары сша": "USD", "доллар сша": "USD", "евро": "EUR", "nis": "ILS", "dhs": "AED",
}  # fmt: skip
"""What stands for a currency beside its code; a bare $ is taken for the US one, as in every list seen."""


def currency_code(text: str, known: frozenset[str]) -> str | None:
    """The ISO 4217 code that a code, a sign or a word stands for; None when it stands for none."""
    kept = text.strip().strip(".").upper()
    return kept if kept in known else SIGNS.get(kept.casefold())


def split_money(text: str) -> tuple[str, str | None]:
    """The figures of a cell and what stands beside them: ("10", "$") for 10$, ("10", None) for 10."""
    if len(text) > LONGEST:
        return text, None
    found = re.fullmatch(r"(?P<left>[^\d.,+\-\s]*)\s*(?P<figures>[+-]?[\d.,\s'’]*\d)\s*(?P<right>\D*)", text)
    if not found:
        return text, None
    beside = " ".join(part.strip() for part in (found["left"], found["right"]) if part.strip())
    return found["figures"], beside or None
