"""Shipments of ONE Record: pieces, weight, volume, description, handling codes and contents.

Named as ignored: dimensions where a volume is given, packaging, dangerous goods declarations, insurance, pieces inside
pieces, free handling instructions.
"""

import math
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from manifests import cells, codes
from manifests.amounts import amount
from manifests.cargo_imp_quantity import DUMMY_VOLUMES, VOLUME_M3, is_reported_dummy
from manifests.cells import Converter
from manifests.one_record_graph import Graph, key
from manifests.one_record_names import Node, items
from manifests.reading import Row
from manifests.record import Record, Said

_WEIGHTS = {
    **dict.fromkeys(("KGM", "KG", "K"), "kg"), **dict.fromkeys(("LBR", "LB", "L"), "lb"), "GRM": "g", "ONZ": "oz",
}  # fmt: skip
_VOLUMES = {
    "MTQ": VOLUME_M3["MC"], "FTQ": VOLUME_M3["CF"], "CMQ": VOLUME_M3["CC"], "INQ": VOLUME_M3["CI"], "LTR": 0.001,
    **VOLUME_M3,
}  # fmt: skip
_SLACK = 0.01
_HANDLING_LENGTH = 3


@dataclass
class Shipment:
    """What a shipment says: columns of its consignment, goods lines, the weight of each piece by its key."""

    row: Row = field(default_factory=dict)
    lines: list[Row] = field(default_factory=list)
    pieces: dict[str | int, float | None] = field(default_factory=dict)


