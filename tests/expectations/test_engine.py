import numpy as np
import pandas as pd
import pytest

from expectations.engine import validate
from expectations.rule import Between, CheckDigit, Matches, NotNull, OneOf, Rule
from lake.tables import TABLES, WAYBILL

SIZE = 20_000


def rule(name, expects):
    return Rule(f"loads.{name}", "error", "", expects)


def test_at_20_000_rows_every_planted_row_is_named_and_no_other():
    rng = np.random.default_rng(1)
    planted = {name: np.sort(rng.choice(SIZE, size, replace=False)) for name, size in (("pieces", 7_001), ("uld", 1))}
    frame = pd.DataFrame({"pieces": np.ones(SIZE), "uld": ["AKE12345XX"] * SIZE, "split": ["T"] * SIZE})
    frame.loc[planted["pieces"], "pieces"] = 0
    frame.loc[planted["uld"], "uld"] = None
    frame.index = frame.index[::-1]
    rules = [
        rule("pieces.between", Between("pieces", 1, 99)),
        rule("uld.not_null", NotNull("uld")),
        rule("split.one_of", OneOf("split", ("T", "P"))),
    ]
    outcomes = validate("loads", frame, rules)
    assert [outcome.rule for outcome in outcomes] == rules
    assert np.array_equal(outcomes[0].rows, planted["pieces"])
    assert np.array_equal(outcomes[1].rows, planted["uld"])
    assert [len(outcome.rows) for outcome in outcomes] == [7_001, 1, 0]
    assert [outcome.evaluated for outcome in outcomes] == [SIZE] * 3


def test_null_is_not_judged_but_by_not_null():
    frame = pd.DataFrame({"split": ["T", None, "X"]})
    one_of, not_null = validate(
        "loads", frame, [rule("a.one_of", OneOf("split", ("T",))), rule("a.not_null", NotNull("split"))]
    )
    assert (one_of.evaluated, one_of.rows.tolist()) == (2, [2])
    assert (not_null.evaluated, not_null.rows.tolist()) == (3, [1])


@pytest.mark.parametrize("text", ["12345678901\n", "1234567890१", " 12345678901", "1234567890", "", "12345678901x"])
def test_a_pattern_is_about_the_whole_text_in_ascii(text):
    (outcome,) = validate("loads", pd.DataFrame({"w": ["12345678901", text]}), [rule("w.p", Matches("w", WAYBILL))])
    assert outcome.rows.tolist() == [1]


def test_patterns_of_the_tables_use_only_what_both_regex_engines_read_alike():
    patterns = {c.pattern for table in TABLES.values() for c in table.columns if c.pattern}
    assert patterns and not [p for p in patterns if r"\w" in p or r"\s" in p or "(?" in p]


def test_a_check_digit_tolerates_any_text():
    texts = [
        "99900000011",
        "99900000012",
        "",
        "NONE",
        "2026-11-20",
        "9990000001१",
        "99900000011\n",
        "99912345679",
        None,
    ]
    (outcome,) = validate("loads", pd.DataFrame({"w": texts}), [rule("w.check_digit", CheckDigit("w"))])
    assert outcome.evaluated == len(texts) - 1
    assert outcome.rows.tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_a_rule_that_cannot_be_evaluated_is_an_error_and_not_a_pass():
    with pytest.raises(ValueError, match=r"gone\.not_null could not be evaluated"):
        validate("loads", pd.DataFrame({"w": [1]}), [rule("gone.not_null", NotNull("gone"))])


def test_two_rules_that_are_the_same_to_the_engine_are_an_error_and_not_one_rule():
    twice = [rule("w.not_null", NotNull("w"))] * 2
    with pytest.raises(ValueError, match="2 rules were given"):
        validate("loads", pd.DataFrame({"w": [1]}), twice)
