"""A text sent again after a different one is the newest again, in the labels and in the history."""

from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from lakes import AS_OF, SITE

from cases.case import CASES
from features.history import HISTORY
from flows.remember import remember
from flows.training import labelled
from flows.unit import Unit, open_unit
from lake.past import Past
from lake.runs import Run, commit, stamp, start
from lake.tables import TABLES

DAY = timedelta(days=1)
WAYBILL = "99900000000"
Row = dict[str, Any]


@pytest.fixture
def unit(tmp_path) -> Unit:
    return open_unit(tmp_path, SITE)


def took_in(unit: Unit, arrivals: list[tuple[str, int]], name: str, rows: dict[str, Row]) -> None:
    """Commit a night for every arrival (letter of the message, days before AS_OF), as the night takes it in."""
    seen: set[str] = set()
    for letter, days in arrivals:
        at = AS_OF - days * DAY
        run = start(unit.store, "night", SITE, (at + DAY / 2,))
        past = Past(unit.store, run)
        receipt = {"message_id": letter * 64, "received_at": at, "known_at": at}
        _write(past, "receipts", receipt | dict.fromkeys(("file_id", "file_name", "feed"), letter) | {"changed_at": at})
        if letter not in seen:
            seen.add(letter)
            _write(past, name, {"message_id": letter * 64, "record": 1, "known_at": at} | rows[letter])
        remember(unit, past, CASES.schema.empty_table())
        commit(unit.store, run)


def _write(past: Past, name: str, row: Row) -> None:
    schema = pa.schema([field.with_nullable(True) for field in TABLES[name].schema])
    past.run.parts.append(past.store.write(name, pa.Table.from_pylist([row], schema), past.run.run_id))


def shipments(unit: Unit) -> dict[str, int]:
    """Shipments of every consignor, over all slices."""
    past = Past(unit.store, Run("reader", "training", SITE, (AS_OF,)))
    schema = pa.schema([("entity", pa.string()), ("key", pa.string()), ("shipments", pa.int64())])
    found: dict[str, int] = {}
    for row in past.everything("history", schema).to_pyarrow().to_pylist():
        if row["entity"] == "consignor":
            found[row["key"]] = found.get(row["key"], 0) + row["shipments"]
    return found


def versions() -> dict[str, Row]:
    told = {"consignment_id": WAYBILL, "told_by": "master", "kind": "direct", "stream": "cargo"}
    return {letter: told | {"consignor_key": key} for letter, key in (("a", "ALPHA"), ("b", "BETA"))}


def test_the_history_goes_back_to_the_text_that_came_again(unit):
    took_in(unit, [("a", 9), ("b", 8), ("a", 7)], "consignments", versions())
    assert shipments(unit) == {"ALPHA": 1, "BETA": 0}


def test_the_same_text_twice_in_a_row_counts_once_however_late(unit):
    took_in(unit, [("a", 99), ("a", 50), ("a", 8)], "consignments", versions())
    assert shipments(unit) == {"ALPHA": 1}


def test_the_label_goes_back_to_the_sheet_that_came_again(unit):
    sheet = {
        "inspection_id": "L/1", "case_id": WAYBILL, "decision": "accepted", "presented": True,
        "method": "full_opening", "result": "hit", "finding": "narcotics", "decided_at": AS_OF - 10 * DAY,
    }  # fmt: skip
    sheets = {"a": sheet, "b": sheet | {"result": "clear", "finding": None}}
    took_in(unit, [("a", 9), ("b", 8), ("a", 7)], "inspections", sheets)
    assert _illicit(unit, AS_OF - 15 * DAY / 2) == [False]
    assert _illicit(unit, AS_OF) == [True]


def _illicit(unit: Unit, as_of) -> list[bool | None]:
    run = Run("reader", "training", SITE, (as_of,))
    past = Past(unit.store, run)
    at = AS_OF - 11 * DAY
    described = pa.table({"as_of": pa.array([at], pa.timestamp("us", tz="UTC")), "case_id": [WAYBILL]})
    run.parts.append(unit.store.write("features_weight", described, run.run_id, stamp(at)))
    return labelled(unit, past)["illicit"].to_pylist()


def test_a_clear_of_fewer_pieces_than_the_case_has_is_no_label(unit):
    sheet = {
        "inspection_id": "L/1", "case_id": WAYBILL, "decision": "accepted", "presented": True, "pieces_found": 9,
        "method": "full_opening", "result": "clear", "decided_at": AS_OF - 10 * DAY,
    }  # fmt: skip
    took_in(unit, [("a", 9)], "inspections", {"a": sheet})
    assert _illicit(unit, AS_OF) == [False]
    schema = pa.schema([field.with_nullable(True) for field in CASES.schema])
    cases = [{"as_of": AS_OF - days * DAY, "case_id": WAYBILL, "pieces": n} for days, n in ((12, 9), (11, 10), (-1, 9))]
    run = start(unit.store, "night", SITE, (AS_OF - DAY,))
    run.parts.append(unit.store.write("cases", pa.Table.from_pylist(cases, schema), run.run_id))
    commit(unit.store, run)
    assert _illicit(unit, AS_OF) == [None]


def test_a_corrected_sheet_is_taken_from_the_keys_it_was_written_under(unit):
    sheet = {
        "inspection_id": "L/1", "case_id": WAYBILL, "decision": "accepted", "presented": True,
        "method": "full_opening", "result": "hit", "finding": "narcotics", "decided_at": AS_OF - 10 * DAY,
    }  # fmt: skip
    schema = pa.schema([field.with_nullable(True) for field in CASES.schema])
    for days, consignor in ((9, "ALPHA"), (8, "BETA")):
        at = AS_OF - days * DAY + DAY / 2
        case = {"as_of": at, "case_id": WAYBILL, "consignor_key": consignor, "origin_airport": "IST", "route": ["ALA"]}
        run = start(unit.store, "training", SITE, (at,))  # speaks for nothing
        run.parts.append(unit.store.write("cases", pa.Table.from_pylist([case], schema), run.run_id, stamp(at)))
        commit(unit.store, run)
    sheets = {"a": sheet, "b": sheet | {"result": "clear", "finding": None}}
    took_in(unit, [("a", 9), ("b", 7)], "inspections", sheets)
    rows = Past(unit.store, Run("reader", "training", SITE, (AS_OF,))).everything("history", HISTORY).to_pyarrow()
    hits = [(row["key"], row["hits"]) for row in rows.to_pylist() if row["entity"] == "consignor"]
    assert sorted(hits) == [("ALPHA", -1), ("ALPHA", 1), ("BETA", 0)]
