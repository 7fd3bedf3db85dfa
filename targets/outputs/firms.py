"""Tells a firm's name from one that may be a person's, for texts that leave the unit. In doubt it is a person's."""

import re
from functools import cache

from lake.reference import legal_forms, trade_words
from lake.words import simplify

SOLE_TRADERS = frozenset(
    simplify(form)
    for form in ("ИП", "ЧП", "ЖК", "ЯТТ", "YATT", "ი/მ", "IE", "ХО", "HJ", "ИНДИВИДУАЛЬНЫЙ ПРЕДПРИНИМАТЕЛЬ")
)
"""Forms behind which a person stands under his own name."""
CERTAIN = 3
"""Latin letters from which a legal form is no pair of initials, as AJ or SA may be."""
CHINESE = 0x4E00
"""First of the unified ideographs."""
CARE_OF = re.compile(r"\bc/o\b|\battn\b|\battention\b|\bfao\b", re.IGNORECASE)
"""A person named beside a firm."""


def firm(name: str) -> bool:
    """Return whether the name is surely a firm's: a legal form that no sole trader has, or a word of a trade.

    >>> [firm(name) for name in ("SILVER REED TRADING FZE", "ТОО Северный камень", "ИП Петрова", "A. PETROVA")]
    [True, True, False, False]
    """
    words = f" {simplify(name)} "
    if CARE_OF.search(name) or any(f" {form} " in words for form in SOLE_TRADERS):
        return False
    return any(f" {word} " in words for word in _words_of_firms()) or any(form in name for form in _unspaced())


@cache
def _words_of_firms() -> frozenset[str]:
    forms = {simplify(row["form"]) for row in legal_forms()} - SOLE_TRADERS
    known = forms | {simplify(word) for word in trade_words()}
    return frozenset(word for word in known if len(word) >= CERTAIN)


@cache
def _unspaced() -> frozenset[str]:
    """Return the forms of scripts that write no blanks."""
    return frozenset(row["form"] for row in legal_forms() if ord(row["form"][0]) >= CHINESE)
