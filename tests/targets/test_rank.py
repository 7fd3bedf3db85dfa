"""The list: what comes first, how long it is, how the draw is made."""

import itertools
import math
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.publishing import AS_OF, night
from targets.rank import rank, systematic
from targets.target import TARGETS
from tests.targets.ranked import NIGHT, SMALL, listed, moved, only, plan, with_column


def test_the_list_has_the_declared_columns_and_as_many_lines_as_the_shift_can_do():
    targets = listed()
    assert targets.schema == TARGETS.schema
    assert targets["line"].to_pylist() == list(range(1, 21))
    assert len(set(targets["case_id"].to_pylist())) == 20


@given(lines=st.integers(1, 60), cases=st.integers(0, 80))
def test_the_list_is_never_longer_than_the_capacity(lines, cases):
    evidence = night(cases)
    targets = rank(evidence.scores, evidence.cases, evidence.fired, plan(lines))
    assert targets.num_rows <= min(lines, cases)
    if lines > 1 and cases > lines:
        assert targets.num_rows == lines
        assert targets["selected_as"].to_pylist().count("random") == max(1, round(lines * 0.1))


def test_mandatory_rules_stand_before_any_priority():
    first = listed().to_pylist()[0]
    assert first["selected_as"] == "criteria"
    assert first["case_id"] == NIGHT.fired["case_id"][0].as_py()
    assert first["priority"] < listed().to_pylist()[1]["priority"]


def test_more_mandatory_cases_than_lines_still_leave_the_random_share():
    rules = NIGHT.fired.slice(0, 1).to_pylist()
    many = pa.Table.from_pylist(
        [rules[0] | {"case_id": case_id} for case_id in NIGHT.cases["case_id"].to_pylist()[:50]],
        schema=NIGHT.fired.schema,
    )
    kinds = rank(NIGHT.scores, NIGHT.cases, many, plan())["selected_as"].to_pylist()
    assert kinds == ["criteria"] * 18 + ["random"] * 2


@given(order=st.permutations(range(60)))
def test_the_order_of_the_input_changes_nothing(order):
    small = SMALL
    shuffled = rank(small.scores.take(order), small.cases.take(order[::-1]), small.fired, plan(12))
    assert shuffled.equals(rank(small.scores, small.cases, small.fired, plan(12)))


@given(power=st.floats(0.3, 3), factor=st.floats(0.1, 10))
def test_a_monotone_change_of_priority_leaves_a_list_of_one_kind_of_inspection(power, factor):
    changed = [factor * value**power for value in SMALL.scores["priority"].to_pylist()]
    by = only(plan(12), "full_opening")
    targets = rank(with_column(SMALL.scores, "priority", changed), SMALL.cases, SMALL.fired, by)
    same = ("line", "case_id", "selected_as", "selection_probability", "action")
    assert targets.select(same).equals(listed(SMALL, by).select(same))


@given(factor=st.floats(0.1, 10))
def test_another_unit_of_priority_leaves_the_list(factor):
    changed = [factor * value for value in SMALL.scores["priority"].to_pylist()]
    targets = rank(with_column(SMALL.scores, "priority", changed), SMALL.cases, SMALL.fired, plan(12))
    same = ("line", "case_id", "selected_as", "selection_probability", "action", "minutes", "batch")
    assert targets.select(same).equals(listed(SMALL, plan(12)).select(same))


def test_equal_priorities_are_ordered_by_case():
    flat = with_column(NIGHT.scores, "priority", [0.5] * 400)
    flat = with_column(flat, "aim", ["illicit"] * 400)
    ids = [row["case_id"] for row in listed(by=plan()).to_pylist() if row["selected_as"] == "criteria"]
    chosen = rank(flat, NIGHT.cases, NIGHT.fired, plan()).to_pylist()
    model = [row["case_id"] for row in chosen if row["selected_as"] == "model"]
    assert model == sorted(case_id for case_id in NIGHT.cases["case_id"].to_pylist() if case_id not in ids)[:17]


