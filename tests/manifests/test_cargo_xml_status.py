from datetime import UTC, date, datetime

import pytest

from manifests.files import read_file
from tests.manifests.xml_mutants import AT

WAYBILL = "<TransportContractDocument><ID>074-10000012</ID></TransportContractDocument>"


def told(inside):
    return f"<AssociatedStatusConsignment>{inside}</AssociatedStatusConsignment>"


def status(code, *inside):
    return f"<ReportedStatus><ReasonCode>{code}</ReasonCode>{''.join(map(told, inside))}</ReportedStatus>"


def xfsu(*statuses, waybill=WAYBILL):
    master = f"<MasterConsignment>{waybill}{''.join(statuses)}</MasterConsignment>"
    return f'<StatusMessage xmlns="iata:statusmessage:1"><MessageHeaderDocument/>{master}</StatusMessage>'


def reading(text):
    (message,) = read_file(text.encode(), "a.xml", AT)
    assert message.counted == message.reading.records
    return message.reading


def what(found):
    return [problem.what for problem in found.problems]


def at(airport, moment):
    event = f"<SpecifiedEvent><OccurrenceDateTime>{moment}</OccurrenceDateTime></SpecifiedEvent>"
    return f"<SpecifiedLocation><ID>{airport}</ID></SpecifiedLocation>{event}"


@pytest.mark.parametrize(
    ("moment", "on", "utc"),
    [
        ("2026-02-28T01:30:00", date(2026, 2, 28), datetime(2026, 2, 27, 20, 30, tzinfo=UTC)),
        ("2026-02-28T01:30:00+03:00", date(2026, 2, 28), datetime(2026, 2, 27, 22, 30, tzinfo=UTC)),
        ("2026-02-28T01:30:00.1234567Z", date(2026, 2, 28), datetime(2026, 2, 28, 1, 30, 0, 123456, tzinfo=UTC)),
        ("2026-02-28", date(2026, 2, 28), None),
    ],
)
def test_a_status_happened_on_the_day_as_written_and_at_a_moment_where_a_zone_is_known(moment, on, utc):
    row = reading(xfsu(status("RCF", at("ALA", moment)))).rows["statuses"][0]
    assert (row["status"], row["airport"], row["occurred_on"], row.get("occurred_at")) == ("RCF", "ALA", on, utc)


def test_a_place_without_a_zone_leaves_the_moment_out():
    row = reading(xfsu(status("RCF", at("XXQ", "2026-02-28T01:30:00")))).rows["statuses"][0]
    assert (row["occurred_on"], row.get("occurred_at")) == (date(2026, 2, 28), None)


def test_a_departure_is_told_of_where_the_flight_begins():
    leg = (
        "<SpecifiedLogisticsTransportMovement><ID>KC 912A</ID><DepartureEvent><DepartureOccurrenceDateTime>"
        "2026-02-27T20:10:00</DepartureOccurrenceDateTime></DepartureEvent><SpecifiedLocation><ID>IST</ID>"
        "</SpecifiedLocation><SpecifiedLocation><ID>ALA</ID></SpecifiedLocation></SpecifiedLogisticsTransportMovement>"
    )
    departed, booked = reading(xfsu(status("DEP", leg), status("BKD", leg))).rows["statuses"]
    assert (departed["airport"], departed["to_airport"], departed["flight_number"]) == ("IST", "ALA", "0912A")
    assert departed["occurred_at"] == datetime(2026, 2, 27, 17, 10, tzinfo=UTC)
    assert (booked["flight_date"], booked["occurred_on"]) == (date(2026, 2, 27), None)


def test_each_consignment_a_status_is_told_of_is_a_record_and_a_status_alone_is_one():
    found = reading(xfsu(status("RCS", "", "<PieceQuantity>2</PieceQuantity>"), status("DLV")))
    assert [(row["record"], row["status"], row.get("pieces")) for row in found.rows["statuses"]] == [
        (1, "RCS", None),
        (2, "RCS", 2),
        (3, "DLV", None),
    ]


