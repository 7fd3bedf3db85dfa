"""A mapping bound to the header of one table, and how a row that it read names its consignment.

`bind` says which cell becomes which column; `alone`, `consignment_of` and `told` turn the values of a row into the
consignment they tell of. Whoever reads a table by a mapping, row by row or column by column, asks here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from manifests import cells, codes
from manifests.awb import check_digit_ok
from manifests.cells import Converter
from manifests.converters import CONVERTERS
from manifests.mapping import Mapping
from manifests.reading import Row
from manifests.s9 import parse_s9
from manifests.s10 import mail_class_of, s10_check_digit_ok

_AWB, _S10, _S9 = 11, 13, 29
"""Characters of a waybill, a postal item, a receptacle: what a number is follows from its length."""
_ALONE = "told_alone"
BESIDE = {"currency": "value", "freight_currency": "freight"}
"""Currencies that a header or a mapping fixes, and the amount without which they say nothing."""


class BoundColumn(NamedTuple):
    """One cell of a row: where it stands, its column, its converter by name and bound to the header's unit."""

    at: int
    name: str
    kind: str
    convert: Converter
    unit: str | None = None


@dataclass(frozen=True)
class Bound:
    """A mapping and the header of one table.

    Attributes:
        columns: the cells that are read, in the order of the table.
        unknown: headers that the mapping neither reads nor names as ignored.
        fixed: values of every row where no cell says otherwise; a currency counts only beside its amount.
    """

    columns: tuple[BoundColumn, ...]
    unknown: tuple[str, ...]
    fixed: Row

    def completed(self, values: Row) -> Row:
        """The values of a row with what is fixed."""
        if not self.fixed:
            return values
        fixed = {name: value for name, value in self.fixed.items() if name not in BESIDE or BESIDE[name] in values}
        return fixed | values


def bind(mapping: Mapping, header: Sequence[str]) -> Bound:
    """Say for each header which column it is; the unit that a header names goes with its converter."""
    columns: list[BoundColumn] = []
    unknown: list[str] = []
    fixed = dict(mapping.constants)
    for at, cell in enumerate(header):
        if match := mapping.column_of(cell):
            name, unit = match
            kind = mapping.columns[name].converter
            convert = CONVERTERS[kind]
            if unit and kind == "weight":
                convert = partial(cells.weight, unit=unit)
            if unit and kind == "money" and (currency := codes.currency(unit)[0]):
                fixed["freight_currency" if name == "freight" else "currency"] = currency
            columns.append(BoundColumn(at, name, kind, convert, unit))
        elif not mapping.ignores(cell):
            unknown.append(cell)
    return Bound(tuple(columns), tuple(unknown), fixed)


def tells_alone(values: Row, mapping: Mapping) -> bool:
    """Whether a row has no key and tells of the waybill or receptacle itself.

    Ask before anything is carried down from the rows above: what counts is the row's own cell.
    """
    return mapping.alone is not None and mapping.row_key not in values and mapping.alone.column in values


def alone(values: Row, mapping: Mapping) -> Row:
    """The values of a row that tells alone: what it names is its own waybill and no longer a master."""
    if mapping.alone is None:
        return values
    kept = {name: value for name, value in values.items() if name != mapping.alone.column}
    return kept | {"waybill": values[mapping.alone.column], _ALONE: True}


def continued(values: Row, above: Row, mapping: Mapping) -> Row:
    """The values of a row without a key that goes on with the consignment of the row `above`."""
    names = {name: above[name] for name in ("waybill", "house_waybill", _ALONE) if name in above}
    if _ALONE in names and mapping.alone is not None:
        values = {name: value for name, value in values.items() if name != mapping.alone.column}
    return values | names


def consignment_of(values: Row) -> str | None:
    """The id of what a row names: master/house, or the waybill, item or receptacle; None without one."""
    house, master = values.get("house_waybill"), values.get("master_waybill")
    if house is not None and not values.get(_ALONE):
        return f"{master}/{house}" if master and master != house else str(house)
    return values.get("waybill")


def told(values: Row, mapping: Mapping) -> Row:
    """What the mapping and the number itself say of a consignment: stream, kind, told_by, check digit, class of mail.

    Args:
        values: of the consignment, or of its first row.
        mapping: how it was read.
    """
    said: Row = {"stream": mapping.stream, "kind": mapping.kind, "told_by": mapping.told_by}
    if mapping.alone and values.get(_ALONE):
        said |= {"kind": mapping.alone.kind, "told_by": mapping.alone.told_by or mapping.told_by}
    said |= _said_by_number(str(values.get("waybill") or values.get("master_waybill") or ""))
    return {name: value for name, value in said.items() if value is not None}


def _said_by_number(number: str) -> Row:
    if len(number) == _AWB:
        return {"check_digit_ok": check_digit_ok(number)}
    if len(number) == _S10:
        return {"check_digit_ok": s10_check_digit_ok(number), "mail_class": mail_class_of(number)}
    bag = parse_s9(number) if len(number) == _S9 else None
    if bag is None:
        return {}
    return {"gross_kg": bag.gross_kg, "mail_class": bag.mail_class, "mail_category": bag.category}
