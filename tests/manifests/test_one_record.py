import json
from datetime import UTC, date, datetime

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manifests import one_record_graph
from manifests.files import read_file
from manifests.one_record_count import count_objects
from tests.manifests.accounting import accounted, torn
from tests.manifests.one_record_damage import GOLDEN, damaged

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)


def read(value):
    (message,) = read_file(orjson.dumps(value), "a.json", AT, "messages")
    accounted([message])
    return message.reading


def waybill(**more):
    return {"@type": "Waybill", "waybillPrefix": "885", "waybillNumber": "12345675", "waybillType": "DIRECT", **more}


def what(reading):
    return [(problem.what, problem.record) for problem in reading.problems]


@settings(max_examples=250)
@given(damaged())
def test_a_message_damaged_in_its_fields_loses_no_record(data):
    accounted(read_file(data, "a.json", AT, "messages"))


@settings(max_examples=150)
@given(torn(GOLDEN, [b'"', b"{", b"}", b"[", b"]", b":", b"\\", b"\\u0040", b"\xff", b'"@type":"Waybill",'], longest=2))
def test_a_message_damaged_in_its_bytes_loses_no_record(text):
    accounted(read_file(text, "a.json", AT, "messages"))


NAMES = st.sampled_from(["@type", "@context", "waybillNumber", "c:waybillNumber", "x", "a/transportIdentifier", "@id"])
KINDS = st.sampled_from(["Waybill", "cargo:Waybill", "Way\bill", "waybill", "TransportMovement", "Piece", "a#Waybill/"])
ANY = st.recursive(
    st.none() | st.integers() | KINDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=300)
@given(ANY, st.booleans())
def test_both_counters_find_the_same_records_in_any_json(value, slants):
    data = json.dumps(value).encode()
    data = data.replace(b"/", b"\\/") if slants else data
    assert count_objects(data) == len(one_record_graph.Graph(orjson.loads(data)).things)


def test_a_name_or_a_type_written_with_escapes_is_found_by_both_counters():
    data = rb'{"\u0040type": "Way\u0062ill", "waybillPrefix": "885", "waybillNumber": "12345675"}'
    (message,) = read_file(data, "a.json", AT, "messages")
    accounted([message])
    assert message.reading.rows["consignments"][0]["waybill"] == "88512345675"


def test_a_context_is_not_read_as_an_object():
    reading = read(
        {"@context": {"waybillNumber": {"@id": "cargo:waybillNumber"}, "x": [{"@type": "Waybill"}]}, **waybill()}
    )
    assert reading.records == 1


def test_the_prefix_of_a_context_is_used_whatever_it_is():
    value = {
        "@context": [{"q": "https://mirror.example.test/v/cargo#"}],
        "@type": "q:Waybill",
        "q:waybillPrefix": "885",
    }
    reading = read(value | {"q:waybillNumber": "12345675", "r:waybillType": "MASTER"})
    assert reading.rows["consignments"][0].get("kind") is None


@pytest.mark.parametrize(
    ("unit", "kg"),
    [
        ({"@id": "https://vocabulary.uncefact.org/UnitMeasureCode#KGM"}, 100.0),
        ({"@id": "https://onerecord.iata.org/ns/coreCodeLists#MeasurementUnitCode_LBR"}, 45.359237),
        ("KGM", 100.0),
        ({"@type": "CodeListElement", "code": "GRM"}, 0.1),
        ({"@id": "urn:unit#STONE"}, None),
        (None, None),
    ],
)
def test_a_weight_is_read_in_its_unit_and_unknown_without_one(unit, kg):
    shipment = {"@type": "Shipment", "totalGrossWeight": {"numericalValue": 100, "unit": unit}}
    reading = read(waybill(shipment=shipment))
    assert reading.rows["consignments"][0].get("gross_kg") == kg
    assert (("unknown_code", 1) in what(reading)) is (kg is None)


@pytest.mark.parametrize("written", [48.2, "48.2", {"@value": "48.2"}, [{"@value": 48.2, "@type": "xsd:double"}]])
@pytest.mark.parametrize("name", ["numericalValue", "value"])
def test_a_figure_is_read_however_it_is_typed(written, name):
    reading = read(waybill(shipment={"@type": "Shipment", "totalGrossWeight": {name: written, "unit": "KGM"}}))
    assert reading.rows["consignments"][0]["gross_kg"] == 48.2


def test_notes_without_country_or_subject_have_those_of_the_note_before():
    notes = [
        {"country": "KZ", "subjectCode": "CNE", "contentCode": "T", "note": "900115301234"},
        {"contentCode": "CT", "note": "+77000000001"},
        {"subjectCode": "SHP", "contentCode": "MU", "note": "sales"},
        {"contentCode": "MD", "note": "ornek.test"},
    ]
    (row,) = read(waybill(shipment={"@type": "Shipment", "customsInformation": notes})).rows["consignments"]
    assert (row["consignee_phone"], row["consignor_email"]) == ("+77000000001", "sales@ornek.test")
    assert len(row["consignee_tax_id"]) == 32


def test_a_figure_that_lost_its_noughts_is_still_the_number():
    (row,) = read(waybill(waybillPrefix=74, waybillNumber=12345675)).rows["consignments"]
    assert row["waybill"] == "07412345675"


def test_a_link_and_a_repetition_are_counted_as_ignored():
    graph = [waybill(**{"@id": "urn:a"}), {"@id": "urn:a", "@type": "Waybill"}, waybill(**{"@id": "urn:a"})]
    reading = read({"@graph": graph})
    assert (reading.records, reading.ignored, len(reading.rows["consignments"])) == (3, 2, 1)


