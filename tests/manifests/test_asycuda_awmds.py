from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings

from manifests.files import read_file
from manifests.locode import airport_of
from tests.manifests.accounting import accounted
from tests.manifests.xml_damage import damaged, torn

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
GOLDEN = [path.read_bytes() for path in sorted((Path(__file__).parent / "golden" / "awmds").glob("*.xml"))]
NAMES = (
    "Bol_segment", "BOL_SEGMENT", "bOl_segment", "Awmds", "Awbolds", "ctn_segment", "Ctn_reference", "Bol_id",
    "Bol_reference", "Master_bol_ref_number", "Master_bol", "Reference_number", "General_segment", "Voyage_number",
    "Date_of_departure", "Goods_segment", "Number_of_packages", "Gross_mass", "Unknown",
)  # fmt: skip


def head(voyage="KC0912", carrier="KC", departs="2026-02-27", leaves="TRIST"):
    return (
        f"<General_segment><General_segment_id><Voyage_number>{voyage}</Voyage_number>"
        f"<Date_of_departure>{departs}</Date_of_departure></General_segment_id>"
        f"<Transport_information><Carrier><Carrier_code>{carrier}</Carrier_code></Carrier></Transport_information>"
        f"<Load_unload_place><Place_of_departure_code>{leaves}</Place_of_departure_code>"
        f"<Place_of_destination_code>KZALA</Place_of_destination_code></Load_unload_place></General_segment>"
    )


def bill(number="074-10000012", master="", kind="AWB", more=""):
    return (
        f"<Bol_segment><Bol_id><Bol_reference>{number}</Bol_reference><Bol_nature>23</Bol_nature>"
        f"<Bol_type_code>{kind}</Bol_type_code><Master_bol_ref_number>{master}</Master_bol_ref_number></Bol_id>{more}"
        "<Goods_segment><Number_of_packages>9</Number_of_packages><Gross_mass>90</Gross_mass>"
        "<Goods_description>LAMPS</Goods_description></Goods_segment></Bol_segment>"
    )


def reading(*parts, root="Awmds"):
    (message,) = read_file(f"<{root}>{''.join(parts)}</{root}>".encode(), "a.xml", AT, "messages")
    accounted([message])
    return message.reading


@settings(max_examples=200)
@given(damaged(GOLDEN, NAMES))
def test_a_manifest_damaged_in_its_fields_loses_no_bill(data):
    accounted(read_file(data, "a.xml", AT, "messages"))


@settings(max_examples=150)
@given(torn(GOLDEN, NAMES))
def test_a_manifest_damaged_in_its_bytes_is_counted_alike_twice(data):
    accounted(read_file(data, "a.xml", AT, "messages"))


@pytest.mark.parametrize(
    ("voyage", "carrier", "flight"),
    [
        ("KC0912", "KC", "KC0912"),
        ("kc 912a", "", "KC0912A"),
        ("912", "KC", "KC0912"),
        ("5X26/27FEB", "", "5X0026"),
        ("912", "KZR", None),
        ("KZR912", "KC", None),
        ("VOY-000017", "KC", None),
    ],
)
def test_a_voyage_is_a_flight_where_it_has_a_carrier_and_a_number(voyage, carrier, flight):
    flights = reading(head(voyage, carrier), bill()).rows.get("flights", [])
    assert [row["flight_id"] for row in flights] == ([f"{flight}-20260227-IST"] if flight else [])


def test_a_manifest_whose_flight_is_not_told_keeps_its_bills_and_has_no_loads():
    read = reading(head(leaves="TRZZZ"), bill())
    assert set(read.rows) == {"consignments"}
    assert [(p.what, p.severity, p.detail) for p in read.problems if p.field == "flight_id"] == [
        ("field_missing", "error", "loading_airport")
    ]