def test_a_case_whose_last_chance_has_passed_is_never_chosen_and_one_without_a_time_may_be():
    gone = [AS_OF if number % 2 else None for number in range(400)]
    cases = with_column(NIGHT.cases, "last_chance_at", pa.array(gone, NIGHT.cases.schema.field("last_chance_at").type))
    even = set(NIGHT.cases["case_id"].to_pylist()[::2])
    targets = rank(NIGHT.scores, cases, NIGHT.fired, plan())
    assert set(targets["case_id"].to_pylist()) <= even
    assert targets.num_rows == 20


def test_rows_of_another_moment_are_not_looked_at():
    both = [pa.concat_tables([table, moved(table)]) for table in (NIGHT.scores, NIGHT.cases, NIGHT.fired)]
    assert rank(both[0], both[1], both[2], plan()).equals(listed())


def test_a_case_without_a_score_can_be_drawn_but_not_chosen_by_the_model():
    nobody = NIGHT.scores.slice(0, 0)
    kinds = rank(nobody, NIGHT.cases, NIGHT.fired, plan())["selected_as"].to_pylist()
    assert kinds == ["criteria", "random", "random"]


def test_the_same_seed_draws_the_same_lines_and_another_seed_others():
    def drawn(seed):
        return [row["case_id"] for row in listed(by=plan(seed=seed)).to_pylist() if row["selected_as"] == "random"]

    assert drawn("a") == drawn("a")
    assert drawn("a") != drawn("b")


def test_the_logged_probability_is_how_often_a_case_is_drawn():
    small, seeds = night(20), 300
    counts = dict.fromkeys(small.cases["case_id"].to_pylist(), 0)
    for seed in range(seeds):
        lines = rank(small.scores, small.cases, small.fired, plan(10, str(seed))).to_pylist()
        (random,) = [row for row in lines if row["selected_as"] == "random"]
        counts[random["case_id"]] += 1
    pool = [count for case_id, count in counts.items() if count]
    assert len(pool) == 11
    assert random["selection_probability"] == 1 / 11
    spread = math.sqrt(seeds * (1 / 11) * (10 / 11))
    assert all(abs(count - seeds / 11) < 4.5 * spread for count in pool)


def _strata(cases, sizes):
    """The night's cases with so many of each stream and traffic, in turn."""
    of = [stratum for stratum, size in sizes.items() for _ in range(size)]
    streams, traffics = zip(*of, strict=True)
    return with_column(with_column(cases, "stream", streams), "traffic", traffics)


