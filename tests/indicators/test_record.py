"""What a rule led to, with intervals that hold."""

from datetime import UTC, datetime, timedelta
from math import inf

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from cases.case import CASES
from indicators.apply import TOLD
from indicators.record import (
    FIRED,
    Rate,
    Settled,
    fired_rows,
    first_moments,
    lift,
    lift_over_all,
    percent,
    rate,
    settled,
    told,
)  # fmt: skip
from models.labels import LABELS

AT = datetime(2026, 3, 1, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
rates = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda both: Rate(both[0], sum(both)))


@given(rates)
def test_intervals_are_the_exact_ones(of):
    if not of.settled:
        assert (of.share, of.low, of.high) == (None, None, None)
        return
    exact = binomtest(of.hits, of.settled).proportion_ci(method="exact")
    assert (of.low, of.high) == (pytest.approx(exact.low, abs=1e-9), pytest.approx(exact.high, abs=1e-9))


@given(rates, rates)
def test_a_lift_lies_within_its_interval(of, others):
    every = Rate(of.hits + others.hits, of.settled + others.settled)
    for found in (lift(of, others), lift_over_all(of, every)):
        if found is not None:
            assert 0 <= found.low <= found.value * (1 + 1e-9) + 1e-9
            assert found.value <= found.high * (1 + 1e-9) + 1e-9


def test_the_interval_of_a_lift_holds_the_truth_nineteen_times_in_twenty():
    draw = np.random.default_rng(4)
    of, others = draw.binomial(60, 0.3, 2000), draw.binomial(400, 0.1, 2000)
    held = [
        found.low <= 3.0 <= found.high
        for k, m in zip(of, others, strict=True)
        if (found := lift(Rate(int(k), 60), Rate(int(m), 400)))
    ]
    assert len(held) > 1990
    assert np.mean(held) >= 0.95


def test_without_a_hit_among_the_others_the_lift_is_not_known_or_open_above():
    assert lift(Rate(3, 10), Rate(0, 10)) is None
    assert lift(Rate(3, 10), Rate(0, 0)) is None
    found = lift_over_all(Rate(3, 10), Rate(3, 100))
    assert found is not None
    assert found.value == pytest.approx(10)
    assert 1 < found.low < 10
    assert told(lift(Rate(3, 10), Rate(0, 10))) == "not known"
    assert percent(Rate(0, 0)) == "not known"


def test_a_rate_with_the_rest_nearly_nothing_is_open_above():
    found = lift(Rate(5, 5), Rate(1, 10_000))
    assert found is not None
    assert found.high < inf
    assert found.low > 100


def labels(**found):
    rows = []
    for case, (families, illicit, revenue) in found.items():
        row = {"case_id": case, "decided_at": AT, "known_at": AT, "selected_as": "random", "families": families}
        rows.append(row | {"illicit": illicit, "revenue": revenue})
    return pa.Table.from_pylist(rows, LABELS)


def test_any_find_settles_a_result_and_a_clear_only_where_the_method_was_strong_enough():
    table = labels(
        narcotics=(["prohibited"], True, None), clear=([], False, None), weak=([], None, None),
        value=(["revenue"], None, True),
    )  # fmt: skip
    hits = {aim: {case: one.hit for case, one in settled(table, aim).items()} for aim in
            ("illicit", "revenue")}  # fmt: skip
    assert hits["illicit"] == {"narcotics": True, "clear": False, "value": True}
    assert hits["revenue"] == {"narcotics": True, "value": True}


def test_a_result_from_before_the_rule_fired_does_not_count_for_it():
    results = {case: Settled(True, AT, "model") for case in "abc"} | {"r": Settled(False, AT, "random")}
    since = {"a": AT - HOUR, "b": AT, "c": AT + HOUR, "r": AT, "unknown": AT}
    assert rate(since, results) == Rate(2, 3)
    assert rate(since, results, "random") == Rate(0, 1)


def test_the_first_moment_of_a_case_counts_whatever_the_order():
    rows = [{"case_id": "a", "as_of": AT + HOUR * n} for n in (3, 1, 2)]
    assert first_moments(rows) == first_moments(rows[::-1]) == {"a": AT + HOUR}


def test_what_is_kept_of_what_fired_is_ordered_and_has_the_pieces():
    said = [
        {"as_of": AT, "case_id": case, "indicator": rule, "action": "review", "family": "revenue", "source": "s",
         "sentence": "t"}
        for case in "ba" for rule in ("y", "x")
    ]  # fmt: skip
    row = {"as_of": AT, "case_id": "a", "level": "direct", "case_type": "cargo-direct", "traffic": "import",
           "first_known_at": AT, "last_known_at": AT, "pieces": 7, "stream": "cargo"}  # fmt: skip
    cases = pa.Table.from_pylist([row, row | {"case_id": "b", "pieces": None}], CASES.schema)
    kept = fired_rows(pa.Table.from_pylist(said, TOLD), cases)
    assert kept.schema == FIRED.schema
    assert [(r["case_id"], r["indicator"], r["pieces"]) for r in kept.to_pylist()] == [
        ("a", "x", 7), ("a", "y", 7), ("b", "x", None), ("b", "y", None),
    ]  # fmt: skip
