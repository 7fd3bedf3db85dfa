"""Which goods descriptions say nothing: a list of words that is data, and three rules on characters."""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

WORDS = Path(__file__).parent / "reference" / "vague_descriptions.csv"
_JOINTS = re.compile(r"[,;/&+|]|\band\b|\bи\b|和")


def plain_words(text: str) -> str:
    """One case, letters of any script, single blanks; the Uzbek o' and g' keep their mark."""
    return " ".join(re.sub(r"[^\w']|_", " ", re.sub(r"[ʻʼ’`]", "'", text.casefold())).split())


@cache
def vague_words(path: Path = WORDS) -> frozenset[str]:
    """Words that are no description when they stand alone, plain; each row of the file names its source."""
    with path.open(encoding="utf-8", newline="") as lines:
        return frozenset(plain_words(row["word"]) for row in csv.DictReader(lines))


@lru_cache(maxsize=1 << 16)
def is_vague(text: str) -> bool:
    """Whether a goods description says nothing about the goods.

    True when there is no letter in it (only digits, only symbols, blank), when it is three or more times
    one letter, or when it consists of listed words alone, joined by commas or "and".

    Source: Transport Canada, Pre-load Air Cargo Targeting, technical guide 1.9 (list of unacceptable descriptions).

    >>> is_vague("GIFT"), is_vague("Spare parts & accessories"), is_vague("xxx"), is_vague("12-34")
    (True, True, True, True)
    >>> is_vague("Spare parts for pumps"), is_vague("tea"), is_vague("Подарки"), is_vague("PHONE COVER")
    (False, False, True, False)
    """
    plain = plain_words(text)
    letters = [letter for letter in plain if letter.isalpha()]
    if not letters or (len(plain) >= 3 and len(set(plain)) == 1):  # noqa: PLR2004 - "three or more equal letters"
        return True
    parts = [plain_words(part) for part in _JOINTS.split(text.casefold())]
    return plain in vague_words() or all(part in vague_words() for part in parts if part)
