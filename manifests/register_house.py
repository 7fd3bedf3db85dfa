"""The rows of one house in a register become one consignment and its goods lines.

Figures of a house (weight, pieces) that stand alike on each of its rows are the house's and are taken once;
where they differ they are those of the goods lines and are added up. Values are always those of the lines.
"""

import math
from typing import Any, NamedTuple

from lake.tables import CONSIGNMENTS, GOODS
from manifests.bound import told
from manifests.converters import LANE
from manifests.mapping import Mapping
from manifests.reading import Problem, Reading, Row

GOODS_COLUMNS = frozenset(column.name for column in GOODS.columns)
_ADDED_UP = frozenset({"pieces", "gross_kg", "value", "currency", "goods_description"})
HOUSE_COLUMNS = frozenset(column.name for column in CONSIGNMENTS.columns) - _ADDED_UP


class HouseRow(NamedTuple):
    """One row of a register that names this house, null values left out."""

    record: int
    line: int
    values: Row


def add_house(reading: Reading, consignment_id: str, rows: list[HouseRow], mapping: Mapping) -> None:
    """Add the consignment and its goods lines to the reading."""
    weight, repeated = _figure([row.values.get("gross_kg") for row in rows])
    for number, row in enumerate(rows, 1):
        goods = {name: value for name, value in row.values.items() if name in GOODS_COLUMNS}
        if repeated:
            goods.pop("gross_kg", None)
        reading.add("goods", {"record": row.record, "consignment_id": consignment_id, "line": number, **goods})
    house: Row = {"record": rows[0].record, "consignment_id": consignment_id}
    first: Row = {}
    for row in reversed(rows):
        first |= row.values
    house |= {name: value for name, value in first.items() if name in HOUSE_COLUMNS}
    figures = {
        "pieces": _figure([row.values.get("pieces") for row in rows])[0],
        "gross_kg": weight,
        "goods_description": "; ".join(_different(rows, "goods_description")) or None,
        "hs_codes": _different(rows, "hs_code") or None,
        **_money(rows, reading),
    }
    house.update((name, value) for name, value in figures.items() if value is not None)
    reading.add("consignments", told(rows[0].values | house, mapping) | house)
    if LANE in first:
        reading.add("declarations", _ordered(rows[0].record, consignment_id, first[LANE]))


def _ordered(record: int, consignment_id: str, lane: str) -> Row:
    """A declaration of which the list tells nothing but what was ordered."""
    named = {"declaration_id": f"LIST/-/{consignment_id}", "system": "LIST", "consignment_id": consignment_id}
    return {"record": record, **named, LANE: lane}


def _figure(said: list[Any]) -> tuple[Any, bool]:
    """The figure of the house, and whether it is one that several of its rows repeat."""
    known = [figure for figure in said if figure is not None]
    if not known:
        return None, False
    if len(set(known)) == 1:
        return known[0], len(known) > 1
    total = round(math.fsum(known), 6)
    return int(total) if isinstance(known[0], int) else total, False


def _different(rows: list[HouseRow], column: str) -> list[str]:
    return list(dict.fromkeys(row.values[column] for row in rows if column in row.values))


def _money(rows: list[HouseRow], reading: Reading) -> Row:
    """Sum of the lines; null with a warning where they are in several currencies."""
    known = [row.values["value"] for row in rows if "value" in row.values]
    currencies = _different([row for row in rows if "value" in row.values], "currency")
    if not known:
        return {}
    if len(currencies) > 1:
        first = rows[0]
        detail = ", ".join(currencies)
        reading.problems.append(Problem("currency_mixed", "warning", first.line, first.record, "currency", detail))
        return {}
    return {"value": round(math.fsum(known), 2), "currency": currencies[0] if currencies else None}
