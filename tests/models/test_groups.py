"""Near-duplicates: one thing told again, whoever sends it when."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from models.groups import folds, near_duplicates, rounded, same, sizes

figures = st.lists(st.tuples(st.sampled_from([0.0, 1.5, np.nan]), st.integers(0, 2)), min_size=1, max_size=30)


def told(**columns: list) -> pa.Table:
    plain = {"goods_heading": ["4202"] * 3, "origin_place_country": ["AA"] * 3, "last_stop": ["AAA"] * 3}
    return pa.table({**plain, "consignment_kg_per_piece": [2.0] * 3, **columns})


def groups_of(rows: pa.Table) -> list[int]:
    return near_duplicates(rows, np.arange(rows.num_rows, dtype=float)[:, None]).tolist()


def test_the_same_goods_of_the_same_weight_on_the_same_way_are_one_group():
    assert groups_of(told()) == [0, 0, 0]
    assert groups_of(told(goods_heading=["4202", "6204", "4202"])) == [0, 1, 0]
    assert groups_of(told(last_stop=["AAA", "AAA", "BBB"])) == [0, 0, 1]
    assert groups_of(told(consignment_kg_per_piece=[2.0, 2.0000001, 2.1])) == [0, 0, 1]


def test_of_what_little_is_known_only_what_is_alike_in_every_feature_is_a_group():
    assert groups_of(told(goods_heading=pa.nulls(3, pa.string()))) == [0, 1, 2]
    alike = near_duplicates(told(consignment_kg_per_piece=pa.nulls(3, pa.float64())), np.array([[1.0], [1.0], [2.0]]))
    assert alike.tolist() == [0, 0, 1]
    assert near_duplicates(pa.table({"x": [1, 1]}), np.array([[1.0, np.nan], [1.0, np.nan]])).tolist() == [0, 0]


@given(figures, st.integers(2, 5))
def test_a_group_is_never_cut_by_folds(told, parts):
    groups = same(np.array(told))
    assert groups[0] == 0
    fold = folds(groups, parts, 1)
    assert all(len(set(fold[groups == group])) == 1 for group in set(groups.tolist()))
    assert fold.max() < parts
    assert sizes(groups).tolist() == [groups.tolist().count(group) for group in groups.tolist()]


def test_figures_are_rounded_to_significant_digits_and_nan_stays():
    found = rounded(np.array([[123456.7, 0.00012345678, 0.0, -2.0, np.nan]]))
    assert found[0, :4].tolist() == [123457.0, 0.000123457, 0.0, -2.0]
    assert np.isnan(found[0, 4])
