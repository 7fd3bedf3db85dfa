"""Exact intervals cover at least what they promise, and say nothing where nothing can be said."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.intervals import clopper_pearson, effective_size, gamma, poisson, ratio, rows_for_width, share_of
from measures.measure import Measure

counts = st.integers(1, 400).flatmap(lambda rows: st.tuples(st.integers(0, rows), st.just(rows)))


@pytest.mark.parametrize("share", [0.0002, 0.003, 0.02, 0.09, 0.5])
@pytest.mark.parametrize("rows", [1, 20, 120])
def test_an_exact_interval_covers_the_share_at_least_as_often_as_it_says(share: float, rows: int):
    covered = 0.0
    for hits in range(rows + 1):
        low, high = clopper_pearson(hits, rows)
        if low <= share <= high:
            covered += comb(rows, hits) * share**hits * (1 - share) ** (rows - hits)
    assert covered >= 0.95


@given(counts)
def test_an_interval_holds_its_share_and_is_mirrored_by_the_misses(count: tuple[int, int]):
    hits, rows = count
    low, high = clopper_pearson(hits, rows)
    assert 0 <= low <= hits / rows <= high <= 1
    assert clopper_pearson(rows - hits, rows) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(counts)
def test_more_rows_of_the_same_share_make_it_narrower(count: tuple[int, int]):
    low, high = clopper_pearson(*count)
    closer, wider = clopper_pearson(2 * count[0], 2 * count[1])
    assert wider - closer < high - low


def test_known_values():
    assert clopper_pearson(3, 10) == pytest.approx((0.06673951117773448, 0.6524528500599972))
    assert poisson(3) == pytest.approx((0.618672122, 8.767273097))
    assert share_of(0, 0) == Measure(None)


def test_impossible_counts_are_refused():
    for hits, rows in ((3, 2), (-1, 2), (0, 0)):
        with pytest.raises(ValueError, match="no share"):
            clopper_pearson(hits, rows)
    with pytest.raises(ValueError, match="no count"):
        poisson(-1)


@given(st.integers(1, 200), st.floats(0.1, 500))
def test_the_gamma_interval_of_equal_weights_is_the_exact_one_of_a_count(count: int, weight: float):
    exact_low, exact_high = poisson(count)
    low, _ = gamma(count * weight, count * weight**2)
    _, high = gamma((count + 1) * weight, (count + 1) * weight**2)
    assert (low, high) == pytest.approx((exact_low * weight, exact_high * weight), rel=1e-9)


@given(st.lists(st.floats(0.01, 1e4), min_size=1, max_size=50))
def test_the_effective_size_is_at_most_the_rows_and_all_of_them_for_equal_weights(weights: list[float]):
    assert 0 < effective_size(np.array(weights)) <= len(weights) * (1 + 1e-9)
    assert effective_size(np.full(len(weights), weights[0])) == pytest.approx(len(weights))
    assert effective_size(np.array([])) == 0.0


def test_a_ratio_without_a_sure_divisor_has_no_upper_end():
    of = ratio(share_of(10, 20), share_of(1, 100))
    assert of.value == pytest.approx(50) and of.low is not None and of.low > 1 and of.high is not None
    assert ratio(share_of(10, 20), share_of(0, 100)) == Measure(None)
    assert ratio(share_of(10, 20), Measure(0.1, 0.0, 0.2)).high is None
    assert ratio(Measure(None), share_of(1, 2)) == Measure(None)


@given(counts, counts)
def test_a_ratio_lies_within_its_ends(above: tuple[int, int], below: tuple[int, int]):
    of = ratio(share_of(*above), share_of(*below))
    if of.value is not None and of.low is not None:
        assert of.low <= of.value * (1 + 1e-9) and (of.high is None or of.value <= of.high * (1 + 1e-9))


def test_four_openings_a_day_cannot_tell_a_prevalence_of_three_in_a_thousand_in_a_month():
    assert clopper_pearson(0, 120)[1] > 0.03
    rows = rows_for_width(0.003, 0.003)
    low, high = clopper_pearson(0.003 * rows, rows)
    assert rows > 40 * 120 and high - low <= 0.003
    low, high = clopper_pearson(0.003 * (rows - 1), rows - 1)
    assert high - low > 0.003


def test_a_width_that_cannot_be_had_is_refused():
    with pytest.raises(ValueError, match="cannot be had"):
        rows_for_width(0.1, 0)
    with pytest.raises(ValueError, match="more than 100 rows"):
        rows_for_width(0.1, 0.001, most=100)
