"""Reasons: facts of the features table, said only where they are true, never invented."""

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.publishing import AS_OF, CATALOGUE, night, scored, site
from features.catalogue import FEATURES
from targets.evidence import gather
from targets.language import GAP, load
from targets.listing import OFFICERS, Copy, Remarks, build_listing
from targets.rank import rank
from targets.reasons import Described, model_reasons
from targets.sentences import fill
from targets.target import Plan

EN = load("en")
NIGHT = night(400)
PLAN = Plan(site(30), AS_OF, "secret")
BY_NAME = {feature.name: feature for feature in CATALOGUE}
CASE = {"text_key": "TEA", "origin_airport": "PEK", "goods_description": "TEA {value} {0}"}


def listing(evidence=NIGHT, plan=PLAN, copy=OFFICERS):
    targets = rank(evidence.scores, evidence.cases, evidence.fired, plan)
    return build_listing(gather(targets, evidence, plan), plan, Remarks(), EN, copy)


def said(features, parts, catalogue=CATALOGUE):
    return model_reasons(Described(features, CASE, parts), catalogue, EN)


def test_every_line_of_the_model_has_three_to_five_reasons_and_one_against():
    lines = [line for line in listing().lines if line.target["selected_as"] == "model"]
    assert len(lines) == 26
    assert all(3 <= len(line.of("for")) <= 5 for line in lines)
    assert all(len(line.of("against")) == 1 for line in lines)


def test_the_numbers_of_a_reason_are_those_of_the_features_table():
    features = {row["case_id"]: row for row in NIGHT.features.to_pylist()}
    for line in listing().lines:
        for reason in (*line.of("for"), *line.of("against")):
            row = features[line.target["case_id"]]
            assert reason.value == row[reason.feature]
            assert reason.n == row[f"{reason.feature}__n"]
            if BY_NAME[reason.feature].unit != "yes/no":
                assert EN.amount(reason.value, BY_NAME[reason.feature].unit).split(GAP)[0] in reason.text


def test_a_random_line_says_on_a_supervisors_copy_that_it_was_drawn_and_nothing_else():
    random = [line for line in listing(copy=Copy(supervisor=True)).lines if line.target["selected_as"] == "random"]
    assert len(random) == 3
    for line in random:
        assert [reason.kind for reason in line.reasons] == ["note"] and not line.groups
        assert line.reasons[0].text.startswith("Drawn at random, as 10\u00a0% of a list's lines are")
        assert line.reasons[0].text.endswith("3 in 373.")


def test_an_officers_copy_gives_a_random_line_the_facts_of_any_other_and_none_that_is_faint():
    lines = listing().lines
    random = [line for line in lines if line.target["selected_as"] == "random"]
    assert len(random) == 3
    for line in random:
        assert {reason.kind for reason in line.reasons} <= {"for", "against", "note"} and line.of("for")
        assert all(fact.contribution > 0 for fact in line.of("for")), "a fact that the model itself counts"
        assert "random" not in " ".join(reason.text for reason in line.reasons).lower()


def test_a_rule_is_shown_as_a_rule_with_its_source_beside_it():
    first = next(line for line in listing().lines if line.target["selected_as"] == "criteria")
    (rule,) = first.of("rule")
    assert rule.group == "fictitious order 12, article 3" and rule.contribution is None


def test_a_cold_start_says_so_and_its_facts_are_no_part_of_a_margin():
    rows = [
        scored(number, case_id) | {"basis": "cold_start"}
        for number, case_id in enumerate(NIGHT.cases["case_id"].to_pylist())
    ]
    cold = listing(replace(NIGHT, scores=pa.Table.from_pylist(rows)))
    note, *facts = next(line for line in cold.lines if line.target["selected_as"] == "model").reasons
    assert note.text.startswith("Ranked without a trained model")
    assert facts and all(fact.kind == "for" and fact.contribution is None for fact in facts)
    assert {line.level for line in cold.lines} == {0}
    assert any("No trained model" in warning for warning in cold.warnings)


def test_a_blended_list_says_the_models_weight_on_each_line_and_once_above():
    rows = [
        scored(number, case_id) | {"basis": "blended", "model_weight": 0.6}
        for number, case_id in enumerate(NIGHT.cases["case_id"].to_pylist())
    ]
    blended = listing(replace(NIGHT, scores=pa.Table.from_pylist(rows)))
    for line in blended.lines:
        if line.target["selected_as"] == "model":
            assert line.reasons[0].text.startswith("Ranked 60\u00a0% by the model")
            assert any(reason.kind == "for" and reason.contribution is not None for reason in line.reasons)
    assert [("weighs 60\u00a0%" in warning) for warning in blended.warnings].count(True) == 1
    assert {line.level for line in blended.lines} == {0}


def test_a_mandatory_case_without_room_is_named_in_the_header():
    rule = NIGHT.fired.slice(0, 1).to_pylist()[0]
    ids = NIGHT.cases["case_id"].to_pylist()
    fired = pa.Table.from_pylist([rule | {"case_id": case_id} for case_id in ids[:40]], schema=NIGHT.fired.schema)
    made = listing(replace(NIGHT, fired=fired))
    listed = {line.target["case_id"] for line in made.lines}
    assert f"({len(set(ids[:40]) - listed)}):" in made.warnings[0]


