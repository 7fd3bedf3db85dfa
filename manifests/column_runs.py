"""Runs of rows in columns: the rows of a house, one below the other, become one value of the house.

Each method is what `register_house` does with the rows of one house.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from manifests.cell_columns import truths

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]


class Runs:
    """Where the runs begin.

    Attributes:
        heads: the first row of each run.
        run_of: the run of each row.
        single: whether every run is one row.
    """

    def __init__(self, heads: Places, rows: int):
        self.heads = heads
        self.lengths = np.diff(heads, append=rows)
        self.run_of = np.repeat(np.arange(len(heads)), self.lengths)
        self.single = len(heads) == rows

    def first(self, column: pa.Array) -> pa.Array:
        """The first value of each run that is not null."""
        if self.single:
            return column
        rows = len(column)
        valid = truths(column.is_valid())
        first = np.minimum.reduceat(np.where(valid, np.arange(rows), rows), self.heads)
        return pa.concat_arrays([column, pa.nulls(1, column.type)]).take(pa.array(first))

    def figure(self, column: pa.Array) -> pa.Array:
        """The figure that all rows of a run have alike, else the sum of their figures."""
        first = self.first(column)
        differ = self._different_figures(column)[1]
        if not differ.any():
            return first
        sums = [round(math.fsum(figures), 6) for figures in self._said(column, np.flatnonzero(differ))]
        whole = pa.types.is_integer(column.type)
        return pc.replace_with_mask(
            first, pa.array(differ), pa.array([int(total) if whole else total for total in sums], column.type)
        )

    def unless_repeated(self, column: pa.Array) -> pa.Array:
        """The figures of the rows; null where several rows of a run have one alike, as it is then the run's."""
        if self.single:
            return column
        known, differ = self._different_figures(column)
        return pc.if_else(pa.array(((known > 1) & ~differ)[self.run_of]), None, column)

    def total(self, column: pa.Array) -> pa.Array:
        """The sum of each run, to two places; null where no row has a value."""
        if self.single:
            return _rounded(column)
        sums = [round(math.fsum(values), 2) if values else None for values in self._said(column)]
        return pa.array(sums, column.type)

    def joined(self, column: pa.Array) -> pa.Array:
        """The different texts of each run, joined."""
        if self.single:
            return column
        return pa.array(["; ".join(dict.fromkeys(texts)) or None for texts in self._said(column)], pa.string())

    def different(self, column: pa.Array) -> pa.Array:
        """The different texts of each run, as a list; null where there is none."""
        if not self.single:
            return pa.array([list(dict.fromkeys(texts)) or None for texts in self._said(column)], pa.list_(pa.string()))
        valid = truths(column.is_valid())
        offsets = np.concatenate(([0], np.cumsum(valid))).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), column.drop_null(), mask=pa.array(~valid))

    def _said(self, column: pa.Array, runs: Places | None = None) -> Iterator[list[Any]]:
        """The values of each run, or of some of them, without nulls."""
        values = column.to_pylist()
        heads, ends = self.heads, self.heads + self.lengths
        if runs is not None:
            heads, ends = heads[runs], ends[runs]
        for head, end in zip(heads.tolist(), ends.tolist(), strict=True):
            yield [value for value in values[head:end] if value is not None]

    def _different_figures(self, column: pa.Array) -> tuple[Places, Mask]:
        """How many figures each run has, and whether they differ."""
        figures = pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False)
        valid = truths(column.is_valid())
        low = np.minimum.reduceat(np.where(valid, figures, np.inf), self.heads)
        high = np.maximum.reduceat(np.where(valid, figures, -np.inf), self.heads)
        return np.add.reduceat(valid.astype(np.int64), self.heads), low < high


def _rounded(values: pa.Array) -> pa.Array:
    """Money to two places, as Python rounds it: what is the number nearest to some hundredths stays as it is."""
    plain = pc.equal(pc.divide(pc.round(pc.multiply(values, 100.0)), 100.0), values)
    odd = truths(pc.invert(pc.fill_null(plain, fill_value=True)))
    if not odd.any():
        return values
    mended = [round(value, 2) for value in values.take(pa.array(np.flatnonzero(odd))).to_pylist()]
    return pc.replace_with_mask(values, pa.array(odd), pa.array(mended, pa.float64()))
