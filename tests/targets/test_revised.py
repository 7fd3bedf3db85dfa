"""A later list of a shift: what was handed out stays, what is left of the shift is used, the draw is not repeated."""

from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest

from benchmarks.publishing import AS_OF
from targets.evidence import gather
from targets.rank import rank
from targets.target import TARGETS, Plan
from tests.targets.ranked import (
    LATER,
    NIGHT,
    listed,
    moved,
    only,
    plan,
    revised,
    shown,
    with_capacity,
    with_column,
)

MUCH_LATER = LATER + timedelta(hours=1)
OPEN_END = with_column(
    NIGHT.cases, "last_chance_at", pa.array([None] * 400, NIGHT.cases.schema.field("last_chance_at").type)
)


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
    fewer = Plan(shown(15), LATER, "secret", first)
    second = rank(moved(NIGHT.scores), moved(NIGHT.cases), moved(NIGHT.fired), fewer)
    assert second["case_id"].to_pylist() == first["case_id"].to_pylist()


def test_a_line_on_standby_gives_back_its_hours():
    """The hours are just those of the list: 20 openings of two officers, 70 minutes each."""
    by = only(plan(20), "full_opening", hours=1, inspecting=20 * 140 / (200 * 60))
    first = rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, by)
    assert first.num_rows == 20
    ids, listed_before = NIGHT.cases["case_id"].to_pylist(), set(first["case_id"].to_pylist())
    fresh = [case_id for case_id in ids if case_id not in listed_before][:17]
    priority = [9.0 if i in fresh else p for i, p in zip(ids, NIGHT.scores["priority"].to_pylist(), strict=True)]
    scores = with_column(moved(NIGHT.scores), "priority", priority)
    known = [LATER if i in fresh else k for i, k in zip(ids, NIGHT.cases["last_known_at"].to_pylist(), strict=True)]
    cases = with_column(moved(NIGHT.cases), "last_known_at", known)
    cases = with_column(cases, "last_chance_at", pa.array([None] * 400, cases.schema.field("last_chance_at").type))
    rows = rank(scores, cases, moved(NIGHT.fired), replace(by, as_of=LATER, previous=first))
    standby = [row["standby"] for row in rows.to_pylist()]
    assert standby.count(True) == rows.num_rows - 20 == 17
    assert set(rows["action"].to_pylist()) == {"full_opening"}


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
    nobody = rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, Plan(shown(20), LATER, "secret", first))
    assert nobody["case_id"].to_pylist() == first["case_id"].to_pylist()
    assert nobody["priority"].to_pylist() == first["priority"].to_pylist()


def test_a_list_of_another_shift_cannot_be_revised():
    with pytest.raises(ValueError, match="cannot follow almaty-2026-03-02"):
        rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, Plan(shown(20), AS_OF + timedelta(days=1), "secret", listed()))


def test_a_shift_with_hours_left_adds_lines_behind_those_handed_out_by_time():
    first = listed(by=plan(20))
    by = replace(plan(26), as_of=LATER, previous=first)
    by = replace(by, site=by.site.model_copy(update={"random_shown": False}))
    ahead = [LATER + timedelta(hours=(n * 7) % 20 + 2) for n in range(400)]
    cases = with_column(moved(NIGHT.cases), "last_chance_at", pa.array(ahead, pa.timestamp("us", tz="UTC")))
    rows = rank(moved(NIGHT.scores), cases, moved(NIGHT.fired), by).to_pylist()
    assert [row["case_id"] for row in rows[:20]] == first["case_id"].to_pylist()
    assert [row["action"] for row in rows[:20]] == first["action"].to_pylist()
    assert [row["line"] for row in rows] == list(range(1, 27))
    assert {(row["state"], row["selected_as"]) for row in rows[20:]} == {("new", "model")}
    added = [row["last_chance_at"] for row in rows[20:]]
    assert added == sorted(added)
    assert sum(row["minutes"] for row in rows) <= by.site.capacity.officer_minutes