def test_goods_in_several_ulds_are_a_line_each_and_their_weight_is_that_of_none():
    boxes = "".join(
        f"<ctn_segment><Ctn_reference>{uld}</Ctn_reference><Number_of_packages>{pieces}</Number_of_packages></ctn_segment>"
        for uld, pieces in (("PMC12345KC", 4), ("AKE 06789 KC", 3), ("PMC12345KC", 2))
    )
    loads = reading(head(), bill(more=boxes)).rows["loads"]
    told = [(r["uld"], r["uld_type"], r["split"], r["pieces"], r["gross_kg"], r["total_pieces"]) for r in loads]
    assert told == [("PMC12345KC", "PMC", "S", 6, None, 9), ("AKE06789KC", "AKE", "S", 3, None, 9)]
    (bulk,) = reading(head(), bill()).rows["loads"]
    assert (bulk["uld"], bulk["split"], bulk["pieces"], bulk["gross_kg"]) == (None, "T", 9, 90)


def test_a_bill_with_a_master_is_a_house_and_no_load_and_makes_its_master_one():
    read = reading(head(), bill(), bill("VX1001", "074-10000012", "HWB"), bill("VX1001", "07410000012", "AWB"))
    told = [(row["consignment_id"], row.get("kind")) for row in read.rows["consignments"]]
    assert told == [("07410000012", "master"), *[("07410000012/VX1001", "house")] * 2]
    assert [row["waybill"] for row in read.rows["loads"]] == ["07410000012"]
    assert [(p.what, p.record) for p in read.problems if p.what.startswith("duplicate")] == [("duplicate_house", 3)]


def test_the_bills_of_a_degroupage_are_houses_of_its_one_master():
    master = (
        "<Master_bol><Voyage_number>KC912</Voyage_number><Reference_number>074-10000023</Reference_number></Master_bol>"
    )
    read = reading(master, bill("VX1001"), bill("VX1002"), root="Awbolds")
    assert [row["consignment_id"] for row in read.rows["consignments"]] == ["07410000023/VX1001", "07410000023/VX1002"]
    assert {row["carrier"] for row in read.rows["consignments"]} == {"KC"} and "flights" not in read.rows
    assert {p.what for p in read.problems} == {"party_missing"}


@pytest.mark.parametrize(
    ("number", "kind", "consignment_id", "problem"),
    [
        ("1Z9990000001", "HWB", "1Z9990000001", "no_waybill"),
        ("SG-12345678", "AWB", "SG-12345678", "awb_format"),
        ("RR473124829KZ", "AWB", "RR473124829KZ", None),
        ("074-10000013", "MWB", "07410000013", "awb_check_digit"),
    ],
)
def test_a_bill_without_a_master_is_placed_by_whatever_number_it_has(number, kind, consignment_id, problem):
    read = reading(head(), bill(number, kind=kind))
    assert [row["consignment_id"] for row in read.rows["consignments"]] == [consignment_id]
    assert {p.what for p in read.problems} - {"party_missing"} == ({problem} if problem else set())


def test_a_bill_without_a_number_is_quarantined_and_its_flight_stands_with_the_next():
    read = reading(head(), bill("<null/>"), bill())
    assert (read.quarantined, read.rows["flights"][0]["record"]) == ({1}, 2)


def test_a_manifest_without_bills_is_a_record_with_its_flight():
    assert reading(head()).rows["flights"][0]["record"] == 1
    assert reading(head(voyage="?")).quarantined == {1}


@pytest.mark.parametrize(("total", "adds_up"), [(90, True), (180, True), (91, False), (0, True)])
def test_a_total_may_count_houses_with_their_masters_or_not(total, adds_up):
    totals = f"<Totals_segment><Total_gross_mass>{total}</Total_gross_mass></Totals_segment>"
    read = reading(head(), totals, bill(), bill("VX1001", "074-10000012"))
    assert ("total_mismatch" not in {p.what for p in read.problems}) is adds_up


def test_a_place_is_an_airport_only_of_its_own_country():
    assert airport_of("KZAST") == (None, "unknown_code")  # AST is Astoria in Oregon
    assert airport_of("GBLON") == ("LON", None)
    assert airport_of("CNXXX", "ORDOS") == ("DSN", None)
