from datetime import UTC, date, datetime

import pytest

from manifests.files import read_file
from tests.manifests.xml_mutants import AT

MOVEMENT = (
    "<LogisticsTransportMovement><ID>{}</ID><DepartureEvent><DepartureOccurrenceDateTime>{}</DepartureOccurrenceDateTime>"
    "<OccurrenceDepartureLocation><ID>{}</ID></OccurrenceDepartureLocation></DepartureEvent></LogisticsTransportMovement>"
)
USUAL = MOVEMENT.format("KC912", "2026-02-27T20:10:00", "IST")


def line(number="074-10000012", here=4, total=4, split="T", kg="80", text="TOWELS"):
    return (
        f'<IncludedMasterConsignment><GrossWeightMeasure unitCode="KGM">{kg}</GrossWeightMeasure>'
        f"<PackageQuantity>{here}</PackageQuantity><TotalPieceQuantity>{total}</TotalPieceQuantity>"
        f"<SummaryDescription>{text}</SummaryDescription>"
        f"<TransportSplitDescription>{split}</TransportSplitDescription>"
        f"<TransportContractDocument><ID>{number}</ID></TransportContractDocument></IncludedMasterConsignment>"
    )


def unit(*lines, kind="BLK", uld=""):
    cargo = f"<TypeCode>{kind}</TypeCode>{uld}{''.join(lines)}"
    return f"<AssociatedTransportCargo>{cargo}</AssociatedTransportCargo>"


def point(*units, at="ALA", arrives=""):
    return (
        f"<ArrivalEvent><ArrivalOccurrenceDateTime>{arrives}</ArrivalOccurrenceDateTime>"
        f"<OccurrenceArrivalLocation><ID>{at}</ID></OccurrenceArrivalLocation>{''.join(units)}</ArrivalEvent>"
    )


def xffm(*points, movement=USUAL, reference="", purpose="Creation"):
    header = f"<MessageHeaderDocument><PurposeCode>{purpose}</PurposeCode></MessageHeaderDocument>"
    business = f"<BusinessHeaderDocument><ID>{reference}</ID></BusinessHeaderDocument>"
    inside = f"{header}{business}{movement}{''.join(points)}"
    return f'<FlightManifest xmlns="iata:flightmanifest:1">{inside}</FlightManifest>'


def reading(text):
    (message,) = read_file(text.encode(), "a.xml", AT)
    assert message.counted == message.reading.records
    return message.reading


def what(found):
    return [problem.what for problem in found.problems]


def test_a_manifest_says_flight_loads_and_consignments():
    found = reading(xffm(point(unit(line()))))
    assert what(found) == []
    assert found.rows["flights"][0]["flight_id"] == "KC0912-20260227-IST"
    assert (found.rows["flights"][0]["manifest"], found.rows["flights"][0]["complete"]) == ("carrier", True)
    assert [(row["uld"], row["waybill"], row["pieces"]) for row in found.rows["loads"]] == [(None, "07410000012", 4)]
    assert found.rows["consignments"][0]["told_by"] == "manifest"


@pytest.mark.parametrize(
    ("departs", "moment"),
    [
        ("2026-02-27T20:10:00", datetime(2026, 2, 27, 17, 10, tzinfo=UTC)),
        ("2026-02-27T20:10:00Z", datetime(2026, 2, 27, 20, 10, tzinfo=UTC)),
        ("2026-02-27T20:10:00.0000000+03:00", datetime(2026, 2, 27, 17, 10, tzinfo=UTC)),
        ("2026-02-27T00:00:00", None),
        ("2026-02-27", None),
    ],
)
def test_a_time_without_a_zone_is_that_of_the_airport_and_midnight_is_a_day(departs, moment):
    flight = reading(xffm(movement=MOVEMENT.format("KC912", departs, "IST"))).rows["flights"][0]
    assert (flight["departs_at"], flight["departure_date"]) == (moment, date(2026, 2, 27))


def test_an_arrival_that_contradicts_the_flights_day_is_left_out():
    for arrives, known in (
        ("2026-02-28T06:35:00", True),
        ("2026-04-28T06:35:00", False),
        ("2025-02-28T06:35:00Z", False),
    ):
        load = reading(xffm(point(unit(line()), arrives=arrives))).rows["loads"][0]
        assert (load["arrives_at"] is not None) == known


def test_what_the_movement_does_not_say_is_taken_from_the_name_of_the_manifest():
    found = reading(xffm(movement="", reference="KC091220260227IST"))
    assert (what(found), found.rows["flights"][0]["flight_id"]) == ([], "KC0912-20260227-IST")
    lost = reading(xffm(point(unit(line(), line(total=5)), at="ALA"), movement=""))
    assert ("flights" in lost.rows, "loads" in lost.rows) == (False, False)
    assert what(lost) == ["field_missing", "piece_count_mismatch", "duplicate_line", "duplicate_waybill"]
    assert lost.rows["consignments"][0]["consignment_id"] == "07410000012"
    assert reading(xffm(movement="")).quarantined == {1}