def test_what_the_first_list_left_of_each_kind_is_what_the_second_has():
    first = listed(by=plan(20))
    rows = rank(
        moved(NIGHT.scores), moved(NIGHT.cases), moved(NIGHT.fired), replace(plan(60), as_of=LATER, previous=first)
    ).to_pylist()
    for kind in plan(60).site.capacity.kinds:
        assert sum(row["action"] == kind.kind for row in rows) <= kind.at_most


def _asked(case_id, as_of, *others):
    """The night's rules at a later moment, one of them asking for more cases."""
    fired = moved(NIGHT.fired, as_of)
    rule = fired.slice(0, 1).to_pylist()[0]
    more = [rule | {"case_id": one} for one in (case_id, *others)]
    return pa.concat_tables([fired, pa.Table.from_pylist(more, fired.schema)])


def _with_news(off, lane=None, priority=9.0):
    """Cases and scores of a later moment: one case has news, a high priority, and perhaps a lane."""
    at = NIGHT.cases["case_id"].to_pylist().index(off)
    columns = {"last_known_at": LATER, "lane": lane}
    cases, scores = moved(OPEN_END), moved(NIGHT.scores)
    for name, value in columns.items():
        values = cases[name].to_pylist()
        cases = with_column(cases, name, [*values[:at], value, *values[at + 1 :]])
    values = scores["priority"].to_pylist()
    return cases, with_column(scores, "priority", [*values[:at], priority, *values[at + 1 :]])


def _off(first):
    return next(i for i in NIGHT.cases["case_id"].to_pylist() if i not in first["case_id"].to_pylist())


def _displaced_once():
    first = rank(NIGHT.scores, OPEN_END, NIGHT.fired, plan())
    off = _off(first)
    cases, scores = _with_news(off)
    second = rank(scores, cases, moved(NIGHT.fired), replace(plan(), as_of=LATER, previous=first))
    (standby,) = [row for row in second.to_pylist() if row["standby"]]
    return first, second, standby, cases, scores


def test_a_handed_out_line_that_a_rule_or_an_order_asks_for_by_now_does_not_give_way():
    first, _, standby, cases, scores = _displaced_once()
    by = replace(plan(), as_of=LATER, previous=first)
    lanes = ["red" if i == standby["case_id"] else None for i in cases["case_id"].to_pylist()]
    for now in (
        rank(scores, cases, _asked(standby["case_id"], LATER), by),
        rank(scores, with_column(cases, "lane", lanes), moved(NIGHT.fired), by),
    ):
        rows = now.to_pylist()
        assert not rows[standby["line"] - 1]["standby"]
        assert sum(row["standby"] for row in rows) == 1


def test_a_line_on_standby_is_taken_back_when_a_rule_asks_for_it_and_a_line_of_the_model_gives_way():
    _, second, standby, cases, scores = _displaced_once()
    by = replace(plan(), as_of=MUCH_LATER, previous=second)
    cases, scores = moved(cases, MUCH_LATER), moved(scores, MUCH_LATER)
    rows = rank(scores, cases, _asked(standby["case_id"], MUCH_LATER), by).to_pylist()
    again = rows[standby["line"] - 1]
    assert (again["case_id"], again["standby"], again["state"]) == (standby["case_id"], False, "changed")
    assert sum(not row["standby"] for row in rows) == 20
    (other,) = [row for row in rows if row["standby"]]
    assert other["selected_as"] == "model" and other["state"] == "changed"
    roomy = replace(plan(26), as_of=MUCH_LATER, previous=second)
    rows = rank(scores, cases, _asked(standby["case_id"], MUCH_LATER), roomy).to_pylist()
    assert not any(row["standby"] and row["case_id"] == standby["case_id"] for row in rows)


def test_a_mandatory_case_that_is_only_on_standby_is_named_as_left_out():
    _, second, standby, _, _ = _displaced_once()
    fired = _asked(standby["case_id"], LATER)
    evidence = replace(
        NIGHT, cases=moved(OPEN_END), scores=moved(NIGHT.scores), features=moved(NIGHT.features), fired=fired
    )
    assert standby["case_id"] in gather(second, evidence, replace(plan(), as_of=LATER)).rules_left


