"""A unit's figures from lines that were written by hand: each with its count, and what few can say."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from measures.intervals import clopper_pearson, quantile_of
from measures.measure import Measure
from measures.of_unit import Arrived, Line, as_listed, figures

AT = datetime(2026, 3, 1, 23, tzinfo=UTC)
CLEAR = Line(
    case_id="", at=AT, listed=True, selected_as="model", probability=1.0, stream="cargo", traffic="import",
    decision="accepted", presented=True, method="full_opening", result="clear", found={"illicit": False},
    settled=frozenset({"illicit"}), expected={"illicit": 0.1},
)  # fmt: skip
HIT = replace(CLEAR, result="hit", found={"illicit": True}, kg_found=2.5)
RANDOM = replace(CLEAR, selected_as="random", probability=0.01, expected={"illicit": 0.002})
DECLINED = replace(
    CLEAR, decision="declined", presented=None, method=None, result="not_examined", found={"illicit": None},
    settled=frozenset(),
)  # fmt: skip
SILENT = replace(DECLINED, decision=None, result=None)
XRAY = replace(DECLINED, decision="accepted", presented=True, method="xray", result="clear", stream="mail")
LINES = [HIT] * 10 + [CLEAR] * 10 + [RANDOM] * 30 + [DECLINED] * 4 + [SILENT] * 2 + [XRAY] * 4
ARRIVED = Arrived(3060, {"cargo": 2060, "mail": 1000}, 306, 30, [-2.0, 1.0, 3.0])


def told(lines=LINES, arrived=ARRIVED):
    return {(figure.name, figure.of): figure for figure in figures(lines, arrived, ("illicit",))}


def count(figure):
    return figure.count, figure.out_of


def test_shares_are_counted_by_hand():
    of = told()
    assert count(of["selectivity", ""]) == (54, 3060)
    assert count(of["selectivity", "mail"]) == (4, 1000)
    assert count(of["hit rate", ""]) == (10, 54)
    assert count(of["hit rate", "selected as model"]) == (10, 24)
    assert count(of["hit rate", "selected as random"]) == (0, 30)
    assert count(of["hit rate", "method xray"]) == (0, 4)
    assert count(of["hit rate", "stream cargo"]) == (10, 50)
    assert count(of["results recorded", ""]) == (58, 60)
    assert count(of["decline rate", ""]) == (4, 58)
    assert count(of["presentation rate", ""]) == (54, 54)
    assert count(of["trusted-trader rate", ""]) == (306, 3060)
    assert of["weight found, kg", ""].measure.value == 25


def test_every_share_has_its_exact_interval():
    for figure in figures(LINES, ARRIVED, ("illicit",)):
        if figure.name in ("selectivity", "hit rate", "random hit rate", "decline rate") and figure.out_of:
            low, high = clopper_pearson(figure.count, figure.out_of)
            assert figure.measure == Measure(figure.count / figure.out_of, low, high)


def test_small_numbers_are_said_as_such():
    of = told()
    assert "only 4: too few to compare" in of["hit rate", "method xray"].note
    assert of["hit rate", "selected as random"].note == ""
    assert of["declined and hit later", ""].note == "none"


def test_the_random_lines_speak_for_what_arrived_and_the_others_for_themselves():
    of = told()
    assert count(of["random hit rate", "illicit"]) == (0, 30)
    bad, prevalence = of["bad among what arrived", "illicit"].measure, of["prevalence", "illicit"].measure
    assert bad.value == pytest.approx(10 * 30 / 20)
    assert prevalence.value == pytest.approx(15 / 3060) and prevalence.high > 0.1
    assert of["leakage", "illicit"].measure.value == pytest.approx(5 / 15)
    assert "worth 30 of equal weight" in of["prevalence", "illicit"].note
    wide, fine = (of[f"random lines a day for an interval {said}", "illicit"].measure.value
                  for said in ("1% wide", "as wide as the prevalence"))  # fmt: skip
    assert 1 < wide < fine


def test_without_a_settled_random_line_nothing_is_said_of_what_arrived():
    of = told([HIT, CLEAR])
    assert of["prevalence", "illicit"].measure == Measure(None)
    assert of["prevalence", "illicit"].note == "no random line was settled"
    assert not any(name.startswith("random lines a day") for name, _ in of)


def test_a_random_line_of_unknown_probability_stands_for_itself():
    listed = as_listed([RANDOM, replace(RANDOM, probability=None)], "illicit")
    assert listed.drawn.tolist() == [True, False] and listed.probability.tolist() == [0.01, 1.0]


def test_lift_is_not_known_without_a_random_hit_and_has_an_interval_with_one():
    assert told()["lift over the random lines", "illicit, selected as model"].measure == Measure(None)
    found = replace(RANDOM, found={"illicit": True}, result="hit")
    lift = told([*LINES, found])["lift over the random lines", "illicit, selected as model"].measure
    assert lift.value == pytest.approx((10 / 20) / (1 / 31)) and lift.low is not None and 1 < lift.low < lift.value


def test_coverage_is_of_known_hits_and_not_known_without_lists():
    own = replace(HIT, listed=False, selected_as="officer")
    assert count(told([*LINES, own])["coverage of known hits by the lists", ""]) == (10, 11)
    none = told([own])["coverage of known hits by the lists", ""]
    assert none.measure == Measure(None) and none.note == "no list of this period is stored"


def test_observed_over_expected_has_the_interval_of_a_count():
    of = told()["observed over expected", "illicit, selected as model"]
    assert of.measure.value == pytest.approx(10 / 2.0) and of.note == "2.00 expected"
    drawn = told()["observed over expected", "illicit, selected as random"].measure
    assert (drawn.value, drawn.low) == (0, 0) and drawn.high == pytest.approx(3.6889 / 0.06, rel=1e-4)


def test_what_was_declined_and_hit_later_is_counted_of_what_was_looked_at_later():
    lines = [replace(DECLINED, hit_later=True), replace(DECLINED, hit_later=False), DECLINED]
    assert count(told(lines)["declined and hit later", ""]) == (1, 2)


def test_delays_are_quantiles_of_hours_with_the_interval_their_number_allows():
    of = told()["hours from last chance to release, p50", ""]
    assert of.measure.value == 1.0 and of.measure.low is None
    many = quantile_of(np.arange(1.0, 102.0), 0.5)
    assert (many.value, many.low, many.high) == (51, 41, 61)
    assert quantile_of(np.array([]), 0.5) == Measure(None)
    assert told(arrived=replace(ARRIVED, delays=[]))["hours from last chance to release, p50", ""].measure.value is None


def test_nothing_at_all_gives_every_figure_and_no_number():
    of = told([], Arrived(0, {}, 0, 0))
    assert of["hit rate", ""].measure == Measure(None) and of["prevalence", "illicit"].measure == Measure(None)
