"""Words of names and how near two of them are: slips, letters that sound alike, letters that tables write otherwise."""

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from parties.watch_names import folded, sound, spelled

Numbers = npt.NDArray[np.int64]
Figures = npt.NDArray[np.float64]
NONE = -1
VOWEL, SPELLED = 1 / 2, 1 / 8
"""What a letter counts that sounds alike, and one that tables write otherwise, when a slip is 1: to say what fits."""
LIMITS = np.array([0, 0, 0, 1, 2, 2, *[3] * 4, *[4] * 90])
"""Slips that a word may have, by its letters; with more it is another word."""
INITIALS = {"I": "IAEOU", "J": "JAUOE", "D": "DJZ", "Z": "ZJ", "T": "TC", "C": "CSK", "K": "KH", "P": "PF"}
"""What a word may begin with after folding, for an initial that was written alone."""
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
        self.first = np.array([ord(word[0]) if word else 0 for word in self.sound], dtype=np.int64)
        self.last = np.array([ord(word[-1]) if word else 0 for word in self.folded], dtype=np.int64)
        self.weight = np.zeros(len(self.plain))
        self.common = np.zeros(len(self.plain), dtype=bool)


def near(asking: Words, listing: Words, one: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
    """Which pairs may be one word at all, by their letters and length only, or a word and an initial."""
    mine, theirs = asking.letters[one], listing.letters[other]
    limits = LIMITS[np.minimum(np.maximum(mine, theirs), len(LIMITS) - 1)]
    changed = np.bitwise_count(asking.bits[one] ^ listing.bits[other])
    found: npt.NDArray[np.bool_] = (changed <= 2 * limits) & (np.abs(mine - theirs) <= limits + 2)
    return found | (np.minimum(mine, theirs) == 1)


def judged(asking: Words, listing: Words, keys: Numbers) -> tuple[Figures, npt.NDArray[np.bool_]]:
    """Judge pairs of words that are `near`, numbered asked x all listed + listed.

    Slips (infinite for two words), letters that sound alike, letters that tables write otherwise; and whether one word
    is the other's initial.
    """
    one, other = keys // len(listing.plain), keys % len(listing.plain)
    limits = LIMITS[np.minimum(np.maximum(asking.letters[one], listing.letters[other]), len(LIMITS) - 1)]
    found = np.zeros((3, len(keys)))
    same = asking.folded[one] == listing.folded[other]
    differ = np.flatnonzero(~same)
    found[:, differ] = _distances(asking, listing, one[differ], other[differ])
    found[0, found[0] > limits] = np.inf
    initial = _initials(asking, listing, one, other) & ~same
    found[:, initial] = 0.0
    return found, initial


def _initials(asking: Words, listing: Words, one: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
    initial = np.minimum(asking.letters[one], listing.letters[other]) == 1
    for at in np.flatnonzero(initial):
        shorter, longer = sorted((asking.folded[one[at]], listing.folded[other[at]]), key=len)
        initial[at] = longer[0] in INITIALS.get(shorter, shorter) if shorter else False
    return initial


def _distances(asking: Words, listing: Words, one: Numbers, other: Numbers) -> Figures:
    """The three figures of `judged`, read as folded words or as they were written, whichever is nearer."""
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


def _bits(word: str) -> int:
    return sum(1 << (ord(letter) % 64) for letter in set(word))
