"""Risk of a key as an input of a model: how often goods of a heading, or from a country, were a hit, drawn to the rest.

Encodings belong to a model, not to the features: their tables are learned with the trees and stored beside them. Keys
are of goods and places, never of a party; they are columns of text of the features table (features/beside.py, WORDS).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from measures.arrays import Bools, Floats, Ints

PLACES = 6
"""Decimals of a stored risk."""
BETWEEN = "|"
UNKNOWN = -1
"""Code of a row that lacks one of the keys."""


@dataclass(frozen=True)
class Encoding:
    """One input made of text.

    Attributes:
        name: of the input.
        keys: columns whose texts together are the key; a row that lacks one of them has the risk of all.
        says: aim to the feature that tells an officer the same fact: its part of a margin is counted there.
    """

    name: str
    keys: tuple[str, ...]
    says: Mapping[str, str]


@dataclass(frozen=True)
class Risks:
    """What was learned of an encoding for one aim: the risk of all, and of each key that was met, by key."""

    prior: float
    of_key: Mapping[str, float] = field(default_factory=dict)


_GOODS = {"illicit": "goods_hit_rate_365d", "revenue": "goods_revenue_hit_rate_365d"}
_ORIGIN = {"illicit": "origin_hit_rate_365d", "revenue": "origin_hit_rate_365d"}
_WAY = {"illicit": "path_hit_rate_365d", "revenue": "path_hit_rate_365d"}
ENCODINGS = (
    Encoding("risk_of_heading", ("goods_heading",), _GOODS),
    Encoding("risk_of_chapter", ("goods_chapter",), _GOODS),
    Encoding("risk_of_origin", ("origin_place_country",), _ORIGIN),
    Encoding("risk_of_last_stop", ("last_stop",), _WAY),
    Encoding("risk_of_heading_and_origin", ("goods_heading", "origin_place_country"), _GOODS),
    Encoding("risk_of_chapter_and_origin", ("goods_chapter", "origin_place_country"), _GOODS),
    Encoding("risk_of_chapter_and_last_stop", ("goods_chapter", "last_stop"), _GOODS),
    Encoding("risk_of_origin_and_last_stop", ("origin_place_country", "last_stop"), _WAY),
)
"""Coarse keys and their crosses. Source: BENCHMARK, what helped where no copy of a row had been learned from."""


@dataclass(frozen=True)
class Keyed:
    """Rows by the keys of some encodings.

    Attributes:
        codes: (n, e) place of each row's key in the words of its encoding; UNKNOWN where it lacks one.
        words: of each encoding, its keys in order.
    """

    codes: Ints
    words: tuple[tuple[str, ...], ...]

    def where(self, mask: Bools) -> "Keyed":
        """The rows of the mask; the words stay."""
        return Keyed(self.codes[mask], self.words)


def usable(encodings: Sequence[Encoding], columns: Sequence[str], features: Sequence[str]) -> tuple[Encoding, ...]:
    """Return the encodings whose keys are columns of the rows and whose facts are features of the model."""
    return tuple(
        encoding
        for encoding in encodings
        if set(encoding.keys) <= set(columns) and set(encoding.says.values()) <= set(features)
    )


def keyed(table: pa.Table, encodings: Sequence[Encoding]) -> Keyed:
    """Return the keys of each row.

    Raises:
        ValueError: a key is not a column of the table.
    """
    codes, words = np.full((table.num_rows, len(encodings)), UNKNOWN, dtype=np.int64), []
    for place, texts in enumerate(_texts(table, encodings)):
        known = sorted({text for text in texts if text is not None})
        number = {text: code for code, text in enumerate(known)}
        codes[:, place] = [UNKNOWN if text is None else number[text] for text in texts]
        words.append(tuple(known))
    return Keyed(codes, tuple(words))


def _texts(table: pa.Table, encodings: Sequence[Encoding]) -> list[list[str | None]]:
    """The key of every row, an encoding after the other."""
    if missing := sorted({key for one in encodings for key in one.keys} - set(table.column_names)):
        raise ValueError(f"the features table misses {len(missing)} key(s): {', '.join(missing)}")
    columns = {key: table[key].to_pylist() for one in encodings for key in one.keys}
    return [
        [
            None if None in parts else BETWEEN.join(parts)
            for parts in zip(*(columns[key] for key in one.keys), strict=True)
        ]
        for one in encodings
    ]


def learned(rows: Keyed, hits: Bools, weights: Floats, shrinkage: float) -> tuple[Risks, ...]:
    """Return the risks of every key: (hits + shrinkage x risk of all) / (rows + shrinkage), rows by their weights."""
    found = []
    for place, words in enumerate(rows.words):
        codes = rows.codes[:, place]
        *risks, prior = _of_words(codes, hits, weights, len(words), shrinkage).tolist()
        met = set(codes.tolist())
        found.append(Risks(prior, {word: risks[code] for code, word in enumerate(words) if code in met}))
    return tuple(found)


def out_of_fold(rows: Keyed, hits: Bools, weights: Floats, folds: Ints, shrinkage: float) -> Floats:
    """Return (n, e) risks of each row's keys, learned from the rows of the other folds.

    A row's own result, and those of its near-duplicates, which are in its fold, are so never in its own risk.
    """
    risks = np.empty(rows.codes.shape)
    for fold in np.unique(folds):
        inside = folds == fold
        others = (hits[~inside], weights[~inside])
        for place, words in enumerate(rows.words):
            of_word = _of_words(rows.codes[~inside, place], *others, len(words), shrinkage)
            risks[inside, place] = of_word[rows.codes[inside, place]]  # UNKNOWN, -1, is the last one
    return risks


def applied(rows: Keyed, tables: Sequence[Risks]) -> Floats:
    """Return (n, e) risks of each row's keys; that of all for a key that is lacking or was never met."""
    risks = np.empty(rows.codes.shape)
    for place, (words, table) in enumerate(zip(rows.words, tables, strict=True)):
        of_word = np.array([*(table.of_key.get(word, table.prior) for word in words), table.prior])
        risks[:, place] = of_word[rows.codes[:, place]]  # UNKNOWN, -1, is the last one
    return risks


def _of_words(codes: Ints, hits: Bools, weights: Floats, words: int, shrinkage: float) -> Floats:
    """(words + 1,) the risk of each key, that of all for one that was not met; the risk of all is the last."""
    prior = float(weights[hits].sum() / weights.sum()) if weights.sum() else 0.0
    has = codes != UNKNOWN
    met = np.bincount(codes[has], weights[has], words)
    hit = np.bincount(codes[has], weights[has] * hits[has], words)
    return np.round(np.append((hit + shrinkage * prior) / (met + shrinkage), prior), PLACES)
