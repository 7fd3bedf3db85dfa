"""Every fault of a returned sheet is answered in one sentence; nothing is lost, and nothing is overwritten."""

import hashlib
import io
from dataclasses import replace

import openpyxl
import pyarrow as pa
import pytest
from lakes import AS_OF, SITE, TONIGHT
from past_lists import case_of, line, night_of, result
from sheets_home import (
    DAY,
    HOUR,
    LIST,
    NEXT,
    home,
    labels,
    listed,
    page,
    row,
    said,
    sheet,
    stored,
    taken,
    totals,
    whole,
)  # fmt: skip

from flows.receipt import Home, receipt_of
from flows.returned import returned
from flows.unit import Unit
from lake.past import Past
from lake.runs import committed, start
from lake.sheet_words import codes, words
from lake.tables import QUARANTINE


@pytest.fixture
def unit(tmp_path) -> Unit:
    return listed(tmp_path)


def test_a_sheet_that_is_as_it_should_be_is_counted_and_nothing_is_remarked(unit):
    run = home(unit, a=whole(row(1), row(2, result="hit", finding="narcotics")))
    text, found = page(unit, run, "a")
    assert totals(found) == (2, 0, 3, 0)
    assert said(unit, run, "a", "sound") and "Officer 7" in text and found["page"].startswith("lists/receipts/")
    assert [labels(unit, run)[case_of(n)]["illicit"] for n in (1, 2)] == [False, True]


def test_changed_ids_are_resolved_by_the_case_on_the_same_list_or_not_counted(unit):
    moved, changed, other = row(1, case_id=case_of(3)), row(2, case_id="99912345675"), row(4, list_line=44)
    run = home(unit, a=sheet(moved, changed, other))
    assert said(unit, run, "a", "fault.moved")
    assert said(unit, run, "a", "fault.changed_case")
    assert totals(page(unit, run, "a")[1]) == (2, 0, 0, 1)
    assert {(r["list_line"], r["case_id"]) for r in stored(unit, run)} == {
        (1, case_of(3)), (2, "99912345675"), (44, case_of(4))
    }  # fmt: skip
    assert set(labels(unit, run)) == {case_of(3), case_of(4)}
    counted = {r["case_id"]: r["list_line"] for r in returned(Past(unit.store, run)).to_pylist()}
    assert counted == {case_of(3): 3, case_of(4): 4}


def test_rows_pasted_from_another_night_count_for_that_night_or_not_at_all(unit):
    night_of(unit, NEXT, [line(n, f"0209999{n:04}") for n in range(1, 4)])
    tonight = f"{SITE}-{TONIGHT + DAY}"
    own = [row(n, list_id=tonight, case_id=f"0209999{n:04}") for n in (1, 2)]
    mixed = row(3, list_id=tonight, case_id=case_of(5))
    run = home(unit, NEXT + DAY, a=sheet(*own, row(4), mixed))
    assert said(unit, run, "a", "fault.pasted")
    assert said(unit, run, "a", "fault.other_list")
    assert totals(page(unit, run, "a")[1]) == (3, 0, 0, 1)
    assert set(labels(unit, run)) == {"02099990001", "02099990002", case_of(4)}


def test_a_consignment_that_was_never_listed_is_the_officers_own_when_it_says_when(unit):
    own = {"list_id": None, "list_line": None, "selected_as": "random"}
    dated, undated = row(1, case_id="020-9999 9995", **own), row(1, case_id="X1", **own, decided_at=None)
    known = row(3, list_id=None, list_line=None)
    run = home(unit, a=sheet(row(1), dated, undated, known))
    assert said(unit, run, "a", "fault.added") and said(unit, run, "a", "fault.unnumbered")
    assert said(unit, run, "a", "fault.added_undated")
    assert totals(page(unit, run, "a")[1]) == (3, 0, 0, 1)
    told = labels(unit, run)
    assert {case: one["selected_as"] for case, one in told.items()} == {
        case_of(1): "model", "02099999995": "officer", case_of(3): "model"
    }  # fmt: skip