def test_an_object_in_two_parts_is_one():
    graph = [
        {"@id": "urn:a", "waybillPrefix": "885"},
        {"@id": "urn:a", "@type": "Waybill", "waybillNumber": "12345675"},
    ]
    assert read({"@graph": graph}).rows["consignments"][0]["waybill"] == "88512345675"


def test_a_house_is_told_by_its_parties_or_is_a_line_of_a_list():
    party = {"partyRole": "SHP", "partyDetails": {"name": "ORNEK"}}
    houses = [
        {"@type": "Waybill", "waybillType": "HOUSE", "waybillNumber": "H1", "involvedParties": [party]},
        {"@type": "Waybill", "waybillType": "HOUSE", "waybillNumber": "H2"},
    ]
    rows = read(waybill(waybillType="MASTER", houseWaybills=houses)).rows["consignments"]
    assert [(row["told_by"], row["consignment_id"]) for row in rows] == [
        ("master", "88512345675"),
        ("house", "88512345675/H1"),
        ("check_list", "88512345675/H2"),
    ]


def test_houses_that_do_not_add_up_are_reported_once():
    def weighing(kg):
        return {"@type": "Shipment", "totalGrossWeight": {"numericalValue": kg, "unit": "KGM"}}

    houses = [
        {"@type": "Waybill", "waybillType": "HOUSE", "waybillNumber": f"H{kg}", "shipment": weighing(kg)}
        for kg in (10, 20)
    ]
    for kg, slugs in ((30, []), (40, [("total_mismatch", 1)])):
        assert what(read(waybill(waybillType="MASTER", houseWaybills=houses, shipment=weighing(kg)))) == slugs


def loaded(*pieces, **movement):
    flight = {"@id": "urn:t", "@type": "TransportMovement", "transportIdentifier": "KC912/27FEB2026", **movement}
    flight = {"departureLocation": {"locationCodes": "IST"}, "arrivalLocation": {"locationCodes": "ALA"}} | flight
    load = {
        "@type": "Loading",
        "servedActivity": {"@id": "urn:t"},
        "loadedPieces": [{"@id": piece} for piece in pieces],
    }
    held = [{"@id": f"urn:p{n}", "@type": "Piece"} for n in range(3)]
    return read({"@graph": [waybill(shipment={"@type": "Shipment", "pieces": held}), flight, load]})


@pytest.mark.parametrize(("count", "split"), [(3, "T"), (2, "P")])
def test_a_load_is_whole_or_part_by_its_pieces(count, split):
    reading = loaded(*(f"urn:p{n}" for n in range(count)))
    (load,) = reading.rows["loads"]
    assert (load["split"], load["pieces"], load["total_pieces"]) == (split, count, 3)
    assert reading.rows["consignments"][0]["flight_id"] == load["flight_id"] == "KC0912-20260227-IST"


@pytest.mark.parametrize(
    ("movement", "rows", "slugs"),
    [
        ({"modeCode": "ROAD_TRANSPORT"}, 0, []),
        ({"transportIdentifier": "34 AB 123"}, 0, [("field_missing", 2)]),
        ({"transportIdentifier": "KC912"}, 0, [("field_missing", 2)]),
        ({"departureLocation": {}}, 0, [("field_missing", 2)]),
        ({"transportIdentifier": "KC912/28FEB"}, 1, []),
    ],
)
def test_a_movement_that_is_no_flight_is_ignored_and_one_that_names_none_is_quarantined(movement, rows, slugs):
    reading = loaded("urn:p0", **movement)
    assert len(reading.rows.get("flights", [])) == rows
    assert [slug for slug in what(reading) if slug[0] == "field_missing"] == slugs


def test_the_day_of_a_flight_is_that_of_its_scheduled_departure_at_the_airport():
    times = [
        {"movementMilestone": "AD", "movementTimestamp": "2026-02-27T21:40:00Z"},
        {"movementMilestone": "SD", "movementTimestamp": "2026-02-27T20:50:00Z"},
        {"movementMilestone": "SA", "movementTimestamp": "2026-02-28T07:10:00"},
    ]
    (flight,) = loaded("urn:p0", transportIdentifier="KC912", movementTimes=times).rows["flights"]
    assert flight["departure_date"] == date(2026, 2, 27)
    assert flight["departs_at"] == datetime(2026, 2, 27, 21, 40, tzinfo=UTC)
    assert flight["arrives_at"] == datetime(2026, 2, 28, 2, 10, tzinfo=UTC)


def test_shipments_that_many_waybills_share_are_read_in_bounded_steps():
    pieces = [{"@id": f"urn:p{n}"} for n in range(3000)]
    shipment = {"@id": "urn:s", "@type": "Shipment", "pieces": pieces}
    waybills = [waybill(waybillNumber=f"H{n}", waybillType="HOUSE", shipment={"@id": "urn:s"}) for n in range(1000)]
    held = [{"@id": piece["@id"], "@type": "Piece"} for piece in pieces]
    reading = read({"@graph": [shipment, *held, *waybills]})
    assert len(reading.rows["consignments"]) == 1000
    assert ("too_many_elements", None) in what(reading)


def test_blanks_at_the_end_are_passed_in_a_moment():
    (message,) = read_file(orjson.dumps(waybill()) + b" " * 5_000_000, "a.json", AT, "messages")
    accounted([message])


def test_parts_of_one_object_are_joined_in_a_moment():
    parts = [{"@id": "urn:a", "@type": "Waybill", "x": n} for n in range(20_000)]
    reading = read([waybill(**{"@id": "urn:a"}), *parts])
    assert (reading.records, reading.ignored) == (20_001, 20_000)


def test_json_of_something_else_is_no_one_record():
    (message,) = read_file(b'[{"parcel": 1}]', "a.json", AT, "messages")
    assert (message.reading.format, message.reading.problems[0].what) == ("unknown", "unknown_message")