def test_a_comparison_with_few_cases_is_left_out():
    features = {
        "consignment_kg_per_piece": 19.37,
        "consignment_kg_per_piece__usual": 7.5,
        "consignment_kg_per_piece__n": 19,
    }
    assert said(features, {"consignment_kg_per_piece": 1.0})[0].text == "19\u00a0kg a piece"
    features["consignment_kg_per_piece__n"] = 20
    assert said(features, {"consignment_kg_per_piece": 1.0})[0].text.endswith(
        "this consignor's 20 shipments: 7.5\u00a0kg"
    )


def test_a_fact_that_is_nothing_but_a_comparison_is_not_said_without_its_count():
    features = {"consignor_hit_rate_365d": 0.5, "consignor_hit_rate_365d__usual": 0.02, "consignor_hit_rate_365d__n": 4}
    assert said(features, {"consignor_hit_rate_365d": 2.0})[0].kind == "note"


@pytest.mark.parametrize(
    ("feature", "value", "usual", "spoken"),
    [
        ("pair_first", 1.0, None, True),
        ("pair_first", 0.0, None, False),
        ("freight_share", 0.02, 0.05, False),
        ("freight_share", 0.50, 0.05, True),
        ("text_copies_30d", 0.0, None, False),
        ("text_copies_30d", None, None, False),
        ("consignment_kg_per_piece", 2.0, 7.5, True),
    ],
)
def test_a_sentence_is_said_only_where_it_is_true(feature, value, usual, spoken):
    features = {feature: value, f"{feature}__usual": usual, f"{feature}__n": 400}
    assert (said(features, {feature: 1.0})[0].kind == "for") == spoken


@pytest.mark.parametrize(("value", "spoken"), [(0.0, True), (0.03, True), (0.4, False)])
def test_a_calm_sentence_is_not_said_of_what_is_there(value, spoken):
    agree = replace(BY_NAME["freight_share"], calm="Manifest and waybill agree", usual=None, n=None)
    kinds = [reason.kind for reason in said({"freight_share": value}, {"freight_share": -1.0}, [agree])]
    assert ("against" in kinds) == spoken


def test_a_group_speaks_twice_unless_there_would_be_fewer_than_three():
    features = {f"f{number}": 5.0 for number in range(6)}
    base = BY_NAME["text_copies_30d"]
    one = [replace(base, name=f"f{n}", group="parties", reason=f"f{n} {{value}}") for n in range(6)]
    assert [reason.feature for reason in said(features, {f"f{n}": 1.0 + n for n in range(6)}, one)] == [
        "f5",
        "f4",
        "f3",
    ]
    two = [replace(feature, group="parties" if n % 2 else "route") for n, feature in enumerate(one)]
    parts = {f"f{n}": 1.0 + n for n in range(6)}
    assert [reason.feature for reason in said(features, parts, two)] == ["f5", "f4", "f3", "f2"]
    six = [replace(feature, group=feature.name) for feature in one]
    assert [reason.feature for reason in said(features, {f"f{n}": 1.0 + n for n in range(6)}, six)] == [
        "f5", "f4", "f3", "f2", "f1",
    ]  # fmt: skip


@given(st.text(max_size=30))
def test_the_text_of_a_message_is_never_taken_for_a_sentence(text):
    words = {"value": "1", "goods_description": text}
    assert fill("{goods_description} of {value}", words, "count", EN) == f"{text} of 1"


def test_a_comparison_never_stands_alone():
    assert (
        fill("{value} of goods from {origin_airport}; usual {usual}", {"value": "1", "usual": "2"}, "share", EN) is None
    )


def test_a_unit_is_not_said_twice():
    assert fill("{value} kg a piece", {"value": EN.amount(19.4, "kg")}, "kg", EN) == "19 kg a piece"
    assert fill("EUR {value} a kilogram", {"value": EN.amount(2.1, "EUR/kg")}, "EUR/kg", EN) == "EUR 2.1 a kilogram"


def test_a_range_and_its_peers_are_said_and_a_value_inside_is_no_reason():
    feature = next(f for f in FEATURES if f.name == "consignment_kg_per_piece")
    name, case = feature.name, CASE | {"goods_class": "8517", "origin_airport": "HKG"}
    peers = {
        f"{name}__usual": 5.0,
        f"{name}__low": 4.0,
        f"{name}__high": 6.25,
        f"{name}__n": 412.0,
        f"{name}__level": 2.0,
    }

    def told(value):
        (reason, *_) = model_reasons(Described({name: value, **peers}, case, {name: 1.0}), [feature], EN)
        return reason.text

    assert told(19.0) == "19 kg a piece; usual 4-6.2 for HS 8517 from HKG (412 in 180 days)"
    assert told(5.5) == "No single fact stands out."


def test_what_is_far_from_usual_counts_for_the_figure_that_has_the_words():
    feature = next(f for f in FEATURES if f.name == "consignment_kg_per_piece")
    parts = {feature.name: -0.1, f"{feature.name}_far": 0.9}
    (reason, *_) = model_reasons(Described({feature.name: 19.0}, CASE, parts), [feature], EN)
    assert reason.contribution == pytest.approx(0.8)


def test_a_route_is_said_as_it_is_flown():
    feature = next(f for f in FEATURES if f.name == "route_circuity")
    case = CASE | {"origin_airport": "IST", "route": ["DXB", "ALA"]}
    (reason, *_) = model_reasons(Described({feature.name: 1.49}, case, {feature.name: 1.0}), [feature], EN)
    assert reason.text == "Routed IST-DXB-ALA: 1.5 times the direct distance"
