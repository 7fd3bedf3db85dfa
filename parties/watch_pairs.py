"""What can be said of two names that may be one: their words are set against each other, and figures come of it.

Distinct pairs of words are judged once, many at a time. All that is summed is a multiple of 1/1024, so that a pair has
the same figures whatever stands beside it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from parties.watch_names import folded, sound, spelled

Numbers = npt.NDArray[np.int64]
Figures = npt.NDArray[np.float64]
FIGURES = (
    "same", "slipped", "slips", "vowels", "spelled", "short_slips", "most_slips", "slipped_words", "first_letters",
    "last_letters", "known", "known_words", "missing", "missing_weight", "extra", "extra_weight", "instead", "instead_common", "common_missing",
    "common_extra", "initials", "spare", "squared", "exact", "extra_short",
)  # fmt: skip
"""What a pair of names is judged by, in the order of the columns of `figures`."""
WORDS = 12
"""Words of a name that are looked at, the first."""
NONE = -1
FINE = 1024
VOWEL, SPELLED = 1 / 2, 1 / 8
"""What a letter counts that sounds alike, and one that tables write otherwise, when a slip is 1: to choose what fits."""
SHORT = 8
"""Letters below which a slip counts more, as eighths."""
TOGETHER = 1
"""Slips up to which names that differ in their blanks only are one, as SILKROAD and SILK ROAD."""
LIMITS = np.array([0, 0, 0, 1, 2, 2, *[3] * 4, *[4] * 90])
"""Slips that a word may have, by its letters; with more it is another word."""
INITIALS = {"I": "IAEOU", "J": "JAUOE", "D": "DJZ", "Z": "ZJ", "T": "TC", "C": "CSK", "K": "KH", "P": "PF"}
"""What a word may begin with after folding, for an initial that was written alone."""
FORM = 4
"""Letters below which a word that no listed name has may be a legal form that a hand slipped in."""
THREADS = 2


class Words:
    """Distinct words with what is known of each; a number stands for a word."""

    def __init__(self, plain: list[str]) -> None:
        self.plain = np.array([*plain, ""], dtype=object)
        self.folded = np.array([*(folded(word) for word in plain), ""], dtype=object)
        self.sound = np.array([sound(word) for word in self.folded], dtype=object)
        self.spelled = np.array([spelled(word) for word in self.folded], dtype=object)
        self.letters = np.array([len(word) for word in self.folded])
        self.bits = np.array([_bits(word) for word in self.sound], dtype=np.int64)
        self.weight = np.zeros(len(self.plain))
        self.common = np.zeros(len(self.plain), dtype=bool)


@dataclass(frozen=True)
class Sides:
    """Pairs of names as numbers of their words, rows of equal width filled up with `NONE`, and all letters of each."""

    asked: Numbers
    listed: Numbers
    asked_text: list[str]
    listed_text: list[str]


@dataclass(frozen=True)
class _Held:
    """Words that were held against each other, by pair and two places: slips, letters that sound alike or are another table's, an initial."""

    slips: Figures
    vowels: Figures
    spelled: Figures
    initial: npt.NDArray[np.bool_]
    known: npt.NDArray[np.bool_]


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
    found = _summed(asking, listing, sides, held, place, never)
    return _joined(listing, sides, found)


def _bits(word: str) -> int:
    return sum(1 << (ord(letter) % 64) for letter in set(word))


def _held(asking: Words, listing: Words, sides: Sides) -> _Held:
    one, other = sides.asked[:, :, None], sides.listed[:, None, :]
    both = (one != NONE) & (other != NONE)
    keys = np.where(both, one * len(listing.plain) + other, NONE)
    distinct = np.unique(keys)
    at = np.searchsorted(distinct, keys)
    (slips, vowels, tables), initial = _judged(asking, listing, distinct)
    return _Held(slips[at], vowels[at], tables[at], initial[at], both & np.isfinite(slips[at]))


def _judged(asking: Words, listing: Words, keys: Numbers) -> tuple[Figures, npt.NDArray[np.bool_]]:
    """Slips (infinite for two words), letters that sound alike, that tables write otherwise; and whether one is the other's initial."""
    one, other = keys // len(listing.plain), keys % len(listing.plain)
    letters = np.maximum(asking.letters[one], listing.letters[other])
    found = np.zeros((3, len(keys)))
    slips = found[0]
    slips[:] = np.inf
    same = asking.folded[one] == listing.folded[other]
    slips[same] = 0.0
    limits = LIMITS[np.minimum(letters, len(LIMITS) - 1)]
    changed = np.bitwise_count(asking.bits[one] ^ listing.bits[other])
    far = np.abs(asking.letters[one] - listing.letters[other]) > limits + 2
    near = np.flatnonzero(~same & (limits > 0) & ~far & (changed <= 2 * limits) & (keys >= 0))
    found[:, near] = _distances(asking, listing, one[near], other[near])
    slips[slips > limits] = np.inf
    initial = ~same & (np.minimum(asking.letters[one], listing.letters[other]) == 1) & (keys >= 0)
    for at in np.flatnonzero(initial):
        shorter, longer = sorted((asking.folded[one[at]], listing.folded[other[at]]), key=len)
        initial[at] = longer[0] in INITIALS.get(shorter, shorter)
    found[:, initial] = 0.0
    return found, initial


