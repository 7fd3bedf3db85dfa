"""Which pieces fly where: the loadings of ONE Record's movements, in bulk or on a ULD, become loads of a flight."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from manifests.one_record_goods import Shipment
from manifests.one_record_graph import Graph
from manifests.one_record_names import MOVEMENT, Node
from manifests.reading import Row
from manifests.uld import parse_uld

_TYPE_LENGTH = 3
Flights = dict[int, Row]
"""Rows of flights by the id of their movement's object."""


@dataclass
class Carried:
    """A consignment with its shipment: what can be loaded. A house flies under the waybill of its master.

    Attributes:
        node: The waybill's object.
        row: Its consignment.
        shipment: Its shipment.
        total: Pieces of the whole waybill: of the master, for a house.
        flights: What it is loaded on, by flight_id.
    """

    node: Node
    row: Row
    shipment: Shipment
    total: int | None = None
    flights: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.row["kind"] != "house":
            self.total = self.row.get("pieces")

    @property
    def waybill(self) -> str | None:
        """Eleven digits; None for a house without a master."""
        return self.row.get("waybill") or self.row.get("master_waybill")


@dataclass
class _Line:
    """One flight, ULD and waybill."""

    flight: Row
    uld: str | None
    carried: Carried
    pieces: dict[str | int, float | None] = field(default_factory=dict)


def add_loads(carried: list[Carried], flights: Flights, graph: Graph) -> list[Row]:
    """Return the loads of the flights; notes in each consignment which flights it is on."""
    whose: dict[str | int, list[Carried]] = {}
    for one in carried:
        if graph.spend(len(one.shipment.pieces), "pieces"):
            for piece in one.shipment.pieces:
                whose.setdefault(piece, []).append(one)
    lines: dict[tuple[str, str | None, str | None], _Line] = {}
    for flight, uld, piece in _loaded(flights, graph):
        owners = whose.get(piece, [])
        for one in owners if graph.spend(len(owners), "loadedPieces") else ():
            one.flights.setdefault(flight["flight_id"], flight)
            line = lines.setdefault((flight["flight_id"], uld, one.waybill), _Line(flight, uld, one))
            line.pieces[piece] = one.shipment.pieces[piece]
    on_flight: dict[tuple[str, str | None], list[_Line]] = {}
    for (flight_id, _, waybill), line in lines.items():
        on_flight.setdefault((flight_id, waybill), []).append(line)
    out = []
    for group in on_flight.values():
        there = sum(len(line.pieces) for line in group)
        out += [_load(line, there, alone=len(group) == 1) for line in group if line.carried.waybill]
    return out


def _loaded(flights: Flights, graph: Graph) -> Iterator[tuple[Row, str | None, str | int]]:
    """Flight, ULD and piece of everything that is loaded."""
    served = {
        id(action): flight
        for movement in graph.of.get(MOVEMENT, [])
        if (flight := flights.get(id(movement)))
        for action in graph.all(movement, "loadingActions", "actions")
    }
    on_unit = _composed(graph)
    for loading in (node for kind in ("Loading", "LoadingAction") for node in graph.of.get(kind, [])):
        activity = graph.one(loading, "servedActivity")
        flight = flights.get(id(activity)) if activity is not None else served.get(id(loading))
        if flight is None or graph.code(loading.get("loadingType")) == "UNLOADING":
            continue
        for piece in graph.keys(loading, "loadedPieces"):
            yield flight, None, piece
        for unit in graph.all(loading, "loadedUnits"):
            pieces = on_unit.get(id(unit), [])
            if graph.spend(len(pieces), "loadedUnits"):
                number = _number(unit, graph)
                yield from ((flight, number, piece) for piece in pieces)


def _composed(graph: Graph) -> dict[int, list[str | int]]:
    """Pieces on each unit."""
    unit_of = {
        id(composition): unit
        for unit in graph.of.get("ULD", [])
        if (composition := graph.one(unit, "inUnitComposition")) is not None
    }
    units: dict[int, Node] = {}
    for composition in graph.of.get("UnitComposition", []):
        unit = graph.one(composition, "loadingUnit", "onLoadingUnit") or unit_of.get(id(composition))
        if unit is not None:
            units |= {id(action): unit for action in graph.all(composition, "compositionActions")}
    pieces: dict[int, list[str | int]] = {}
    for action in graph.of.get("Composing", []):
        unit = graph.one(action, "loadingUnit", "onLoadingUnit") or units.get(id(action))
        if unit is not None and graph.code(action.get("compositionType")) != "DECOMPOSITION":
            pieces.setdefault(id(unit), []).extend(graph.keys(action, "composedPieces"))
    return pieces


def _number(unit: Node, graph: Graph) -> str:
    """Type, serial and owner of a unit; as written where that is no number of a ULD."""
    serial = (graph.text(unit.get("uldSerialNumber")) or "").strip().upper()
    owner = graph.code(unit.get("ownerCode")) or ""
    whole = f"{graph.code(unit.get('uldTypeCode')) or ''}{serial}{owner}".upper()
    return parse_uld(whole) or parse_uld(serial) or whole or "?"


def _load(line: _Line, there: int, *, alone: bool) -> Row:
    """The load of a line; `there` pieces of its waybill are on the flight."""
    carried, total, here = line.carried, line.carried.total, len(line.pieces)
    known = [kg for kg in line.pieces.values() if kg is not None]
    split = None if total is None else ("T" if alone else "S") if there >= total else ("P" if alone else "D")
    gross_kg = (
        round(math.fsum(known), 6) if len(known) == here else carried.row.get("gross_kg") if split == "T" else None
    )
    return {
        "record": carried.row["record"],
        "flight_id": line.flight["flight_id"],
        "uld": line.uld,
        "uld_type": line.uld[:_TYPE_LENGTH] if line.uld else None,
        "waybill": carried.waybill,
        "split": split,
        "pieces": here,
        "gross_kg": gross_kg,
        "total_pieces": total,
        "goods_description": carried.row.get("goods_description"),
        "unloading_airport": line.flight["unloading_airport"],
        "arrives_at": line.flight["arrives_at"],
        "handling_codes": carried.row.get("handling_codes", []),
    }


def on_flights(one: Carried, booked: list[Row]) -> Row:
    """Flight, carrier and route of a consignment, from what it is loaded on, else from what is booked for it.

    Of several flights the one that ends at the destination is taken; the route is only told where they join up.
    """
    flights = sorted(
        one.flights.values() or booked, key=lambda flight: (flight["departure_date"], str(flight["departs_at"]))
    )
    if not flights:
        return {}
    last = [flight for flight in flights if flight["unloading_airport"] == one.row.get("destination_airport")]
    chosen = flights if len(flights) == 1 else last
    ends = [one.row.get("origin_airport"), *(flight["unloading_airport"] for flight in flights)]
    joined = all(end and end == flight["loading_airport"] for end, flight in zip(ends, flights, strict=False))
    found: Row = {"flight_id": chosen[0]["flight_id"]} if len(chosen) == 1 else {}
    if joined and ends[-1]:
        found |= {"carrier": flights[0]["carrier"], "route": ends[1:]}
    return found
