"""The list: what comes first, how long it is, how the draw is made, what a revision keeps."""

import itertools
import math
from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.publishing import AS_OF, night, site
from targets.rank import rank, systematic
from targets.standing import standing
from targets.target import TARGETS, Plan

NIGHT, SMALL = night(400), night(60)
LATER = AS_OF + timedelta(hours=5)


def plan(lines=20, seed="secret", **more):
    return Plan(site(lines), AS_OF, seed, **more)


def listed(evidence=NIGHT, by=None):
    return rank(evidence.scores, evidence.cases, evidence.fired, by or plan())


def with_column(table, name, values):
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), pa.array(values))


def moved(table, as_of=LATER):
    return table.set_column(
        table.schema.get_field_index("as_of"), table.schema.field("as_of"), pa.array([as_of] * table.num_rows)
    )


def revised(first, **columns):
    """Rank the same night five hours later; columns of cases or scores may be given anew."""
    cases, scores = moved(NIGHT.cases), moved(NIGHT.scores)
    for name, values in columns.items():
        if name in scores.schema.names:
            scores = with_column(scores, name, values)
        else:
            cases = with_column(cases, name, values)
    return rank(scores, cases, moved(NIGHT.fired), Plan(site(20), LATER, "secret", first))


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
def test_a_monotone_change_of_priority_leaves_the_list(power, factor):
    changed = [factor * value**power for value in SMALL.scores["priority"].to_pylist()]
    targets = rank(with_column(SMALL.scores, "priority", changed), SMALL.cases, SMALL.fired, plan(12))
    same = ("line", "case_id", "selected_as", "selection_probability", "action")
    assert targets.select(same).equals(listed(SMALL, plan(12)).select(same))


def test_equal_priorities_are_ordered_by_case():
    flat = with_column(NIGHT.scores, "priority", [0.5] * 400)
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
    small, seeds = night(20), 600
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


def test_openings_go_to_the_first_lines_and_random_lines_are_always_opened():
    few = plan(30)
    capacity = few.site.capacity.model_copy(update={"openings": 6, "xrays": 4, "list_lines": 30})
    few = Plan(few.site.model_copy(update={"capacity": capacity}), AS_OF, "secret")
    rows = listed(by=few).to_pylist()
    assert sum(row["action"] == "open" for row in rows) == 6
    assert sum(row["action"] == "xray" for row in rows) <= 4
    assert {row["action"] for row in rows if row["selected_as"] != "model"} == {"open"}


def test_a_revision_keeps_every_handed_out_line_and_does_not_draw_again():
    first = listed()
    second = revised(first)
    kept = second.slice(0, 20)
    same = ("list_id", "line", "case_id", "selected_as", "selection_probability", "draw", "action")
    assert kept.select(same).equals(first.select(same))
    assert set(second["revision"].to_pylist()) == {2}
    assert second.num_rows == 20
    assert set(kept["state"].to_pylist()) == {"kept"}


def test_a_case_with_news_takes_the_place_of_the_weakest_line_which_stays_as_standby():
    first = listed()
    off = next(i for i in NIGHT.cases["case_id"].to_pylist()[4::5] if i not in first["case_id"].to_pylist())
    at = NIGHT.cases["case_id"].to_pylist().index(off)
    priorities, known = NIGHT.scores["priority"].to_pylist(), NIGHT.cases["last_known_at"].to_pylist()
    priorities[at] = 9.0
    without_news = revised(first, priority=priorities)
    assert without_news.num_rows == 20
    known[at] = AS_OF + timedelta(hours=1)
    rows = revised(first, priority=priorities, last_known_at=known).to_pylist()
    assert rows[20]["case_id"] == off
    assert (rows[20]["line"], rows[20]["state"], rows[20]["selected_as"]) == (21, "new", "model")
    standby = [row for row in rows if row["standby"]]
    assert len(standby) == 1
    assert standby[0]["selected_as"] == "model"
    assert standby[0]["state"] == "changed"
    assert sum(not row["standby"] for row in rows) == 20


