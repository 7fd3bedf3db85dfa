"""Resampling: clusters whole, always the same, wide where few are independent, and holding the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.bootstrap import Bootstrap, paired_difference, resampled, with_intervals
from measures.measure import Measure
from measures.probabilities import measure_probabilities
from measures.ranking import figure, measure_ranking

clusterings = st.lists(st.integers(0, 9), min_size=1, max_size=30).map(np.array)


def weights_of(clusters: np.ndarray, resamples: int = 40, seed: int = 1) -> np.ndarray:
    return np.concatenate(list(resampled(clusters, Bootstrap(resamples, seed))))


def hit_rate(hits: np.ndarray):
    return lambda weights: {"rate": weights @ hits / weights.sum(axis=1)}


@given(clusterings)
def test_a_cluster_is_drawn_as_a_whole_and_as_many_are_drawn_as_there_are(clusters):
    weights = weights_of(clusters)
    assert weights.shape == (40, len(clusters))
    for number in np.unique(clusters):
        assert np.ptp(weights[:, clusters == number], axis=1).max() == 0
    first = np.unique(clusters, return_index=True)[1]
    assert np.all(weights[:, first].sum(axis=1) == len(first))


@given(clusterings, st.integers(1, 100))
def test_the_names_of_clusters_do_not_matter_in_their_order(clusters, step):
    assert np.array_equal(weights_of(clusters), weights_of(clusters * step - 7))


def test_a_seed_gives_the_same_draws_and_another_gives_others():
    clusters = np.arange(50)
    assert np.array_equal(weights_of(clusters), weights_of(clusters))
    assert not np.array_equal(weights_of(clusters), weights_of(clusters, seed=2))


def test_many_rows_come_in_blocks_that_add_up():
    sizes = [len(block) for block in resampled(np.arange(300_000), Bootstrap(7))]
    assert sizes == [3, 3, 1]


def test_no_rows_have_no_resamples():
    assert list(resampled(np.empty(0, dtype=np.int64), Bootstrap(5))) == []


def test_ten_hits_in_nine_clusters_have_no_interval_and_in_ten_they_have():
    hits = np.arange(100) < 10
    alone = with_intervals(hit_rate(hits), hits, None, Bootstrap(50))["rate"]
    assert alone.value == 0.1
    assert alone.low is not None and alone.low < 0.1 < alone.high
    nine = np.maximum(np.arange(100), 1)
    assert with_intervals(hit_rate(hits), hits, nine, Bootstrap(50))["rate"] == Measure(0.1)


def test_rows_that_come_in_copies_widen_the_interval_by_the_root_of_their_number():
    hits = np.random.default_rng(3).random(400) < 0.3
    once = with_intervals(hit_rate(hits), hits, None, Bootstrap(2000))["rate"]
    copied = np.repeat(hits, 4)
    known = with_intervals(hit_rate(copied), copied, np.repeat(np.arange(400), 4), Bootstrap(2000))["rate"]
    ignored = with_intervals(hit_rate(copied), copied, None, Bootstrap(2000))["rate"]
    assert (known.high - known.low) / (once.high - once.low) == pytest.approx(1, abs=0.05)
    assert (once.high - once.low) / (ignored.high - ignored.low) == pytest.approx(2, abs=0.15)


def test_what_no_resample_can_say_is_null():
    hits = np.ones(20, dtype=bool)
    told = with_intervals(lambda weights: {"none": np.full(len(weights), np.nan)}, hits, None, Bootstrap(20))
    assert told["none"] == Measure(None)


@given(st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=1, max_size=60))
def test_a_ranking_against_itself_differs_by_nothing(rows):
    scores, hits = np.array([float(score) for score, _ in rows]), np.array([hit for _, hit in rows])
    told = paired_difference(figure("precision_at_10pct"), scores, scores * 2 + 1, hits, None, Bootstrap(20))
    assert told.value == 0
    assert told.low in (None, 0)


def test_a_difference_has_the_other_sign_the_other_way_round_and_is_surer_than_two_intervals():
    draw = np.random.default_rng(4)
    risk = draw.normal(size=2000)
    hits = risk + draw.normal(size=2000) > 1.8
    better, worse = risk + 0.3 * draw.normal(size=2000), risk + 0.8 * draw.normal(size=2000)
    of, ways = figure("average_precision"), (hits, np.arange(2000) // 2, Bootstrap(300))
    told, back = paired_difference(of, better, worse, *ways), paired_difference(of, worse, better, *ways)
    assert (told.value, told.low, told.high) == (-back.value, -back.high, -back.low)
    assert told.low > 0
    apart = [measure_ranking(scores, hits, 1, Bootstrap(300))["average_precision"] for scores in (better, worse)]
    assert told.high - told.low < sum(one.high - one.low for one in apart) / 2


def test_without_rows_there_is_no_difference():
    empty = np.empty(0)
    assert paired_difference(figure("auc"), empty, empty, empty.astype(bool), None, Bootstrap(5)) == Measure(None)


@pytest.mark.slow
def test_over_many_worlds_of_clustered_rows_the_intervals_hold_the_truth_nineteen_times_of_twenty():
    """300 worlds of 200 clusters: 95 % within three standard errors of a count; resampling rows holds it less often."""
    names = ("base_rate", "precision_at_10pct", "recall_at_10pct", "auc")
    truth = _measured(_world(np.random.default_rng(0), 200_000), 0, clustered=False)
    inside = {True: dict.fromkeys(names, 0), False: dict.fromkeys(names, 0)}
    for seed in range(300):
        world = _world(np.random.default_rng(1000 + seed), 200)
        for clustered, counts in inside.items():
            told = _measured(world, 200, clustered=clustered)
            for name in names:
                counts[name] += told[name].low <= truth[name].value <= told[name].high
    allowed = 3 * np.sqrt(0.95 * 0.05 / 300)
    for name in names:
        assert abs(inside[True][name] / 300 - 0.95) < allowed, (name, inside)
    assert inside[False]["base_rate"] / 300 < 0.95 - allowed


def _world(draw: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, hits, clusters: what one consignor sends is risky or not as a whole, and the score sees part of it."""
    clusters = np.repeat(np.arange(count), 1 + draw.poisson(4, count))
    seen, unseen = draw.normal(size=count)[clusters], draw.normal(size=count)[clusters]
    scores = 0.7 * seen + 0.7 * draw.normal(size=len(clusters))
    chance = 1 / (1 + np.exp(3 - scores - 1.2 * unseen))
    return scores, draw.random(len(clusters)) < chance, clusters


def _measured(world: tuple[np.ndarray, np.ndarray, np.ndarray], resamples: int, *, clustered: bool) -> dict:
    scores, hits, clusters = world
    return measure_ranking(scores, hits, len(hits), Bootstrap(resamples), None, clusters if clustered else None)


def test_clusters_that_are_mixed_up_give_another_interval_and_the_same_value():
    scores, hits, clusters = _world(np.random.default_rng(7), 300)
    mixed = np.random.default_rng(8).permutation(clusters)
    right, wrong = (measure_ranking(scores, hits, 1, Bootstrap(300), None, of)["base_rate"] for of in (clusters, mixed))
    assert right.value == wrong.value
    assert right.high - right.low > 1.2 * (wrong.high - wrong.low)
    said = np.full(len(hits), hits.mean())
    assert measure_probabilities(said, hits, Bootstrap(50), clusters)["observed_expected"].value == 1.0
