"""What a waybill object of ONE Record says of itself: number, kind, journey, values."""

from manifests import cells, codes
from manifests.awb import check_digit_ok, parse_awb
from manifests.cells import Converted
from manifests.one_record_flight import airport
from manifests.one_record_graph import Graph
from manifests.one_record_names import Node
from manifests.reading import Row
from manifests.record import Record, Said

KINDS = {"MASTER": "master", "HOUSE": "house", "DIRECT": "direct"}
_PAYMENTS = {"P": "prepaid", "PP": "prepaid", "C": "collect", "CC": "collect"}
_SERIAL, _PREFIX = 8, 3


def kind_of(node: Node, graph: Graph, record: Record) -> str | None:
    """Master, house or direct; None where it is not said."""
    said = graph.code(node.get("waybillType"))
    kind = KINDS.get((said or "").upper())
    if said and kind is None:
        record.warn("unknown_code", None, "kind", said)
    return kind


def number_of(node: Node, graph: Graph) -> Converted:
    """The eleven digits of a master or direct waybill, from prefix and number, or from the number alone."""
    prefix = (graph.text(node.get("waybillPrefix")) or "").strip()
    serial = (graph.text(node.get("waybillNumber")) or "").strip()
    if type(node.get("waybillNumber")) is int or type(node.get("waybillPrefix")) is int:
        prefix, serial = prefix.zfill(_PREFIX), serial.zfill(_SERIAL)  # a number has lost the noughts before it
    found = parse_awb(f"{prefix}-{serial}") or parse_awb(serial)
    if found:
        return found, None
    return None, "awb_format" if serial else "no_waybill"


def master_key(node: Node, graph: Graph, record: Record) -> Row | None:
    """The number of a master or direct waybill; None where there is none, and the record is refused."""
    waybill, slug = number_of(node, graph)
    if waybill is None:
        record.refuse(slug or "", None, "waybill", graph.text(node.get("waybillNumber")))
        return None
    correct = check_digit_ok(waybill)
    if not correct:
        record.warn("awb_check_digit", None, "waybill", waybill)
    return {"consignment_id": waybill, "waybill": waybill, "check_digit_ok": correct}


def house_key(node: Node, master: Node | None, graph: Graph, record: Record) -> Row | None:
    """Master and number of a house; a house of which no master is told goes by its number alone, as a parcel does."""
    text = graph.text(node.get("waybillNumber"))
    number = record.take(cells.house, Said(text), "house_waybill") if text else None
    if number is None:
        record.refuse("no_waybill", None, "house_waybill", text)
        return None
    waybill = number_of(master, graph)[0] if master is not None else None
    if waybill is None:
        record.warn("no_waybill", None, "master_waybill", "no master of this house")
        return {"consignment_id": number, "house_waybill": number}
    return {"consignment_id": f"{waybill}/{number}", "master_waybill": waybill, "house_waybill": number}


def journey(node: Node, graph: Graph, record: Record) -> Row:
    """From where to where, and where and when the waybill was issued."""
    issued = graph.text(node.get("carrierDeclarationDate"))
    place = graph.one(node, "carrierDeclarationPlace")
    said = graph.text(place.get("locationName")) if place is not None else None
    found = {
        "origin_airport": airport(graph.one(node, "departureLocation"), graph, record, "origin_airport"),
        "destination_airport": airport(graph.one(node, "arrivalLocation"), graph, record, "destination_airport"),
        "issued_on": record.take(cells.day, Said(issued), "issued_on") if issued else None,
        "issued_place": said or airport(place, graph, record, "issued_place"),
    }
    return {column: value for column, value in found.items() if value is not None}


def worth(node: Node, graph: Graph, record: Record) -> Row:
    """Values for customs and carriage (nought and NCV, NVD are unknown) and who pays."""
    row: Row = {}
    for name, column in (("declaredValueForCustoms", "value"), ("declaredValueForCarriage", "carriage_value")):
        text, unit = graph.measure(node, name)
        value = record.take(codes.money, Said(text), column) if text and text.upper() not in ("NCV", "NVD") else None
        if value:
            row[column] = value
            if unit and (currency := record.take(codes.currency, Said(unit), "currency")):
                row.setdefault("currency", currency)
    said = graph.code(node.get("weightValuationIndicator"))
    if said and said not in _PAYMENTS:
        record.warn("unknown_code", None, "payment", said)
    elif said:
        row["payment"] = _PAYMENTS[said]
    return row
