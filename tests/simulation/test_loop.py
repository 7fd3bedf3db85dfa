"""The loop: the same twice, nothing inspected twice, nothing known before its time, and learning that pays."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.inspection import Outcomes
from simulation.loop import play
from simulation.strategies import STRATEGIES


@pytest.mark.parametrize("strategy", ["random", "hybrid", "scout"])
def test_the_same_arguments_give_the_same_diary(world, coming, terms, strategy):
    one, other = play(world, coming, strategy, terms), play(world, coming, strategy, terms)
    assert (one.page.row == other.page.row).all() and (one.page.opened == other.page.opened).all()
    assert np.array_equal(one.probability, other.probability, equal_nan=True) and one.models == other.models


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_no_case_is_inspected_twice_and_no_night_is_over_full(world, coming, terms, strategy):
    diary = play(world, coming, strategy, terms)
    assert len(set(world.case[diary.page.row])) == len(diary.page.row) == 10 * len(world.days)
    opened = np.bincount(world.night[diary.page.row], diary.page.opened)
    assert (opened == terms.openings).all()


def test_results_change_nothing_before_they_are_known(world, coming, terms):
    """All results of the nights from the 20th on are turned round: what was chosen until the next training stays."""
    late = world.night[world.case] >= 20  # in this world a case is its row
    result = {means: np.where(late, 1 - np.minimum(told, 1), told) for means, told in coming.result.items()}
    told = {
        aim: {means: np.where(late, 1 - label, label) for means, label in by_means.items()}
        for aim, by_means in coming.told.items()
    }
    plain, turned = play(world, coming, "greedy", terms), play(world, Outcomes(result, told), "greedy", terms)
    nights = world.night[plain.page.row]
    same = plain.page.row == turned.page.row
    assert same[nights < 28].all() and not same[nights >= 28].all()


def test_learning_finds_more_than_chance_and_less_than_the_truth(world, coming, terms):
    hits = {name: play(world, coming, name, terms).hit.sum() for name in ("random", "model_alone", "oracle")}
    assert 1.3 * hits["random"] < hits["model_alone"] < hits["oracle"]


def test_without_labels_there_is_no_model(world, coming, terms):
    diary = play(world, coming, "greedy", replace(terms, openings=0, xrays=2))
    assert diary.models == () and np.isnan(diary.probability).all()


def test_what_is_drawn_is_marked(world, coming, terms):
    assert play(world, coming, "random", terms).page.drawn.all()
    assert not play(world, coming, "greedy", terms).page.drawn.any()
    assert play(world, coming, "hybrid", terms).page.drawn.sum() == 40 * (1 + 0)
