"""Measures as tables: a row a group, a column a figure with its two limits beside it."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa

from measures.arrays import Bools
from measures.measure import Measure, Measures

Take = Callable[[Bools], Measures]
COUNTS = ("rows", "hits", "low", "high", "said")
"""Columns of what was counted or said: there is no doubt about them, and so no limits."""


def by_group(groups: Sequence[str | None], take: Take) -> dict[str, Measures]:
    """Return the measures of each group of rows, in the order of their names; not known comes last.

    Args:
        groups: (n,) the group of each row; None is "not known".
        take: (n,) mask to the measures of its rows.
    """
    named = np.array(["not known" if group is None else group for group in groups], dtype=object)
    names = sorted(set(named.tolist()), key=lambda name: (name == "not known", name))
    return {name: take(named == name) for name in names}


def table(key: str, rows: Mapping[str, Measures], names: Sequence[str]) -> pa.Table:
    """Return a table: the key, then `<name>`, `<name>_low`, `<name>_high` for each name; null where not known.

    COUNTS have no limits.

    Args:
        key: what the first column is called.
        rows: its value to measures; one that is missing is null.
        names: measures to show, in order.
    """
    columns: dict[str, pa.Array] = {key: pa.array(list(rows), pa.string())}
    for name in names:
        found = [measures.get(name, Measure(None)) for measures in rows.values()]
        columns[name] = pa.array([measure.value for measure in found], pa.float64())
        if name not in COUNTS:
            columns[f"{name}_low"] = pa.array([measure.low for measure in found], pa.float64())
            columns[f"{name}_high"] = pa.array([measure.high for measure in found], pa.float64())
    return pa.table(columns)
