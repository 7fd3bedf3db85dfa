"""A status of a waybill in Cargo-XML becomes a row of `statuses`, with the same meaning of columns as an FSU's.

Named as ignored: densities and volumes, customs notes, unit loads, charges, scheduled times of a flight that was named.
"""

import re
from datetime import UTC, date, datetime

from manifests.cargo_xml import Converters, fill, moment, plain
from manifests.cargo_xml_loads import split
from manifests.cargo_xml_plan import Element, Part, Plan
from manifests.cargo_xml_values import airport, count, day, part_weight, words
from manifests.cells import Converted
from manifests.local_time import at_airport
from manifests.reading import Row
from manifests.record import Record
from manifests.status_codes import CODES, DISCREPANCIES, PLANNED

_LEAVING = PLANNED | {"DEP"}
"""Statuses about a leg: the place they are told of is where it begins."""
_LANDED = frozenset({"ARR", "RCF", "AWR"})
_CODE = re.compile(r"[A-Z][A-Z0-9]{2}", re.ASCII)
_FLIGHT = re.compile(r"([A-Z0-9]{2}) ?-?(\d{1,4})([A-Z]?)", re.ASCII)
_CARRIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)
_PLACES = Plan("places", many=True, ID="airport")
_EVENT = Plan("event", OccurrenceDateTime="occurred")
_MOVEMENT = Plan(
    "movement",
    first=True,
    ID="flight",
    CarrierParty=Plan("flown_by", PrimaryID="carrier"),
    UsedLogisticsTransportMeans=Plan("means", Name="~carrier"),
    DepartureEvent=Plan(
        "departure",
        DepartureOccurrenceDateTime="departed",
        ScheduledOccurrenceDateTime="~departed",
        OccurrenceDepartureLocation=Plan("begins", ID="from"),
    ),
    ArrivalEvent=Plan(
        "arrival",
        ArrivalOccurrenceDateTime="arrived",
        ScheduledOccurrenceDateTime="~arrived",
        OccurrenceArrivalLocation=Plan("ends", ID="to"),
    ),
    ScheduledArrivalEvent=None,
    SpecifiedLocation=_PLACES,
    SpecifiedEvent=_EVENT,
)
TOLD = Plan(
    "told",
    many=True,
    GrossWeightMeasure="gross_kg",
    GrossVolumeMeasure=None,
    PieceQuantity="pieces",
    TransportSplitDescription="split",
    DiscrepancyDescriptionCode="discrepancy",
    StatusDescription="~detail",
    SpecifiedLogisticsTransportMovement=_MOVEMENT,
    SpecifiedLocation=_PLACES,
    SpecifiedEvent=_EVENT,
    NotifiedParty=Plan("notified", Name="party_name"),
    DeliveryParty=Plan("delivered", Name="~party_name"),
    AssociatedReceivedFromParty=Plan("received", Name="~party_name", PrimaryID="~carrier"),
    AssociatedTransferredFromParty=Plan("transferred", Name="~party_name", PrimaryID="~carrier"),
    HandlingOSIInstructions=Plan("osi", many=True, Description="text"),
    IncludedHouseConsignment=Plan("houses", many=True, TransportContractDocument=Plan("contract", ID="number")),
)


def carrier(text: str) -> Converted:
    """A carrier by its two characters; a name or a number of accounting says nothing here."""
    code = text.strip().upper()
    return code if _CARRIER.fullmatch(code) else None, None


_CONVERTERS = Converters(
    {"pieces": count, "split": split, "party_name": words, "detail": words, "carrier": carrier},
    {"gross_kg": part_weight},
)
_ENDS = Converters({"from": airport, "to": airport})


