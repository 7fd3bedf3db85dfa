"""Houses whose rows stand one below the other: columns of rows become those of `consignments` and `goods` at once.

What comes out is what `register_house.add_house` makes of every house.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.tables import TABLES
from manifests.bound import BESIDE, alone, told
from manifests.cell_columns import TYPES
from manifests.column_runs import Mask, Runs
from manifests.mapping import Mapping
from manifests.reading import Reading, Row
from manifests.register_house import GOODS_COLUMNS, HOUSE_COLUMNS
from manifests.register_row import Register

Columns = dict[str, pa.Array]


def identified(values: Columns) -> pa.Array:
    """The id of the consignment that each row names; see `bound.consignment_of`."""
    house, master, waybill = (values.get(name) for name in ("house_waybill", "master_waybill", "waybill"))
    if house is None:
        return waybill
    named = house
    if master is not None:
        joined = pc.binary_join_element_wise(master, house, "/")
        named = pc.coalesce(pc.if_else(pc.equal(master, house), house, joined), house)
    return named if waybill is None else pc.coalesce(named, waybill)


def add_houses(register: Register, values: Columns, chosen: Mask, begins: Mask, *, by_itself: bool = False) -> None:
    """Add the consignments and the goods lines of houses whose rows stand one below the other.

    Args:
        register: the table that is being read.
        values: of all rows, by column, with what is fixed and what merged cells carry down.
        chosen: the rows of these houses.
        begins: the first rows of houses.
        by_itself: whether they tell of the waybill that they name, and not by their key.
    """
    records = np.flatnonzero(chosen)
    if not len(records):
        return
    if not chosen.all():
        values = {name: column.take(pa.array(records)) for name, column in values.items()}
        begins = begins[records]
    house = Runs(np.flatnonzero(begins), len(records))
    named = (values["waybill"] if by_itself else identified(values)).take(pa.array(house.heads))
    goods = {name: column for name, column in values.items() if name in GOODS_COLUMNS}
    if "gross_kg" in goods:
        goods["gross_kg"] = house.unless_repeated(goods["gross_kg"])
    goods |= {
        "record": pa.array(records + 1),
        "consignment_id": named.take(pa.array(house.run_of)),
        "line": pa.array(np.arange(len(records)) - house.heads[house.run_of] + 1),
    }
    houses = _houses(values, house)
    for name, column in _told(houses, len(house.heads), register.mapping, by_itself=by_itself).items():
        houses[name] = pc.coalesce(houses[name], column) if name in houses else column
    houses |= {"record": pa.array(records[house.heads] + 1), "consignment_id": named}
    _add(register.reading, _table("goods", goods))
    _add(register.reading, _table("consignments", houses))


def with_fixed(values: Columns, fixed: Row, rows: int) -> Columns:
    """The columns with what is fixed for every row; a currency is, beside its amount."""
    columns = dict(values)
    for name, value in fixed.items():
        every = pa.repeat(pa.scalar(value, TYPES[name]), rows)
        if name in BESIDE:
            amount = values.get(BESIDE[name])
            every = pa.nulls(rows, every.type) if amount is None else pc.if_else(amount.is_valid(), every, None)
        columns[name] = pc.coalesce(values[name], every) if name in values else every
    return columns


def _houses(values: Columns, house: Runs) -> Columns:
    said = {name: house.first(column) for name, column in values.items() if name in HOUSE_COLUMNS}
    said |= {name: house.figure(values[name]) for name in ("pieces", "gross_kg") if name in values}
    if "goods_description" in values:
        said["goods_description"] = house.joined(values["goods_description"])
    if "hs_code" in values:
        said["hs_codes"] = house.different(values["hs_code"])
    if "value" in values:
        said["value"] = house.total(values["value"])
        if "currency" in values:
            said["currency"] = house.first(pc.if_else(values["value"].is_valid(), values["currency"], None))
    return said


def _told(values: Columns, rows: int, mapping: Mapping, *, by_itself: bool) -> Columns:
    """What the mapping and the numbers themselves say of houses, worked out once for each number."""
    numbers = [values[name] for name in ("waybill", "master_waybill") if name in values]
    encoded = (pc.coalesce(*numbers) if numbers else pa.nulls(rows, pa.string())).dictionary_encode()
    known: list[Row] = [{"waybill": number} for number in encoded.dictionary.to_pylist()] + [{}]
    if by_itself and mapping.alone is not None:
        known = [alone({mapping.alone.column: row.get("waybill")}, mapping) for row in known]
    said = [told(row, mapping) for row in known]
    which = pc.fill_null(encoded.indices, len(encoded.dictionary))
    names = dict.fromkeys(name for row in said for name in row)
    return {name: pa.array([row.get(name) for row in said], TYPES[name]).take(which) for name in names}


def _table(name: str, columns: Columns) -> tuple[str, pa.Table]:
    """The columns in the declared order; those that are not known are left out."""
    declared = [field for field in TABLES[name].schema if field.name in columns]
    return name, pa.table([columns[field.name] for field in declared], schema=pa.schema(declared))


def _add(reading: Reading, named: tuple[str, pa.Table]) -> None:
    name, table = named
    before = reading.arrow.get(name)
    reading.arrow[name] = table if before is None else pa.concat_tables([before, table], promote_options="default")
