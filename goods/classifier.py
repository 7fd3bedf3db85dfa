"""Which HS heading a description speaks of: naive Bayes over character n-grams, learned by counting.

A text weighs its grams by how rare they are and has length 1, in training as in judging, so that a long text is no
surer than a short one. Counting learns 200,000 lines in seconds, on one thread, the same bytes every time; the model
is a table of numbers that numpy and scipy alone read.

Source: J. Rennie et al., Tackling the poor assumptions of naive Bayes text classifiers, ICML 2003 (weights, length).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from goods.grams import GRAMS, SIZES, STARTS, grams, text_key
from goods.headings import Example, heading_texts

UNSEEN = 0.01
"""What a heading is believed to have of a gram that none of its texts has; the best of 0.003 to 1 on held-out texts."""
PRIOR = 0.3
"""How much a frequent heading is preferred: the power of its number of texts (1 would drown the rare ones)."""
SHARPNESS = 0.7
"""Makes shares of the scores probabilities that come true; chosen on held-out texts (benchmarks/goods_text.py)."""
LEAST_KNOWN = 0.6
"""Share of a text's grams of 3 and 4 letters that must be known: a text in an unknown language says nothing to us."""
AT_ONCE = 4_096
"""Texts that are judged together: 25 MB at 750 headings."""

MODEL = pa.schema({
    "hs4": pa.string(),
    "intercept": pa.float32(),
    "unseen": pa.float32(),
    "grams": pa.list_(pa.int32()),
    "coefficients": pa.list_(pa.float32()),
})  # fmt: skip
"""A stored classifier: a row a heading; the row without a heading has the weight of every known gram."""
FIT = pa.schema({
    "text": pa.string(),
    "hs4": pa.string(),
    "fit": pa.float64(),
    "rank": pa.int64(),
    "best": pa.string(),
    "best_fit": pa.float64(),
})  # fmt: skip


@dataclass(frozen=True)
class Classifier:
    """A learned classifier of k headings.

    Attributes:
        headings: the headings in order.
        intercepts: (k,) what a heading has before a word is said.
        unseen: (k,) what it gets for each gram it never had.
        coefficients: (k, GRAMS) what it gets above that for each gram it had.
        weights: (GRAMS,) how much each gram tells; 0 where it was never seen.
    """

    headings: tuple[str, ...]
    intercepts: NDArray[np.float64]
    unseen: NDArray[np.float64]
    coefficients: csr_matrix
    weights: NDArray[np.float64]

    def judge(self, texts: list[str]) -> NDArray[np.float64]:
        """Return (n, k) probabilities of the headings for keys of texts (goods.grams.text_key); rows add up to 1."""
        found = [self._judge(grams(texts[at : at + AT_ONCE])) for at in range(0, len(texts), AT_ONCE)]
        return np.concatenate(found) if found else np.empty((0, len(self.headings)))

    def best(self, descriptions: Iterable[str]) -> dict[str, tuple[str, float]]:
        """Return the best heading and its probability by description, of those that say something to us.

        Args:
            descriptions: as messages write them; each is judged once.
        """
        said = self._said(descriptions)
        found: dict[str, tuple[str, float]] = {}
        for some, chances in self._in_turn(sorted(set(said.values()))):
            found |= self._best(some, chances)
        return {text: found[key] for text, key in said.items() if key in found}

    def fit(self, descriptions: list[str], hs4: list[str]) -> pa.Table:
        """Return how well each description fits the heading that is declared with it (schema FIT).

        Args:
            descriptions: as messages write them; distinct pairs with `hs4`, which is "" where none is declared.
            hs4: declared headings, four digits.

        Returns:
            A row a pair, in their order: `fit` the probability of the declared heading and `rank` its place (1 is
            the best), null where the heading is not among the known ones; `best` and `best_fit`, the heading that
            fits best. All null where the text says nothing.
        """
        said = self._said(descriptions)
        places = {heading: at for at, heading in enumerate(self.headings)}
        asked: dict[str, set[int]] = {}
        for text, heading in zip(descriptions, hs4, strict=True):
            if text in said:
                asked.setdefault(said[text], set()).update({places[heading]} if heading in places else set())
        told: dict[tuple[str, int], tuple[float, int]] = {}
        best: dict[str, tuple[str, float]] = {}
        for some, chances in self._in_turn(sorted(asked)):
            told |= _told(some, chances, asked)
            best |= self._best(some, chances)
        rows = []
        for text, heading in zip(descriptions, hs4, strict=True):
            fit, rank = told.get((said.get(text, ""), places.get(heading, -1)), (None, None))
            first, first_fit = best.get(said.get(text, ""), (None, None))
            rows.append((text, heading, fit, rank, first, first_fit))
        columns = zip(*rows, strict=True) if rows else [()] * len(FIT)
        return pa.table([pa.array(column, kind) for column, kind in zip(columns, FIT.types, strict=True)], schema=FIT)

    def _best(self, keys: list[str], chances: NDArray[np.float64]) -> dict[str, tuple[str, float]]:
        places, most = chances.argmax(1).tolist(), chances.max(1).tolist()
        return {key: (self.headings[at], chance) for key, at, chance in zip(keys, places, most, strict=True)}

    def _said(self, descriptions: Iterable[str]) -> dict[str, str]:
        """The key of each description that says something."""
        return {text: key for text in dict.fromkeys(descriptions) if (key := text_key(text)) is not None}

    def _in_turn(self, keys: list[str]) -> Iterable[tuple[list[str], NDArray[np.float64]]]:
        """Keys that are known well enough, some at a time, and their probabilities."""
        for at in range(0, len(keys), AT_ONCE):
            counted = grams(keys[at : at + AT_ONCE])
            known = self._known(counted) >= LEAST_KNOWN
            yield (
                [key for key, is_known in zip(keys[at:], known, strict=False) if is_known],
                self._judge(counted[known]),
            )

    def _known(self, counted: csr_matrix) -> NDArray[np.float64]:
        """Share of the grams of 3 and 4 letters that were ever seen; 0 without any."""
        long = np.zeros(GRAMS)
        long[STARTS[SIZES.index(3)] :] = 1
        return (counted @ (long * (self.weights > 0))) / np.maximum(counted @ long, 1)

    def _judge(self, counted: csr_matrix) -> NDArray[np.float64]:
        weighed = _weighed(counted, self.weights)
        scores = (weighed @ self.coefficients.T).toarray()
        scores += np.outer(np.asarray(weighed.sum(1)).ravel(), self.unseen) + self.intercepts
        chances = np.exp(SHARPNESS * (scores - scores.max(1, keepdims=True)))
        return chances / chances.sum(1, keepdims=True)


