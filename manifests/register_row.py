"""One row of a register: its values, which consignment it tells of, and what is wrong with it."""

from collections.abc import Set
from dataclasses import dataclass, field
from functools import cached_property

from lake.vague import is_vague
from manifests import codes
from manifests.bound import Bound, alone, consignment_of, continued, tells_alone
from manifests.cells import bare
from manifests.converters import UNIT_VALUE
from manifests.grid import GridRow
from manifests.mapping import Mapping
from manifests.reading import Problem, Reading, Row
from manifests.register_house import HouseRow

LONGEST_DETAIL = 200
MONEY = ("value", UNIT_VALUE)
"""Columns that may have a currency beside the amount in the cell."""

Fault = tuple[str, str | None, str]
"""Slug, column, text of the cell."""
Said = tuple[Row, list[Fault]]
"""What the cells of a row say, null values left out, and what is wrong with them."""


@dataclass
class Place:
    """Where the reader stands: what merged cells carry down, the house being continued, all houses so far."""

    carried: Row = field(default_factory=dict)
    open_id: str | None = None
    houses: dict[str, list[HouseRow]] = field(default_factory=dict)


@dataclass(frozen=True)
class Register:
    """A table as it is being read."""

    mapping: Mapping
    bound: Bound
    reading: Reading
    place: Place

    @cached_property
    def key_at(self) -> tuple[int, ...]:
        """The cells of the row's key."""
        return tuple(column.at for column in self.bound.columns if column.name == self.mapping.row_key)


def said_by(row: GridRow, bound: Bound) -> Said:
    """Values by column and what is wrong with the cells; of several columns with one meaning the first one counts."""
    values: Row = {}
    faults: list[Fault] = []
    for at, name, _, convert, _ in bound.columns:
        cell = row.cells[at]
        if not cell:
            continue
        value, slug = convert(cell)
        if slug:
            faults.append((slug, name, cell))
        if value is not None and name not in values:
            values[name] = value
            if name in MONEY and (beside := codes.currency_beside(cell)):
                values.setdefault("currency_beside", beside)
    _complete(values)
    if (words := values.get("goods_description")) and is_vague(words):
        faults.append(("description_vague", "goods_description", words))
    return values, faults


def _complete(values: Row) -> None:
    beside, each = values.pop("currency_beside", None), values.pop(UNIT_VALUE, None)
    if beside:
        values.setdefault("currency", beside)
    if each is not None and "value" not in values and values.get("quantity"):
        values["value"] = round(each * values["quantity"], 2)


def first_filled(row: GridRow) -> str:
    """The first cell of a row that is not blank."""
    return next((cell for cell in row.cells if cell.strip()), "")


def totals(row: GridRow, register: Register) -> bool:
    """Whether the row is one of totals: its first word says so, and its key is none."""
    mapping = register.mapping
    keys = [row.cells[at] for at in register.key_at if bare(row.cells[at]) is not None]
    if keys and (any(map(str.isdigit, keys[0])) or not mapping.is_total(keys[0])):
        return False
    return mapping.is_total(first_filled(row))


def take_total(register: Register, record: int, row: GridRow) -> None:
    """Leave out a row of totals; nothing is carried down over it."""
    detail = first_filled(row)[:LONGEST_DETAIL]
    register.reading.problems.append(Problem("total_row", line=row.line, record=record, detail=detail))
    register.reading.ignored += 1
    register.place.carried, register.place.open_id = {}, None


def take_row(register: Register, record: int, row: GridRow, said: Said) -> None:
    """Put one row with its house, or in the quarantine; the row below may go on with it.

    The cells of a row that is not broken are not looked at.
    """
    reading, place = register.reading, register.place
    values, faults = said
    refusal: Fault | None
    if row.fault == "error":
        refusal = ("csv_row_broken", None, " | ".join(cell for cell in row.cells if cell.strip()))
    else:
        values, refusal = _settled(values, faults, register)
    if refusal:
        reading.quarantined.add(record)
        place.open_id = None
        reading.problems.append(problem_of(refusal, row.line, record, error=True))
    else:
        faults = faults + _placed(HouseRow(record, row.line, register.bound.completed(values)), register)
    if row.fault == "warning":
        faults = [*faults, ("csv_row_broken", None, first_filled(row))]
    reading.problems.extend(problem_of(fault, row.line, record) for fault in faults if fault != refusal)


def problem_of(fault: Fault, line: int, record: int, *, error: bool = False) -> Problem:
    """The problem that a fault of a row is."""
    what, column, text = fault
    return Problem(what, "error" if error else "warning", line, record, column, text[:LONGEST_DETAIL])


def _settled(values: Row, faults: list[Fault], register: Register) -> tuple[Row, Fault | None]:
    """The values with what merged cells carry down; the reason when the row then names no consignment."""
    mapping, place = register.mapping, register.place
    spoilt = {column: fault for fault in reversed(faults) if (column := fault[1])}
    by_itself = tells_alone(values, mapping) and mapping.row_key not in spoilt
    values = _carried_down(values, spoilt.keys(), register)
    key = mapping.row_key
    if by_itself:
        return alone(values, mapping), None
    if key in values:
        return values, None
    if key in spoilt:
        return values, spoilt[key]
    if key not in mapping.carried_down or place.open_id is None or not _says_goods(values, mapping):
        return values, ("field_missing", key, "")
    return continued(values, place.houses[place.open_id][0].values, mapping), None


def _carried_down(values: Row, spoilt: Set[str], register: Register) -> Row:
    """Take blank carried cells from above; one that says something else closes the house above."""
    mapping, place = register.mapping, register.place
    filled = dict(values)
    for name in mapping.carried_down:
        if name == mapping.row_key:
            continue
        if name in values or name in spoilt:
            if values.get(name) != place.carried.get(name):
                place.carried[name], place.open_id = values.get(name), None
        elif place.carried.get(name) is not None:
            filled[name] = place.carried[name]
    return filled


def _says_goods(values: Row, mapping: Mapping) -> bool:
    return any(name not in mapping.carried_down for name in values)


def _placed(row: HouseRow, register: Register) -> list[Fault]:
    """Put the row with its house; a house that comes again below is the same one, an equal row of it is ignored."""
    place = register.place
    consignment_id = consignment_of(row.values) or ""
    rows = place.houses.setdefault(consignment_id, [])
    again = bool(rows) and place.open_id != consignment_id
    place.open_id = consignment_id
    if again and any(row.values == other.values for other in rows):
        register.reading.ignored += 1
        return [("duplicate_line", None, consignment_id)]
    rows.append(row)
    return [("duplicate_house", register.mapping.row_key, consignment_id)] if again else []
