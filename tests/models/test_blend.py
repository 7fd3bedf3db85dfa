"""The first months: the model is let in as labels come, and the order rests on both ways until it may rank alone."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import cold_start
from models.blend import FULL, model_weight, ranked
from models.score import SCORES, score

CASES = [f"case {number:02d}" for number in range(40)]


def of(model, rows):
    """The model as if it had learned from so many labelled cases."""
    return replace(model, aims={name: replace(aim, rows=rows) for name, aim in model.aims.items()})


@pytest.fixture(scope="module")
def night(features):
    return features.slice(0, 50)


@pytest.fixture(scope="module")
def fired(night):
    ids = night["case_id"].to_pylist()
    rows = [
        {"case_id": ids[3], "indicator": "gift", "action": "review"},
        {"case_id": ids[3], "indicator": "hub", "action": "review"},
        {"case_id": ids[4], "indicator": "trusted", "action": "facilitate"},
    ]
    return pa.table(
        {"as_of": night["as_of"].slice(0, 3)}
        | {name: [row[name] for row in rows] for name in ("case_id", "indicator", "action")}
    )


def test_the_weight_grows_from_nothing_to_all_with_the_labelled_cases(trained):
    weights = [model_weight(of(trained.model, rows)) for rows in range(0, 2 * FULL, 10)]
    assert weights == sorted(weights)
    assert model_weight(of(trained.model, 20)) == 0 and model_weight(of(trained.model, FULL)) == 1
    assert model_weight(of(trained.model, 20 + (FULL - 20) // 4)) == 0.5
    assert model_weight(None) == 0


def test_a_model_without_trees_weighs_nothing_however_many_cases_there_were(trained):
    none = {name: replace(aim, trees="none", booster=None) for name, aim in trained.model.aims.items()}
    assert model_weight(replace(trained.model, aims=none)) == 0


def test_a_model_of_enough_cases_ranks_alone(trained, night, severity, catalogue, fired):
    assert ranked(trained.model, night, severity, catalogue, fired).equals(score(trained.model, night, severity))


def test_without_a_model_or_with_one_that_weighs_nothing_the_cold_start_ranks(
    trained, night, severity, catalogue, fired
):
    cold = ranked(None, night, severity, catalogue, fired)
    assert set(cold["basis"].to_pylist()) == {"cold_start"} and set(cold["model_weight"].to_pylist()) == {0}
    assert ranked(of(trained.model, 20), night, severity, catalogue, fired).equals(cold)


def test_in_between_the_priority_is_blended_and_says_so_while_the_probabilities_stay_the_models(
    trained, night, severity, catalogue, fired
):
    model = of(trained.model, 390)
    blended, alone = (
        ranked(model, night, severity, catalogue, fired),
        score(model, night, severity, catalogue, fired),
    )
    assert blended.schema.equals(SCORES)
    assert set(blended["basis"].to_pylist()) == {"blended"} and set(blended["model_weight"].to_pylist()) == {0.5}
    same = [name for name in SCORES.names if name not in ("priority", "basis", "model_weight")]
    assert blended.select(same).equals(alone.select(same))
    priorities = blended["priority"].to_numpy()
    assert priorities.min() >= 0 and priorities.max() <= 1


def test_a_blended_priority_rises_with_both_ways_and_is_nearer_to_the_one_that_weighs_more(
    trained, night, severity, catalogue, fired
):
    by_model = score(trained.model, night, severity)["priority"].to_numpy()
    by_rules = cold_start.priorities(night, catalogue, fired)
    likeness = []
    for rows in (30, 390, 1450):
        priority = ranked(of(trained.model, rows), night, severity, catalogue, fired)["priority"].to_numpy()
        worse = (by_model[:, None] <= by_model) & (by_rules[:, None] <= by_rules)
        assert (priority[:, None] <= priority)[worse].all()
        likeness.append(np.corrcoef(priority.argsort().argsort(), by_model.argsort().argsort())[0, 1])
    assert likeness == sorted(likeness)


def test_the_places_are_those_of_a_moment_and_the_order_of_the_rows_changes_nothing(
    trained, features, severity, catalogue
):
    model = of(trained.model, 760)
    both = features.slice(0, 100)
    alone = [ranked(model, features.slice(first, 50), severity, catalogue)["priority"].to_pylist() for first in (0, 50)]
    assert ranked(model, both, severity, catalogue)["priority"].to_pylist() == [*alone[0], *alone[1]]
    order = np.random.default_rng(1).permutation(100)
    shuffled = ranked(model, both.take(order), severity, catalogue)
    assert shuffled.equals(ranked(model, both, severity, catalogue).take(order))


def test_no_cases_give_no_scores(trained, features, severity, catalogue):
    for model in (None, of(trained.model, 760), trained.model):
        assert ranked(model, features.slice(0, 0), severity, catalogue).num_rows == 0


def test_a_rule_that_fired_lifts_a_case_of_a_cold_start_and_one_that_facilitates_lowers_it(night, catalogue, fired):
    without, with_them = cold_start.priorities(night, catalogue), cold_start.priorities(night, catalogue, fired)
    place = [np.argsort(np.argsort(priorities)) for priorities in (without, with_them)]
    assert place[1][3] > place[0][3] or place[0][3] == len(without) - 1
    assert place[1][4] <= place[0][4]
    assert with_them.min() >= 0 and with_them.max() <= 1
    assert np.array_equal(cold_start.priorities(night, catalogue, fired.slice(0, 0)), without)


def test_a_rule_that_fires_on_many_cases_sets_none_of_them_apart(night, catalogue, fired):
    of_all = pa.table(
        {"as_of": night["as_of"], "case_id": night["case_id"], "indicator": ["gift"] * 50, "action": ["review"] * 50}
    )
    without = cold_start.priorities(night, catalogue)
    assert np.array_equal(cold_start.priorities(night, catalogue, of_all), without)
    assert cold_start.priorities(night, catalogue, fired).argmax() == 3


@given(st.lists(st.tuples(st.integers(0, 39), st.sampled_from(["review", "facilitate", "mandatory"])), max_size=12))
def test_one_more_rule_never_costs_a_place_in_a_cold_start(rules):
    from features.feature import Feature  # ibis takes a second to import

    feature = Feature("x", "g", None, "ratio", "", "", 1, "")
    table = pa.table({"as_of": pa.array([0] * 40, pa.timestamp("us", "UTC")), "case_id": CASES, "x": range(40)})

    def places(of: list[tuple[int, str, str]]) -> np.ndarray:
        columns = {"as_of": pa.array([0] * len(of), pa.timestamp("us", "UTC"))}
        columns |= {name: [row[at] for row in of] for at, name in enumerate(("case_id", "indicator", "action"))}
        told = cold_start.priorities(table, [feature], pa.table(columns))
        return (told[:, None] < told).sum(axis=1)

    before = [(CASES[case], f"rule_{number}", action) for number, (case, action) in enumerate(rules)]
    assert places([*before, (CASES[3], "another", "review")])[3] <= places(before)[3]
