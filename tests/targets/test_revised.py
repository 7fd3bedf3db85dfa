"""A later list of a shift: what was handed out stays, what is left of the shift is used, the draw is not repeated."""

from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest

from benchmarks.publishing import AS_OF
from targets.rank import rank
from targets.target import Plan
from tests.targets.ranked import LATER, NIGHT, listed, moved, only, plan, revised, shown, with_column


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