def test_a_shift_that_can_do_less_than_was_handed_out_is_given_no_more_lines():
    first = listed()
    fewer = Plan(site(15), LATER, "secret", first)
    second = rank(moved(NIGHT.scores), moved(NIGHT.cases), moved(NIGHT.fired), fewer)
    assert second["case_id"].to_pylist() == first["case_id"].to_pylist()


def test_a_line_on_standby_gives_back_its_opening():
    illicit = with_column(NIGHT.scores, "aim", ["illicit"] * 400)
    first = rank(illicit, NIGHT.cases, NIGHT.fired, _with(plan(20), openings=20, xrays=0))
    assert set(first["action"].to_pylist()) == {"open"}
    ids, listed_before = NIGHT.cases["case_id"].to_pylist(), set(first["case_id"].to_pylist())
    fresh = [case_id for case_id in ids if case_id not in listed_before][:17]
    priority = [9.0 if i in fresh else p for i, p in zip(ids, NIGHT.scores["priority"].to_pylist(), strict=True)]
    scores = with_column(moved(illicit), "priority", priority)
    known = [LATER if i in fresh else k for i, k in zip(ids, NIGHT.cases["last_known_at"].to_pylist(), strict=True)]
    cases = with_column(moved(NIGHT.cases), "last_known_at", known)
    rows = rank(scores, cases, moved(NIGHT.fired), _with(Plan(site(20), LATER, "secret", first), openings=20, xrays=0))
    standby = [row["standby"] for row in rows.to_pylist()]
    assert standby.count(True) == rows.num_rows - 20 > 10
    assert set(rows["action"].to_pylist()) == {"open"}


def _with(by, **capacity):
    given = by.site.capacity.model_copy(update=capacity)
    return replace(by, site=by.site.model_copy(update={"capacity": given}))


def test_the_aim_of_a_line_is_the_one_of_its_score_and_illicit_without_one():
    revenue = with_column(NIGHT.scores, "aim", ["revenue"] * 400)
    drawn = rank(NIGHT.scores.slice(0, 0), NIGHT.cases, NIGHT.fired, plan())
    assert set(rank(revenue, NIGHT.cases, NIGHT.fired, plan())["aim"].to_pylist()) == {"revenue"}
    assert set(drawn["aim"].to_pylist()) == {"illicit"}


def test_a_later_flight_or_message_marks_the_line_as_changed():
    first = listed()
    at = NIGHT.cases["case_id"].to_pylist().index(first["case_id"][1].as_py())
    flights = NIGHT.cases["flight_id"].to_pylist()
    flights[at] = "KC0999-20260302-IST"
    rows = revised(first, flight_id=flights).to_pylist()
    assert [row["line"] for row in rows if row["state"] == "changed"] == [2]
    assert rows[1]["flight_id"] == "KC0999-20260302-IST"


def test_a_handed_out_line_stays_when_its_case_is_no_longer_known():
    first = listed()
    nobody = rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, Plan(site(20), LATER, "secret", first))
    assert nobody["case_id"].to_pylist() == first["case_id"].to_pylist()
    assert nobody["priority"].to_pylist() == first["priority"].to_pylist()


def test_a_list_of_another_shift_cannot_be_revised():
    with pytest.raises(ValueError, match="cannot follow almaty-2026-03-02"):
        rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, Plan(site(20), AS_OF + timedelta(days=1), "secret", listed()))


def test_a_case_is_told_where_it_stands():
    targets, by = listed(), plan()
    ids = targets["case_id"].to_pylist()
    off = next(case_id for case_id in NIGHT.cases["case_id"].to_pylist() if case_id not in ids)
    told = standing(off, NIGHT.scores, targets, NIGHT.fired, by)
    assert told.startswith("Not on the list. Place ")
    assert "of 400 by priority" in told
    assert "No mandatory rule fired." in told
    assert "random draw (2 lines)" in told
    assert standing(ids[3], NIGHT.scores, targets, NIGHT.fired, by).startswith("Line 4 of almaty-2026-03-02")
    assert "not among the 400 cases scored" in standing("none", NIGHT.scores, targets, NIGHT.fired, by)
