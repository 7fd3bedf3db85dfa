"""What the inspected say of everything: right where it is assumed to be, honest in width, silent where it must be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.population import AS_ASSUMED, OTHERWISE, covered, months
from measures.population import Listed, by_effective_size, openings_a_day, population, responses

TAKEN, DRAWN = (False, 1.0, 0, True, False), (True, 0.01, 0, True, False)
Line = tuple[bool, float, int, bool, bool]


def listed(*lines: Line) -> Listed:
    """Lines of (drawn, probability, stratum, settled, hit)."""
    columns = list(zip(*lines, strict=True)) if lines else [()] * 5
    kinds = (np.bool_, np.float64, np.int64, np.bool_, np.bool_)
    return Listed(*(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)))


def hit(line: Line) -> Line:
    return (*line[:4], True)


def unsettled(line: Line) -> Line:
    return (*line[:3], False, line[4])


def test_a_month_by_hand():
    of = population(listed(*[hit(TAKEN)] * 5, *[TAKEN] * 5, *[DRAWN] * 9, hit(DRAWN)), 1010)
    assert (of.found, of.drawn, of.effective) == (6, 10, pytest.approx(10))
    assert of.bad.value == pytest.approx(5 + 100)
    assert of.prevalence.value == pytest.approx(105 / 1010)
    assert of.detected.value == pytest.approx(6 / 105) and of.leakage.value == pytest.approx(99 / 105)
    assert of.bad.low is not None and of.bad.high is not None
    assert 6 <= of.bad.low < 20 and 400 < of.bad.high <= 1010


def test_without_a_hit_the_width_is_that_of_an_exact_interval():
    of = population(listed(*[DRAWN] * 120), 120 * 350)
    assert of.bad.value == of.bad.low == 0
    assert of.prevalence.high == pytest.approx(3.689 / 120, rel=0.01)
    assert of.detected.value is None and (of.leakage.low, of.leakage.high) == (0, 1)


def test_everything_inspected_leaves_no_width():
    of = population(listed(*[hit(TAKEN)] * 3, *[TAKEN] * 96, (True, 1.0, 0, True, False)), 100)
    assert (of.bad.value, of.bad.low, of.bad.high) == (3, 3, 3)
    assert of.leakage.value == 0


def test_where_nothing_drawn_was_settled_nothing_is_said_of_the_rest():
    of = population(listed(hit(TAKEN), unsettled(DRAWN)), 1000)
    assert of.found == 1 and of.bad.value is of.prevalence.value is of.leakage.value is None
    assert by_effective_size(listed(hit(TAKEN), unsettled(DRAWN)), 1000).value is None
    assert population(listed(), 0).bad.value is None


def test_declines_of_a_stratum_raise_the_weight_of_what_is_left_of_it():
    north, south = (True, 0.1, 1, True, False), (True, 0.1, 2, True, False)
    lines = [*[unsettled(north)] * 30, *[north] * 30, *[south] * 60]
    found = responses(listed(*lines))
    assert found[:60] == pytest.approx(0.5) and found[60:] == pytest.approx(1)
    few = responses(listed(*[unsettled(north)] * 10, *[north] * 10, *[south] * 20))
    assert few[:20] == pytest.approx(30 / 40)


def test_the_response_weighs_by_the_probability_of_the_draw():
    often, seldom = (True, 0.5, 0, True, False), (True, 0.1, 0, False, False)
    assert responses(listed(often, seldom)) == pytest.approx(2 / 12)


def test_a_hit_by_a_method_that_settles_nothing_counts_once_and_stands_for_nobody():
    plain = [*[DRAWN] * 50, *[TAKEN] * 10]
    without = population(listed(*plain), 5010)
    with_it = population(listed(*plain, hit(unsettled(TAKEN)), hit(unsettled(DRAWN))), 5011)
    assert without.bad.value == 0 and with_it.bad.value == 2
    assert with_it.effective == pytest.approx(without.effective)


def test_taken_lines_of_which_none_was_settled_are_stood_for_by_the_random_ones():
    of = population(listed(*[unsettled(TAKEN)] * 100, *[DRAWN] * 9, hit(DRAWN)), 1000)
    assert of.bad.value == pytest.approx(100)


@given(
    lines=st.lists(
        st.tuples(st.booleans(), st.floats(0.001, 1), st.integers(0, 2), st.booleans(), st.booleans()), max_size=40
    ),
    more=st.integers(0, 5000),
)
def test_a_figure_lies_in_its_interval_and_the_interval_between_what_was_found_and_what_arrived(lines, more):
    lines = [(drawn, p if drawn else 1.0, code, settled, found) for drawn, p, code, settled, found in lines]
    of = population(listed(*lines), len(lines) + more)
    if of.bad.value is not None and of.bad.low is not None and of.bad.high is not None:
        slack = 1e-6 * of.arrived
        assert of.found <= of.bad.low + slack and of.bad.low <= of.bad.value + slack
        assert of.bad.value <= of.bad.high + slack and of.bad.high <= of.arrived
        assert 0 <= of.effective <= of.drawn * (1 + 1e-9)


def test_impossible_lines_are_refused():
    with pytest.raises(ValueError, match="not in"):
        listed((True, 0.0, 0, True, False))
    with pytest.raises(ValueError, match="2 cases were taken of 1"):
        population(listed(TAKEN, TAKEN), 1)


def test_a_narrower_interval_takes_more_openings():
    wide, narrow = openings_a_day(0.003, 0.03, 30), openings_a_day(0.003, 0.003, 30)
    assert wide < 6 and narrow > 150
    assert openings_a_day(0.003, 0.003, 30, response=0.5) == pytest.approx(2 * narrow)


@pytest.mark.slow
@pytest.mark.parametrize("prevalence", [0.0002, 0.003, 0.02, 0.09])
def test_the_interval_covers_the_truth_of_simulated_months(prevalence):
    of = months(120, prevalence, AS_ASSUMED)
    assert covered(of.true, of.said)[0] >= 0.95 - 2.6 * (0.05 * 0.95 / 120) ** 0.5
    assert 0.8 < np.mean([one.value for one in of.said]) / of.true.mean() < 1.25 or prevalence < 0.003


@pytest.mark.slow
def test_declines_that_depend_on_what_is_inside_break_it_and_the_benchmark_shows_that():
    of = months(120, 0.09, OTHERWISE[0])
    assert np.mean([one.value for one in of.said]) / of.true.mean() > 1.2