def test_what_selected_a_line_is_what_the_list_says_whatever_the_sheet_says(unit):
    names = ("list_id", "list_line", "case_id", "selected_as", "selection_probability", "result", "method", "decision")
    text = ";".join(names) + "\n"
    for number, claimed in ((1, "random;0.9"), (5, "model;1"), (2, ";")):
        text += f"{LIST};{number};{case_of(number)};{claimed};clear;full_opening;accepted\n"
    run = home(unit, a=text.encode())
    told = labels(unit, run)
    found = [(told[case_of(n)]["selected_as"], told[case_of(n)]["selection_probability"]) for n in (1, 2, 5)]
    assert found == [("model", 1.0), ("model", 1.0), ("random", 0.02)]


@pytest.mark.parametrize(("shown", "faults"), [(False, ["selection_unread"] * 3), (True, ["selection", "selection"])])
def test_a_receipt_does_not_tell_which_lines_are_random_where_the_site_hides_it(unit, shown, faults):
    text = "list_id;list_line;case_id;selected_as;result;method;decision\n"
    text += "".join(f"{LIST};{n};{case_of(n)};random;clear;full_opening;accepted\n" for n in (1, 2, 5))
    open_unit = Unit(unit.site.model_copy(update={"random_shown": shown}), unit.store.folder)
    run = start(unit.store, "night", SITE, (NEXT,))
    found = receipt_of(open_unit, Past(unit.store, run), Home("a.csv", text.encode(), NEXT - HOUR), checked=True)
    said = [fault.key for one in found.answers for fault in one.faults]
    assert [key for key in said if key.startswith("selection")] == faults


def test_a_correction_under_the_right_line_takes_the_place_of_a_moved_row(unit):
    moved = sheet(row(1, case_id=case_of(3), result="hit", finding="narcotics"))
    run = home(unit, a=(moved, AS_OF + 5 * HOUR), b=(whole(row(3)), AS_OF + 6 * HOUR))
    assert said(unit, run, "b", "fault.corrected") and not said(unit, run, "b", "fault.differ")
    assert labels(unit, run)[case_of(3)]["illicit"] is False


def test_another_officers_moved_row_differs_with_what_the_line_is_told_of(unit):
    moved = sheet(row(1, case_id=case_of(3), officer_id="A", result="hit", finding="narcotics"))
    run = home(unit, a=(moved, AS_OF + 5 * HOUR), b=(whole(row(3, officer_id="B")), AS_OF + 6 * HOUR))
    assert said(unit, run, "b", "fault.differ")
    assert labels(unit, run)[case_of(3)]["illicit"] is None


def test_two_officers_who_differ_leave_a_line_unsettled_until_they_agree(unit):
    hit = {"result": "hit", "finding": "narcotics"}
    first = whole(row(1, officer_id="A", **hit), row(2, officer_id="A", **hit))
    second = whole(row(1, officer_id="B"), row(2, officer_id="B", **hit))
    run = home(unit, a=(first, AS_OF + 5 * HOUR), b=(second, AS_OF + 6 * HOUR))
    assert said(unit, run, "b", "fault.differ") and not said(unit, run, "a", "fault.differ")
    assert [labels(unit, run)[case_of(n)]["illicit"] for n in (1, 2)] == [None, True]
    assert len(stored(unit, run)) == 4
    third = whole(row(1, officer_id="B", **hit))
    after = home(unit, NEXT + DAY, c=(third, NEXT + HOUR))
    assert said(unit, after, "c", "fault.corrected") and len(stored(unit, after)) == 5
    assert labels(unit, after)[case_of(1)]["illicit"] is True
    assert labels(unit, run)[case_of(1)]["illicit"] is None, "what was known then stays as it was known"


def test_two_officers_in_one_file_are_told_apart_too(unit):
    run = home(unit, a=sheet(row(1, officer_id="A"), row(1, officer_id="B", result="hit", finding="weapons")))
    assert said(unit, run, "a", "fault.differ") and said(unit, run, "a", "fault.twice")
    assert labels(unit, run)[case_of(1)]["illicit"] is None


