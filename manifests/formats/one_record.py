"""ONE Record, data model 3: waybills, shipments and movements as JSON-LD, embedded in one another or linked.

A repetition of an object and a bare link to one are counted as ignored. Named as ignored: rates, other charges, taxes,
accounts of the carrier, signatures, events, bookings but for their movements. The revision of an object tells an
update; nothing tells when it was sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lake.vague import is_vague
from manifests.json_text import Json
from manifests.one_record_count import count_objects
from manifests.one_record_flight import read_flight
from manifests.one_record_goods import Shipment, Shipments
from manifests.one_record_graph import Graph
from manifests.one_record_loads import Carried, add_loads, on_flights
from manifests.one_record_names import MOVEMENT, WAYBILL, Node, items
from manifests.one_record_party import add_notes, add_parties
from manifests.one_record_waybill import house_key, journey, kind_of, master_key, worth
from manifests.reading import Format, Reading, Row
from manifests.record import Record

_REVISIONS = ("api:hasRevision", "https://onerecord.iata.org/ns/api#hasRevision")
_MARKS = ("@type", "@id", "@graph", "@context")
_SLACK = {"pieces": 0.0, "gross_kg": 0.01}


@dataclass
class _Message:
    """The message while it is read.

    Attributes:
        flights, waybills: by the id of their object.
        masters: of a house, by the id of its object.
        flown, first: the first of each flight_id and consignment_id.
        lines: goods lines of a consignment so far.
    """

    reading: Reading
    graph: Graph
    shipments: Shipments
    flights: dict[int, Row] = field(default_factory=dict)
    flown: dict[str, Row] = field(default_factory=dict)
    waybills: dict[int, Carried] = field(default_factory=dict)
    masters: dict[int, Node] = field(default_factory=dict)
    first: dict[str, Row] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def recognises(document: Json) -> bool:
    """Whether it is JSON-LD: an object, or a list of objects, with a type, an id, a graph or a context."""
    first = next(iter(items(document.value)), None)
    return type(first) is dict and any(mark in first for mark in _MARKS)


def read(document: Json, received_at: datetime) -> Reading:
    """Return a consignment for each waybill, a flight for each movement by air, and the loads that join them."""
    reading, graph = Reading("onerecord"), Graph(document.value)
    reading.records = max(len(graph.things), 1)
    message = _Message(reading, graph, Shipments(graph))
    graph.report(Record(reading))
    things = list(_things(message))
    for node, record in ((node, record) for kind, node, record in things if kind == MOVEMENT):
        _movement(node, record, received_at, message)
    waybills = [(node, record) for kind, node, record in things if kind == WAYBILL]
    _find_masters(waybills, message)
    for node, record in waybills:
        if found := _waybill(node, record, message):
            message.waybills[id(node)] = found
    _compare(message)
    for load in add_loads(list(message.waybills.values()), message.flights, graph):
        reading.add("loads", load)
    for one in message.waybills.values():
        _add(one, message)
    _left_over(message)
    return reading


def _things(message: _Message) -> Iterator[tuple[str, Node, Record]]:
    """What is read: kind, object, record. Links and repetitions are counted as ignored."""
    for number, (kind, node) in enumerate(message.graph.things, 1):
        if node is None:
            message.reading.ignored += 1
        else:
            yield kind, node, Record(message.reading, number)


def _movement(node: Node, record: Record, received_at: datetime, message: _Message) -> None:
    flight = read_flight(node, message.graph, record, received_at.date())
    message.graph.report(record)
    if flight is None:
        return
    known = message.flights[id(node)] = message.flown.setdefault(flight["flight_id"], flight)
    if known is not flight:
        record.warn("duplicate_line", None, "flight_id", flight["flight_id"])
        message.reading.ignored += 1
    else:
        message.reading.add("flights", flight)


def _find_masters(waybills: list[tuple[Node, Record]], message: _Message) -> None:
    """Which house has which master, said from either side; the house's own word goes first."""
    said: dict[int, Node] = {}
    for node, record in waybills:
        for house in message.graph.all(node, "houseWaybills"):
            message.masters.setdefault(id(house), node)
        if (master := message.graph.one(node, "masterWaybill")) is not None and master is not node:
            said[id(node)] = master
        message.graph.report(record)
    message.masters |= said


