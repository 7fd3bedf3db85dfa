"""Scores: nulls, cold start, severities, and contributions that add up."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import cold_start, ranker
from models.explain import check_sums, contributions
from models.matrix import matrix
from models.score import SCORES, score, severities


def test_every_row_is_scored_in_its_order(trained, features, severity):
    scores = score(trained.model, features, severity)
    assert scores.schema.equals(SCORES)
    assert scores.select(["as_of", "case_id"]).equals(features.select(["as_of", "case_id"]))
    said = scores["probability_illicit"].to_numpy() + 0.3 * scores["probability_revenue"].to_numpy()
    assert np.allclose(scores["priority"].to_numpy(), said, atol=2e-6)
    assert set(scores["basis"].to_pylist()) == {"model"}


def test_a_case_of_which_nothing_is_known_is_scored(trained, features, severity, catalogue):
    nothing = features.slice(0, 3)
    for feature in catalogue:
        position = nothing.column_names.index(feature.name)
        nothing = nothing.set_column(position, feature.name, pa.nulls(3, pa.float64()))
    priorities = score(trained.model, nothing, severity)["priority"].to_pylist()
    assert len(set(priorities)) == 1
    assert 0 < priorities[0] < 1
    cold = score(None, nothing, severity, catalogue)["priority"].to_pylist()
    assert len(set(cold)) == 1


def test_no_cases_give_no_scores(trained, features, severity, catalogue):
    for model in (trained.model, None):
        assert score(model, features.slice(0, 0), severity, catalogue).schema.equals(SCORES)


def test_columns_that_are_no_inputs_change_nothing(trained, features, severity):
    helpers = [name for name in features.column_names if name.endswith("__usual")]
    assert score(trained.model, features.drop_columns(helpers), severity).equals(
        score(trained.model, features, severity)
    )


def test_a_missing_feature_is_named(trained, features, severity):
    with pytest.raises(ValueError, match="case_measure_03"):
        score(trained.model, features.drop_columns(["case_measure_03"]), severity)


def test_illicit_weighs_its_families_by_their_hits(trained, severity):
    of = replace(trained.model, hits_by_family={"prohibited": 30, "security": 10, "revenue": 0})
    assert severities(of, severity) == {"illicit": 1.125, "revenue": 0.3}
    none = replace(trained.model, hits_by_family={})
    assert severities(none, severity)["illicit"] == 1.25


def test_the_aim_is_the_one_that_weighs_more_by_the_severities_of_the_priority(trained, features):
    heavy = {"prohibited": 1.0, "security": 9.0, "revenue": 6.0}
    of = replace(trained.model, hits_by_family={"security": 1})
    rows = score(of, features, heavy).to_pylist()
    for row in rows:
        more = 6 * row["probability_revenue"] > 9 * row["probability_illicit"]
        assert row["aim"] == ("revenue" if more else "illicit")
    assert any(row["aim"] == "illicit" and 6 * row["probability_revenue"] > row["probability_illicit"] for row in rows)


def test_without_a_model_the_cold_start_ranks_and_says_so(features, severity, catalogue, trained):
    scores = score(None, features, severity, catalogue)
    assert set(scores["basis"].to_pylist()) == {"cold_start"}
    assert set(scores["aim"].to_pylist()) == {"illicit"}
    assert scores["probability_illicit"].null_count == scores["margin_revenue"].null_count == features.num_rows
    none = {name: replace(aim, trees="none", booster=None) for name, aim in trained.model.aims.items()}
    assert score(replace(trained.model, aims=none), features, severity, catalogue).equals(scores)


def test_an_aim_without_trees_has_its_base_rate_and_no_margin(trained, features, severity):
    aims = trained.model.aims
    half = replace(trained.model, aims={**aims, "revenue": replace(aims["revenue"], trees="none", booster=None)})
    scores = score(half, features, severity)
    assert scores["margin_revenue"].null_count == features.num_rows
    assert set(scores["probability_revenue"].to_pylist()) == {aims["revenue"].base_rate}


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=30), st.integers(0, 29))
def test_in_a_cold_start_a_riskier_value_never_loses_a_place(values, which):
    from features.feature import Feature  # ibis takes a second to import

    feature = Feature("x", "g", None, "ratio", "", "", -1, "")
    which %= len(values)
    riskier = [value - 10 if place == which else value for place, value in enumerate(values)]

    def place(of: list[float]) -> int:
        table = pa.table({"as_of": pa.array([0] * len(of), pa.timestamp("us", "UTC")), "x": of})
        told = cold_start.priorities(table, [feature])
        return int((told > told[which]).sum())

    assert place(riskier) <= place(values)


@pytest.mark.parametrize("aim", ["illicit", "revenue"])
def test_contributions_add_up_to_the_margin_and_are_lightgbms_own(trained, features, severity, aim):
    listed = features.slice(100, 40)
    values, base = contributions(trained.model, aim, listed)
    margins = score(trained.model, listed, severity)[f"margin_{aim}"].to_numpy()
    assert np.allclose(values.sum(axis=1) + base, margins, atol=1e-6)
    own = ranker.contributions(trained.model.aims[aim].booster, matrix(listed, trained.model.features))
    assert np.allclose(np.column_stack([values, np.full(40, base)]), own, atol=1e-6)


def test_contributions_that_do_not_add_up_name_the_case():
    values = np.zeros((2, 3))
    for margin in (0.3, np.nan):
        with pytest.raises(ValueError, match="case B"):
            check_sums(values, 0.1, np.array([0.1, margin]), ["A", "B"])
