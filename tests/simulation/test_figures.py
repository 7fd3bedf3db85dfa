"""Figures by hand: sums, coverage, calibration, and when a new method is reached."""

import numpy as np
import pytest
from worlds_made import made

from simulation.figures import New, figures, over_seeds
from simulation.loop import Diary, Page, play
from simulation.world import World


def diary(world: World, rows: np.ndarray, probability: float = np.nan) -> Diary:
    """Everything is opened, and what is there is found."""
    opened = np.ones(len(rows), dtype=bool)
    bad = world.bad[world.case[rows]]
    illicit = world.family[world.case[rows]] == "prohibited"
    return Diary("by hand", Page(rows, opened, ~opened), bad, illicit * 1.0, np.full(len(rows), probability), ())


def test_whoever_opens_everything_covers_everything(world):
    found = figures(world, diary(world, np.arange(len(world.night)), 0.2))
    assert found.hits == found.listable == world.bad.sum() and found.coverage == 1
    assert found.severity == pytest.approx(world.severity.sum()) == found.listable_severity
    assert found.precision == pytest.approx(world.bad.mean())
    assert sum(part.inspected for part in found.fortnights) == len(world.night) == found.inspected
    assert len(found.fortnights) == 3 and sum(part.hits for part in found.fortnights) == found.hits
    observed, expected = found.calibration
    assert observed == found.illicit == (world.family == "prohibited").sum()
    assert expected == pytest.approx(0.2 * len(world.night))


def test_without_a_model_nothing_is_said_of_calibration(world):
    assert figures(world, diary(world, np.arange(50))).calibration == (0, 0)


def test_a_new_method_is_reached_when_it_is_chosen_more_than_the_rest():
    world = made(new_from=20)
    later = np.flatnonzero((world.method == "later")[world.case])
    others = np.flatnonzero(world.night % 2 == 0)[::10]
    found = figures(world, diary(world, np.union1d(later[world.night[later] >= 25], others)), New("later", 20))
    assert found.nights_to_new is not None and 6 <= found.nights_to_new <= 9
    assert found.new_cases == len(later) and found.new_share is not None and found.new_share > 0.5


def test_a_new_method_that_is_chosen_as_often_as_the_rest_is_never_reached():
    world = made(new_from=20)
    evenly = np.flatnonzero(np.arange(len(world.night)) % 4 == 0)
    found = figures(world, diary(world, evenly), New("later", 20))
    assert found.nights_to_new is None and found.new_share == pytest.approx(0.25, abs=0.1)


def test_an_oracle_has_all_coverage_that_inspection_allows(world, coming, terms):
    found = figures(world, play(world, coming, "oracle", terms))
    assert found.hits < found.listable and found.first_model is None


def test_a_mean_over_seeds_has_an_interval_from_two_seeds_on():
    assert over_seeds([]).value is None and over_seeds([2.0]).low is None
    spread = over_seeds([1.0, 3.0])
    assert spread.value == 2.0 and spread.low == pytest.approx(2 - 12.706, abs=0.001)