def train(own: Iterable[Example] = ()) -> Classifier:
    """Learn from the words of headings and from a unit's own texts.

    Args:
        own: texts (goods.grams.text_key) with a declared heading; weight 1 or more. Their order does not matter.
    """
    examples = sorted([*heading_texts(), *own], key=lambda example: (example.hs4, example.text, example.weight))
    counted = grams([example.text for example in examples])
    seen = np.asarray(counted.sum(0)).ravel()
    weights = np.where(seen > 0, np.log((len(examples) + 1) / (seen + 1)), 0).astype(np.float32).astype(np.float64)
    headings = sorted({example.hs4 for example in examples})
    place = {heading: at for at, heading in enumerate(headings)}
    times = np.array([example.weight for example in examples], np.float64)
    owners = np.array([place[example.hs4] for example in examples])
    of_heading = csr_matrix((times, (owners, np.arange(len(examples)))), (len(headings), len(examples)))
    sums = (of_heading @ _weighed(counted, weights)).tocsr()
    sums.sort_indices()
    return load(_model(headings, sums, np.asarray(of_heading.sum(1)).ravel(), weights))


@cache
def cold_start() -> Classifier:
    """The classifier of a unit that has no lines of its own yet."""
    return train()


def save(classifier: Classifier) -> pa.Table:
    """Return a classifier as rows of MODEL; `load` gives the same back."""
    known = np.flatnonzero(classifier.weights)
    table = classifier.coefficients
    lists = [(table.indices[a:b], table.data[a:b]) for a, b in zip(table.indptr[:-1], table.indptr[1:], strict=True)]
    lists.insert(0, (known, classifier.weights[known]))
    columns = [
        [None, *classifier.headings],
        [None, *classifier.intercepts],
        [None, *classifier.unseen],
        [which for which, _ in lists],
        [much.astype(np.float32) for _, much in lists],
    ]
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, MODEL.types, strict=True)], schema=MODEL)


def load(rows: pa.Table) -> Classifier:
    """Return the classifier of rows of MODEL."""
    told = rows.slice(1).combine_chunks()
    lists = told["coefficients"].combine_chunks()
    weights = np.zeros(GRAMS)
    weights[rows["grams"][0].values.to_numpy()] = rows["coefficients"][0].values.to_numpy()
    ends = np.concatenate([[0], np.cumsum(lists.value_lengths().to_numpy())]).astype(np.int32)
    which = told["grams"].combine_chunks().flatten().to_numpy()
    much = lists.flatten().to_numpy().astype(np.float64)
    return Classifier(
        tuple(told["hs4"].to_pylist()),
        told["intercept"].to_numpy().astype(np.float64),
        told["unseen"].to_numpy().astype(np.float64),
        csr_matrix((much, which, ends), (told.num_rows, GRAMS)),
        weights,
    )


def _model(headings: list[str], sums: csr_matrix, texts: NDArray[np.float64], weights: NDArray[np.float64]) -> pa.Table:
    """Rows of MODEL from what the texts of each heading have of each gram."""
    total = np.asarray(sums.sum(1)).ravel() + UNSEEN * np.count_nonzero(weights)
    sums.data = np.log1p(sums.data / UNSEEN).astype(np.float32).astype(np.float64)
    return save(Classifier(tuple(headings), PRIOR * np.log(texts), np.log(UNSEEN / total), sums, weights))


def _weighed(counted: csr_matrix, weights: NDArray[np.float64]) -> csr_matrix:
    """Rows of grams by their weights, each of length 1; 0 where nothing is known."""
    much = weights[counted.indices]
    owners = np.repeat(np.arange(counted.shape[0]), np.diff(counted.indptr))
    length = np.sqrt(np.bincount(owners, much * much, minlength=counted.shape[0]))
    much /= np.where(length > 0, length, 1)[owners]
    return csr_matrix((much, counted.indices, counted.indptr), counted.shape)


def _told(
    keys: list[str], chances: NDArray[np.float64], asked: dict[str, set[int]]
) -> dict[tuple[str, int], tuple[float, int]]:
    """Probability and rank of each heading that is asked for, by key; equals count as better, so no luck is told."""
    found = {}
    for row, key in enumerate(keys):
        for place in asked[key]:
            chance = chances[row, place]
            found[key, place] = (float(chance), int((chances[row] > chance).sum()) + 1)
    return found
