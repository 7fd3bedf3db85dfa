"""Flights of ONE Record: a transport movement by air becomes a flight, its loadings become loads.

Named as ignored: movements by another mode, what is unloaded, legs of a booking that is not flown yet.
"""

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

from manifests import cells
from manifests.cargo_imp import dated, near_date
from manifests.local_time import at_airport, local_day
from manifests.locode import airport_of
from manifests.one_record_graph import Graph
from manifests.one_record_names import Node, items
from manifests.reading import Row
from manifests.record import Record

_IDENTIFIER = re.compile(
    r"([A-Z]{2}|[A-Z]\d|\d[A-Z])[ -]?0*(\d{1,4})([A-Z]?)(?:[/ -](\d{1,2})([A-Z]{3})(\d{4}|\d{2})?)?", re.ASCII
)
_STAMP = re.compile(
    r"(20\d{2}-\d{2}-\d{2})[T ](\d{2}):?(\d{2})(?::?\d{2}(?:\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
_DAY = re.compile(r"20\d{2}-\d{2}-\d{2}", re.ASCII)
_AIRPORT = re.compile(r"[A-Z]{3}", re.ASCII)
_AIR = frozenset({"AIR_TRANSPORT", "AIR", "4"})
_MILESTONES = {
    "SD": ("OUTBOUND", 0), "ED": ("OUTBOUND", 1), "EO": ("OUTBOUND", 1), "AO": ("OUTBOUND", 2), "AD": ("OUTBOUND", 3),
    "SA": ("INBOUND", 0), "EA": ("INBOUND", 1), "EB": ("INBOUND", 1), "AA": ("INBOUND", 2), "AB": ("INBOUND", 3),
}  # fmt: skip
"""Direction and how sure it is: scheduled, estimated, actual. Source: code list MovementIndicator of ONE Record 1.1."""
_TIME_TYPES = {"SCHEDULED": 0, "ESTIMATED": 1, "ACTUAL": 3}


class _Time(NamedTuple):
    rank: int
    day: date
    moment: datetime | None


def airport(node: Node | None, graph: Graph, record: Record, column: str) -> str | None:
    """The airport or city of a location: its IATA code, else what its UN/LOCODE stands for."""
    if node is None:
        return None
    codes = (graph.code(code) for name in ("locationCodes", "locationCode") for code in items(node.get(name)))
    said = [code.upper() for code in codes if code]
    found = next(filter(_AIRPORT.fullmatch, said), None)
    if found or not said:
        return found
    code, slug = airport_of(said[0], graph.text(node.get("locationName")) or "")
    if slug:
        record.warn(slug, None, column, said[0])
    return str(code) if code else None


def read_flight(node: Node, graph: Graph, record: Record, received: date) -> Row | None:
    """The flight of a movement; None where it is none (then the record is refused or counted as ignored)."""
    mode = graph.code(node.get("modeCode"))
    if mode and mode not in _AIR:
        record.reading.ignored += 1
        return None
    text = graph.text(node.get("transportIdentifier")) or ""
    found = _IDENTIFIER.fullmatch(" ".join(text.upper().split()))
    loading = airport(graph.one(node, "departureLocation"), graph, record, "loading_airport")
    unloading = airport(graph.one(node, "arrivalLocation"), graph, record, "unloading_airport")
    leaves = _times(node, "OUTBOUND", loading, graph)
    arrives = _times(node, "INBOUND", unloading, graph)
    day = _day(found, leaves, received) if found else None
    if found is None or loading is None or day is None:
        column = "flight_number" if found is None else "loading_airport" if loading is None else "departure_date"
        record.refuse("field_missing", None, column, text)
        return None
    number = f"{int(found[2]):04d}{found[3]}"
    return {
        "record": record.number,
        "flight_id": f"{found[1]}{number}-{day:%Y%m%d}-{loading}",
        "manifest": "carrier",
        "carrier": found[1],
        "flight_number": number,
        "departure_date": day,
        "loading_airport": loading,
        "unloading_airport": unloading,
        "registration": _registration(node, graph),
        "departs_at": leaves[-1].moment if leaves else None,
        "arrives_at": arrives[-1].moment if arrives else None,
    }


def _registration(node: Node, graph: Graph) -> str | None:
    means = graph.one(node, "operatingTransportMeans")
    said = graph.text(means.get("vehicleRegistration")) if means is not None else None
    text: str | None = cells.text(said or "")[0]
    return text


def _day(found: re.Match[str], leaves: list[_Time], received: date) -> date | None:
    """The day beside the flight number, else that of the departure: the scheduled one where it is told."""
    if found[4]:
        day, year = found[4].zfill(2), found[6]
        return dated(day, found[5], int(year) % 100 + 2000) if year else near_date(day, found[5], received)
    return leaves[0].day if leaves else None


def _times(node: Node, direction: str, place: str | None, graph: Graph) -> list[_Time]:
    """The times of one end of a movement, the scheduled first and the surest last."""
    found = []
    for time in graph.all(node, "movementTimes"):
        milestone = graph.code(time.get("movementMilestone", time.get("movementIndicator")))
        end, rank = _MILESTONES.get(milestone or "", ("", 0))
        end = end or graph.code(time.get("direction")) or ""
        rank = _TIME_TYPES.get(graph.code(time.get("movementTimeType", time.get("timeType"))) or "", rank)
        stamp = _stamp(graph.text(time.get("movementTimestamp")) or "", place)
        if end == direction and stamp:
            found.append(_Time(rank, *stamp))
    return sorted(found, key=lambda time: time.rank)


def _stamp(text: str, place: str | None) -> tuple[date, datetime | None] | None:
    """The day at that airport and the moment in UTC; a time without zone is that airport's."""
    found = _STAMP.fullmatch(text.strip())
    day = _iso_day(found[1] if found else text.strip()[:10])
    if day is None:
        return None
    if found is None:
        return (day, None) if _DAY.fullmatch(text.strip()) else None
    if found[4] is None:
        return day, at_airport(place or "", day, found[2] + found[3])
    moment = _moment(f"{found[1]}T{found[2]}:{found[3]}{found[4].replace('Z', '+00:00')}")
    if moment is None:
        return None
    return local_day(place or "", moment) or moment.date(), moment.astimezone(UTC)


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
