"""What is a case as of a moment, and which version of what it is made of."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from cases.assemble import Known, assemble
from cases.case import CASES
from lake import sites

sys.path.insert(0, str(Path(__file__).parent))
from factory import NIGHT, OTHER, WAYBILL, consignment, flight, hours, house, known, load, message

SITE = sites.load("almaty")


def cases_of(everything: Known, *moments: Any) -> list[dict[str, Any]]:
    return assemble(everything, moments or (NIGHT,), SITE).cases.to_pyarrow().to_pylist()


def test_a_waybill_known_from_a_manifest_alone_is_a_case():
    (case,) = cases_of(known(flights=[flight()], loads=[load()], consignments=[consignment("f", "manifest", -2)]))
    assert case["case_id"] == WAYBILL and case["level"] == "direct" and case["traffic"] == "import"
    assert case["last_chance_at"] == hours(4 + 12) and case["consignor_name"] is None


def test_each_column_comes_from_the_first_that_says_it():
    told = [
        consignment("f", "manifest", -2, goods_description="TEA", gross_kg=98.0),
        consignment("m", "master", gross_kg=100.0, goods_description=None, consignor_name="Fictitious Tea"),
    ]
    (case,) = cases_of(known(flights=[flight()], loads=[load(gross_kg=98.0)], consignments=told))
    assert case["gross_kg"] == 100.0 and case["goods_description"] == "TEA"
    assert case["manifest_kg"] == 98.0 and case["messages"] == [message("f"), message("m")]


def test_houses_are_the_cases_and_their_master_a_roll_up():
    told = [consignment("m", "master", pieces=12, carrier="KC"), house("h", "H1", pieces=4), house("i", "H2", pieces=6)]
    cases = cases_of(known(flights=[flight()], loads=[load()], consignments=told))
    assert [(c["case_id"], c["level"], c["parent_id"]) for c in cases] == [
        (f"{WAYBILL}/H1", "house", WAYBILL),
        (f"{WAYBILL}/H2", "house", WAYBILL),
    ]
    assert {(c["master_pieces"], c["houses_pieces"], c["houses"], c["carrier"]) for c in cases} == {(12, 10, 2, "KC")}
    assert {(c["waybill"], c["master_waybill"]) for c in cases} == {(WAYBILL, WAYBILL)}, "what flies is the master"


def test_a_master_gives_its_houses_no_goods_and_no_parties():
    told = [consignment("m", "master", consignor_name="Forwarder", goods_description="CONSOL"), house("h", "H1")]
    (case,) = cases_of(known(flights=[flight()], loads=[load()], consignments=told))
    assert case["consignor_name"] is None and case["goods_description"] is None


def test_a_check_list_never_wipes_the_parties_of_a_house():
    told = [
        house("h", "H1", at=-8, consignor_name="Fictitious Tea"),
        house("k", "H1", "check_list", at=-3),
        house("k", "H2", "check_list", at=-3, record=2),
    ]
    cases = cases_of(known(flights=[flight()], loads=[load()], consignments=told))
    assert [c["consignor_name"] for c in cases] == ["Fictitious Tea", None]


def test_a_newer_check_list_replaces_the_older_as_a_whole():
    first = [house("j", n, "check_list", at=-9, record=i) for i, n in enumerate(("H1", "H2"), 1)]
    second = [house("k", n, "check_list", at=-3, record=i) for i, n in enumerate(("H2", "H3"), 1)]
    cases = cases_of(known(flights=[flight()], loads=[load()], consignments=first + second))
    assert [c["case_id"] for c in cases] == [f"{WAYBILL}/H2", f"{WAYBILL}/H3"]


def test_what_is_known_at_the_cut_off_is_not_known():
    everything = known(consignments=[consignment("m", "master", at=0)])
    assert cases_of(everything) == []
    assert len(cases_of(everything, NIGHT + timedelta(seconds=1))) == 1


def test_amendments_are_told():
    told = [
        consignment("a", "master", at=-9, consignee_key="ONE", gross_kg=100.0),
        consignment("b", "master", at=-3, consignee_key="TWO", gross_kg=120.0),
    ]
    (case,) = cases_of(known(flights=[flight()], loads=[load()], consignments=told))
    assert (case["versions"], case["consignee_changed"], case["weight_changed_kg"]) == (2, True, 20.0)
    assert case["consignee_changed_at"] == hours(-3)
    assert case["gross_kg"] == 120.0


def test_a_consignee_is_changed_when_another_was_named_not_when_any_message_comes():
    told = [
        consignment(letter, "master", at=at, consignee_key=key)
        for letter, at, key in (("d", -12, "ONE"), ("c", -11, None), ("b", -10, "TWO"), ("a", -3, "TWO"))
    ]
    everything = known(flights=[flight(at=-1)], loads=[load(at=-1)], consignments=told)
    moments = [hours(at) for at in (-10, -9, 0)]
    found = cases_of(everything, *moments)
    assert [case["consignee_changed_at"] for case in found] == [None, hours(-10), hours(-10)]
    assert [case["consignee_changed"] for case in found] == [False, True, True]
    assert found == [case for moment in moments for case in cases_of(everything, moment)]


def test_a_text_sent_again_after_a_different_one_is_the_newest_again():
    told = [consignment("a", "master", at=-9, gross_kg=100.0), consignment("b", "master", at=-6, gross_kg=120.0)]
    receipts = [{"message_id": message(m), "received_at": hours(h)} for m, h in (("a", -9), ("b", -6), ("a", -3))]
    (case,) = cases_of(known(consignments=told, receipts=receipts))
    assert case["gross_kg"] == 100.0 and case["versions"] == 2


def test_the_order_of_rows_never_matters():
    told = [
        consignment("a", "master", at=-9, gross_kg=100.0),
        consignment("b", "master", at=-6, gross_kg=120.0),
        house("h", "H1", at=-5),
    ]
    orders = (told, told[::-1], [*told[1:], told[0]])
    seen = {str(cases_of(known(consignments=list(rows)))) for rows in orders}
    assert len(seen) == 1


def test_one_moment_gives_the_same_rows_as_many_at_once():
    told = [consignment("m", "master", at=-9), consignment("n", "master", at=-9 + 24, consignment_id=OTHER)]
    everything = known(flights=[flight()], loads=[load()], consignments=told)
    moments = [NIGHT + timedelta(days=d) for d in (0, 1)]
    alone = [case for moment in moments for case in cases_of(everything, moment)]
    assert alone == cases_of(everything, *moments) and len(alone) == 2


def test_cargo_that_stays_aboard_is_no_case():
    aboard = load(unloading_airport="ICN")
    told = [consignment("f", "manifest", -2, destination_airport="ICN")]
    assert cases_of(known(flights=[flight()], loads=[aboard], consignments=told)) == []


def test_transfer_cargo_is_its_own_traffic_with_its_own_last_chance():
    told = [consignment("f", "manifest", -2, destination_airport="TBS")]
    (case,) = cases_of(known(flights=[flight()], loads=[load()], consignments=told))
    assert case["traffic"] == "transhipment" and case["last_chance_at"] == hours(4 + 3)


def test_what_was_cleared_is_no_case_any_more():
    done = {"message_id": message("o"), "record": 1, "known_at": hours(-1), "inspection_id": "x/1", "case_id": WAYBILL}
    told = [consignment("m", "master")]
    assert cases_of(known(consignments=told, inspections=[done | {"result": "clear"}])) == []
    assert len(cases_of(known(consignments=told, inspections=[done | {"result": "not_presented"}]))) == 1


def test_a_shorter_new_transmission_does_not_keep_old_parts():
    flights = [flight("a", -9), flight("b", -9, part=2), flight("c", -2)]
    loads = [load("a", -9), load("b", -9, waybill=OTHER), load("c", -2)]
    told = [
        consignment(m, "manifest", at, consignment_id=w, waybill=w)
        for m, at, w in (("a", -9, WAYBILL), ("b", -9, OTHER), ("c", -2, WAYBILL))
    ]
    assert [c["case_id"] for c in cases_of(known(flights=flights, loads=loads, consignments=told))] == [WAYBILL]
    before = known(flights=flights[:2], loads=loads[:2], consignments=told[:2])
    assert [c["case_id"] for c in cases_of(before)] == [WAYBILL, OTHER]


def test_a_result_that_is_corrected_opens_the_case_again():
    done = {"record": 1, "inspection_id": "x/1", "case_id": WAYBILL}
    first = done | {"message_id": message("o"), "known_at": hours(-5), "result": "clear"}
    second = done | {"message_id": message("p"), "known_at": hours(-2), "result": "inconclusive"}
    told = [consignment("m", "master")]
    assert cases_of(known(consignments=told, inspections=[first])) == []
    assert len(cases_of(known(consignments=told, inspections=[first, second]))) == 1
    other = second | {"officer_id": "another"}
    assert cases_of(known(consignments=told, inspections=[first, other])) == [], "what one closed another does not open"


def test_of_two_lists_that_name_a_house_the_newer_one_is_believed():
    both = [house("j", n, "check_list", at=-9, record=i, gross_kg=10.0) for i, n in enumerate(("H1", "H2"), 1)]
    alone = [house("k", "H1", "check_list", at=-3, gross_kg=99.0)]
    cases = cases_of(known(flights=[flight()], loads=[load()], consignments=both + alone))
    assert [c["gross_kg"] for c in cases] == [99.0, 10.0]


def test_a_value_keeps_its_own_currency():
    told = [
        consignment("m", "master", value=100.0, currency="USD", value_eur=90.0),
        consignment("d", "declaration", -4, value=5000.0, currency=None),
    ]
    (case,) = cases_of(known(consignments=told))
    assert (case["value"], case["currency"], case["value_eur"], case["value_told_by"]) == (
        5000.0,
        None,
        None,
        "declaration",
    )


def test_transfer_cargo_on_two_manifests_is_held_after_it_has_landed():
    onward = {
        "flight_id": "KC0100-20260301-ALA",
        "loading_airport": "ALA",
        "arrives_at": hours(12),
        "departs_at": hours(9),
    }
    flights = [flight(), flight("g", **onward)]
    loads = [load(), load("g", flight_id=onward["flight_id"], unloading_airport="NQZ")]
    told = [consignment("f", "manifest", -2, destination_airport="NQZ")]
    (case,) = cases_of(known(flights=flights, loads=loads, consignments=told))
    assert (case["traffic"], case["last_chance_at"], case["manifest_pieces"]) == ("transhipment", hours(4 + 3), 10)


def test_what_a_retry_released_is_not_there_before_it():
    released = consignment("m", "master", at=20)
    receipts = [{"message_id": message("m"), "received_at": hours(-9)}]
    everything = known(consignments=[released], receipts=receipts)
    assert cases_of(everything, NIGHT, NIGHT + timedelta(hours=24)) == cases_of(everything, NIGHT + timedelta(hours=24))
    assert cases_of(everything, NIGHT) == []


def test_columns_are_as_declared():
    schema = assemble(known(), (NIGHT,), SITE).cases.to_pyarrow().schema
    assert schema.names == CASES.schema.names and schema.types == CASES.schema.types
