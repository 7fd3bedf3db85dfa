"""Near-duplicates: rows that tell the same goods from the same place in the same weight, whoever sends them when.

What belongs here: which rows are one thing told again. They share a fold when risks are learned out of fold, share a
weight in training, and are drawn together in a test: their results are not independent.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from measures.arrays import Floats, Ints
from models.matrix import as_bytes, matrix

SAME_TEXT = ("goods_heading", "origin_place_country", "last_stop")
SAME_FIGURE = ("consignment_kg_per_piece",)
DIGITS = 6
"""Significant digits of a figure that count: what is rounded alike is alike."""


def near_duplicates(rows: pa.Table, columns: Floats) -> Ints:
    """Return (n,) a number for each row; near-duplicates have the same.

    Goods, places and weight must all be known: of a row that lacks one, or of rows without these columns, only those
    alike in every feature are near-duplicates.

    Args:
        rows: a features table.
        columns: (n, k) its features; NaN is not known.
    """
    alike = same(rounded(columns)) if columns.size else np.arange(rows.num_rows)
    if not {*SAME_TEXT, *SAME_FIGURE} <= set(rows.column_names):
        return alike
    told = np.column_stack([*(_numbered(rows[name]) for name in SAME_TEXT), rounded(matrix(rows, SAME_FIGURE))])
    whole = ~np.isnan(told).any(axis=1)
    groups = same(told)
    return same(np.column_stack([whole, np.where(whole, groups, alike)]).astype(np.float64))


def same(rows: Floats) -> Ints:
    """Return (n,) the same number for equal rows, from 0 in the order of their first; NaN equals NaN."""
    if not len(rows):
        return np.empty(0, dtype=np.int64)
    _, first, group = np.unique(as_bytes(rows), return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[group]


def rounded(columns: Floats, digits: int = DIGITS) -> Floats:
    """Return figures with so many significant digits; NaN stays."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(columns == 0, 0.0, np.floor(np.log10(np.abs(columns))))
    scale = 10.0 ** (digits - 1 - np.nan_to_num(size, posinf=0.0, neginf=0.0))
    figures = np.round(columns * scale) / scale + 0.0
    figures[np.isnan(figures)] = np.nan  # one NaN, so that equal rows have equal bytes
    return figures


def sizes(groups: Ints) -> Ints:
    """Return (n,) how many rows each row's group has."""
    _, group, counts = np.unique(groups, return_inverse=True, return_counts=True)
    return counts[group] if len(groups) else np.empty(0, dtype=np.int64)


def folds(groups: Ints, parts: int, seed: int) -> Ints:
    """Return (n,) a fold from 0 for each row; the rows of a group share one. Drawn, from a fixed seed."""
    _, group = np.unique(groups, return_inverse=True)
    count = int(group.max()) + 1 if len(group) else 0
    return np.random.default_rng(seed).permutation(count)[group] % parts if count else np.empty(0, dtype=np.int64)


def _numbered(column: pa.ChunkedArray) -> Floats:
    """Texts as numbers; null is NaN."""
    texts: Sequence[str | None] = column.to_pylist()
    number = {text: place for place, text in enumerate(sorted({text for text in texts if text is not None}))}
    return np.array([np.nan if text is None else float(number[text]) for text in texts])
