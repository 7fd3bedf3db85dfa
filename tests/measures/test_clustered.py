"""Exact intervals of clustered shares: as wide as what rows are worth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.clustered import design_effect, share_in_clusters
from measures.intervals import share_of
from measures.measure import Measure

rows = st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=40)


def split(told: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([hit for _, hit in told]), np.array([cluster for cluster, _ in told])


def test_rows_on_their_own_have_the_plain_exact_interval():
    hits = np.arange(50) < 5
    told, plain = share_in_clusters(hits, np.arange(50)), share_of(5, 50)
    assert told.value == 0.1
    assert (told.low, told.high) == pytest.approx((plain.low, plain.high), abs=2e-3)


def test_four_copies_of_each_row_are_worth_one():
    hits = np.random.default_rng(1).random(300) < 0.2
    once = share_in_clusters(hits, np.arange(300))
    copied = share_in_clusters(np.repeat(hits, 4), np.repeat(np.arange(300), 4))
    assert design_effect(np.repeat(hits, 4), np.repeat(np.arange(300), 4)) == pytest.approx(4, rel=0.01)
    assert (copied.value, copied.low, copied.high) == pytest.approx((once.value, once.low, once.high), abs=2e-3)


def test_hits_of_one_consignor_are_one_find():
    hits = np.arange(100) < 5
    clusters = np.maximum(np.arange(100), 4)
    assert design_effect(hits, clusters) == 5
    assert share_in_clusters(hits, clusters).high > share_in_clusters(hits, np.arange(100)).high


def test_copies_of_which_none_is_a_hit_are_as_unsure_as_the_few_they_copy():
    nothing = np.zeros(200, dtype=bool)
    assert share_in_clusters(nothing, np.zeros(200, dtype=np.int64)).high == pytest.approx(share_of(0, 1).high)
    assert share_in_clusters(nothing, np.arange(200) // 4).high == pytest.approx(share_of(0, 50).high, abs=1e-6)


@given(rows)
def test_clusters_never_make_it_surer_and_the_interval_holds_the_share(told):
    hits, clusters = split(told)
    assert 1 <= design_effect(hits, clusters) <= len(hits)
    measured = share_in_clusters(hits, clusters)
    assert 0 <= measured.low <= measured.value <= measured.high <= 1
    assert measured.value == pytest.approx(hits.mean(), abs=1e-6)


def test_without_rows_nothing_is_known():
    assert share_in_clusters(np.empty(0, dtype=bool), np.empty(0, dtype=np.int64)) == Measure(None)
