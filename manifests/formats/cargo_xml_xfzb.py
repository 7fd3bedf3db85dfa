"""XFZB, the house waybill in Cargo-XML: one record a house, usually one a message. Versions 3.00 and 4.00.

Named as ignored: see manifests/cargo_xml_consignment.py, cargo_xml_party.py, cargo_xml_goods.py; pieces and weight of
the master, of which a house is a part.
"""

from datetime import datetime
from typing import Any

from manifests.cargo_xml import HEADER, is_of_iata, number_parts, read_message, value_of
from manifests.cargo_xml_consignment import (
    SIGNED,
    STEPS,
    add_consignment,
    add_issue,
    add_rows,
    check_digit,
    check_quantities,
    check_route,
)
from manifests.cargo_xml_count import count_elements
from manifests.cargo_xml_goods import ITEM
from manifests.cargo_xml_party import check_parties
from manifests.cargo_xml_plan import Element, Part, Plan
from manifests.cargo_xml_values import airport, house_number, waybill
from manifests.markup import Markup
from manifests.reading import Format, Reading, Row
from manifests.record import Record

HOUSE = Plan("houses", many=True, ID="shipment", **STEPS, IncludedHouseConsignmentItem=ITEM)
MASTER: dict[str, Any] = {
    "TransportContractDocument": Plan("contract", ID="waybill"),
    "OriginLocation": Plan("origin", ID="origin_airport"),
    "FinalDestinationLocation": Plan("destination", ID="destination_airport"),
    "IncludedHouseConsignment": HOUSE,
}
PLAN = Plan(
    "message",
    MessageHeaderDocument=HEADER,
    BusinessHeaderDocument=Plan("business", ID="house", SignatoryCarrierAuthentication=SIGNED),
    MasterConsignment=Plan(
        "masters", many=True, IncludedTareGrossWeightMeasure=None, TotalPieceQuantity=None, **MASTER
    ),
)
_ENDS = ("origin_airport", "destination_airport")


def read(markup: Markup, received_at: datetime) -> Reading:
    """Return a row for each house, and its goods rows."""
    message, reading = read_message(markup, "xfzb", PLAN)
    masters = message.parts.get("masters", [])
    houses = [house for master in masters for house in master.parts.get("houses", ())]
    number_parts(markup, "IncludedHouseConsignment", houses, reading)
    if not houses and not reading.quarantined:
        Record(reading, 1).refuse("no_house", message.element.sourceline, "house_waybill")
    lines: dict[str, int] = {}
    for master in masters:
        if "houses" in master.parts:
            _houses(message, master, lines, reading)
    return reading


def _houses(message: Part, master: Part, lines: dict[str, int], reading: Reading) -> None:
    """The houses of one master; the header names the house where it is the only one."""
    houses = master.parts["houses"]
    first = Record(reading, houses[0].number, master.element.sourceline)
    number = value_of(master.fields.get("waybill"), "master_waybill", waybill, first)
    if number is not None:
        check_digit(number, first)
    ends = {column: value_of(master.fields.get(column), column, airport, first) for column in _ENDS}
    named = message.fields.get("house") if reading.records == 1 else None
    for house in houses:
        record = first if house is houses[0] else Record(reading, house.number, house.element.sourceline)
        if number is None:
            record.refuse("no_waybill", None, "master_waybill")
            continue
        row = _house(house, number, named, record)
        if row is not None:
            goods = _fill(row, house, ends, message, record)
            add_rows(row, goods, record, lines)


def _house(house: Part, master: str, named: Element | None, record: Record) -> Row | None:
    """The row of a house with its ids; None and a refusal where nothing names it."""
    number = value_of(named, "house_waybill", house_number, record)
    for column in ("number", "shipment") if number is None else ():
        number = number or value_of(house.fields.get(column), "house_waybill", house_number, record)
    if number is None:
        record.refuse("field_missing", None, "house_waybill")
        return None
    return {
        "record": record.number,
        "consignment_id": f"{master}/{number}",
        "told_by": "house",
        "kind": "house",
        "master_waybill": master,
        "house_waybill": number,
        "stream": "cargo",
    }


def _fill(row: Row, house: Part, ends: Row, message: Part, record: Record) -> list[Row]:
    """Add what the message says of a house to its row; return the rows of `goods`."""
    goods = add_consignment(row, house, record)
    add_issue(row, message, record)
    if record.reading.purpose != "cancel":
        check_quantities(row, house, record)
        check_parties(row, record)
        check_route(row, ends, record)
    return goods


def count(markup: Markup) -> int:
    """Opening tags of a house; one for a message without any."""
    return max(count_elements(markup.data, "IncludedHouseConsignment"), 1)


FORMAT = Format(
    "xfzb",
    "House waybill in Cargo-XML: each house is a record.",
    "xml",
    lambda markup: markup.name == "HouseWaybill" and is_of_iata(markup),
    read,
    count,
)
