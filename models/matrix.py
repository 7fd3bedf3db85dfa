"""Feature tables as matrices: the one place where a null becomes NaN."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from measures.arrays import Floats, Moments


def matrix(table: pa.Table, names: Sequence[str]) -> Floats:
    """Return the columns `names` of `table` as (rows, features); null is NaN.

    Raises:
        ValueError: a feature is not a column of the table; all that are missing are named.
    """
    if missing := [name for name in names if name not in table.column_names]:
        raise ValueError(f"the features table misses {len(missing)} feature(s): {', '.join(missing)}")
    columns = np.empty((table.num_rows, len(names)), dtype=np.float64)
    for position, name in enumerate(names):
        columns[:, position] = table[name].cast(pa.float64()).to_numpy()
    columns[np.isnan(columns)] = np.nan  # one NaN, so that equal rows have equal bytes
    return columns + 0.0  # and one zero


def moments(column: pa.ChunkedArray) -> Moments:
    """Return timestamps as microseconds since 1970."""
    return column.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_numpy()


def truths(column: pa.ChunkedArray) -> Floats:
    """Return booleans as 1 and 0; null is NaN."""
    return column.cast(pa.int8()).cast(pa.float64()).to_numpy()


def repeats(rows: Floats) -> NDArray[np.int64]:
    """Return (n,) how often each row of the matrix occurs in it; a row that is like no other gives 1."""
    if not rows.size:
        return np.ones(len(rows), dtype=np.int64)
    _, group, sizes = np.unique(as_bytes(rows), return_inverse=True, return_counts=True)
    return sizes[group]


def share_seen(rows: Floats, seen: Floats) -> float | None:
    """Return the share of `rows` that occur, feature by feature, in `seen`; None without rows."""
    if not rows.size:
        return None
    return float(np.isin(as_bytes(rows), as_bytes(seen)).mean())


def as_bytes(rows: Floats) -> NDArray[np.void]:
    """Each row as one value, to be compared as a whole."""
    rows = np.ascontiguousarray(rows)
    return rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
