"""Probabilities against what was found: by hand, when they hold, and what a constant passes."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.bootstrap import Bootstrap
from measures.measure import Measure
from measures.probabilities import AIM, bands, measure_probabilities, observed_expected

QUICK = Bootstrap(50)
told = st.lists(st.tuples(st.floats(0.01, 0.99), st.booleans()), min_size=1, max_size=60)


def split(rows: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([said for said, _ in rows]), np.array([hit for _, hit in rows])


def calibrated(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of about 4 %, and hits drawn with just these."""
    draw = np.random.default_rng(seed)
    said = 1 / (1 + np.exp(3.8 - draw.normal(size=rows)))
    return said, draw.random(rows) < said


def test_four_rows_by_hand():
    said, hits = np.array([0.25, 0.25, 0.75, 0.75]), np.array([False, True, True, True])
    measured = measure_probabilities(said, hits, QUICK)
    brier = (0.0625 + 0.5625 + 0.0625 + 0.0625) / 4
    assert measured["ece"].value == 0.25
    assert measured["brier"].value == pytest.approx(brier)
    assert measured["brier_skill"].value == pytest.approx(1 - brier / (0.75 * 0.25))
    assert measured["observed_expected"].value == 1.5


def test_probabilities_that_hold_are_within_the_aim():
    said, hits = calibrated(20_000, 1)
    whole = measure_probabilities(said, hits, Bootstrap(200))["observed_expected"]
    assert AIM[0] < whole.low < 1 < whole.high < AIM[1]
    for band in bands(said, hits):
        assert band.observed_expected.low <= 1 <= band.observed_expected.high, band


def test_those_that_say_the_double_are_not_and_skill_tells_it_too():
    said, hits = calibrated(20_000, 2)
    doubled = measure_probabilities(np.minimum(2 * said, 0.99), hits, Bootstrap(200))
    assert doubled["observed_expected"].high < AIM[0]
    assert doubled["brier_skill"].value < measure_probabilities(said, hits, QUICK)["brier_skill"].value


def test_a_constant_passes_the_calibration_error_and_has_no_skill():
    _, hits = calibrated(5000, 3)
    constant = measure_probabilities(np.full(5000, hits.mean()), hits, QUICK)
    assert constant["ece"].value < 1e-6
    assert constant["observed_expected"].value == 1
    assert constant["brier_skill"].value == pytest.approx(0, abs=1e-6)


@given(told)
def test_bands_hold_every_row_once_in_order(rows):
    said, hits = split(rows)
    found = bands(said, hits)
    assert sum(band.rows for band in found) == len(rows)
    assert sum(band.hits for band in found) == hits.sum()
    assert all(one.high <= other.low for one, other in pairwise(found)), "alike only where rounded"
    assert sum(band.said * band.rows for band in found) == pytest.approx(said.sum(), abs=1e-4)


@given(told)
def test_the_interval_of_found_over_expected_holds_the_figure_however_few_hits(rows):
    whole = observed_expected(*split(rows))
    assert whole.low <= whole.value <= whole.high
    assert whole.high > whole.low


def test_without_hits_the_upper_end_says_how_little_is_known():
    said = np.full(60, 0.01)
    nothing = observed_expected(said, np.zeros(60, dtype=bool))
    assert (nothing.value, nothing.low) == (0, 0)
    assert nothing.high == pytest.approx((1 - 0.025 ** (1 / 60)) / 0.01, rel=1e-4)


def test_without_rows_or_expectation_nothing_is_known():
    empty, none = np.empty(0), np.empty(0, dtype=bool)
    assert set(measure_probabilities(empty, none, QUICK).values()) == {Measure(None)}
    assert bands(empty, none) == ()
    assert observed_expected(empty, none) == observed_expected(np.zeros(3), np.zeros(3, dtype=bool)) == Measure(None)