def test_a_discrepancy_has_a_code_that_is_on_the_list():
    code = "<DiscrepancyDescriptionCode>{}</DiscrepancyDescriptionCode>"
    found = reading(xfsu(*(status("DIS", code.format(said)) for said in ("MSCA", "lost", ""))))
    assert [row["discrepancy"] for row in found.rows["statuses"]] == ["MSCA", None, None]
    assert what(found) == ["unknown_code", "field_missing"]


def test_a_house_of_the_status_is_the_consignment_unless_there_are_several():
    house = "<IncludedHouseConsignment><TransportContractDocument><ID>NSL {}</ID></TransportContractDocument></IncludedHouseConsignment>"  # noqa: E501
    one, several = reading(xfsu(status("DIS", house.format(1)), status("DLV", house.format(1) + house.format(2)))).rows[
        "statuses"
    ]
    assert (one["consignment_id"], several["consignment_id"]) == ("07410000012/NSL1", "07410000012")


def test_a_status_without_a_code_or_a_waybill_is_refused_and_takes_no_other_with_it():
    found = reading(xfsu("<ReportedStatus/>", status("ready"), status("RCS")))
    assert (found.quarantined, what(found)) == ({1, 2}, ["field_missing", "segment_malformed"])
    assert [row["record"] for row in found.rows["statuses"]] == [3]
    assert reading(xfsu(status("RCS"), status("DLV"), waybill="")).quarantined == {1, 2}


def test_a_message_without_a_status_is_a_record_that_is_not_used():
    found = reading(xfsu())
    assert (found.records, found.ignored, what(found)) == (1, 1, ["missing_segment"])


def test_more_pieces_than_the_whole_are_reported():
    whole = "<TotalPieceQuantity>4</TotalPieceQuantity>"
    found = reading(xfsu(status("RCF", "<PieceQuantity>5</PieceQuantity>"), waybill=whole + WAYBILL))
    assert (what(found), found.rows["statuses"][0]["total_pieces"]) == (["piece_count_mismatch"], 4)


def test_who_brought_or_took_the_goods_and_what_else_is_said_is_kept():
    inside = (
        "<AssociatedTransferredFromParty><PrimaryID>TK</PrimaryID><Name>ANKA HANDLING</Name>"
        "</AssociatedTransferredFromParty><HandlingOSIInstructions><Description>WET</Description>"
        "</HandlingOSIInstructions><HandlingOSIInstructions><Description>REPACKED</Description></HandlingOSIInstructions>"
    )
    row = reading(xfsu(status("TFD", inside))).rows["statuses"][0]
    assert (row["carrier"], row["party_name"], row["detail"]) == ("TK", "ANKA HANDLING", "WET REPACKED")


@pytest.mark.parametrize(
    ("status_code", "condition", "problem"),
    [
        ("Rejected", "", "message_refused"),
        ("", "Error", "message_refused"),
        ("Processed", "", "message_acknowledged"),
        ("Processed", "Error", "message_refused"),
        ("Perhaps", "", "unknown_code"),
    ],
)
def test_an_answer_is_one_record_that_is_not_used_and_its_reasons_are_kept(status_code, condition, problem):
    found = reading(
        '<Response xmlns="iata:response:3"><BusinessHeaderDocument><ID>074-10000012</ID><Name>Air Waybill</Name>'
        f"<StatusCode>{status_code}</StatusCode></BusinessHeaderDocument><ResponseStatus><ConditionCode>{condition}"
        "</ConditionCode><ReasonCode>R1</ReasonCode><Reason>no country</Reason></ResponseStatus></Response>"
    )
    assert (found.format, found.records, found.ignored, found.rows) == ("xfnm", 1, 1, {})
    assert [(p.what, p.severity) for p in found.problems] == [(problem, "warning")]
    assert found.problems[0].detail.endswith("R1 no country; about Air Waybill 074-10000012")
