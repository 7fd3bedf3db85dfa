"""What a waybill of Cargo-XML says of a consignment, be it a master, a house or a house in a list.

Named as ignored: density groups, insurance, single charges, free text (SSR, OSI), references, the indicators that say
that no value is declared (there is none then), the flights of the legs (a manifest tells them).
"""

import re
from typing import Any

from manifests.awb import check_digit_ok
from manifests.cargo_xml import Converters, fill, plain, value_of
from manifests.cargo_xml_charges import CHARGED, add_freight, currency_of
from manifests.cargo_xml_goods import add_items, settle_volume
from manifests.cargo_xml_party import FORWARDER, NOTES, OTHERS, add_notes, add_notified, party_plan
from manifests.cargo_xml_plan import Part, Plan
from manifests.cargo_xml_values import (
    agent_code,
    airport,
    count,
    day,
    declared,
    payment,
    quiet_count,
    volume,
    weight,
    words,
)
from manifests.cells import Converter, phone
from manifests.codes import country
from manifests.reading import Row
from manifests.record import Record

_FLIGHT = re.compile(r"([A-Z0-9]{2})[ -]?\d{1,4}[A-Z]?", re.ASCII)
_CARRIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)
_LAST = 1 << 20
_WANTED = (("gross_kg", "missing_weight"), ("pieces", "zero_pieces"))

STEPS: dict[str, Any] = {
    "DeclaredValueForCustomsAmount": "value",
    "DeclaredValueForCarriageAmount": "carriage_value",
    "TotalChargePrepaidIndicator": "payment",
    "IncludedTareGrossWeightMeasure": "gross_kg",
    "GrossWeightMeasure": "~gross_kg",
    "GrossVolumeMeasure": "volume_m3",
    "PackageQuantity": "slac",
    "TotalPieceQuantity": "pieces",
    "PieceQuantity": "~pieces",
    "SummaryDescription": "goods_description",
    "TransportContractDocument": Plan("contract", ID="number"),
    "ConsignorParty": party_plan("consignor"),
    "ConsigneeParty": party_plan("consignee"),
    "FreightForwarderParty": FORWARDER,
    "AssociatedParty": OTHERS,
    "OriginLocation": Plan("origin", ID="origin_airport"),
    "FinalDestinationLocation": Plan("destination", ID="destination_airport"),
    "SpecifiedLogisticsTransportMovement": Plan(
        "legs",
        many=True,
        ID="flight",
        SequenceNumeric="sequence",
        UsedLogisticsTransportMeans=Plan("means", Name="carrier"),
        ArrivalEvent=Plan("arrival", OccurrenceArrivalLocation=Plan("at", ID="airport")),
    ),
    "HandlingSPHInstructions": Plan("handling", many=True, DescriptionCode="code"),
    "IncludedCustomsNote": NOTES,
    "ApplicableOriginCurrencyExchange": Plan("charges", SourceCurrencyCode="charges_currency"),
    **CHARGED,
}
"""What a master and a house have in common."""
SIGNED = Plan(
    "signed",
    ActualDateTime="issued_on",
    IssueAuthenticationLocation=Plan("issued", Name="issued_place"),
)
"""Day and place of issue, in the header of the business."""

_PARTY: dict[str, Converter] = {
    **dict.fromkeys(("name", "address", "city", "region", "postcode", "email", "account"), words),
    "country": country,
    "phone": phone,
}
CONVERTERS = Converters(
    {
        "value": declared,
        "carriage_value": declared,
        "payment": payment,
        "slac": quiet_count,
        "pieces": count,
        "goods_description": words,
        "origin_airport": airport,
        "destination_airport": airport,
        "forwarder_name": words,
        "forwarder_code": agent_code,
        **{f"{who}_{name}": convert for who in ("consignor", "consignee") for name, convert in _PARTY.items()},
    },
    {"gross_kg": weight, "volume_m3": volume},
)


