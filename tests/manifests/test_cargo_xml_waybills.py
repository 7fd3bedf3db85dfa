from datetime import UTC, datetime

import pytest

from manifests.files import read_file
from tests.manifests.cargo_xml_texts import QUANTITY, reading, row, xfwb
from tests.manifests.xml_mutants import AT


def test_a_clean_waybill_has_no_problems():
    found = row(xfwb())
    assert (found["consignment_id"], found["kind"], found["pieces"], found["gross_kg"]) == (
        "07410000012",
        "direct",
        4,
        80,
    )


@pytest.mark.parametrize("namespace", ["iata:waybill:1", "mx:iata:waybill:1", "IATA:waybill:3", ""])
def test_the_namespace_of_the_root_is_looked_at_loosely(namespace):
    assert reading(xfwb(namespace=namespace)).format == "xfwb"


def test_a_waybill_of_somebody_else_is_not_taken_for_one():
    assert reading('<Waybill xmlns="urn:other"><Number>1</Number></Waybill>').format == "unknown"


@pytest.mark.parametrize(
    ("number", "problems"),
    [
        ("07410000012", ["awb_format"]),
        ("074 1000 0012", ["awb_format"]),
        ("074–10000012", ["awb_format"]),
        ("074-10000012_7f", []),
        ("074-10000013", ["awb_check_digit"]),
    ],
)
def test_a_waybill_number_is_read_however_it_is_written(number, problems):
    assert row(xfwb(number=number), problems)["waybill"].startswith("074100000")


def test_without_a_number_in_the_header_that_of_the_consignment_is_taken_or_the_name_of_the_message():
    inside = "<TransportContractDocument><ID>074-10000023</ID></TransportContractDocument>"
    assert row(xfwb(inside, number=""))["waybill"] == "07410000023"
    assert row(xfwb(header="<ID>074-10000034_9</ID>", number=""))["waybill"] == "07410000034"
    refused = reading(xfwb(number=""))
    assert (refused.quarantined, [p.what for p in refused.problems]) == ({1}, ["no_waybill"])


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("2026-02-27T10:15:00", None),
        ("2026-02-27T10:15:00Z", datetime(2026, 2, 27, 10, 15, tzinfo=UTC)),
        ("2026-02-27T10:15:00-03:00", datetime(2026, 2, 27, 13, 15, tzinfo=UTC)),
        ("2026-02-27T10:15:00.1234567+05:00", datetime(2026, 2, 27, 5, 15, 0, 123456, tzinfo=UTC)),
    ],
)
def test_a_message_was_sent_when_it_says_so_with_a_zone(written, sent):
    assert reading(xfwb(header=f"<IssueDateTime>{written}</IssueDateTime>")).sent_at == sent


@pytest.mark.parametrize(
    ("code", "purpose"),
    [("Creation", "original"), ("UPDATE", "update"), ("5", "update"), ("Deletion", "cancel"), ("", "original")],
)
def test_the_purpose_is_what_the_message_says(code, purpose):
    found = reading(xfwb(header=f"<PurposeCode>{code}</PurposeCode>"))
    assert (found.purpose, found.problems) == (purpose, [])


def test_an_unknown_purpose_is_reported():
    found = reading(xfwb(header="<PurposeCode>Perhaps</PurposeCode>"))
    assert [(p.what, p.field, p.detail) for p in found.problems] == [("unknown_code", "purpose", "Perhaps")]


def test_a_deletion_needs_no_more_than_its_number():
    text = (
        '<Waybill xmlns="iata:waybill:1"><MessageHeaderDocument><PurposeCode>Deletion</PurposeCode>'
        "</MessageHeaderDocument><BusinessHeaderDocument><ID>074-10000012</ID></BusinessHeaderDocument></Waybill>"
    )
    assert row(text)["waybill"] == "07410000012"


@pytest.mark.parametrize(
    ("weight", "kg", "problems"),
    [
        ('<X unitCode="KGM">1042.5</X>', 1042.5, []),
        ('<X unitCode="KGM">1,042.50</X>', 1042.5, ["number_format"]),
        ('<X unitCode="KGM">1 042,5</X>', 1042.5, ["number_format"]),
        ('<X unitCode="KGM">1,250</X>', None, ["number_format"]),
        ('<X unitCode="LBR">100</X>', 45.359237, []),
        ('<X unitCode="STN">100</X>', None, ["weight_unit"]),
        ("<X>100</X>", 100, ["weight_unit"]),
        ('<X unitCode="KGM">0</X>', None, ["zero_weight"]),
        ('<X unitCode="KGM"> </X>', None, ["missing_weight"]),
        ("", None, ["missing_weight"]),
        ('<X unitCode="KGM">-5</X>', None, ["negative_value"]),
        ('<X unitCode="KGM">heavy</X>', None, ["number_format"]),
    ],
)
def test_a_weight_is_kilograms_or_null_and_reported(weight, kg, problems):
    quantity = weight.replace("X", "IncludedTareGrossWeightMeasure") + "<TotalPieceQuantity>4</TotalPieceQuantity>"
    assert row(xfwb(quantity=quantity), problems).get("gross_kg") == kg


