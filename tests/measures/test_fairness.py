"""Rates by origin: by hand, small numbers suppressed, and a ratio at equal true risk that sees what a rate does not."""

import numpy as np
import pytest

from measures.bootstrap import Bootstrap
from measures.fairness import by_origin, ratio_at_equal_risk, verdict
from measures.measure import Measure
from measures.ranking import listed

QUICK = Bootstrap(100)


def test_two_origins_by_hand():
    origins = ["AA"] * 20 + ["BB"] * 20 + [None] * 10
    selected = np.array([1.0] * 10 + [0.0] * 10 + [1.0] * 5 + [0.0] * 15 + [0.0] * 10)
    hits = np.zeros(50, dtype=bool)
    hits[[0, 1, 2, 3, 20, 39]] = True
    first, second = by_origin(origins, selected, hits, QUICK)
    assert (first.origin, first.rows, first.suppressed) == ("AA", 20, False)
    assert (first.selection_rate.value, second.selection_rate.value) == (0.5, 0.25)
    assert (first.hit_rate.value, second.hit_rate.value) == (0.4, 0.2)
    assert first.false_selection_rate.value == pytest.approx(6 / 16)
    assert second.false_selection_rate.value == pytest.approx(4 / 18, abs=1e-6)
    assert first.selection_ratio.value == pytest.approx(0.5 / (15 / 50), abs=1e-6)
    assert first.false_selection_ratio.value == pytest.approx((6 / 16) / (10 / 44), abs=1e-6)


def test_small_numbers_are_suppressed_and_say_so():
    origins = ["AA"] * 9 + ["BB"] * 10 + ["CC"] * 10
    hits = np.array([False] * 9 + [True] * 6 + [False] * 4 + [False] * 10)
    few_rows, few_clear, shown = by_origin(origins, np.ones(29), hits, QUICK)
    assert few_rows.suppressed and few_clear.suppressed and not shown.suppressed
    assert few_rows.rows == 9
    assert {few_rows.selection_rate, few_clear.hit_rate, few_clear.false_selection_ratio} == {Measure(None)}
    assert shown.selection_rate.value == 1


def test_an_interval_needs_ten_selected_of_the_origin():
    origins = ["AA"] * 40 + ["BB"] * 40
    selected = np.array(([1.0] * 9 + [0.0] * 31) + ([1.0] * 20 + [0.0] * 20))
    few, many = by_origin(origins, selected, np.zeros(80, dtype=bool), QUICK)
    assert few.selection_rate == Measure(9 / 40)
    assert many.selection_rate.low < 0.5 < many.selection_rate.high


def test_rows_in_any_order_give_the_same():
    draw = np.random.default_rng(1)
    origins = draw.choice(["AA", "BB", "CC"], 200)
    selected, hits = (draw.random(200) < 0.4).astype(float), draw.random(200) < 0.1
    mixed = draw.permutation(200)
    told = by_origin(origins.tolist(), selected, hits, Bootstrap(0))
    assert told == by_origin(origins[mixed].tolist(), selected[mixed], hits[mixed], Bootstrap(0))


def test_where_origins_are_not_known_there_is_nothing_to_say():
    assert by_origin([None] * 5, np.ones(5), np.zeros(5, dtype=bool), QUICK) == ()
    assert ratio_at_equal_risk([None] * 5, np.ones(5), np.zeros(5, dtype=np.int64), QUICK) == {}


def world(bias: float) -> tuple[list[str], np.ndarray, np.ndarray]:
    """AA has three times the risk of BB and CC; scores know the risk, and add `bias` for BB. The highest tenth."""
    draw = np.random.default_rng(2)
    origins = draw.choice(["AA", "BB", "CC"], 20_000)
    risk = (draw.random(20_000) < np.where(origins == "AA", 0.3, 0.1)).astype(np.int64)
    scores = 2.0 * risk + draw.normal(size=20_000) + bias * (origins == "BB")
    return origins.tolist(), listed(scores, 2000), risk


def test_at_equal_risk_an_honest_score_treats_origins_alike_whatever_their_rates():
    origins, selected, risk = world(0.0)
    rates = {one.origin: one.selection_ratio.value for one in by_origin(origins, selected, risk > 0, QUICK)}
    assert rates["AA"] > 1.4
    ratios = ratio_at_equal_risk(origins, selected, risk, Bootstrap(300))
    assert {verdict(ratio) for ratio in ratios.values()} == {"within"}


def test_at_equal_risk_a_score_against_one_origin_is_seen():
    ratios = ratio_at_equal_risk(*world(1.0), Bootstrap(300))
    assert verdict(ratios["BB"]) == "outside"
    assert ratios["BB"].low > 1.25


def test_a_ratio_by_hand_and_few_rows_suppressed():
    origins = ["AA"] * 10 + ["BB"] * 10 + ["CC"] * 2
    risk = np.array(([0] * 5 + [1] * 5) * 2 + [0, 1])
    selected = np.array(([0.0] * 5 + [1.0] * 5) + ([1.0] + [0.0] * 4 + [1.0] * 5) + [0.0, 1.0])
    ratios = ratio_at_equal_risk(origins, selected, risk, QUICK)
    assert ratios["AA"].value == pytest.approx(5 / (5 * 1 / 11 + 5), abs=1e-6)
    assert ratios["BB"].value == pytest.approx(6 / (5 * 1 / 11 + 5), abs=1e-6)
    assert ratios["CC"] == Measure(None)
    assert verdict(ratios["CC"]) == "suppressed"
    assert verdict(Measure(1.0)) == "not sure"