@given(
    sizes=st.dictionaries(
        st.tuples(st.sampled_from(["cargo", "courier", "mail"]), st.sampled_from(["import", "export", "transhipment"])),
        st.integers(1, 30),
        min_size=1,
    ),
    share=st.sampled_from([0.1, 0.3, 0.6]),
    seed=st.text(max_size=5),
)
def test_every_stratum_gets_its_share_of_the_draw_within_one(sizes, share, seed):
    count = sum(sizes.values())
    evidence = night(count)
    by = plan(max(2, count // 2), seed)
    by = replace(by, site=by.site.model_copy(update={"random_share": share}))
    cases = _strata(evidence.cases, sizes)
    rows = rank(evidence.scores, cases, evidence.fired, by).to_pylist()
    stratum = {row["case_id"]: (row["stream"], row["traffic"]) for row in cases.to_pylist()}
    drawn = [row for row in rows if row["selected_as"] == "random"]
    pool = set(stratum) - {row["case_id"] for row in rows if row["selected_as"] != "random"}
    for one in sizes:
        expected = len(drawn) * sum(stratum[case_id] == one for case_id in pool) / max(len(pool), 1)
        assert abs(sum(stratum[row["case_id"]] == one for row in drawn) - expected) < 1
    assert all(row["selection_probability"] == len(drawn) / len(pool) for row in drawn)


def test_over_many_seeds_each_case_of_each_stratum_is_drawn_as_often_as_any_other():
    small, seeds = night(30), 1000
    cases = _strata(small.cases, {("cargo", "import"): 19, ("mail", "export"): 8, ("courier", "import"): 3})
    counts = dict.fromkeys(cases["case_id"].to_pylist(), 0)
    for seed in range(seeds):
        lines = rank(small.scores.slice(0, 0), cases, small.fired.slice(0, 0), plan(20, f"s{seed}")).to_pylist()
        assert {row["selected_as"] for row in lines} == {"random"} and len(lines) == 2
        assert {row["selection_probability"] for row in lines} == {2 / 30}
        for row in lines:
            counts[row["case_id"]] += 1
    spread = math.sqrt(seeds * (2 / 30) * (28 / 30))
    assert all(abs(count - seeds * 2 / 30) < 4.5 * spread for count in counts.values())


@given(rows=st.integers(0, 500), lines=st.integers(1, 300), start=st.floats(0, 1, exclude_max=True))
def test_a_systematic_draw_takes_different_rows_evenly_apart(rows, lines, start):
    places = systematic(rows, lines, start)
    assert len(set(places)) == len(places) == min(rows, lines)
    assert all(0 <= place < rows for place in places)
    apart = [after - before for before, after in itertools.pairwise(places)]
    assert not apart or max(apart) - min(apart) <= 1


def test_random_lines_and_the_rules_are_opened_and_no_kind_is_given_more_often_than_it_can_be_done():
    by = plan(30)
    rows = listed(by=by).to_pylist()
    assert {row["action"] for row in rows if row["selected_as"] != "model"} == {"full_opening"}
    counts = Counter(row["action"] for row in rows)
    assert all(count <= by.site.capacity.kind(kind).at_most for kind, count in counts.items())
    assert counts["full_opening"] == 12 and counts["partial_opening"] == 8 and len(counts) > 2
    assert sum(row["minutes"] for row in rows) <= by.site.capacity.officer_minutes


def test_the_aim_of_a_line_is_the_one_of_its_score_and_illicit_without_one():
    revenue = with_column(NIGHT.scores, "aim", ["revenue"] * 400)
    drawn = rank(NIGHT.scores.slice(0, 0), NIGHT.cases, NIGHT.fired, plan())
    assert set(rank(revenue, NIGHT.cases, NIGHT.fired, plan())["aim"].to_pylist()) == {"revenue"}
    assert set(drawn["aim"].to_pylist()) == {"illicit"}


def test_only_what_can_be_opened_before_its_last_chance_is_drawn_and_the_probability_is_of_these():
    """A full opening takes seventy minutes; half of the cases have sixty-nine."""
    soon = [AS_OF + timedelta(minutes=70 if number % 2 else 69) for number in range(60)]
    cases = with_column(SMALL.cases, "last_chance_at", pa.array(soon, pa.timestamp("us", tz="UTC")))
    ids = cases["case_id"].to_pylist()
    for seed in range(20):
        rows = rank(SMALL.scores.slice(0, 0), cases, SMALL.fired.slice(0, 0), plan(10, f"s{seed}")).to_pylist()
        assert {row["case_id"] for row in rows} <= set(ids[1::2])
        assert [row["selection_probability"] for row in rows] == [1 / 30]


def test_a_case_that_a_rule_asks_for_and_that_is_ordered_is_opened():
    """Little time is left: alone, the rule would be content with an x-ray."""
    (rule,) = NIGHT.fired.slice(0, 1).to_pylist()
    lanes = ["red" if case_id == rule["case_id"] else None for case_id in NIGHT.cases["case_id"].to_pylist()]
    soon = pa.array([AS_OF + timedelta(minutes=20)] * 400, pa.timestamp("us", tz="UTC"))
    cases = with_column(NIGHT.cases, "last_chance_at", soon)

    def line(cases):
        rows = rank(NIGHT.scores, cases, NIGHT.fired, plan()).to_pylist()
        return next((row["action"], row["ordered"]) for row in rows if row["case_id"] == rule["case_id"])

    assert line(cases) == ("xray", False)
    assert line(with_column(cases, "lane", lanes)) == ("partial_opening", True)