def add_consignment(row: Row, part: Part, record: Record) -> list[Row]:
    """Add what a part says of its consignment to the row; return the rows of `goods`.

    The row has its ids already. Only what is known is added.
    """
    fill(row, part, CONVERTERS, record)
    if row.get("value") or row.get("carriage_value"):
        _add_currency(row, part, record)
    parts = part.parts
    if parts:
        _add_parts(row, parts, record)
    add_freight(row, part, record)
    goods = add_items(row, parts["items"], record) if "items" in parts else []
    settle_volume(row, part, record)
    return goods


def _add_parts(row: Row, parts: dict[str, list[Part]], record: Record) -> None:
    if "handling" in parts:
        told = [plain(each.fields.get("code")) for each in parts["handling"]]
        row["handling_codes"] = list(dict.fromkeys(code.upper() for code in told if code))
    if "legs" in parts:
        _add_legs(row, parts["legs"], record)
    if "others" in parts:
        add_notified(row, parts["others"], record)
    if "notes" in parts:
        add_notes(row, parts["notes"], record)


def _add_currency(row: Row, part: Part, record: Record) -> None:
    """The currency of the declared values; that of the charges where they have none of their own."""
    fields = part.fields
    written = [fields[name].get("currencyID") for name in ("value", "carriage_value") if row.get(name)]
    code = currency_of(next(filter(None, written), ""), part, record, "currency")
    if code:
        row["currency"] = code


def _add_legs(row: Row, legs: list[Part], record: Record) -> None:
    """The airports after the origin in the order of the legs, and the first carrier."""
    if len(legs) > 1:
        legs = sorted(legs, key=_sequence)
    route: list[str] = []
    for leg in legs:
        code = value_of(leg.fields.get("airport"), "route", airport, record)
        if code and code != (route[-1] if route else None):
            route.append(code)
    row["route"] = route
    flight = _FLIGHT.fullmatch(plain(legs[0].fields.get("flight")) or "")
    carrier = flight[1] if flight else plain(legs[0].fields.get("carrier"))
    if carrier and _CARRIER.fullmatch(carrier):
        row["carrier"] = carrier


def _sequence(leg: Part) -> int:
    text = plain(leg.fields.get("sequence")) or ""
    return int(text) if text.isdecimal() and len(text) <= len(str(_LAST)) else _LAST


def check_quantities(row: Row, part: Part, record: Record) -> None:
    """Report a weight or pieces of which not a word is said; what is said of them was looked at when it was read."""
    for column, slug in _WANTED:
        if row.get(column) is None and not plain(part.fields.get(column)):
            record.warn(slug, part.line(column), column)


def check_route(row: Row, master: Row, record: Record) -> None:
    """Report a house that begins or ends elsewhere than its master."""
    begins, ends = row.get("origin_airport"), row.get("destination_airport")
    if not begins or not ends or (begins, ends) == (master.get("origin_airport"), master.get("destination_airport")):
        return
    if master.get("origin_airport") and master.get("destination_airport"):
        record.warn("house_route_differs", None, "destination_airport", begins + ends)


def add_issue(row: Row, message: Part, record: Record) -> None:
    """Add day and place of issue."""
    row["issued_on"] = value_of(message.fields.get("issued_on"), "issued_on", day, record)
    row["issued_place"] = value_of(message.fields.get("issued_place"), "issued_place", words, record)


def check_digit(number: str, record: Record) -> bool:
    """Whether the check digit of a waybill is right; a wrong one is reported."""
    correct = check_digit_ok(number)
    if not correct:
        record.warn("awb_check_digit", None, "waybill", number)
    return correct


def add_rows(row: Row, goods: list[Row], record: Record, lines: dict[str, int]) -> None:
    """Add a consignment and its goods; a house that stands twice is reported, and its goods are numbered on.

    Args:
        row: The consignment.
        goods: Its goods, numbered from 1.
        record: The record it is.
        lines: Goods so far by consignment; changed.
    """
    reading, number = record.reading, row["consignment_id"]
    if number in lines:
        record.warn("duplicate_house", None, "house_waybill", row.get("house_waybill"))
    before = lines.get(number, 0)
    lines[number] = before + len(goods)
    reading.add("consignments", row)
    for each in goods:
        each["line"] += before
        reading.add("goods", each)
