"""Descriptions as they are compared and counted: one key a text, and its character n-grams as numbers.

A gram is its own number (base 37), nothing is hashed: no two grams share one, and a number reads back as letters.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from lake.vague import is_vague
from lake.words import simplify

SIZES = (2, 3, 4)
"""Letters of a gram, the blank at a word's end counted; a gram never spans two words."""
SIGNS = 37
"""The blank between words, A-Z and figures: all that `simplify` leaves."""
STARTS = (0, SIGNS**2, SIGNS**2 + SIGNS**3)
"""The number of the first gram of each size."""
GRAMS = SIGNS**2 + SIGNS**3 + SIGNS**4
"""How many grams there are."""
AT_ONCE = 20_000
"""Texts whose grams are sought together: about 200 MB."""

_CODES = np.zeros(128, np.int64)
_CODES[ord("A") : ord("Z") + 1] = np.arange(1, 27)
_CODES[ord("0") : ord("9") + 1] = np.arange(27, 37)


@lru_cache(maxsize=1 << 16)
def text_key(description: str) -> str | None:
    """Return a description as it is compared: simplified, without words that hold a digit; None when it says nothing.

    >>> text_key("12 pcs. Cotton T-Shirts, PO 4711"), text_key("Gift")
    ('PCS COTTON T SHIRTS PO', None)
    """
    words = [word for word in simplify(description).split() if word.isalpha()]
    return None if not words or is_vague(description) else " ".join(words)


def grams(texts: list[str]) -> csr_matrix:
    """Return an (n, GRAMS) matrix of float64: 1 where a text has a gram, however often.

    Args:
        texts: keys of texts: capitals and figures, words apart by one blank.
    """
    parts = [_grams(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE)]
    return vstack(parts, format="csr") if parts else csr_matrix((0, GRAMS))


def _grams(texts: list[str]) -> csr_matrix:
    codes = _CODES[np.frombuffer("  ".join(["", *texts, ""]).encode("ascii"), np.uint8)]
    owners = np.repeat(np.arange(len(texts), dtype=np.int64), [len(text) + 2 for text in texts])
    found = [_of_size(codes, owners, size, start) for size, start in zip(SIZES, STARTS, strict=True)]
    places = np.sort(np.concatenate(found))  # np.unique hashes, which is ten times slower on these
    rows, columns = np.divmod(places[np.diff(places, prepend=-1) > 0], GRAMS)
    ends = np.searchsorted(rows, np.arange(len(texts) + 1)).astype(np.int32)
    return csr_matrix((np.ones(len(columns)), columns.astype(np.int32), ends), (len(texts), GRAMS))


def _of_size(codes: NDArray[np.int64], owners: NDArray[np.int64], size: int, start: int) -> NDArray[np.int64]:
    """Row times GRAMS plus gram, for every gram of a size.

    Before, between and after the texts are two blanks, so that a gram with letters inside belongs to one text.
    """
    count = len(codes) - size + 1
    windows = [codes[at : at + count] for at in range(size)]
    number = np.zeros(count, np.int64)
    for window in windows:
        number = number * SIGNS + window
    inside = windows[1:-1] or [windows[0] + windows[1]]
    at = np.flatnonzero(np.all([window > 0 for window in inside], axis=0))
    return owners[np.maximum(at - 1, 0)] * GRAMS + start + number[at]
