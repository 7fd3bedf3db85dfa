"""How a name is prepared for a watch list: words that read alike in every script and spelling.

Folding is coarse on purpose and both sides go through it. What tells two names apart afterwards is the words, how rare
they are, and which of their letters differ (parties/watch_match.py).
"""

import re
from functools import lru_cache

from lake.words import simplify

FORMS = frozenset({
    "LLC", "LLP", "LP", "LTD", "LIMITED", "INC", "INCORPORATED", "CORP", "CORPORATION", "CO", "COMPANY", "PLC", "PTE",
    "PVT", "PTY", "GMBH", "MBH", "AG", "KG", "SA", "SAS", "SARL", "SRL", "SPA", "BV", "NV", "AB", "OY", "ZOO", "OU",
    "SIA", "UAB", "FZE", "FZCO", "FZC", "DMCC", "OOO", "OAO", "ZAO", "PAO", "AO", "TOO", "IP", "CHP", "MCHJ", "MCHZH",
    "XK", "QK", "OSOO", "SHPS", "AS", "STI", "SHTI", "TIC", "SAN", "JSC", "OJSC", "CJSC", "PJSC", "IE", "JSHS",
    "ZHSHS", "KHK", "SS", "SIRKETI", "LIMITET", "ANONIM", "SANAYI", "TICARET",
    "VE", "AK", "FE", "SE", "ASH", "MTCHZH",
})  # fmt: skip
"""Legal forms as they read after `simplify`: no word of a name unless it has no other."""

_FOLDS = tuple((re.compile(written), sound) for written, sound in (
    (r"C(?=[AOULRT])", "K"),
    (r"(?<=[AEIOU])J(?=A?$|[BCDFGHKLMNPQRSTVWXZ])|(?<=[BVGKLMNPRSZ])J(?=[AU])", "Y"),  # j is й in ISO 9
    ("SHCH|SCH|SH", "S"), ("DZH|ZH", "J"), ("TCH|CH|TZ|TS", "C"), ("DJ", "J"), ("DZ", "Z"), ("KH|KS|X", "H"),
    ("GH", "G"), ("PH", "F"), ("TH", "T"), ("DH", "D"), ("Q", "K"), ("W", "V"), ("IYE|YE|IE|JE(?=V)", "E"),
    ("IYO", "IO"),
    ("OU|UE", "U"), ("AE", "A"), ("OE", "O"), ("Y|IJ", "I"), (r"(?<=[AEO])F+$", "V"), (r"([A-Z])\1+", r"\1"),
))  # fmt: skip
"""Spellings of one sound in the tables in use (BGN, ICAO 9303, ISO 9, passports, national Latin), in this order."""
_SOUNDS = str.maketrans("EIOUJBPZCDGQ", "AAAAAVFSSTKK", "H")
_WRITTEN = str.maketrans("CJ", "KI")
_SOFT = re.compile(r"D(?=I[AOU])")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 17)
def folded(word: str) -> str:
    """Return one simplified word as it is compared.

    >>> folded("ZHUKOFF"), folded("JUKOV"), folded("ALEXANDER"), folded("ALEKSANDR")
    ('JUKOV', 'JUKOV', 'ALEHANDER', 'ALEHANDR')
    >>> folded("SVETLAJA"), folded("SVETLAYA"), folded("KARGO"), folded("CARGO")
    ('SVETLAIA', 'SVETLAIA', 'KARGO', 'KARGO')
    """
    for written, sound in _FOLDS:
        word = written.sub(sound, word)
    return word


@lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """Return a folded word with letters as one that ears and tables mix up: vowels and j, s z ts, t d, k g, p f, b v.

    >>> sound("PIRCHALAZE"), sound("FIRCHALASE"), sound("MURAT"), sound("MARATA")
    ('FARSALASA', 'FARSALASA', 'MARAT', 'MARATA')
    """
    return _TWICE.sub(r"\1", word.translate(_SOUNDS))


@lru_cache(maxsize=1 << 17)
def spelled(word: str) -> str:
    """Return a folded word with letters as one that tables write for each other: c and k, j and i, io and e, dj and j.

    >>> spelled(folded("CAGLAR")), spelled(folded("CHAGLAR")), spelled("ARTIOMOV"), spelled("ARTEMOV")
    ('KAGLAR', 'KAGLAR', 'ARTEMOV', 'ARTEMOV')
    """
    return _TWICE.sub(r"\1", _SOFT.sub("", word.translate(_WRITTEN))).replace("IO", "E")


def plain_words(name: str) -> list[str]:
    """Return the words of a name in Latin letters, in their order, legal forms left out unless nothing else is there.

    >>> plain_words("ТОО «Шёлковый путь»"), plain_words("LLC"), plain_words("...")
    (['SHELKOVYY', 'PUT'], ['LLC'], [])
    """
    simple = simplify(name).split()
    return [word for word in simple if word not in FORMS] or simple


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared, in their order, legal forms left out; () when none is left.

    >>> words_of("ТОО «Шёлковый путь»"), words_of("Shelkovy Put LLP"), words_of("LLC"), words_of("...")
    (('SELKOVI', 'PUT'), ('SELKOVI', 'PUT'), ('LC',), ())
    """
    return tuple(folded(word) for word in plain_words(name))
