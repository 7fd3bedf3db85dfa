"""XFFM, the flight manifest in Cargo-XML: one record a waybill in a unit load or in bulk. Version 2.00.

It comes whole, so it is its only part. PackageQuantity is read as the pieces here, TotalPieceQuantity as those of the
whole waybill (FORMATS.md 2.1 of the task: to be checked against the first real feed). Times without a zone are those
of the airport; one that contradicts the flight's day is left out. Named as ignored: see manifests/cargo_xml_loads.py.
"""

import re
from datetime import UTC, date, datetime

from manifests.cargo_imp import first_placed
from manifests.cargo_imp_loads import Load, add_consignments
from manifests.cargo_xml import HEADER, is_of_iata, moment, number_parts, plain, read_message
from manifests.cargo_xml import value_of as value
from manifests.cargo_xml_count import count_elements
from manifests.cargo_xml_loads import CARGO, read_load, report_dummies, unit_place, without_repeats
from manifests.cargo_xml_plan import Element, Part, Plan
from manifests.cargo_xml_values import airport, day, words
from manifests.local_time import AFTER, BEFORE, at_airport
from manifests.markup import Markup
from manifests.reading import Format, Reading, Row
from manifests.record import Record

PLAN = Plan(
    "message",
    MessageHeaderDocument=HEADER,
    BusinessHeaderDocument=Plan("business", ID="flight_reference"),
    LogisticsTransportMovement=Plan(
        "movement",
        ID="flight",
        UsedLogisticsTransportMeans=Plan("means", Name="registration"),
        DepartureEvent=Plan(
            "departure",
            DepartureOccurrenceDateTime="departs_at",
            OccurrenceDepartureLocation=Plan("from", ID="loading_airport"),
        ),
    ),
    ArrivalEvent=Plan(
        "points",
        many=True,
        ArrivalOccurrenceDateTime="arrives_at",
        DepartureOccurrenceDateTime=None,
        OccurrenceArrivalLocation=Plan("at", ID="airport"),
        AssociatedTransportCargo=CARGO,
    ),
)
_FLIGHT = re.compile(r"([A-Z0-9]{2}) ?-?(\d{1,4})([A-Z]?)", re.ASCII)
_REFERENCE = re.compile(r"([A-Z0-9]{2}\d{3,4}[A-Z]?)(\d{8})([A-Z]{3})", re.ASCII)


def read(markup: Markup, received_at: datetime) -> Reading:
    """Return the flight, a row for each waybill in each unit, and what the manifest says of each waybill."""
    message, reading = read_message(markup, "xffm", PLAN)
    reading.part = 1
    points = message.parts.get("points", [])
    cargo = [(point, unit) for point in points for unit in point.parts.get("cargo", ())]
    parts = [load for _, unit in cargo for load in unit.parts.get("loads", ())]
    number_parts(markup, "IncludedMasterConsignment", parts, reading)
    flight = _flight(message, reading)
    loads = _loads(points, flight, reading)
    kept = without_repeats(loads, reading)
    report_dummies(kept, reading)
    _place(kept, flight, points, reading)
    add_consignments(reading, kept, flight["flight_id"] if flight else None, whole=True)
    return reading


def _flight(message: Part, reading: Reading) -> Row | None:
    """The flight's row; what the movement does not say is taken from the name of the manifest. None: nobody knows."""
    record = Record(reading, None, message.line("@movement"))
    fields = message.fields
    named = _REFERENCE.fullmatch((plain(fields.get("flight_reference")) or "").upper())
    written = plain(fields.get("flight")) or (named[1] if named else "")
    match = _FLIGHT.fullmatch(written.upper())
    on = value(fields.get("departs_at"), "departure_date", day, record) or (_day(named[2]) if named else None)
    loading = value(fields.get("loading_airport"), "loading_airport", airport, record) or (named[3] if named else None)
    if match is None or on is None or loading is None:
        record.refuse("field_missing", None, "flight_id", written or None)
        return None
    flight_number = match[2].zfill(4) + match[3]
    return {
        "flight_id": f"{match[1]}{flight_number}-{on:%Y%m%d}-{loading}",
        "manifest": "carrier",
        "carrier": match[1],
        "flight_number": flight_number,
        "departure_date": on,
        "loading_airport": loading,
        "departs_at": _at(fields.get("departs_at"), "departs_at", loading, on, record),
        "registration": value(fields.get("registration"), "registration", words, record),
        "part": 1,
        "last": True,
        "complete": True,
    }


