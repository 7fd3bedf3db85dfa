"""What can be said of two names that may be one: their words are set against each other, and figures come of it.

Distinct pairs of words are judged once, many at a time. All that is summed is a multiple of 1/1024, so that a pair has
the same figures whatever stands beside it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from parties.watch_words import NONE, SPELLED, THREADS, VOWEL, Figures, Numbers, Words, judged, near

Flags = npt.NDArray[np.bool_]
FIGURES = (
    "same", "slipped", "slips", "vowels", "spelled", "short_slips", "most_slips", "slipped_words", "first_letters",
    "last_letters", "known", "known_words", "missing", "missing_weight", "extra", "extra_weight", "instead",
    "instead_common", "common_missing", "common_extra", "initials", "spare", "squared", "exact", "extra_short",
)  # fmt: skip
"""What a pair of names is judged by, in the order of the columns of `figures`.

The weight of words that agree and of those that slipped; slips, letters that sound alike or that tables write
otherwise; slips by length of word and in the worst word; first and last letters that differ; how well the slipped words
are known on the list themselves; words left over on either side and on both; initials; what lacks of a rare word.
"""
WORDS = 12
"""Words of a name that are looked at, the first."""
FINE = 1024
SHORT = 8
"""Letters below which a slip counts more, as eighths."""
TOGETHER = 1
"""Slips up to which names that differ in their blanks only are one, as SILKROAD and SILK ROAD."""
FORM = 5
"""Letters below which a word that no listed name has may be a legal form that a hand slipped in."""


@dataclass(frozen=True)
class Sides:
    """Pairs of names as numbers of their words, rows of equal width filled up with `NONE`, and all letters of each."""

    asked: Numbers
    listed: Numbers
    asked_text: list[str]
    listed_text: list[str]


@dataclass(frozen=True)
class _Held:
    """Words that were held against each other, by pair of names and two places."""

    slips: Figures
    vowels: Figures
    spelled: Figures
    initial: Flags
    known: Flags


def numbered(names: list[list[int]]) -> Numbers:
    """Numbers of words as rows of equal width."""
    width = min(max(map(len, names), default=1), WORDS)
    rows = np.full((len(names), max(width, 1)), NONE, dtype=np.int64)
    for at, words in enumerate(names):
        rows[at, : min(len(words), width)] = words[:width]
    return rows


def figures(asking: Words, listing: Words, sides: Sides, never: float) -> Figures:
    """Return a row of `FIGURES` for each pair; `never` is the weight of a word that no listed name has."""
    if not len(sides.asked):
        return np.empty((0, len(FIGURES)))
    held = _held(asking, listing, sides)
    place = _placed(held, sides)
    said = _of_placed(asking, listing, sides, held, place, never) | _of_left(asking, listing, sides, place, never)
    return _joined(listing, sides, np.stack([said[name].astype(np.float64) for name in FIGURES], axis=1))


def _held(asking: Words, listing: Words, sides: Sides) -> _Held:
    one, other = sides.asked[:, :, None], sides.listed[:, None, :]
    both = (one != NONE) & (other != NONE)
    both &= near(asking, listing, one, other)
    keys = one * len(listing.plain) + other
    distinct, which = np.unique(keys[both], sorted=True, return_inverse=True)
    (slips, vowels, tables), initial = judged(asking, listing, distinct)
    at = np.full(keys.shape, len(distinct))
    at[both] = which
    slips, vowels, tables = (np.append(said, last)[at] for said, last in ((slips, np.inf), (vowels, 0), (tables, 0)))
    return _Held(slips, vowels, tables, np.append(initial, False)[at], np.isfinite(slips))


def _placed(held: _Held, sides: Sides) -> Flags:
    """Which words belong together: the likest first, each at most once."""
    value = np.where(
        held.known, 10.0 - held.slips - VOWEL * held.vowels - SPELLED * held.spelled - 6.0 * held.initial, -np.inf
    )
    rows, width = np.arange(len(value)), value.shape[2]
    place = np.zeros(value.shape, dtype=bool)
    for _ in range(min(value.shape[1:])):
        best = value.reshape(len(value), -1).argmax(axis=1)
        i, j = best // width, best % width
        found = np.isfinite(value[rows, i, j])
        if not found.any():
            break
        place[rows[found], i[found], j[found]] = True
        value[rows[found], i[found], :] = -np.inf
        value[rows[found], :, j[found]] = -np.inf
    return place


def _of_placed(
    asking: Words, listing: Words, sides: Sides, held: _Held, place: Flags, never: float
) -> dict[str, Figures]:
    """Figures of the words that belong together."""
    one, other = sides.asked[:, :, None], sides.listed[:, None, :]
    weight = np.broadcast_to(listing.weight[other], place.shape)
    whole = place & ~held.initial
    slips, vowels = np.where(whole, held.slips, 0.0), np.where(place, held.vowels, 0.0)
    heard = slips + vowels
    wrong = heard > 0
    shortness = np.maximum(SHORT / np.maximum(listing.letters[other], 1), 1.0)
    found = {
        "same": np.where(whole & ~wrong, weight, 0.0), "slipped": np.where(wrong, weight, 0.0), "slips": slips,
        "vowels": vowels, "spelled": np.where(place, held.spelled, 0.0), "slipped_words": wrong,
        "short_slips": np.round(heard * shortness * FINE) / FINE,
        "first_letters": wrong & (asking.first[one] != listing.first[other]),
        "last_letters": wrong & (asking.last[one] != listing.last[other]), "exact": whole & ~wrong,
        "known": np.where(wrong, never - asking.weight[one], 0.0), "known_words": wrong & (asking.weight[one] < never),
        "initials": place & held.initial,
    }  # fmt: skip
    summed: dict[str, Figures] = {name: values.sum(axis=(1, 2)) for name, values in found.items()}
    most = {"most_slips": heard.max(axis=(1, 2)), "squared": heard.sum(axis=(1, 2)) ** 2}
    return summed | most | {"spare": np.minimum(summed["same"] + summed["slipped"] - never, 0.0)}


def _of_left(asking: Words, listing: Words, sides: Sides, place: Flags, never: float) -> dict[str, Figures]:
    """Figures of the words that are left over."""
    left = (sides.asked != NONE) & ~place.any(axis=2)
    missing = (sides.listed != NONE) & ~place.any(axis=1)
    own, weight = asking.weight[sides.asked], listing.weight[sides.listed]
    left_common, missing_common = left & asking.common[sides.asked], missing & listing.common[sides.listed]
    short = left & (asking.letters[sides.asked] < FORM) & (own == never)
    left_rare, missing_rare = left & ~left_common & ~short, missing & ~missing_common
    extra, lost = left_rare.sum(axis=1), missing_rare.sum(axis=1)
    return {
        "missing": lost, "extra": extra, "instead": np.minimum(extra, lost), "extra_short": short.sum(axis=1),
        "instead_common": np.minimum(left.sum(axis=1), missing.sum(axis=1)),
        "missing_weight": np.where(missing_rare, weight, 0.0).sum(axis=1),
        "extra_weight": np.where(left_rare, never - own, 0.0).sum(axis=1),
        "common_missing": missing_common.sum(axis=1), "common_extra": left_common.sum(axis=1),
    }  # fmt: skip


def _joined(listing: Words, sides: Sides, found: Figures) -> Figures:
    """Pairs that differ in their blanks only are told as if each word had its own."""
    counts = (sides.asked != NONE).sum(axis=1) != (sides.listed != NONE).sum(axis=1)
    rows = np.flatnonzero(counts)
    if not len(rows):
        return found
    apart = process.cpdist(
        [sides.asked_text[row] for row in rows], [sides.listed_text[row] for row in rows],
        scorer=OSA.distance, score_cutoff=TOGETHER, dtype=np.float64, workers=THREADS,
    )  # fmt: skip
    rows, apart = rows[apart <= TOGETHER], apart[apart <= TOGETHER]
    found[rows] = 0.0
    found[rows, FIGURES.index("same")] = listing.weight[sides.listed[rows]].sum(axis=1)
    found[rows, FIGURES.index("exact")] = (sides.listed[rows] != NONE).sum(axis=1)
    for name in ("slips", "short_slips", "most_slips", "squared", "slipped_words"):
        found[rows, FIGURES.index(name)] = apart
    found[rows, FIGURES.index("spelled")] = 1.0
    return found