class Shipments:
    """Reads the shipments of a message, each once; waybills that share one get the same."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._read: dict[int, Shipment] = {}
        self._of_waybill = {
            id(waybill): shipment
            for shipment in graph.of.get("Shipment", [])
            if "waybill" in shipment and (waybill := graph.one(shipment, "waybill")) is not None
        }

    def node_of(self, waybill: Node) -> Node | None:
        """The shipment of a waybill: the one it names, or the one that names it."""
        found = self.graph.one(waybill, "shipment") if "shipment" in waybill else None
        return found if found is not None else self._of_waybill.get(id(waybill))

    def of(self, node: Node, record: Record) -> Shipment:
        """What a shipment says; its problems are those of the first record that has it."""
        known = self._read.get(id(node))
        if known is None:
            known = self._read[id(node)] = _read(node, self.graph, record)
        return known

    def orphans(self) -> list[Node]:
        """Shipments that no waybill has."""
        return [node for node in self.graph.of.get("Shipment", []) if id(node) not in self._read]


def _read(node: Node, graph: Graph, record: Record) -> Shipment:
    pieces = graph.all(node, "pieces")
    each = [weight(piece, graph, record, "grossWeight") for piece in pieces]
    told = {key(piece): kg for piece, kg in zip(pieces, each, strict=True)}
    shipment = Shipment(pieces=dict.fromkeys(graph.keys(node, "pieces")) | told)
    shipment.lines = _lines(pieces, each, graph, record)
    whole = len(items(node.get("pieces")))
    gross_kg = _gross(node, each, whole, graph, record)
    row = {
        "pieces": whole,
        "slac": _slac(pieces, whole, graph, record),
        "gross_kg": gross_kg,
        "volume_m3": _volume(node, pieces, gross_kg, graph, record),
        "goods_description": _described([node], graph) or _described(pieces, graph),
        "hs_codes": list(dict.fromkeys(line["hs_code"] for line in shipment.lines if "hs_code" in line)),
        "handling_codes": _handling([node, *pieces], graph, record),
    }
    shipment.row = {column: value for column, value in row.items() if value}
    return shipment


def weight(node: Node, graph: Graph, record: Record, *names: str) -> float | None:
    """The weight under a name, kilograms; null where its unit is not known."""
    text, unit = graph.measure(node, *names)
    if text is None:
        return None
    known = _WEIGHTS.get((unit or "").upper())
    if known is None:
        record.warn("unknown_code", None, "gross_kg", f"{text} {unit or 'without a unit'}")
        return None
    value: float | None = record.take(partial(cells.weight, unit=known), Said(text), "gross_kg")
    return value


def _gross(node: Node, each: list[float | None], whole: int, graph: Graph, record: Record) -> float | None:
    """The weight of the shipment, else the sum of all its pieces."""
    said = weight(node, graph, record, "totalGrossWeight")
    known = [kg for kg in each if kg is not None]
    total = round(math.fsum(known), 6) if known and len(known) == whole else None
    if said is None:
        return total
    if total and abs(total - said) > _SLACK * said:
        record.warn("weight_mismatch", None, "gross_kg", f"pieces {total:g} kg of {said:g}")
    return said


def _slac(pieces: list[Node], whole: int, graph: Graph, record: Record) -> int | None:
    said = [text for piece in pieces if (text := graph.text(piece.get("slac")))]
    counts = [record.take(cells.pieces, Said(text), "slac") for text in said]
    return sum(counts) if counts and len(counts) == whole and all(counts) else None


def _volume(node: Node, pieces: list[Node], gross_kg: float | None, graph: Graph, record: Record) -> float | None:
    """The volume of the shipment, else the sum of all its pieces; a dummy is null."""
    whole = [_cubic(each, graph, record) for each in graph.all(node, "totalDimensions")]
    parts = [_cubic(each, graph, record) for piece in pieces for each in graph.all(piece, "dimensions")]
    known = [m3 for m3 in whole if m3 is not None] or [m3 for m3 in parts if m3 is not None]
    if not known or (not whole and len(known) != len(items(node.get("pieces")))):
        return None
    volume = round(math.fsum(known), 6)
    if volume not in DUMMY_VOLUMES:
        return volume
    if is_reported_dummy(volume, gross_kg, 1):
        record.warn("dummy_volume", None, "volume_m3", f"{volume:g}")
    return None


def _cubic(node: Node, graph: Graph, record: Record) -> float | None:
    text, unit = graph.measure(node, "volume")
    value = amount(text) if text else None
    if text is None or (value is not None and value >= 0 and unit in _VOLUMES):
        return value * _VOLUMES[unit] if value is not None and unit else None
    what = "unknown_code" if value is not None and value >= 0 else "negative_value" if value else "number_format"
    record.warn(what, None, "volume_m3", f"{text} {unit}")
    return None


def _described(nodes: list[Node], graph: Graph) -> str | None:
    said = (cells.text(graph.text(node.get("goodsDescription")) or "")[0] for node in nodes)
    return "; ".join(dict.fromkeys(filter(None, said))) or None


def _handling(nodes: list[Node], graph: Graph, record: Record) -> list[str]:
    said = (graph.code(code) for node in nodes for code in items(node.get("specialHandlingCodes")))
    out: list[str] = []
    for code in dict.fromkeys(filter(None, said)):
        if len(code) == _HANDLING_LENGTH and code.isascii() and code.isalnum():
            out.append(code.upper())
        else:
            record.warn("unknown_code", None, "handling_codes", code)
    return list(dict.fromkeys(out))


def _lines(pieces: list[Node], each: list[float | None], graph: Graph, record: Record) -> list[Row]:
    """One line for each different content; its weight where all of it is in pieces of nothing else."""
    lines: dict[tuple[Any, ...], list[Row]] = {}
    known: dict[int, Row] = {}
    for piece, kg in zip(pieces, each, strict=True):
        products = graph.all(piece, "contentProducts")
        contents = graph.all(piece, "containedItems")
        country = _taken(codes.country, graph.code(piece.get("contentProductionCountry")), "origin_country", record)
        rows = [{**_product(product, known, graph, record), **country} for product in products]
        rows += [_item(item, country, known, graph, record) for item in contents]
        if len(rows) == 1 and kg is not None:
            rows[0].setdefault("gross_kg", kg)
        for row in filter(None, rows):
            content = (row.get("hs_code"), row.get("goods_description"), row.get("origin_country"), row.get("unit"))
            lines.setdefault(content, []).append(row)
    return [_summed(rows) for rows in lines.values()]


def _product(product: Node, known: dict[int, Row], graph: Graph, record: Record) -> Row:
    if id(product) not in known:
        names = ("description", "hsCommodityDescription", "hsCommodityName")
        words = next((text for name in names if (text := graph.text(product.get(name)))), None)
        known[id(product)] = {
            **_taken(cells.hs, graph.code(product.get("hsCode")), "hs_code", record),
            **_taken(cells.text, words, "goods_description", record),
        }
    return known[id(product)]


def _item(item: Node, country: Row, known: dict[int, Row], graph: Graph, record: Record) -> Row:
    product = graph.one(item, "describedByProduct", "ofProduct")
    quantity, unit = graph.measure(item, "itemQuantity", "quantity")
    kg = weight(item, graph, record, "weight")
    own = _taken(codes.country, graph.code(item.get("productionCountry")), "origin_country", record)
    return {
        **(_product(product, known, graph, record) if product is not None else {}),
        **(own or country),
        **_taken(cells.number, quantity, "quantity", record),
        **({"unit": unit} if unit and quantity else {}),
        **({"gross_kg": kg} if kg is not None else {}),
    }


def _taken(converter: Converter, text: str | None, column: str, record: Record) -> Row:
    value = record.take(converter, Said(text), column) if text else None
    return {} if value is None else {column: value}


def _summed(rows: list[Row]) -> Row:
    out = {name: value for name, value in rows[0].items() if name not in ("gross_kg", "quantity")}
    for name in ("gross_kg", "quantity"):
        if all(name in row for row in rows):
            out[name] = round(math.fsum(row[name] for row in rows), 6)
    return out
