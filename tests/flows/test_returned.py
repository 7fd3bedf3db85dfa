"""What came home is of the line that its case stands on, and selected as that line was: never as its sheet says."""

from datetime import timedelta

import pytest
from lakes import AS_OF, SITE, TONIGHT
from past_lists import case_of, line, night_of, result
from sheets_home import DAY, HOUR, LIST, NEXT, labels, listed, stored

from flows.returned import returned
from flows.unit import Unit
from lake.past import Past

HIT, CLEAR = {"result": "hit", "finding": "narcotics"}, {"result": "clear"}
FIRST, LATER = AS_OF + 5 * HOUR, AS_OF + 6 * HOUR


@pytest.fixture
def unit(tmp_path) -> Unit:
    return listed(tmp_path)


def counted(unit, run, since=None):
    return returned(Past(unit.store, run), since).to_pylist()


def told(unit, *results):
    """What is known of each case when these came home."""
    run = night_of(unit, NEXT, [], results)
    return {case: one["illicit"] for case, one in labels(unit, run).items()}


def test_a_row_on_a_wrong_line_stands_beside_what_later_comes_of_that_line(unit):
    moved = result(LIST, 1, FIRST, case_id=case_of(2), **HIT)
    assert told(unit, moved, result(LIST, 1, LATER, **CLEAR)) == {case_of(1): False, case_of(2): True}


def test_a_row_on_a_wrong_line_is_corrected_under_the_right_one(unit):
    moved = result(LIST, 1, FIRST, case_id=case_of(2), **HIT)
    assert told(unit, moved, result(LIST, 2, LATER, **CLEAR)) == {case_of(2): False}


def test_a_correction_of_a_row_on_a_wrong_line_is_read_with_what_it_takes_back(unit):
    night_of(unit, NEXT, [], [result(LIST, 1, FIRST, case_id=case_of(2), **HIT)])
    run = night_of(unit, NEXT + DAY, [], [result(LIST, 2, NEXT + HOUR, **CLEAR)])
    assert [row["inspection_id"] for row in counted(unit, run, since=NEXT)] == [f"{LIST}/2"] * 2


def test_two_looks_of_one_officer_in_one_sheet_are_both_kept(unit):
    one = {"message_id": "m" * 64, "case_id": case_of(2)}
    moved, listed_too = result(LIST, 1, FIRST, **one, **HIT), result(LIST, 2, FIRST, **one, **CLEAR, record=2)
    assert told(unit, moved, listed_too) == {case_of(2): True}
    corrected = result(LIST, 2, LATER, **one | {"message_id": "n" * 64}, **CLEAR)
    assert {row["inspection_id"] for row in counted(unit, night_of(unit, NEXT + DAY, [], [corrected]))} == {
        f"{LIST}/2", f"{LIST}/2#2"
    }  # fmt: skip


def test_rows_are_stored_as_they_came_whatever_they_are_of(unit):
    run = night_of(unit, NEXT, [], [result(LIST, 1, FIRST, case_id=case_of(2), **HIT)])
    assert [(row["inspection_id"], row["list_line"]) for row in stored(unit, run)] == [(f"{LIST}/1", 1)]


SAID = {"selected_as": "random", "selection_probability": 0.5}


def of_list(unit, list_id, **said):
    """How a row of a list that was not drawn up here is selected; None when it does not count."""
    row = SAID | CLEAR | {"decided_at": LATER} | said
    run = night_of(unit, NEXT, [], [result(list_id, 4, LATER, **row)])
    found = [(row["selected_as"], row["selection_probability"]) for row in counted(unit, run)]
    return found[0] if found else None


def test_a_mistyped_list_of_a_case_that_is_on_a_real_one_is_not_counted(unit):
    assert of_list(unit, "Z-9") is None


def test_a_mistyped_list_never_says_how_a_case_was_selected(unit):
    assert of_list(unit, f"other-{TONIGHT}", case_id="X1") == (None, None)


def test_a_mistyped_list_without_a_day_never_says_it_either(unit):
    assert of_list(unit, "Z-9", case_id="X1") == (None, None)


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y%m%d"])
def test_a_list_from_before_the_first_one_here_says_how_its_cases_were_selected(unit, form):
    before = f"{SITE}-{TONIGHT - timedelta(days=1):{form}}"
    assert of_list(unit, before, case_id="X1") == ("random", 0.5)


def test_a_case_that_was_listed_here_later_keeps_its_earlier_result_but_not_what_the_sheet_says_of_it(unit):
    before = f"{SITE}-{TONIGHT - timedelta(days=1)}"
    assert of_list(unit, before, decided_at=AS_OF - HOUR) == (None, None)


def test_a_case_that_is_listed_only_after_its_result_came_keeps_its_selection(unit):
    came = result(f"{SITE}-{TONIGHT - timedelta(days=1)}", 4, AS_OF - HOUR, decided_at=AS_OF - DAY, **SAID, **CLEAR)
    run = night_of(unit, NEXT, [], [came])
    assert [row["selected_as"] for row in counted(unit, run)] == ["random"]


def test_without_any_list_here_the_sheet_says_how_its_cases_were_selected(tmp_path):
    bare = Unit(listed(tmp_path / "other").site, tmp_path / "bare")
    assert of_list(bare, f"{SITE}-{TONIGHT}") == ("random", 0.5)


def test_of_two_runs_of_one_moment_the_lines_of_the_last_are_the_list(unit):
    night_of(unit, AS_OF, [line(1, case_of(9)), line(2, selected_as="random", selection_probability=0.1)])
    swapped, same, gone = result(LIST, 1, FIRST, case_id=case_of(9)), result(LIST, 2, FIRST), result(LIST, 4, FIRST)
    run = night_of(unit, NEXT, [], [swapped, same, gone])
    assert {(row["case_id"], row["list_line"], row["selected_as"]) for row in counted(unit, run)} == {
        (case_of(9), 1, "model"), (case_of(2), 2, "random")
    }  # fmt: skip
