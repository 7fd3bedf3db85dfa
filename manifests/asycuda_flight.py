"""The flight that the head of an ASYCUDA manifest names."""

import re
from datetime import date, datetime

from manifests import cells
from manifests.asycuda import Segment, day
from manifests.asycuda_bol import place
from manifests.local_time import AFTER, BEFORE, at_airport
from manifests.reading import Row
from manifests.record import Record, Said

VOYAGE = ("General_segment_id/Voyage_number", "Master_bol/Voyage_number")
_FLIGHT = re.compile(r"([A-Z]{2}|[A-Z]\d|\d[A-Z])?[\s-]*0*(\d{1,4})([A-Z])?(?:[\s/].*)?", re.DOTALL)
_CARRIER = re.compile(r"[A-Z]{2}|[A-Z]\d|\d[A-Z]")
_REGISTRATION = re.compile(r"[A-Z]{1,2}-[A-Z0-9]{3,5}|N\d{1,5}[A-Z]{0,2}|[A-Z]{2}\d{5}|[A-Z]{3,5}")
_CLOCK = re.compile(r"(\d{1,2}):?(\d{2})(?::?\d{2}.*)?")


def carrier_and_number(head: Segment, record: Record) -> tuple[str, str] | None:
    """Carrier, and number of four digits with its suffix; None, and reported, where the voyage is no flight."""
    said = head.at(*VOYAGE)
    if said is None or cells.bare(said.text) is None:
        return None
    found = _FLIGHT.fullmatch(said.text.upper())
    told = head.at("Carrier/Carrier_code")
    code = told.text.upper() if told else ""
    carrier = found[1] or (code if _CARRIER.fullmatch(code) else None) if found else None
    if found is None or carrier is None:
        record.warn("flight_format", said.line, "flight_number", said.text)
        return None
    return carrier, found[2].zfill(4) + (found[3] or "")


def read_flight(head: Segment, named: tuple[str, str] | None, record: Record) -> Row | None:
    """The flight; None, with an error that names what is missing, where it cannot be told from another.

    A degroupage tells no place of departure, so it names no flight.
    """
    if head.at("Master_bol/Reference_number"):
        return None
    departs = record.take(day, head.at("General_segment_id/Date_of_departure"), "departure_date")
    loading = place(head, ("Place_of_departure",), "loading_airport", record)
    unloading = place(head, ("Place_of_destination",), "unloading_airport", record)
    if named is None or departs is None or loading is None:
        lost = {"flight_number": named, "departure_date": departs, "loading_airport": loading}
        missing = " ".join(name for name, value in lost.items() if value is None)
        record.refuse("field_missing", None, "flight_id", missing)
        return None
    carrier, number = named
    return {
        "flight_id": f"{carrier}{number}-{departs:%Y%m%d}-{loading}",
        "manifest": "customs",
        "carrier": carrier,
        "flight_number": number,
        "departure_date": departs,
        "loading_airport": loading,
        "unloading_airport": unloading,
        "registration": _registration(head),
        "arrives_at": _arrival(head, unloading, departs, record),
    }


def _registration(head: Segment) -> str | None:
    """The aircraft's registration; the voyage's own number stands in its place too."""
    for path in ("Transport_information/Registration_number", "Transport_information/Identity_of_transporter"):
        said = head.at(path)
        if said and _REGISTRATION.fullmatch(said.text.upper()):
            return said.text.upper()
    return None


def _arrival(head: Segment, airport: str | None, departs: date, record: Record) -> datetime | None:
    arrives = record.take(day, head.at("General_segment_id/Date_of_arrival"), "arrives_at")
    said: Said | None = head.at("General_segment_id/Time_of_arrival")
    clock = _CLOCK.fullmatch(said.text) if said else None
    if arrives is None or clock is None or airport is None or not departs - BEFORE <= arrives <= departs + AFTER:
        return None
    return at_airport(airport, arrives, clock[1].zfill(2) + clock[2])