def test_a_half_saved_file_is_refused_whole_and_the_whole_one_is_counted_later(unit):
    data = whole(row(1), row(2), row(3))
    book = openpyxl.Workbook()
    book.active.append(["List", "Line", "Case", "Decision", "Result"])
    held = io.BytesIO()
    book.save(held)
    run = home(unit, a=data[: len(data) * 2 // 3], b=held.getvalue()[:-200], c=b"")
    for name, why in (("a", "half_saved"), ("b", "half_saved"), ("c", "empty")):
        assert said(unit, run, name, f"whole_file.{why}") and totals(page(unit, run, name)[1]) == (0, 0, 0, 0)
    assert stored(unit, run) == []
    inbox = unit.store.folder / "inbox/results"
    assert unit.store.raw(hashlib.sha256((inbox / "a.csv").read_bytes()).hexdigest())
    after = home(unit, NEXT + DAY, a=(data, NEXT + HOUR))
    assert totals(page(unit, after, "a")[1]) == (3, 0, 2, 0) and len(stored(unit, after)) == 3


def test_what_was_returned_before_is_already_counted(unit):
    data = whole(row(1), row(2))
    first = home(unit, a=(data, AS_OF + 5 * HOUR), b=(whole(row(1), row(2), row(3)), AS_OF + 6 * HOUR))
    assert totals(page(unit, first, "b")[1]) == (1, 2, 2, 0) and said(unit, first, "b", "fault.known")
    again = home(unit, NEXT + DAY, a=(data, NEXT + HOUR))
    assert said(unit, again, "a", "whole_file.again") and totals(page(unit, again, "a")[1]) == (0, 2, 3, 0)
    assert page(unit, again, "a")[1]["page"] != page(unit, first, "a")[1]["page"]
    corrected = home(unit, NEXT + 2 * DAY, c=(whole(row(1, result="inconclusive")), NEXT + DAY + HOUR))
    assert said(unit, corrected, "c", "fault.corrected")
    old = home(unit, NEXT + 3 * DAY, a=(data, NEXT + 2 * DAY + HOUR))
    assert said(unit, old, "a", "whole_file.again_after_correction") and totals(page(unit, old, "a")[1])[:2] == (
        1,
        1,
    )


def test_a_sheet_of_an_earlier_revision_counts_and_says_so(unit):
    revised = [line(n, revision=2, state="kept") for n in range(1, 6)] + [line(6, revision=2)]
    night_of(unit, AS_OF + 4 * HOUR, revised)
    run = home(unit, a=whole(row(1)), b=sheet(*(row(n) for n in range(2, 7))))
    assert said(unit, run, "a", "whole_file.old_revision") and totals(page(unit, run, "a")[1]) == (1, 0, 4, 0)
    assert not said(unit, run, "b", "whole_file.old_revision")
    assert "1 line of list" in page(unit, run, "b")[0]


def test_doubts_of_a_row_are_said_and_the_row_is_kept(unit):
    rows = [
        row(1, result="hit"),
        row(2, decision=None),
        row(3, result="maybe", finding="narcotics"),
        row(4, decided_at=(NEXT + DAY).replace(tzinfo=None), started_at="2026-02-27 10:00", finished_at="soon"),
        row(5, decided_at="2026-02-28 10:00", quantity="many"),
    ]
    run = home(unit, a=sheet(*rows))
    keys = (
        "no_decision",
        "hit_without_finding",
        "finding_without_hit",
        "word",
        "later",
        "before_flight",
        "before_list",
    )
    for key in (*keys, "date", "number"):
        assert said(unit, run, "a", f"fault.{key}"), key
    assert totals(page(unit, run, "a")[1]) == (5, 0, 0, 0)
    told = labels(unit, run)
    assert {n: told[case_of(n)]["illicit"] for n in range(1, 6)} == {1: None, 2: False, 3: None, 4: False, 5: False}
    assert told[case_of(5)]["decided_at"] == AS_OF + 8 * HOUR, "a decision before the list is not known"


def test_late_results_count_from_when_they_were_received(unit):
    early = home(unit)
    run = home(unit, NEXT + DAY, a=(whole(row(1)), NEXT + 7 * HOUR))
    assert said(unit, run, "a", "whole_file.late") and labels(unit, early) == {}
    assert labels(unit, run)[case_of(1)]["known_at"] == NEXT + 7 * HOUR


def test_a_broken_row_is_not_counted(unit):
    lines = whole(row(1), row(2)).split(b"\r\n")
    lines[2] = lines[2].rpartition(b",")[0]
    run = home(unit, a=b"\r\n".join(lines))
    assert said(unit, run, "a", "fault.broken") and totals(page(unit, run, "a")[1]) == (1, 0, 3, 1)


@pytest.mark.parametrize("language", codes())
def test_a_sheet_in_any_language_is_read_and_answered_in_the_units_own(unit, language):
    one = words(language)
    filled = {
        "decision": one["decision"]["accepted"].upper(), "presented": f" {one['presented']['yes']} ",
        "method": one["method"]["full_opening"].capitalize(), "result": one["result"]["hit"],
        "finding": one["finding"]["cites"].replace(" ", "  "),
    }  # fmt: skip
    run = home(unit, a=sheet(row(1, **filled), language=language))
    (kept,) = stored(unit, run)
    assert (kept["decision"], kept["presented"], kept["method"]) == ("accepted", True, "full_opening")
    assert (kept["result"], kept["finding"]) == ("hit", "cites")
    assert totals(page(unit, run, "a")[1]) == (1, 0, 0, 0)


def test_a_check_says_the_same_and_leaves_the_lake_alone(unit):
    run = start(unit.store, "night", SITE, (NEXT,))
    found = receipt_of(unit, Past(unit.store, run), Home("a.csv", whole(row(1)), NEXT - HOUR), checked=True)
    assert found.totals == {"counted": 1, "known": 0, "untouched": 4, "refused": 0}
    assert [one.kind for one in committed(unit.store)] == ["night"] and not (unit.store.folder / "raw").exists()


def test_xray_image_concealment_quantity_and_remarks_come_home(unit):
    more = {
        "result": "hit", "finding": "narcotics", "hs": "293991", "quantity": 1.5, "unit": "kg", "value": 900,
        "concealment": "двойное дно", "pieces_found": 3, "kg_found": 12.5, "xray_image_id": "IMG-7", "remarks": "=1+1",
    }  # fmt: skip
    run = home(unit, a=sheet(row(1, **more)))
    (kept,) = stored(unit, run)
    assert {name: kept[name] for name in more} == more
    assert kept["officer_id"] and kept["officer_id"] != "7"


def test_a_row_that_the_checks_keep_apart_is_said_not_to_be_counted(unit):
    def refusing(unit, past, pulled):
        (arrived,) = pulled.arrived
        held = {
            "message_id": arrived.file_id,
            "record": 2,
            "feed": "results",
            "rule": "some_rule",
            "detail": "some value",
        }
        held |= {"known_at": arrived.received_at, "table": "inspections"}
        rows = pa.Table.from_pylist([held], QUARANTINE.schema)
        past.run.parts.append(unit.store.write(QUARANTINE.name, rows, past.run.run_id))
        return taken(unit, past, pulled)

    run = home(unit, take=refusing, a=sheet(row(1), row(2), row(3)))
    assert totals(page(unit, run, "a")[1]) == (2, 0, 0, 1) and said(unit, run, "a", "fault.quarantine")
    assert "some_rule: some value" in page(unit, run, "a")[0]


def test_what_came_with_a_feed_that_was_stopped_is_not_counted(unit):
    def stopping(unit, past, pulled):
        found = taken(unit, past, pulled)
        return replace(found, checked=replace(found.checked, stopped={"results": "too many rows"}))

    run = home(unit, take=stopping, a=whole(row(1), row(2)))
    assert totals(page(unit, run, "a")[1]) == (0, 0, 3, 2) and said(unit, run, "a", "whole_file.stopped")


def test_a_row_that_was_stored_without_its_list_is_of_the_one_its_name_says(unit):
    came = result(LIST, 5, AS_OF + 5 * HOUR, result="clear") | {"list_id": None}
    run = night_of(unit, NEXT, [], [came])
    (found,) = returned(Past(unit.store, run)).to_pylist()
    assert (found["list_id"], found["list_line"], found["selected_as"]) == (LIST, 5, "random")
