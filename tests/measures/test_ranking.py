"""Rankings on cases counted by hand: ties in expectation, lists of each night, and what few rows can say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.bootstrap import Bootstrap
from measures.measure import Measure
from measures.ranking import figure, gains, listed, measure_coverage, measure_ranking

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
    assert set(measure_coverage(np.empty(0), np.empty(0), 5, QUICK).values()) == {Measure(None)}


def test_the_capacity_is_lines_of_each_night():
    scores = np.array([9.0, 8.0, 7.0, 3.0, 2.0, 1.0])
    hits = np.array([True, True, False, False, True, False])
    nights = np.array([1, 1, 1, 2, 2, 2])
    measured = measure_ranking(scores, hits, 2, QUICK, nights)
    assert measured["precision_at_capacity"].value == 0.75, "two of the first night, one of the second, of four lines"
    assert measured["recall_at_capacity"].value == 1.0
    assert measured["listed_at_capacity"].value == pytest.approx(4 / 6, abs=1e-6)
    assert measure_ranking(scores, hits, 2, QUICK)["precision_at_capacity"].value == 1.0, "one list of the whole window"


def test_a_short_night_lists_all_it_has_and_a_tie_is_shared():
    scores, nights = np.array([5.0, 5.0, 5.0, 1.0]), np.array([1, 1, 1, 2])
    assert listed(scores, 2, nights).tolist() == pytest.approx([2 / 3, 2 / 3, 2 / 3, 1.0])
    hits = np.array([True, False, False, True])
    measured = measure_ranking(scores, hits, 2, QUICK, nights)
    assert measured["precision_at_capacity"].value == pytest.approx((2 / 3 + 1) / 3, abs=1e-6)


@given(ranked, st.integers(1, 8), st.integers(1, 4))
def test_what_is_listed_finds_what_the_measure_says(rows, capacity, every):
    scores, hits = split(rows)
    nights = np.arange(len(rows)) // every
    surely = listed(scores, capacity, nights)
    measured = measure_ranking(scores, hits, capacity, QUICK, nights)
    assert measured["precision_at_capacity"].value == pytest.approx(surely @ hits / surely.sum(), abs=1e-6)
    assert measured["listed_at_capacity"].value == pytest.approx(surely.mean(), abs=1e-6)
    for night in np.unique(nights):
        assert surely[nights == night].sum() == pytest.approx(min(capacity, np.sum(nights == night)))


def test_pairs_in_order_by_hand_ties_count_half():
    scores, hits = np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False])
    assert measure_ranking(scores, hits, 1, QUICK)["auc"].value == pytest.approx(3.5 / 4)
    assert measure_ranking(-scores, hits, 1, QUICK)["auc"].value == pytest.approx(0.5 / 4)


def test_coverage_weighs_hits_by_their_worth():
    scores = np.arange(20.0, 0, -1)
    worth = np.zeros(20)
    worth[[0, 10]] = [1.0, 3.0]
    covered = measure_coverage(scores, worth, 11, QUICK)
    assert covered["coverage_at_5pct"].value == 0.25
    assert covered["coverage_at_capacity"].value == 1.0


@given(ranked, st.integers(1, 9))
def test_worth_of_one_a_hit_is_recall(rows, capacity):
    scores, hits = split(rows)
    covered = measure_coverage(scores, hits.astype(float), capacity, QUICK)
    measured = measure_ranking(scores, hits, capacity, QUICK)
    for depth in ("1pct", "2pct", "5pct", "10pct", "capacity"):
        assert covered[f"coverage_at_{depth}"] == measured[f"recall_at_{depth}"]


@given(ranked)
def test_a_figure_by_name_is_that_of_the_measures(rows):
    scores, hits = split(rows)
    measured = measure_ranking(scores, hits, 3, QUICK)
    for name in ("average_precision", "auc", "precision_at_5pct", "recall_at_capacity", "lift_at_10pct"):
        value = figure(name, 3)(scores, hits, np.ones((1, len(hits))))[0]
        assert (None if np.isnan(value) else value) == pytest.approx(measured[name].value, abs=1e-6)


def test_a_figure_that_is_none_is_refused():
    for name in ("precision", "precision_at_3pct", "brier"):
        with pytest.raises(ValueError, match="no figure"):
            figure(name)


def test_gains_go_from_nothing_to_all():
    looked, found = gains(np.array([2.0, 1.0, 1.0, 0.0]), np.array([True, True, False, False]))
    assert looked.tolist() == [0.0, 0.25, 0.75, 1.0]
    assert found.tolist() == [0.0, 0.5, 1.0, 1.0]


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
