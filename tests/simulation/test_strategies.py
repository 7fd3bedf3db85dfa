"""Every strategy keeps to the shift's capacity, and each does what it says."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.strategies import STRATEGIES, Picked, Tonight

CASES = 50


def tonight(**told: object) -> Tonight:
    draw = np.random.default_rng(5)
    night = Tonight(
        cold=draw.random(CASES), mandatory=np.arange(CASES) == 17,
        priority=draw.random(CASES), worth=np.where(draw.random(CASES) < 0.2, 1.0, 0.0), openings=10, xrays=20,
        draw=np.random.default_rng(6),
    )  # fmt: skip
    return replace(night, **told)


def chosen(name: str, night: Tonight) -> Picked:
    return STRATEGIES[name].choose(night)


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize(("openings", "xrays"), [(10, 20), (0, 5), (3, 0), (40, 40), (200, 200)])
def test_nobody_is_inspected_twice_and_the_shift_is_full(name, openings, xrays):
    picked = chosen(name, tonight(openings=openings, xrays=xrays))
    everybody = [*picked.opened, *picked.xrayed]
    assert len(set(everybody)) == len(everybody) == min(openings + xrays, CASES)
    assert len(picked.opened) <= openings and len(picked.xrayed) <= max(xrays, 0)
    assert set(picked.drawn) <= set(everybody)


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_night_without_cases_is_a_night(name):
    none = np.empty(0)
    picked = chosen(name, tonight(cold=none, mandatory=none.astype(bool), priority=none, worth=none))
    assert not len(picked.opened) and not len(picked.xrayed)


@pytest.mark.parametrize("name", [name for name in STRATEGIES if name != "oracle"])
def test_only_the_oracle_sees_the_truth(name):
    honest = tonight(worth=np.zeros(CASES))
    one, other = chosen(name, tonight()), chosen(name, honest)
    assert (one.opened == other.opened).all() and (one.xrayed == other.xrayed).all()


def test_the_oracle_takes_the_gravest_first():
    worth = np.zeros(CASES)
    worth[[3, 40]] = 1.5, 0.3
    assert list(chosen("oracle", tonight(worth=worth)).opened[:2]) == [3, 40]


def test_greedy_follows_the_order_of_the_priority_alone():
    plain, bent = tonight(), tonight(priority=tonight().priority ** 3)
    assert (chosen("greedy", plain).opened == chosen("greedy", bent).opened).all()
    assert chosen("greedy", plain).opened[0] == 17  # the mandatory one


@pytest.mark.parametrize(("name", "opened", "xrayed"), [("hybrid", 1, 2), ("hybrid_openings", 1, 0), ("greedy", 0, 0)])
def test_the_random_share_is_what_it_says(name, opened, xrayed):
    picked = chosen(name, tonight())
    assert np.isin(picked.opened, picked.drawn).sum() == opened
    assert np.isin(picked.xrayed, picked.drawn).sum() == xrayed


def test_the_scout_takes_what_rules_rank_highest_of_what_the_model_leaves():
    night = tonight()
    picked, greedy = chosen("scout", night), chosen("greedy", night)
    assert (picked.opened[:9] == greedy.opened[:9]).all()
    left = np.setdiff1d(np.arange(CASES), np.setdiff1d([*picked.opened, *picked.xrayed], picked.drawn))
    assert set(picked.drawn) == set(left[np.argsort(-night.cold[left], kind="stable")][: len(picked.drawn)])