def status_row(status: Part, told: Part, waybill: str, total: int | None, record: Record) -> Row | None:
    """Return the row of a status; None, and a refusal, where no status is named.

    Args:
        status: The status, which names the code.
        told: What is said of it; the status itself where nothing is.
        waybill: The waybill it is about.
        total: Pieces of the whole consignment.
        record: The record it is.
    """
    code = (plain(status.fields.get("status")) or "").upper()
    if not _CODE.fullmatch(code):
        record.refuse("segment_malformed" if code else "field_missing", None, "status", code or None)
        return None
    if code not in CODES:
        record.warn("unknown_code", status.line("status"), "status", code)
    houses = [plain(house.fields.get("number")) for house in told.parts.get("houses", ())]
    one = "".join(houses[0].split()) if len(houses) == 1 and houses[0] else None
    row: Row = {"record": record.number, "consignment_id": f"{waybill}/{one}" if one else waybill, "waybill": waybill}
    row |= {"status": code, "total_pieces": total}
    fill(row, told, _CONVERTERS, record)
    _discrepancy(row, told, record)
    _places(row, told, record)
    _flight(row, told, record)
    _time(row, told, record)
    said = [text for each in told.parts.get("osi", ()) if (text := words(plain(each.fields.get("text")) or "")[0])]
    row["detail"] = " ".join([*([row["detail"]] if row.get("detail") else []), *said]) or None
    if row.get("pieces") and total and row["pieces"] > total:
        record.warn("piece_count_mismatch", told.line("pieces"), "pieces", f"{row['pieces']} of {total}")
    return row


def _discrepancy(row: Row, told: Part, record: Record) -> None:
    if row["status"] != "DIS":
        return
    code = (plain(told.fields.get("discrepancy")) or "").upper()
    row["discrepancy"] = code if code in DISCREPANCIES else None
    if code not in DISCREPANCIES:
        record.warn("unknown_code" if code else "field_missing", told.line("discrepancy"), "discrepancy", code or None)


def _places(row: Row, told: Part, record: Record) -> None:
    """Where it happened, and where the flight goes."""
    ends: Row = {}
    fill(ends, told, _ENDS, record)
    named: list[str] = []
    for place in told.parts.get("places", ()):
        found: Row = {}
        fill(found, place, Converters({"airport": airport}), record)
        named += [found["airport"]] if found.get("airport") else []
    if row["status"] in _LEAVING:
        row["airport"] = ends.get("from") or next(iter(named), None)
        to = ends.get("to") or next((place for place in named if place != row["airport"]), None)
        row["to_airport"] = to
    else:
        row["airport"] = next(iter(named), None) or ends.get("to") or ends.get("from")


def _flight(row: Row, told: Part, record: Record) -> None:
    text = plain(told.fields.get("flight"))
    if text is None:
        return
    match = _FLIGHT.fullmatch(text.upper())
    if match is None:
        record.warn("segment_malformed", told.line("flight"), "flight_number", text)
        return
    row["carrier"], row["flight_number"] = match[1], match[2].zfill(4) + match[3]
    row["flight_date"] = _written(_field(told, "departed"), "flight_date", record)


def _time(row: Row, told: Part, record: Record) -> None:
    """When it happened: as the event says, else as the flight does whose leaving or landing it is."""
    element = told.fields.get("occurred")
    if element is None and row["status"] == "DEP":
        element = _field(told, "departed")
    elif element is None and row["status"] in _LANDED:
        element = _field(told, "arrived")
    row["occurred_on"] = _written(element, "occurred_on", record)
    if row["occurred_on"] is None:
        return
    row["occurred_at"] = _utc(moment(element, "occurred_at", record), row.get("airport"))


def _field(told: Part, column: str) -> Element | None:
    return told.fields.get(column, (told.instead or {}).get(column))


def _written(element: Element | None, column: str, record: Record) -> date | None:
    """The day as it is written: local."""
    text = plain(element)
    if element is None or text is None:
        return None
    found, slug = day(text[:64])
    if slug:
        record.warn(slug, element.sourceline, column, text)
    return found


def _utc(found: datetime | None, place: str | None) -> datetime | None:
    if found is None or found.tzinfo is not None:
        return found.astimezone(UTC) if found else None
    return at_airport(place, found.date(), f"{found:%H%M}") if place and (found.hour or found.minute) else None
