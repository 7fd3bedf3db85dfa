"""Each own rule on a row that holds, one that breaks it, and one that cannot be judged (null)."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.base import prepared, rules
from expectations.frame import build
from expectations.rule import Holds
from tests.expectations.slices import KNOWN_AT, consignment, message, table

HOUR = timedelta(hours=1)
CASES = {
    "flights.arrives_at.after_departure": (
        {"departs_at": KNOWN_AT, "arrives_at": KNOWN_AT + HOUR},
        {"departs_at": KNOWN_AT, "arrives_at": KNOWN_AT},
        {"arrives_at": KNOWN_AT},
    ),
    "flights.unloading_airport.not_loading": (
        {"loading_airport": "IST", "unloading_airport": "ALA"},
        {"loading_airport": "ALA", "unloading_airport": "ALA"},
        {"loading_airport": "ALA"},
    ),
    "loads.pieces.within_total": (
        {"pieces": 2, "total_pieces": 2}, {"pieces": 3, "total_pieces": 2}, {"pieces": 3},
    ),
    "loads.gross_kg.per_piece": (
        {"pieces": 2, "gross_kg": 40_000.0}, {"pieces": 1, "gross_kg": 20_001.0}, {"gross_kg": 20_001.0},
    ),
    "loads.handling_codes.entries": (
        {"handling_codes": ["EAP", "RLI"]}, {"handling_codes": ["EAP", "RLI/X"]}, {},
    ),
    "consignments.destination_airport.not_origin": (
        {"origin_airport": "IST", "destination_airport": "ALA"},
        {"origin_airport": "ALA", "destination_airport": "ALA"},
        {"origin_airport": "ALA"},
    ),
    "consignments.gross_kg.per_piece": (
        {"pieces": 9, "gross_kg": 900.0}, {"pieces": 0, "gross_kg": 900.0}, {"pieces": 9},
    ),
    "consignments.currency.with_value": ({"value": 5.0, "currency": "EUR"}, {"value": 5.0}, {"value": 0.0}),
    "consignments.issued_on.before_receipt": (
        {"issued_on": date(2026, 11, 21)}, {"issued_on": date(2026, 11, 22)}, {},
    ),
    "consignments.route.entries": ({"route": ["IST", "ALA"]}, {"route": ["IST", "Almaty"]}, {}),
    "consignments.hs_codes.entries": ({"hs_codes": []}, {"hs_codes": ["851713", "85.17"]}, {}),
    "consignments.handling_codes.entries": ({"handling_codes": ["EAP"]}, {"handling_codes": ["eap"]}, {}),
    "goods.net_kg.within_gross": (
        {"net_kg": 1.0, "gross_kg": 1.0}, {"net_kg": 1.1, "gross_kg": 1.0}, {"net_kg": 1.1},
    ),
    "goods.currency.with_value": ({"value": 5.0, "currency": "EUR"}, {"value": 5.0}, {"currency": "EUR"}),
    "declarations.currency.with_value": ({"total_value": 5.0, "currency": "EUR"}, {"total_value": 5.0}, {}),
    "declarations.declared_on.before_receipt": (
        {"declared_on": date(2026, 11, 21)}, {"declared_on": date(2027, 1, 1)}, {},
    ),
    "inspections.finding.of_a_hit": (
        {"result": "hit", "finding": "tobacco"}, {"result": "hit"}, {"result": "clear"},
    ),
    "inspections.method.of_a_result": (
        {"result": "clear", "method": "xray"}, {"result": "clear"}, {"result": "not_examined"},
    ),
    "inspections.finished_at.after_start": (
        {"started_at": KNOWN_AT, "finished_at": KNOWN_AT},
        {"started_at": KNOWN_AT, "finished_at": KNOWN_AT - HOUR},
        {"finished_at": KNOWN_AT},
    ),
    "inspections.decided_at.before_receipt": ({"decided_at": KNOWN_AT}, {"decided_at": KNOWN_AT + HOUR}, {}),
    "inspections.recorded_at.before_receipt": ({"recorded_at": KNOWN_AT}, {"recorded_at": KNOWN_AT + HOUR}, {}),
    "messages.records.as_counted": (
        {"records": 2, "records_counted": 2}, {"records": 2, "records_counted": 3}, {"records": 2},
    ),
    "messages.sent_at.before_receipt": ({"sent_at": KNOWN_AT + HOUR}, {"sent_at": KNOWN_AT + 25 * HOUR}, {}),
}  # fmt: skip
WITHIN_THE_SLICE = {
    "consignments.pieces.as_manifested", "consignments.gross_kg.as_manifested", "consignments.pieces.cover_houses",
    "consignments.gross_kg.cover_houses",
}  # fmt: skip
OWN = {rule.name: rule for table_rules in rules().values() for rule in table_rules if isinstance(rule.expects, Holds)}


def judged(rows, name):
    """What the rule says of each row: 1.0, 0.0 or nan."""
    frame, _, _ = build(table(OWN[name].table, rows), [OWN[name]], prepared().get(OWN[name].table))
    return frame[name].tolist() if name in frame else [np.nan] * len(rows)


def test_every_own_rule_is_tried_here():
    assert set(OWN) == {*CASES, *WITHIN_THE_SLICE, "feeds.unreadable.at_most_half"}


@pytest.fixture(scope="module")
def said():
    """Per rule of CASES what it says of its three rows, all rules of a table judged at once."""
    found = {}
    for name in {name.split(".")[0] for name in CASES}:
        cases = [case for case in CASES if case.startswith(f"{name}.")]
        known = {"message_id": message(1), "known_at": KNOWN_AT} | ({} if name == "messages" else {"record": 1})
        rows = [known | row for case in cases for row in CASES[case]]
        frame, _, _ = build(table(name, rows), [OWN[case] for case in cases], prepared().get(name))
        found |= {case: frame[case].tolist()[3 * place : 3 * place + 3] for place, case in enumerate(cases)}
    return found


@pytest.mark.parametrize("name", CASES)
def test_an_own_rule_holds_breaks_and_stays_silent(said, name):
    holds, breaks, silent = said[name]
    assert (holds, breaks) == (1, 0)
    assert np.isnan(silent)


def house(record, number, **columns):
    said = {"told_by": "house", "kind": "house", "consignment_id": f"99900000011/H{record}", "waybill": None}
    said |= {"house_waybill": f"H{record}"}
    return consignment(record, number, **(said | {"master_waybill": "99900000011"} | columns))


def test_the_newest_manifest_of_the_slice_is_held_against_the_waybill():
    old = consignment(1, 1, told_by="manifest", pieces=9, gross_kg=90.0, known_at=KNOWN_AT - HOUR)
    new = consignment(1, 2, told_by="manifest", pieces=2, gross_kg=21.0)
    master = consignment(1, 3)
    assert judged([old, new, master], "consignments.pieces.as_manifested")[2] == 1
    assert judged([new, old, master], "consignments.gross_kg.as_manifested")[2] == 1
    assert judged([old, master], "consignments.pieces.as_manifested")[1] == 0
    assert judged([old, master], "consignments.gross_kg.as_manifested")[1] == 0
    assert np.isnan(judged([master], "consignments.pieces.as_manifested")[0])


def test_houses_together_may_not_exceed_their_master_and_each_counts_once():
    master = consignment(1, 1, pieces=5, gross_kg=50.0)
    houses = [house(1, 2, pieces=2, gross_kg=20.0), house(2, 2, pieces=3, gross_kg=30.0)]
    listed = house(1, 3, told_by="check_list", pieces=2, gross_kg=20.0)
    again = house(1, 4, pieces=2, gross_kg=20.0, known_at=KNOWN_AT + HOUR)
    for name in ("consignments.pieces.cover_houses", "consignments.gross_kg.cover_houses"):
        assert judged([master, *houses, listed, again], name)[0] == 1
        assert judged([master, houses[0]], name)[0] == 1
        assert judged([master, *houses, house(9, 2, pieces=1, gross_kg=9.0)], name)[0] == 0
        assert np.isnan(judged([master], name)[0])


def test_the_master_line_of_a_house_message_is_no_house():
    told = house(1, 3, told_by="check_list", kind="master", consignment_id="99900000011", waybill="99900000011")
    told |= {"master_waybill": None, "house_waybill": None, "pieces": 5}
    rows = [consignment(1, 1, waybill="99900000011", pieces=5), house(1, 2, pieces=5), told]
    assert judged(rows, "consignments.pieces.cover_houses")[0] == 1


def test_load_and_count_covers_the_pieces_of_houses():
    rows = [consignment(1, 1, pieces=1, slac=5), house(1, 2, pieces=5)]
    assert judged(rows, "consignments.pieces.cover_houses")[0] == 1


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.floats(), st.integers(-(2**62), 2**62)), min_size=1, max_size=4))
def test_any_weight_and_count_is_judged_without_an_error(said):
    rows = [house(i, 2, gross_kg=kg, pieces=n) for i, (kg, n) in enumerate(said, start=1)]
    rows.append(consignment(1, 1, gross_kg=said[0][0], pieces=said[0][1]))
    own = [rule for rule in OWN.values() if rule.table == "consignments"]
    frame, live, _ = build(table("consignments", rows), own, prepared()["consignments"])
    assert len(frame) == len(rows)
    assert live


def test_a_day_is_a_utc_day_whatever_the_zone_of_the_machine(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Almaty")
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    rows = [consignment(1, known_at=late, issued_on=date(2026, 11, d)) for d in (21, 22)]
    assert judged(rows, "consignments.issued_on.before_receipt") == [1, 0]