def test_a_flight_without_cargo_is_one_record_that_is_the_flight():
    found = reading(xffm(point(unit(kind="NIL"))))
    assert (found.records, found.rows["flights"][0]["record"], what(found)) == (1, 1, [])
    assert found.rows["flights"][0]["unloading_airport"] == "ALA"


def test_a_split_that_adds_up_has_a_weight_and_one_that_does_not_has_none():
    uld = (
        "<UtilizedUnitLoadTransportEquipment><ID>12345</ID><CharacteristicCode>PMC</CharacteristicCode>"
        "<OperatingParty><PrimaryID>KC</PrimaryID></OperatingParty></UtilizedUnitLoadTransportEquipment>"
    )
    parts = [unit(line(here=1, split="S", kg=25)), unit(line(here=3, split="S", kg=50), kind="ULD", uld=uld)]
    whole = reading(xffm(point(*parts)))
    lacking = reading(xffm(point(parts[0])))
    assert [(row["pieces"], row["gross_kg"]) for row in whole.rows["consignments"]] == [(4, 75.0)]
    assert [row["uld"] for row in whole.rows["loads"]] == [None, "PMC12345KC"]
    assert (what(whole), what(lacking)) == ([], ["split_incomplete"])
    assert lacking.rows["consignments"][0]["gross_kg"] is None


def test_the_same_line_twice_is_given_once_and_counted_as_ignored():
    found = reading(xffm(point(unit(line(), line()))))
    assert (found.records, found.ignored, what(found)) == (2, 1, ["duplicate_line"])
    assert (len(found.rows["loads"]), found.rows["consignments"][0]["pieces"]) == (1, 4)


def test_two_equal_parts_of_a_split_are_both_meant_unless_they_are_more_than_the_whole():
    half = line(here=2, split="S", kg=40)
    both = reading(xffm(point(unit(half, half))))
    more = reading(xffm(point(unit(half, half, half))))
    assert (both.ignored, both.rows["consignments"][0]["gross_kg"]) == (0, 80.0)
    assert (more.ignored, more.rows["consignments"][0]["gross_kg"], what(more)) == (1, 80.0, ["duplicate_line"])


def test_two_whole_lines_of_a_waybill_that_differ_are_both_kept_and_add_up_to_nothing():
    found = reading(xffm(point(unit(line(), line(here=5, total=5)))))
    assert (what(found), len(found.rows["loads"])) == (["duplicate_waybill"], 2)
    assert found.rows["consignments"][0]["pieces"] is None


def test_a_waybill_nobody_can_read_takes_no_other_record_with_it():
    found = reading(xffm(point(unit(line(number="KC-1"), line(number=""), line()))))
    assert (found.records, found.quarantined, what(found)) == (3, {1, 2}, ["awb_format", "no_waybill"])
    assert (found.rows["flights"][0]["record"], found.rows["loads"][0]["record"]) == (3, 3)


def test_a_waybill_outside_its_place_is_counted_and_refused():
    found = reading(xffm(point(unit(line())), f"<Annex>{line(number='074-10000023')}</Annex>"))
    assert (found.records, found.quarantined, what(found)) == (2, {2}, ["unknown_element", "segment_malformed"])


def test_a_unit_load_without_a_readable_number_keeps_what_is_written():
    uld = "<UtilizedUnitLoadTransportEquipment><ID>1</ID><CharacteristicCode>PMC</CharacteristicCode></UtilizedUnitLoadTransportEquipment>"  # noqa: E501
    found = reading(xffm(point(unit(line(), kind="ULD", uld=uld), unit(line(number="074-10000023"), kind="ULD"))))
    assert [row["uld"] for row in found.rows["loads"]] == ["PMC1", "?"]
    assert what(found) == ["segment_malformed", "segment_malformed"]


def test_missing_weight_pieces_and_description_are_reported_and_the_line_stays():
    bare = "<IncludedMasterConsignment><TransportContractDocument><ID>074-10000012</ID></TransportContractDocument></IncludedMasterConsignment>"  # noqa: E501
    found = reading(xffm(point(unit(bare))))
    assert sorted(what(found)) == ["empty_description", "missing_weight", "zero_pieces"]
    assert len(found.rows["loads"]) == 1


def test_an_update_and_a_deletion_say_so():
    assert [reading(xffm(purpose=code)).purpose for code in ("Update", "Deletion")] == ["update", "cancel"]