def _day(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None


def _at(element: Element | None, column: str, place: str | None, flight_day: date, record: Record) -> datetime | None:
    """A moment in UTC; local time is that of the place. None where the message gives a day only, or another one."""
    found = moment(element, column, record)
    if found is None or not flight_day - BEFORE <= found.date() <= flight_day + AFTER:
        return None
    if found.tzinfo is None and (found.hour or found.minute or found.second):
        return at_airport(place, found.date(), f"{found:%H%M}") if place else None
    return found.astimezone(UTC) if found.tzinfo else None


def _loads(points: list[Part], flight: Row | None, reading: Reading) -> list[Load]:
    """The lines under their points; what is odd about a point is reported once."""
    loads: list[Load] = []
    seen: set[str] = set()
    for point in points:
        record = Record(reading, None, point.element.sourceline)
        at = value(point.fields.get("airport"), "unloading_airport", airport, record)
        arrives = (
            _at(point.fields.get("arrives_at"), "arrives_at", at, flight["departure_date"], record) if flight else None
        )
        if at in seen:
            record.warn("unloading_point_repeated", None, "unloading_airport", at)
        seen |= {at} if at else set()
        for cargo in point.parts.get("cargo", ()):
            lines = cargo.parts.get("loads", [])
            place: Row = {
                "flight_id": flight["flight_id"] if flight else None,
                **unit_place(cargo, reading),
                "unloading_airport": at,
                "arrives_at": arrives,
            }
            what = "bulk_before_unloading_point" if at is None else "nil_point_with_cargo" if _is_nil(cargo) else None
            if lines and what:
                record.warn(what, lines[0].element.sourceline, "unloading_airport", at)
            loads += [read_load(line, place, reading) for line in lines]
    return loads


def _is_nil(cargo: Part) -> bool:
    return (plain(cargo.fields.get("type")) or "").upper() == "NIL"


def _place(loads: list[Load], flight: Row | None, points: list[Part], reading: Reading) -> None:
    """Add flight and loads; without a flight there is no place for them, nor for a second line of a waybill."""
    placed = [load for load in loads if load.line.waybill]
    if flight is not None:
        every = (airport(plain(point.fields.get("airport")) or "")[0] for point in points)
        reached = list(dict.fromkeys(load.row["unloading_airport"] for load in placed)) or list(dict.fromkeys(every))
        flight["unloading_airport"] = reached[0] if len(reached) == 1 else None
        flight["record"] = placed[0].record if placed else first_placed(reading)
        if flight["record"]:
            reading.add("flights", flight)
        if placed:
            reading.rows["loads"] = [load.row for load in placed]
        return
    if not loads and not reading.quarantined:
        Record(reading, 1).refuse("no_waybill", None, "waybill")
    told: set[str | None] = set()
    for load in placed:
        if load.line.waybill in told:
            Record(reading, load.record, load.number).refuse("duplicate_line", None, "waybill", load.line.waybill)
        told.add(load.line.waybill)


def count(markup: Markup) -> int:
    """Opening tags of a waybill; one for a flight without cargo."""
    return max(count_elements(markup.data, "IncludedMasterConsignment"), 1)


FORMAT = Format(
    "xffm",
    "Flight manifest in Cargo-XML: each waybill in a unit load or in bulk is a record, or the flight without cargo.",
    "xml",
    lambda markup: markup.name == "FlightManifest" and is_of_iata(markup),
    read,
    count,
)