@pytest.mark.parametrize(
    ("volume", "cubic", "problems"),
    [
        ('unitCode="MTQ">0.5', 0.5, []),
        ('unitCode="CMQ">500000', 0.5, []),
        ('unitCode="FTQ">10', 0.283168, []),
        ('unitCode="KGM">80', None, ["volume_unit"]),
        (">0.5", 0.5, ["volume_unit"]),
        ('unitCode="MTQ">0.01', None, ["dummy_volume"]),
        ('unitCode="MTQ">1', None, []),
    ],
)
def test_a_volume_in_kilograms_is_none_and_a_dummy_is_left_out(volume, cubic, problems):
    text = xfwb(f"<GrossVolumeMeasure {volume}</GrossVolumeMeasure>".replace(" >", ">"))
    assert row(text, problems).get("volume_m3") == cubic


@pytest.mark.parametrize(
    ("count", "pieces", "problems"),
    [("000004", 4, []), ("22.0", 22, []), ("0", None, ["zero_pieces"]), ("many", None, ["number_format"])],
)
def test_pieces_are_a_count_or_null_and_reported(count, pieces, problems):
    quantity = QUANTITY.replace(">4<", f">{count}<")
    assert row(xfwb(quantity=quantity), problems).get("pieces") == pieces


def test_a_density_group_of_marks_and_a_package_as_heavy_as_its_count_say_nothing():
    item = (
        "<PieceQuantity>4</PieceQuantity><TransportLogisticsPackage><ItemQuantity>4</ItemQuantity>"
        '<GrossWeightMeasure unitCode="KGM">4</GrossWeightMeasure></TransportLogisticsPackage>'
    )
    inside = f"<DensityGroupCode>XXXXXX</DensityGroupCode><ApplicableRating><IncludedMasterConsignmentItem>{item}"
    assert row(xfwb(f"{inside}</IncludedMasterConsignmentItem></ApplicableRating>"))["gross_kg"] == 80


def test_a_contradiction_between_type_and_note_makes_the_kind_null():
    note = "<IncludedHeaderNote><ContentCode>C</ContentCode></IncludedHeaderNote>"
    text = xfwb().replace("</ID></BusinessHeaderDocument>", f"</ID>{note}</BusinessHeaderDocument>")
    found = row(text, ["unknown_code"])
    assert ("kind" in found, "consolidation" in found) == (False, False)
    assert row(text.replace("740", "741"))["kind"] == "master"


def test_the_legs_make_the_route_in_their_own_order():
    leg = (
        "<SpecifiedLogisticsTransportMovement><ID>{}</ID><SequenceNumeric>{}</SequenceNumeric><ArrivalEvent>"
        "<OccurrenceArrivalLocation><ID>{}</ID></OccurrenceArrivalLocation></ArrivalEvent>"
        "</SpecifiedLogisticsTransportMovement>"
    )
    found = row(xfwb(leg.format("KC 912", 2, "ALA") + leg.format("TK0361", 1, "NQZ")))
    assert (found["route"], found["carrier"]) == (["NQZ", "ALA"], "TK")


def test_elements_that_nobody_knows_or_that_stand_twice_are_named():
    found = reading(xfwb("<GrossMass>7</GrossMass><GrossMass>8</GrossMass><TotalPieceQuantity>5</TotalPieceQuantity>"))
    assert sorted((p.what, p.detail) for p in found.problems) == [
        ("repeated_element", "TotalPieceQuantity"),
        ("unknown_element", "GrossMass"),
    ]
    assert found.rows["consignments"][0]["pieces"] == 4


def test_the_fields_of_two_parties_are_not_mixed():
    second = "<ConsignorParty><AccountID>77</AccountID></ConsignorParty>"
    assert "consignor_account" not in row(xfwb(second), ["repeated_element"])


def test_what_stands_after_a_party_is_not_taken_for_it():
    found = row(xfwb("<Name>NOBODY</Name><AccountID>77</AccountID>"))
    assert (found["consignee_name"], "consignee_account" in found) == ("BOLASHAK TRADE", False)


def test_cp1251_that_calls_itself_utf8_is_read_with_a_warning():
    text = xfwb().replace("BOLASHAK TRADE", "ТОО БОЛАШАК ТРЕЙД")
    (message,) = read_file(text.encode("cp1251"), "a.xml", AT)
    assert [problem.what for problem in message.reading.problems] == ["encoding_mislabelled"]
    assert message.reading.rows["consignments"][0]["consignee_name"] == "ТОО БОЛАШАК ТРЕЙД"
