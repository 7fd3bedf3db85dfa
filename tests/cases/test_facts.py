"""What a case carries beside its papers: its ULD, its handling, its legs, what changed, and what others say of it."""

import sys
from pathlib import Path
from typing import Any

import pytest

from cases.assemble import Known, assemble
from lake import sites

sys.path.insert(0, str(Path(__file__).parent))
from factory import NIGHT, OTHER, WAYBILL, consignment, flight, hours, house, known, load, message

pytestmark = pytest.mark.slow

SITE = sites.load("almaty")
THIRD = "02012345690"
ULD = "PMC12345KC"


def cases_of(everything: Known, *moments: Any) -> dict[str, dict[str, Any]]:
    found = assemble(everything, moments or (NIGHT,), SITE).cases.to_pyarrow().to_pylist()
    return {case["case_id"]: case for case in found}


def facts(case: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in case.items() if name.startswith(prefix)}


def manifested(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = [
        consignment("f", "manifest", -2, record=n, consignment_id=w, waybill=w)
        for n, w in enumerate(dict.fromkeys(line["waybill"] for line in lines), 1)
    ]
    return {"flights": [flight(), *more.pop("flights", [])], "loads": list(lines), "consignments": told} | more


def status(letter: str, code: str, at: float = -1, **more: Any) -> dict[str, Any]:
    return {
        "message_id": message(letter), "record": 1, "known_at": hours(at), "consignment_id": WAYBILL,
        "waybill": WAYBILL, "status": code, "airport": "ALA", "carrier": "KC", "flight_number": "0912",
    } | more  # fmt: skip


def test_a_case_knows_what_else_is_in_its_uld_and_bulk_knows_nothing():
    lines = [
        load(uld=ULD, uld_gross_kg=400.0),
        load(uld=ULD, uld_gross_kg=400.0, waybill=OTHER, pieces=5, gross_kg=50.1, record=2),
        load(waybill=THIRD, record=3),
    ]
    found = cases_of(known(**manifested(*lines)))
    assert found[WAYBILL]["uld"] == ULD
    whole = {"type": "PMC", "waybills": 2, "pieces": 15, "kg": 150.1, "declared_kg": 400.0, "loading_airports": 1}
    assert facts(found[WAYBILL], "uld_") == facts(found[OTHER], "uld_") == whole
    assert set(facts(found[THIRD], "uld_").values()) == {None}


def test_a_uld_of_which_a_line_has_no_weight_has_none_and_one_without_a_number_is_not_known():
    lines = [
        load(uld=ULD), load(uld=ULD, waybill=OTHER, gross_kg=None, record=2), load(uld="?", waybill=THIRD, record=3),
    ]  # fmt: skip
    found = cases_of(known(**manifested(*lines)))
    assert (found[WAYBILL]["uld_kg"], found[WAYBILL]["uld_pieces"]) == (None, 20)
    assert found[THIRD]["uld_type"] is None


def test_a_uld_that_other_manifests_of_the_last_days_loaded_elsewhere_is_counted():
    before = {"flight_id": "KC0100-20260225-DXB", "loading_airport": "DXB", "arrives_at": hours(-60)}
    lines = [load(uld=ULD), load("g", -70, uld=ULD, flight_id=before["flight_id"], waybill=OTHER)]
    everything = manifested(*lines, flights=[flight("g", -70, **before)])
    assert cases_of(known(**everything))[WAYBILL]["uld_loading_airports"] == 2


def test_a_status_tells_what_was_missing_found_and_left_behind_and_who_handled_it():
    told = [
        status("r", "RCF", pieces=8),
        status("r", "DIS", record=2, discrepancy="MSCA", pieces=2, detail="HANDLED BY Fictive Handling"),
        status("o", "DIS", -5, discrepancy="OFLD", pieces=3, airport="IST"),
        status("s", "RCS", -9, airport="IST", party_name="Fictitious Tea"),
    ]
    case = cases_of(known(**manifested(load(pieces=8)), statuses=told))[WAYBILL]
    assert (case["statuses"], case["received_pieces"], case["landed_short_pieces"]) == (4, 8, 2)
    assert (case["landed_over_pieces"], case["offloaded"]) == (0, True)
    assert (case["handler"], case["handler_key"]) == ("FICTIVE HANDLING", "FICTIVE HANDLING")


def test_a_status_that_is_told_again_counts_once_and_one_from_elsewhere_says_nothing_of_the_landing():
    told = [status(letter, "DIS", at, discrepancy="MSCA", pieces=n) for letter, at, n in (("r", -1.5, 2), ("s", -1, 3))]
    told.append(status("t", "DEP", airport="IST", consignment_id=OTHER, waybill=OTHER))
    lines = [load(waybill=waybill, record=n) for n, waybill in enumerate((WAYBILL, OTHER, THIRD), 1)]
    found = cases_of(known(**manifested(*lines), statuses=told))
    names = ("statuses", "landed_short_pieces", "received_pieces", "offloaded", "handler_key")
    said = [tuple(found[waybill][name] for name in names) for waybill in (WAYBILL, OTHER, THIRD)]
    assert said == [(1, 3, None, False, None), (1, None, None, False, None), (0, None, None, None, None)]


def test_pieces_missing_without_a_number_are_not_known_to_be_none():
    told = [status("r", "DIS", discrepancy="MSCA")]
    case = cases_of(known(**manifested(load()), statuses=told))[WAYBILL]
    assert (case["landed_short_pieces"], case["landed_over_pieces"]) == (None, 0)


def test_a_house_takes_the_statuses_of_its_master_and_never_those_of_another_house():
    told = [status("r", "DIS", discrepancy="MSCA", pieces=1)]
    told.append(status("s", "DIS", discrepancy="FDCA", pieces=2, consignment_id=f"{WAYBILL}/H1"))
    told.append(status("t", "DIS", discrepancy="FDCA", pieces=5, consignment_id=f"{WAYBILL}/H2"))
    everything = manifested(load(), statuses=told)
    everything["consignments"] += [house("h", "H1"), house("i", "H2")]
    found = cases_of(known(**everything))
    over = [
        (found[f"{WAYBILL}/{h}"]["landed_short_pieces"], found[f"{WAYBILL}/{h}"]["landed_over_pieces"])
        for h in ("H1", "H2")
    ]
    assert over == [(1, 2), (1, 5)]


FELT = {"goods_description": "WOOL FELT"}


def waybill_of(number: int) -> dict[str, str]:
    waybill = f"0201234{number:04d}"
    return {"waybill": waybill, "consignment_id": waybill}


def through(*onward: dict[str, Any] | None, told: tuple[dict[str, Any], ...] = ()) -> list[tuple[bool | None, ...]]:
    """legs_differ_... of waybills of WOOL FELT that landed an hour ago and are on a manifest to Tbilisi, or on none."""
    leg = {"flight_id": "KC0331-20260228-ALA", "loading_airport": "ALA", "arrives_at": hours(9)}
    flights = [flight(arrives_at=hours(-1)), flight("o", -0.5, **leg)]
    loads, waybills = [], list(told)
    for number, line in enumerate(onward, 1):
        one = waybill_of(number)
        loads.append(load(arrives_at=hours(-1), record=number, waybill=one["waybill"], **FELT))
        if line is not None:
            there = {"flight_id": leg["flight_id"], "unloading_airport": "TBS", "waybill": one["waybill"]}
            loads.append(load("o", -0.5, record=number, **there | line))
        if not told:
            waybills.append(consignment("m", "master", record=number, destination_airport="TBS", **one))
    found = cases_of(known(flights=flights, loads=loads, consignments=waybills))
    said = [found[waybill_of(number)["waybill"]] for number in range(1, len(onward) + 1)]
    return [tuple(case[f"legs_differ_{name}"] for name in ("goods", "kg", "pieces", "consignee")) for case in said]


def test_the_manifest_from_here_is_compared_with_the_one_to_here():
    compared = {
        "the same in other words": ({"goods_description": "Wool felt rolls"}, (False, False, False)),
        "other goods": ({"goods_description": "ELECTRONICS"}, (True, False, False)),
        "another weight": ({"goods_description": None, "gross_kg": 140.0}, (None, True, False)),
        "weighed again": (FELT | {"gross_kg": 100.9}, (False, False, False)),
        "a piece less": (FELT | {"pieces": 9, "gross_kg": 90.0}, (False, None, True)),
        "a part of it": (FELT | {"pieces": 4, "total_pieces": 10, "gross_kg": 40.0}, (False, None, False)),
        "no second leg": (None, (None, None, None)),
    }
    found = through(*(line for line, _ in compared.values()))
    assert dict(zip(compared, found, strict=True)) == {name: (*said, None) for name, (_, said) in compared.items()}


def test_a_version_that_comes_after_the_arrival_speaks_for_the_second_leg():
    told = []
    for number, later in ((1, "b"), (2, "c")):
        first = {"destination_airport": "TBS", "consignee_key": "ONE", "record": number, **waybill_of(number)}
        told += [consignment("a", "master", -9, **first)]
        told += [consignment(later, "master", -0.5 if later == "b" else -3, **first | {"consignee_key": "TWO"})]
    assert through(None, None, told=tuple(told)) == [(False, False, False, True), (None,) * 4]


def test_cargo_that_ends_here_has_no_legs():
    versions = [consignment("a", "master", -9), consignment("b", "master", -0.5, gross_kg=300.0)]
    case = cases_of(known(flights=[flight(arrives_at=hours(-1))], loads=[load()], consignments=versions))[WAYBILL]
    assert set(facts(case, "legs_").values()) == {None} and case["weight_changed_kg"] == 200.0


def test_a_case_says_what_changed_when_and_what_it_was_before():
    first = {"goods_description": "GIFTS", "goods_class": "9503", "consignee_key": "ONE", "consignee_name": "One"}
    last = {"goods_description": "PHONES", "goods_class": "8517", "consignee_key": "TWO", "consignee_name": "Two"}
    told = [
        consignment("a", "master", -9, gross_kg=100.0, value=50.0, currency="USD", value_eur=45.0, **first),
        consignment("b", "master", -6, gross_kg=120.0, value=50.0, currency="USD", value_eur=45.3, **first),
        consignment("c", "master", -3, gross_kg=120.0, value=80.0, currency="USD", value_eur=72.0, **last),
    ]
    everything = known(flights=[flight()], loads=[load()], consignments=told)
    case, early = cases_of(everything)[WAYBILL], cases_of(everything, hours(-4))[WAYBILL]
    assert (case["description_changed"], case["class_changed"], case["consignor_changed"]) == (True, True, False)
    assert (case["origin_changed"], case["destination_changed"], case["changes"]) == (False, False, 5)
    assert (case["consignee_before"], case["description_before"], case["gross_kg_before"]) == ("One", "GIFTS", 100.0)
    assert (case["last_change_at"], case["changed_hours_before_arrival"]) == (hours(-3), 7.0)
    assert (case["value_changed_eur"], early["value_changed_eur"]) == (27.0, 0.0)
    assert (early["changes"], early["last_change_at"], early["consignee_before"]) == (1, hours(-6), None)


def test_what_was_never_amended_has_nothing_to_say_of_changes():
    case = cases_of(known(consignments=[consignment("m", "master")]))[WAYBILL]
    names = (
        "description_changed",
        "changes",
        "last_change_at",
        "gross_kg_before",
        "value_changed_eur",
        "formats_apart",
    )
    assert [case[name] for name in names] == [None] * len(names)


def declared(**more: Any) -> dict[str, Any]:
    told = [
        consignment("m", "master", goods_class="8517", consignee_key="ONE", value_eur=100.0),
        consignment("d", "declaration", -4, **more),
    ]
    number = {"declaration_id": "SAD/55302/1", "system": "SAD"}
    papers = [{"message_id": message("d"), "record": 1, "known_at": hours(-4), **number}] if more else []
    return cases_of(known(consignments=told if more else told[:1], declarations=papers))[WAYBILL]


def test_a_declaration_is_set_against_the_waybill_column_by_column():
    case = declared(pieces=12, gross_kg=100.5, value_eur=None, goods_class="3304", consignee_key="ONE")
    assert (case["declared"], case["formats_apart"]) == (True, 2)
    assert facts(case, "declaration_") == {
        "kg_gap": 0.0, "pieces_gap": 2.0, "value_gap_eur": None, "goods_differ": True, "consignee_differ": False,
    }  # fmt: skip


def test_without_a_declaration_there_is_nothing_to_compare():
    case = declared()
    assert case["declared"] is False and set(facts(case, "declaration_").values()) == {None}


def test_a_declaration_of_a_master_declares_its_houses_and_compares_none_of_them():
    told = [house("h", "H1"), consignment("d", "declaration", -4)]
    case = cases_of(known(consignments=told))[f"{WAYBILL}/H1"]
    assert case["declared"] is True and case["declaration_pieces_gap"] is None


def test_houses_are_set_against_their_master_also_those_that_are_cleared():
    told = [consignment("m", "master", pieces=12, gross_kg=100.2), house("h", "H1", pieces=4, gross_kg=40.0)]
    told.append(house("i", "H2", pieces=6, gross_kg=60.0))
    done = {
        "message_id": message("x"), "record": 1, "known_at": hours(-1), "inspection_id": "I1", "result": "clear",
        "case_id": f"{WAYBILL}/H2",
    }  # fmt: skip
    for inspections in ([], [done]):
        found = cases_of(known(consignments=told, inspections=inspections))
        assert len(found) == 2 - len(inspections)
        assert facts(found[f"{WAYBILL}/H1"], "master_houses_") == {"kg_gap": 0.0, "pieces_gap": 2.0}
    silent = cases_of(known(consignments=[told[0], told[1] | {"gross_kg": None}]))
    assert facts(silent[f"{WAYBILL}/H1"], "master_houses_") == {"kg_gap": None, "pieces_gap": 8.0}


def test_freight_keeps_its_own_currency():
    told = [
        house("h", "H1", freight=None, freight_currency="EUR"),
        house("k", "H1", "check_list", freight=20.0, freight_currency="USD", freight_eur=18.0),
    ]
    case = cases_of(known(consignments=told))[f"{WAYBILL}/H1"]
    assert (case["freight"], case["freight_currency"], case["freight_eur"]) == (20.0, "USD", 18.0)


def test_facts_of_one_moment_are_those_of_many_at_once():
    told = [
        consignment("a", "master", -9, destination_airport="TBS", goods_description="WOOL", consignee_key="ONE"),
        consignment("b", "master", -0.2, destination_airport="TBS", goods_description="TEA", consignee_key="TWO"),
        consignment("c", "master", 0.2, destination_airport="TBS", goods_description="TIN", consignee_key="TWO"),
    ]
    leg = {"flight_id": "KC0331-20260228-ALA", "loading_airport": "ALA", "arrives_at": hours(9)}
    flights = [flight(arrives_at=hours(-1)), flight("o", 0.4, **leg)]
    loads = [
        load(uld=ULD, goods_description="WOOL"),
        load("o", 0.4, flight_id=leg["flight_id"], uld=ULD, unloading_airport="TBS"),
    ]
    statuses = [status("r", "RCF", -0.3, pieces=9), status("s", "DIS", 0.3, discrepancy="MSCA", pieces=1)]
    everything = known(flights=flights, loads=loads, consignments=told, statuses=statuses)
    moments = [hours(at) for at in (-1.5, 0, 0.5)]
    together = assemble(everything, tuple(moments), SITE).cases.to_pyarrow().to_pylist()
    alone = [case for at in moments for case in assemble(everything, (at,), SITE).cases.to_pyarrow().to_pylist()]
    assert together == alone and len(alone) == len(moments)
    assert len({str(facts(case, "legs_") | facts(case, "landed_")) for case in alone}) > 1, "the facts move"