def _two_kinds():
    """A list of which the weakest line is of documents, and no hours are left: an order does not fit there."""
    by = plan(3)
    kinds = [by.site.capacity.kind(kind) for kind in ("documents", "partial_opening", "full_opening")]
    kinds = [kind.model_copy(update={"at_most": 1}) for kind in kinds]
    return with_capacity(by, kinds=tuple(kinds))


def test_an_order_that_does_not_fit_in_the_place_of_the_weakest_line_takes_another_before_the_model_has_any():
    by, fired = _two_kinds(), NIGHT.fired.slice(0, 0)
    first = rank(NIGHT.scores, OPEN_END, fired, by)
    assert sorted(first["action"].to_pylist()) == ["documents", "full_opening", "partial_opening"]
    off = _off(first)
    cases, scores = _with_news(off, lane="red", priority=0.0)
    rows = rank(scores, cases, moved(fired), replace(by, as_of=LATER, previous=first)).to_pylist()
    (new,) = rows[3:]
    assert (new["case_id"], new["ordered"], new["action"]) == (off, True, "partial_opening")
    assert [row["action"] for row in rows if row["standby"]] == ["partial_opening"]


def test_while_an_order_with_news_finds_no_place_the_model_is_given_none():
    by, fired = _two_kinds(), NIGHT.fired.slice(0, 0)
    few = tuple(kind for kind in by.site.capacity.kinds if kind.kind != "partial_opening")
    by = with_capacity(by, kinds=few, list_lines=2)
    first = rank(NIGHT.scores, OPEN_END, fired, by)
    assert sorted(zip(first["selected_as"].to_pylist(), first["action"].to_pylist(), strict=True)) == [
        ("model", "documents"), ("random", "full_opening"),
    ]  # fmt: skip
    model = _off(first)
    cases, scores = _with_news(model)
    later = replace(by, as_of=LATER, previous=first)
    assert rank(scores, cases, moved(fired), later)["case_id"].to_pylist()[2:] == [model]
    red = next(i for i in NIGHT.cases["case_id"].to_pylist() if i not in {*first["case_id"].to_pylist(), model})
    ids, lanes, known = (cases[name].to_pylist() for name in ("case_id", "lane", "last_known_at"))
    cases = with_column(cases, "lane", ["red" if i == red else lane for i, lane in zip(ids, lanes, strict=True)])
    cases = with_column(cases, "last_known_at", [LATER if i == red else at for i, at in zip(ids, known, strict=True)])
    assert rank(scores, cases, moved(fired), later).num_rows == 2


def test_after_a_list_without_a_line_the_next_one_is_drawn_like_a_first_and_counts_on():
    by = Plan(shown(20), LATER, "secret", TARGETS.schema.empty_table(), before=1)
    rows = rank(moved(NIGHT.scores), moved(OPEN_END), moved(NIGHT.fired), by).to_pylist()
    assert {row["revision"] for row in rows} == {2}
    assert sum(row["selected_as"] == "random" for row in rows) == 2


def test_a_line_added_to_what_is_set_up_already_shares_it():
    """Minutes for one opening, one setting up and five images, later for one image more."""
    cases = with_column(NIGHT.cases, "uld", ["PMC1"] * 400)
    kinds = [plan().site.capacity.kind(kind) for kind in ("xray", "full_opening")]
    kinds = tuple(kind.model_copy(update={"at_most": 1 if kind.kind == "full_opening" else 60}) for kind in kinds)

    def by(lines, minutes):
        return with_capacity(plan(lines), kinds=kinds, officers=1, hours=12, inspecting=minutes / 720)

    first = rank(NIGHT.scores, cases, NIGHT.fired, by(6, 166))
    assert first["action"].to_pylist().count("xray") == 5
    later = replace(by(7, 170), as_of=LATER, previous=first)
    rows = rank(moved(NIGHT.scores), moved(cases), moved(NIGHT.fired), later).to_pylist()
    assert (rows[6]["action"], rows[6]["batch"], rows[6]["minutes"]) == ("xray", "PMC1", 4.0)
    assert sum(row["minutes"] for row in rows) <= 170 + 1e-6
