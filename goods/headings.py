"""What the classifier knows before a unit has lines of its own: words of HS headings, kept in lake/reference."""

from dataclasses import dataclass
from functools import cache

from goods.grams import text_key
from lake.reference import goods_words, headings

CHAPTERS = range(1, 98)
"""Chapters of the nomenclature; 77 is kept free in it, 98 and 99 are national."""


@dataclass(frozen=True)
class Example:
    """A text that stands for a heading, `weight` times."""

    text: str
    hs4: str
    weight: int = 1


@cache
def heading_texts() -> tuple[Example, ...]:
    """Every word and title of the headings and every goods word, each once a heading, in order."""
    told = [(text, row.hs4) for row in headings() for text in (row.title, *row.words)]
    told += list(goods_words().items())
    keyed = {(key, hs4) for text, hs4 in told if (key := text_key(text)) is not None}
    return tuple(Example(text, hs4) for text, hs4 in sorted(keyed))


def is_heading(hs4: str) -> bool:
    """Whether four signs can be a heading.

    >>> is_heading("8517"), is_heading("9900"), is_heading("0000"), is_heading("85A7")
    (True, False, False, False)
    """
    return len(hs4) == 4 and hs4.isascii() and hs4.isdigit() and int(hs4[:2]) in CHAPTERS  # noqa: PLR2004
