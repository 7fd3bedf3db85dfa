"""What moved: nothing when nothing did, by hand, and lists from night to night."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.stability import ACT, Overlap, Shift, mean_overlap, night_to_night, overlap, shift, top, two_rankings

values = st.lists(st.one_of(st.floats(-5, 5), st.just(float("nan"))), min_size=1, max_size=50).map(np.array)


@given(values)
def test_a_window_does_not_differ_from_itself(found):
    assert shift(found, found).index == pytest.approx(0, abs=1e-9)


@given(values, values)
def test_it_is_never_below_nothing(before, after):
    told = shift(before, after)
    assert told.index >= 0
    assert 0 <= told.unknown_after <= 1


def test_two_parts_by_hand():
    before, after = np.array([0.0, 1.0] * 50), np.array([0.0] * 25 + [1.0] * 75)
    p, q = np.array([50.5, 50.5]) / 101, np.array([25.5, 75.5]) / 101
    told = shift(before, after)
    assert told.index == pytest.approx(((q - p) * np.log(q / p)).sum(), abs=1e-6)
    assert told.by_chance == pytest.approx(1 / 100 + 1 / 100)


def test_by_chance_it_is_on_average_what_is_said_and_a_move_is_far_beyond():
    draw = np.random.default_rng(1)
    told = [shift(draw.normal(size=500), draw.normal(size=300)) for _ in range(200)]
    assert np.mean([one.index for one in told]) == pytest.approx(told[0].by_chance, rel=0.15)
    assert shift(draw.normal(size=500), draw.normal(1, 1, 300)).index > ACT > 5 * told[0].by_chance


def test_what_is_no_longer_told_counts_as_a_move():
    before, after = np.arange(100.0), np.where(np.arange(100) < 60, np.nan, np.arange(100.0))
    told = shift(before, after)
    assert (told.unknown_before, told.unknown_after) == (0, 0.6)
    assert told.index > ACT


def test_a_window_without_rows_says_nothing():
    assert shift(np.empty(0), np.ones(3)) == Shift(None, None, None, None)


def test_lists_share_what_both_name():
    assert overlap(["a", "b"], ["b", "a"]) == Overlap(1.0, 1.0)
    assert overlap(["a", "b", "c", "d"], ["d"]) == Overlap(0.25, 0.25)
    assert overlap([], ["d"]) == Overlap(0.0, None)
    assert overlap([], []) == Overlap(None, None)
    assert mean_overlap([Overlap(1.0, 0.5), Overlap(0.5, None), Overlap(None, None)]) == Overlap(0.75, 0.5)
    assert mean_overlap([]) == Overlap(None, None)


def test_ties_of_a_list_are_broken_on_the_ids():
    assert top(np.array([1.0, 2.0, 1.0, 1.0]), ["d", "z", "b", "c"], 3) == ["z", "b", "c"]


def test_only_what_both_nights_had_is_compared():
    scores = np.array([3.0, 2.0, 1.0, 3.0, 2.0, 1.0])
    ids, nights = ["gone", "stays", "low", "new", "low", "stays"], np.array([1, 1, 1, 2, 2, 2])
    assert night_to_night(scores, ids, nights, 2) == [Overlap(0.0, 0.0)]
    assert night_to_night(scores, ids, nights, 3) == [Overlap(1.0, 1.0)]


def test_two_rankings_of_the_same_nights():
    nights, ids = np.array([1, 1, 1, 2, 2, 2]), list("abcdef")
    one, other = np.array([3.0, 2, 1, 3, 2, 1]), np.array([3.0, 2, 1, 1, 2, 3])
    assert two_rankings(one, other, ids, nights, 1) == [Overlap(1.0, 1.0), Overlap(0.0, 0.0)]
    assert two_rankings(one, other, ids, nights, 3) == [Overlap(1.0, 1.0)] * 2