def _distances(asking: Words, listing: Words, one: Numbers, other: Numbers) -> Figures:
    """The three figures of `_judged`, read as folded words or as they were written, whichever is nearer."""
    most = int(LIMITS[-1])

    def apart(what: str, cutoff: int) -> Figures:
        mine, theirs = getattr(asking, what)[one].tolist(), getattr(listing, what)[other].tolist()
        return process.cpdist(
            mine, theirs, scorer=OSA.distance, score_cutoff=cutoff, dtype=np.float64, workers=THREADS
        )  # fmt: skip

    whole = apart("folded", most + 2)
    middle = np.minimum(apart("spelled", most + 2), whole)
    heard = np.minimum(apart("sound", most), middle)
    read = np.stack([heard, middle - heard, whole - middle])
    written = apart("plain", most)
    nearer = written < heard + VOWEL * read[1] + SPELLED * read[2]
    return np.where(nearer, np.stack([written, 0 * written, 0 * written]), read)


def _placed(held: _Held, sides: Sides) -> npt.NDArray[np.bool_]:
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


def _summed(
    asking: Words, listing: Words, sides: Sides, held: _Held, place: npt.NDArray[np.bool_], never: float
) -> Figures:
    weight = np.broadcast_to(listing.weight[sides.listed][:, None, :], place.shape)
    own = np.broadcast_to(asking.weight[sides.asked][:, :, None], place.shape)
    letters = np.broadcast_to(listing.letters[sides.listed][:, None, :], place.shape)
    slips = np.where(place & ~held.initial, held.slips, 0.0)
    slips[~place] = 0.0
    vowels, tables = np.where(place, held.vowels, 0.0), np.where(place, held.spelled, 0.0)
    wrong = slips + vowels > 0
    exact = place & ~held.initial & ~wrong
    short = np.round((slips + vowels) * np.maximum(SHORT / np.maximum(letters, 1), 1.0) * FINE) / FINE
    first = wrong & (_first(asking)[sides.asked][:, :, None] != _first(listing)[sides.listed][:, None, :])
    last = wrong & (_last(asking)[sides.asked][:, :, None] != _last(listing)[sides.listed][:, None, :])
    left = (sides.asked != NONE) & ~place.any(axis=2)
    missing = (sides.listed != NONE) & ~place.any(axis=1)
    left_common, missing_common = left & asking.common[sides.asked], missing & listing.common[sides.listed]
    left_short = left & (asking.letters[sides.asked] < FORM) & (asking.weight[sides.asked] == never)
    left_rare, missing_rare = left & ~left_common & ~left_short, missing & ~missing_common

    def total(values: Figures) -> Figures:
        return values.sum(axis=(1, 2))

    proof = total(np.where(place & ~held.initial, weight, 0.0))
    columns = {
        "same": total(np.where(exact, weight, 0.0)), "slipped": total(np.where(wrong, weight, 0.0)),
        "slips": total(slips), "vowels": total(vowels), "spelled": total(tables), "short_slips": total(short),
        "most_slips": (slips + vowels).max(axis=(1, 2)), "slipped_words": total(wrong * 1.0), "first_letters": total(first * 1.0),
        "last_letters": total(last * 1.0), "exact": total(exact * 1.0),
        "known": total(np.where(wrong, never - own, 0.0)), "known_words": total((wrong & (own < never)) * 1.0),
        "missing": missing_rare.sum(axis=1), "extra": left_rare.sum(axis=1),
        "missing_weight": np.where(missing_rare, listing.weight[sides.listed], 0.0).sum(axis=1),
        "extra_weight": np.where(left_rare, never - asking.weight[sides.asked], 0.0).sum(axis=1),
        "instead": np.minimum(left_rare.sum(axis=1), missing_rare.sum(axis=1)),
        "instead_common": np.minimum(left.sum(axis=1), missing.sum(axis=1)),
        "common_missing": missing_common.sum(axis=1), "common_extra": left_common.sum(axis=1),
        "extra_short": left_short.sum(axis=1), "initials": total((place & held.initial) * 1.0), "spare": np.minimum(proof - never, 0.0),
        "squared": total(slips + vowels) ** 2,
    }  # fmt: skip
    return np.stack([columns[name].astype(np.float64) for name in FIGURES], axis=1)


def _first(words: Words) -> npt.NDArray[np.int64]:
    return np.array([ord(word[0]) if word else 0 for word in words.sound], dtype=np.int64)


def _last(words: Words) -> npt.NDArray[np.int64]:
    return np.array([ord(word[-1]) if word else 0 for word in words.folded], dtype=np.int64)


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
