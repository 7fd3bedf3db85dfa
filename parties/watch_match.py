"""Which entries of a watch list a name is alike to, and how much: candidates by 3-grams, then word by word.

A word weighs ln(names / names that have it) on this list, so TRADING and a common surname prove little and a rare word
much. What the words of two names say (parties/watch_pairs.py) is put together by a logistic regression whose plain
numbers are in watch_weights.json, fitted by benchmarks/watch_fit.py on drawn names.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parties.watch_grams import GramIndex
from parties.watch_list import Entry
from parties.watch_names import folded, plain_words
from parties.watch_pairs import FIGURES, Sides, figures, numbered
from parties.watch_words import Figures, Numbers, Words

MATCHES = pa.schema({"text": pa.string(), "entry_id": pa.string(), "score": pa.float64()})
ALIKE = 0.7
"""Scores below are not told: nothing alike."""
BATCH = 2_048
FINE = 1024
"""Weights are multiples of its inverse, so that sums are the same in any order."""
COMMON = frozenset(map(folded, (
    "TRADING", "TRADE", "GROUP", "INTERNATIONAL", "INTERNESHNL", "LOGISTICS", "LOGISTIC", "CARGO", "EXPRESS", "EXPORT",
    "IMPORT", "SERVICE", "SERVICES", "GLOBAL", "INDUSTRY", "INDUSTRIAL", "TECHNOLOGY", "ELECTRONICS", "TEXTILE",
    "TRANSPORT", "TORGOVYY", "TREYD", "TRANS", "STROY", "GRUPP", "SERVIS", "AND", "OF", "THE", "DIS", "TICARET",
    "SANAYI", "SAVDO", "LOGISTIK", "LOGISTIKA", "HOLDING", "ENTERPRISES", "SUPPLY", "SOLUTIONS", "TORG", "EKSPORT",
    "TEKSTIL", "VE", "LOJISTIK", "DZE", "OGLU", "OGLY", "UGLI", "KIZI", "KYZY",
)))  # fmt: skip
"""Words that firms and names share whatever a list says: a short list cannot know it."""
COMMON_PROVES = 1.5
"""Nats; they come together, so each proves less than its share of all names would say."""
ASSUMED = 10_000
"""Names that a list is assumed to be drawn from beside its own, so that a list of three has weights too."""
_FITTED = Path(__file__).with_name("watch_weights.json").read_bytes()
_NUMBERS = json.loads(_FITTED)
INTERCEPT = float(_NUMBERS["intercept"])
WEIGHTS = tuple(float(_NUMBERS["weights"][name]) for name in FIGURES)
VERSION = f"2-{hashlib.sha256(_FITTED).hexdigest()[:16]}"
"""Of the matcher and its numbers: raise the first when the code finds otherwise, for what was found is kept."""


class Matcher:
    """A list made ready; 100,000 names take seconds."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        rows = {(tuple(words), e.entry_id) for e in entries for n in (e.name, *e.aliases) if (words := plain_words(n))}
        self._names = sorted(rows)
        having = Counter(word for words, _ in self._names for word in {folded(word) for word in words})
        drawn = len(self._names) + ASSUMED
        self._never = _fine(math.log(drawn / 0.5))
        self._weights = {
            word: _fine(min(math.log(drawn / (names + 0.5)), COMMON_PROVES if word in COMMON else math.inf))
            for word, names in having.items()
        }
        self._words, self._numbers = self._made([list(words) for words, _ in self._names])
        self._texts = [" ".join(map(folded, words)) for words, _ in self._names]
        self._index = GramIndex(self._texts) if self._names else None

    def match(self, names: list[str]) -> pa.Table:
        """Return the entries that each name is alike to, `MATCHES`, in the order of (text, entry_id).

        Scores are 0.7 to 1, four places; a name that is like nothing has no row. The same name has the same rows
        whatever it stands beside.
        """
        texts = sorted(set(names))
        found: list[tuple[str, str, float]] = []
        for at in range(0, len(texts), BATCH):
            found.extend(self._matched(texts[at : at + BATCH]))
        columns = zip(*found, strict=True) if found else ((), (), ())
        return pa.table([pa.array(column, field.type) for column, field in zip(columns, MATCHES, strict=True)], MATCHES)

    def compared(self, texts: list[str]) -> tuple[Numbers, Numbers, Figures]:
        """Candidates of each text: numbers of text and of listed name (`entry_of`), and their `FIGURES`."""
        asked = [plain_words(text) for text in texts]
        joined = [" ".join(map(folded, words)) for words in asked]
        if self._index is None:
            return np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, len(FIGURES)))
        rows, listed = self._index.near(joined)
        words, numbers = self._made(asked)
        sides = Sides(
            numbers[rows], self._numbers[listed],
            [joined[row].replace(" ", "") for row in rows], [self._texts[at].replace(" ", "") for at in listed],
        )  # fmt: skip
        return rows, listed, figures(words, self._words, sides, self._never)

    def alike(self, asked: str, listed: str) -> float:
        """How alike a name is to a listed one by the weights of this list, 0 to 1, four places."""
        (mine, one), (theirs, other) = (self._made([plain_words(name)]) for name in (asked, listed))
        texts = ([" ".join(mine.folded[:-1])], [" ".join(theirs.folded[:-1])])
        return float(_scores(figures(mine, theirs, Sides(one, other, *texts), self._never))[0])

    def entry_of(self, listed: int) -> str:
        """The id of the entry that a listed name is of."""
        return self._names[listed][1]

    def _matched(self, texts: list[str]) -> Iterator[tuple[str, str, float]]:
        rows, listed, found = self.compared(texts)
        scores = _scores(found)
        told = np.flatnonzero(scores >= ALIKE)
        best: dict[tuple[int, str], float] = {}
        for row, at, score in zip(rows[told].tolist(), listed[told].tolist(), scores[told].tolist(), strict=True):
            one = (row, self._names[at][1])
            best[one] = max(best.get(one, 0.0), score)
        for (row, entry_id), score in sorted(best.items()):
            yield texts[row], entry_id, score

    def _made(self, names: list[list[str]]) -> tuple[Words, Numbers]:
        plain = list(dict.fromkeys(word for words in names for word in words))
        number = {word: at for at, word in enumerate(plain)}
        words = Words(plain)
        words.weight = np.array([*(self._weights.get(word, self._never) for word in words.folded[:-1]), 0.0])
        words.common = np.array([word in COMMON for word in words.folded])
        return words, numbered([[number[word] for word in name] for name in names])


def _fine(weight: float) -> float:
    return round(weight * FINE) / FINE


def same_words(found: Figures) -> npt.NDArray[np.bool_]:
    """Which pairs have the same words in any order."""
    names = (
        "slips",
        "vowels",
        "spelled",
        "missing",
        "extra",
        "common_missing",
        "common_extra",
        "initials",
        "extra_short",
    )
    same: npt.NDArray[np.bool_] = (found[:, [FIGURES.index(name) for name in names]] == 0).all(axis=1)
    return same


def _scores(found: Figures) -> Figures:
    """Scores of pairs, 0 to 1, four places; 1 for the same words in any order, never else."""
    score = 1 / (1 + np.exp(-_said(found)))
    return np.where(same_words(found), 1.0, np.minimum(np.round(score, 4), 0.9999))


def _said(found: Figures) -> Figures:
    """What the regression says, in nats; added in one order, as sums are not the same in every."""
    total = np.full(len(found), INTERCEPT)
    for column, weight in enumerate(WEIGHTS):
        total = total + found[:, column] * weight
    return total
