"""What an inspection finds depends on the case and the means, and says of an aim only what its means can."""

from dataclasses import replace

import numpy as np
import pytest
from lakes import SITE
from worlds_made import made

from exercises.officers import FINDS
from lake import sites
from simulation.inspection import MEANS, OPENING, RESULTS, XRAY, outcomes

STRONG = sites.load(SITE).strong_methods


def test_the_dice_of_a_case_do_not_depend_on_the_others():
    whole = made()
    order = np.random.default_rng(1).permutation(len(whole.case_ids))
    turned = replace(
        whole, **{name: getattr(whole, name)[order] for name in ("case_ids", "family", "finding", "severity")}
    )
    first, second = outcomes(whole, 7, STRONG), outcomes(turned, 7, STRONG)
    for means in MEANS:
        assert (first.result[means][order] == second.result[means]).all()
    assert (outcomes(whole, 8, STRONG).result[XRAY] != first.result[XRAY]).any()


def test_a_means_finds_its_share_and_nothing_in_the_honest(world, coming):
    hit = {means: coming.result[means] == RESULTS.index("hit") for means in MEANS}
    assert not (hit[OPENING] | hit[XRAY])[~world.bad].any()
    drugs = world.family == "prohibited"
    for means in MEANS:
        share = FINDS[means]["prohibited"] * 0.95  # one in twenty is not presented, or nobody can tell
        assert hit[means][drugs].mean() == pytest.approx(share, abs=4 * np.sqrt(0.25 / drugs.sum()))


def test_a_clear_x_ray_says_nothing_of_drugs_and_a_clear_opening_does(coming):
    clear = RESULTS.index("clear")
    assert np.isnan(coming.told["illicit"][XRAY][coming.result[XRAY] == clear]).all()
    assert (coming.told["illicit"][OPENING][coming.result[OPENING] == clear] == 0).all()


@pytest.mark.parametrize("result", ["not_presented", "inconclusive"])
@pytest.mark.parametrize("means", MEANS)
def test_what_was_not_seen_is_no_label(coming, result, means):
    rows = coming.result[means] == RESULTS.index(result)
    assert rows.any() and all(np.isnan(told[means][rows]).all() for told in coming.told.values())


def test_a_hit_is_one_of_its_own_aim(world, coming):
    hit = coming.result[OPENING] == RESULTS.index("hit")
    assert (coming.told["illicit"][OPENING][hit & (world.family == "prohibited")] == 1).all()
    assert (coming.told["revenue"][OPENING][hit & (world.family == "revenue")] == 1).all()
    assert (coming.told["illicit"][OPENING][hit & (world.family == "revenue")] == 0).all()
