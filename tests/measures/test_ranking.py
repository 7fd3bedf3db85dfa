"""Measures on cases counted by hand, ties in expectation, and what few rows can say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.measure import Measure
from measures.ranking import Bootstrap, measure_probabilities, measure_ranking

QUICK = Bootstrap(resamples=50)
ranked = st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=1, max_size=40)


def split(rows: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([float(score) for score, _ in rows]), np.array([hit for _, hit in rows])


def precision(scores: np.ndarray, hits: np.ndarray, capacity: int) -> float | None:
    return measure_ranking(scores, hits, capacity, QUICK)["precision_at_capacity"].value


def test_ten_rows_by_hand():
    scores, hits = np.arange(10, 0, -1.0), np.array([1, 0, 1, 0, 0, 0, 0, 0, 1, 0], dtype=bool)
    measured = measure_ranking(scores, hits, 4, QUICK)
    assert measured["precision_at_10pct"].value == 1.0
    assert measured["precision_at_capacity"].value == 0.5
    assert measured["recall_at_capacity"].value == pytest.approx(2 / 3, abs=1e-6)
    assert measured["lift_at_capacity"].value == pytest.approx(0.5 / 0.3, abs=1e-6)
    assert measured["average_precision"].value == pytest.approx((1 + 2 / 3 + 3 / 9) / 3, abs=1e-6)
    assert measured["base_rate"] == Measure(0.3)


def test_probabilities_by_hand():
    said, hits = np.array([0.25, 0.25, 0.75, 0.75]), np.array([False, True, True, True])
    measured = measure_probabilities(said, hits, QUICK)
    assert measured["ece"].value == 0.25
    assert measured["brier"].value == pytest.approx((0.0625 + 0.5625 + 0.0625 + 0.0625) / 4)


@given(ranked)
def test_equal_scores_give_the_base_rate_at_any_capacity(rows):
    _, hits = split(rows)
    for capacity in range(1, len(rows) + 1):
        assert precision(np.ones(len(rows)), hits, capacity) == pytest.approx(hits.mean(), abs=1e-6)


@given(ranked, st.randoms(use_true_random=False))
def test_ties_are_broken_in_expectation_and_order_does_not_matter(rows, random):
    capacity = random.randint(1, len(rows))
    scores, hits = split(rows)
    edge = np.sort(scores)[::-1][capacity - 1]
    sure, tied = scores > edge, scores == edge
    expected = (hits[sure].sum() + hits[tied].mean() * (capacity - sure.sum())) / capacity
    assert precision(scores, hits, capacity) == pytest.approx(expected, abs=1e-6)
    assert precision(*split(random.sample(rows, len(rows))), capacity) == pytest.approx(expected, abs=1e-6)


@given(ranked)
def test_a_monotone_change_of_scores_changes_no_measure(rows):
    scores, hits = split(rows)
    assert measure_ranking(scores, hits, 3, QUICK) == measure_ranking(np.exp(scores) - 7, hits, 3, QUICK)


def test_without_hits_there_is_no_recall_and_without_rows_nothing():
    none = measure_ranking(np.arange(20.0), np.zeros(20, dtype=bool), 5, QUICK)
    assert none["precision_at_capacity"] == Measure(0.0)
    assert none["recall_at_capacity"] == none["lift_at_capacity"] == none["average_precision"] == Measure(None)
    empty = measure_ranking(np.empty(0), np.empty(0, dtype=bool), 5, QUICK)
    assert empty["rows"] == Measure(0.0)
    assert empty["base_rate"] == Measure(None)
    assert measure_probabilities(np.empty(0), np.empty(0, dtype=bool), QUICK)["ece"] == Measure(None)


def test_an_interval_needs_ten_hits_and_holds_the_figure():
    draw = np.random.default_rng(1)
    scores = draw.normal(size=400)
    hits = scores + draw.normal(size=400) > 1.5
    measured = measure_ranking(scores, hits, 30, Bootstrap(200))
    found = measured["precision_at_capacity"]
    assert 0 <= found.low < found.value < found.high <= 1
    assert measured == measure_ranking(scores, hits, 30, Bootstrap(200)), "the seed is fixed"
    few = measure_ranking(scores, hits & (np.cumsum(hits) <= 9), 30, Bootstrap(200))
    assert few["precision_at_capacity"].low is None