def _waybill(node: Node, record: Record, message: _Message) -> Carried | None:
    graph = message.graph
    kind, master = kind_of(node, graph, record), message.masters.get(id(node))
    house = kind == "house" or (kind is None and master is not None)
    key = house_key(node, master, graph, record) if house else master_key(node, graph, record)
    if key is None:
        graph.report(record)
        return None
    found = message.shipments.node_of(node)
    shipment = message.shipments.of(found, record) if found is not None else Shipment()
    row: Row = {**key, "kind": "house" if house else kind, "stream": "cargo", "told_by": "master", **shipment.row}
    row |= journey(node, graph, record) | worth(node, graph, record)
    holders = [holder for holder in (node, found) if holder is not None]
    add_parties(row, holders, graph, record)
    add_notes(row, holders, graph)
    if house:
        row["told_by"] = "house" if "consignor_name" in row or "consignee_name" in row else "check_list"
    elif kind == "master":
        row["consolidation"] = True
    words = row.get("goods_description")
    if kind != "master" and words and is_vague(words):
        record.warn("description_vague", None, "goods_description", words)
    graph.report(record)
    _revision(node, message)
    return None if _repeats(row, record, message) else Carried(node, {"record": record.number, **row}, shipment)


def _revision(node: Node, message: _Message) -> None:
    said = next((node[name] for name in _REVISIONS if name in node), None)
    text = message.graph.text(said) or ""
    if text.isascii() and text.isdigit() and int(text) > 1:
        message.reading.purpose = "update"


def _repeats(row: Row, record: Record, message: _Message) -> bool:
    """Whether the same was said of this number before; then it is ignored. Something else of it is kept."""
    before = message.first.setdefault(row["consignment_id"], row)
    if before is row:
        return False
    record.warn("duplicate_house" if row["kind"] == "house" else "duplicate_waybill", detail=row["consignment_id"])
    if before == row:
        message.reading.ignored += 1
    return before == row


def _compare(message: _Message) -> None:
    """Compare houses with their master, wherever it stands; the whole of a load is that of the master."""
    houses: dict[int, list[Carried]] = {}
    for number, one in message.waybills.items():
        node = message.masters.get(number)
        master = message.waybills.get(id(node)) if node is not None else None
        if one.row["kind"] != "house" or master is None:
            continue
        houses.setdefault(id(node), []).append(one)
        one.total = master.total
        ends = [(row.get("origin_airport"), row.get("destination_airport")) for row in (one.row, master.row)]
        if all((*ends[0], *ends[1])) and ends[0] != ends[1]:
            record = Record(message.reading, one.row["record"])
            record.warn("house_route_differs", detail=f"{ends[0][0]}{ends[0][1]}")
    for number, group in houses.items():
        _check_totals(message.waybills[number], group, message.reading)


def _check_totals(master: Carried, houses: list[Carried], reading: Reading) -> None:
    """A list of houses that does not add up; one house of a master is no list."""
    listed = len(items(master.node.get("houseWaybills")))
    if len(houses) < max(listed, 2):
        return
    for name, slack in _SLACK.items():
        whole, parts = master.row.get(name), [house.row.get(name) or 0 for house in houses]
        if whole and all(parts) and abs(sum(parts) - whole) > slack * whole:
            record = Record(reading, master.row["record"])
            record.warn("total_mismatch", None, name, f"{sum(parts):g} of {whole:g}")
            return


def _add(one: Carried, message: _Message) -> None:
    booked = [
        flight
        for booking in message.graph.all(one.node, "referredBookingOption")
        for sequence in message.graph.all(booking, "activitySequences")
        if (activity := message.graph.one(sequence, "activity")) is not None
        and (flight := message.flights.get(id(activity)))
    ]
    row = one.row | on_flights(one, booked)
    message.reading.add("consignments", row)
    consignment_id = row["consignment_id"]
    for said in one.shipment.lines:
        line = message.lines[consignment_id] = message.lines.get(consignment_id, 0) + 1
        goods: Row = {"record": row["record"], "consignment_id": consignment_id, "line": line, **said}
        if len(one.shipment.lines) == 1:
            goods.setdefault("goods_description", row.get("goods_description"))
        message.reading.add("goods", goods)


def _left_over(message: _Message) -> None:
    """Report shipments that no waybill has: there is nothing to key a consignment on."""
    reading = message.reading
    if not message.graph.things:
        reading.ignored = 1
        Record(reading, 1).warn("no_waybill")
    for node in message.shipments.orphans() if message.graph.things else ():
        Record(reading).warn("no_waybill", detail=message.graph.text(node.get("@id")))
    message.graph.report(Record(reading))


def count(document: Json) -> int:
    """Objects that are waybills or movements; one for a message without any."""
    return max(count_objects(document.data), 1)


DOC = "Waybills and transport movements as JSON-LD (data model 3): each is a record, or the message without any."
FORMAT = Format("onerecord", DOC, "json", recognises, read, count)
