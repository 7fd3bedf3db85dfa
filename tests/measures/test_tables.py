"""Measures as tables: a row a group, limits beside each figure."""

import numpy as np

from measures.measure import Measure
from measures.tables import by_group, table


def test_groups_come_in_order_and_not_known_last():
    told = by_group(["b", None, "a", "b"], lambda mask: {"rows": Measure(float(mask.sum()))})
    assert list(told) == ["a", "b", "not known"]
    assert [measures["rows"].value for measures in told.values()] == [1, 2, 1]


def test_every_row_is_in_one_group():
    seen = np.zeros(4, dtype=int)

    def count(mask: np.ndarray) -> dict:
        np.add(seen, mask, out=seen)
        return {}

    by_group(["x", "y", None, "x"], count)
    assert seen.tolist() == [1, 1, 1, 1]


def test_a_figure_has_its_limits_and_a_count_has_none():
    shown = table("group", {"a": {"rows": Measure(3.0), "rate": Measure(0.5, 0.2, 0.8)}, "b": {}}, ("rows", "rate"))
    assert shown.column_names == ["group", "rows", "rate", "rate_low", "rate_high"]
    of_b = dict.fromkeys(("rows", "rate", "rate_low", "rate_high"))
    assert shown.to_pylist() == [
        {"group": "a", "rows": 3.0, "rate": 0.5, "rate_low": 0.2, "rate_high": 0.8},
        {"group": "b", **of_b},
    ]
