"""Reads a courier's list by its mapping: each row is a record, rows of one house are one consignment."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from lake.vague import is_vague
from manifests import cells, codes
from manifests.cells import Converter, bare
from manifests.grid import GridRow, Opened, open_table, read_rows
from manifests.mapping import Mapping
from manifests.reading import Problem, Reading, Row
from manifests.register_house import HouseRow, add_house
from manifests.row_count import count_rows

CONVERTERS: dict[str, Converter] = {
    "waybill": cells.waybill, "house": cells.house, "text": cells.text, "count": cells.pieces, "weight": cells.weight,
    "number": cells.number, "money": codes.money, "hs": cells.hs, "country": codes.country, "currency": codes.currency,
    "day": cells.day, "phone": cells.phone, "personal_id": cells.personal_id,
}  # fmt: skip
LONGEST_DETAIL = 200

Columns = list[tuple[int, str, Converter]]
Fault = tuple[str, str | None, str]
"""Slug, column, text of the cell."""


@dataclass
class _Place:
    """Where the reader stands: what merged cells carry down, the house being continued, all houses so far.

    `key_at` are the columns of the row's key.
    """

    key_at: tuple[int, ...]
    carried: Row = field(default_factory=dict)
    open_id: str | None = None
    houses: dict[str, list[HouseRow]] = field(default_factory=dict)


def read_table(data: bytes, file_name: str, received_at: datetime, mapping: Mapping) -> Reading:
    """Read one list; any bytes give rows or problems.

    A row of totals is ignored; a row without a usable key, or with broken cells, is quarantined. A file
    in which no header is recognised is one quarantined record.

    Args:
        data: the bytes of a CSV or XLSX file.
        file_name: only checked against what the bytes are.
        received_at: not used: such a list has no dates without a year.
        mapping: which header is which column.
    """
    opened = open_table(data, file_name, mapping.knows, mapping.fallback_encodings)
    reading = Reading(mapping.format)
    rows, faults = read_rows(opened)
    note_opening(reading, opened, faults)
    if reading.quarantined:
        return reading
    columns = _columns(opened, mapping, reading)
    place = _Place(tuple(at for at, name, _ in columns if name == mapping.row_key))
    for row in rows:
        reading.records += 1
        _read_row(row, columns, mapping, (reading, place))
    for consignment_id, house_rows in place.houses.items():
        add_house(reading, consignment_id, house_rows, mapping)
    return reading


def count_records(data: bytes, file_name: str, mapping: Mapping) -> int:
    """Rows of the list by the second counter (manifests/row_count.py)."""
    return count_rows(open_table(data, file_name, mapping.knows, mapping.fallback_encodings))


def note_opening(reading: Reading, opened: Opened, faults: list[Problem]) -> None:
    """Add the problems of the whole file; one that cannot be read is one quarantined record."""
    for problem in (*opened.problems, *faults):
        fatal = problem.severity == "error"
        if fatal:
            reading.records = 1
            reading.quarantined.add(1)
        record = 1 if fatal else None
        reading.problems.append(Problem(problem.what, problem.severity, problem.line, record, detail=problem.detail))


def _columns(opened: Opened, mapping: Mapping, reading: Reading) -> Columns:
    found: Columns = []
    for at, header in enumerate(opened.header):
        if match := mapping.column_of(header):
            name, unit = match
            converter = CONVERTERS[mapping.columns[name].converter]
            if unit and converter is cells.weight:
                converter = partial(cells.weight, unit=unit)
            found.append((at, name, converter))
        elif not mapping.ignores(header):
            reading.problems.append(Problem("unknown_column", line=opened.header_last, detail=header[:80]))
    return found


def _read_row(row: GridRow, columns: Columns, mapping: Mapping, to: tuple[Reading, _Place]) -> None:
    reading, place = to
    line, record = row.line, reading.records
    keys = [row.cells[at] for at in place.key_at if bare(row.cells[at]) is not None]
    first = next((cell for cell in row.cells if cell.strip()), "")
    if (not keys or _is_word(keys[0])) and mapping.is_total(first) and (not keys or mapping.is_total(keys[0])):
        reading.problems.append(Problem("total_row", line=line, record=record, detail=first[:LONGEST_DETAIL]))
        reading.ignored += 1
        place.carried, place.open_id = {}, None
        return
    values, faults = _convert(row, columns)
    if row.fault == "error":
        refusal: Fault | None = ("csv_row_broken", None, " | ".join(cell for cell in row.cells if cell.strip()))
    else:
        refusal = _settle_key(values, faults, mapping, place)
    if refusal:
        reading.quarantined.add(record)
        place.open_id = None
        what, column, text = refusal
        reading.problems.append(Problem(what, "error", line, record, column, text[:LONGEST_DETAIL]))
    else:
        faults += _placed(HouseRow(record, line, values), place, reading)
    if row.fault == "warning":
        faults.append(("csv_row_broken", None, first))
    for fault in faults:
        if fault != refusal:
            what, column, text = fault
            reading.problems.append(Problem(what, "warning", line, record, column, text[:LONGEST_DETAIL]))


def _is_word(key: str) -> bool:
    return not any(map(str.isdigit, key))


def _convert(row: GridRow, columns: Columns) -> tuple[Row, list[Fault]]:
    """Values by column, null ones left out; of several columns with one meaning the first that says something."""
    values: Row = {}
    faults: list[Fault] = []
    for at, name, converter in columns:
        cell = row.cells[at]
        if not cell:
            continue
        value, slug = converter(cell)
        if slug:
            faults.append((slug, name, cell))
        if value is not None and name not in values:
            values[name] = value
            if name in ("value", "unit_value") and (beside := codes.currency_beside(cell)):
                values.setdefault("currency_beside", beside)
    _complete(values)
    if (words := values.get("goods_description")) and is_vague(words):
        faults.append(("description_vague", "goods_description", words))
    return values, faults


def _complete(values: Row) -> None:
    beside, each = values.pop("currency_beside", None), values.pop("unit_value", None)
    if beside:
        values.setdefault("currency", beside)
    if each is not None and "value" not in values and values.get("quantity"):
        values["value"] = round(each * values["quantity"], 2)


def _settle_key(values: Row, faults: list[Fault], mapping: Mapping, place: _Place) -> Fault | None:
    """Fill in what merged cells carry down; the reason when the row then names no consignment."""
    spoilt = {column: fault for fault in reversed(faults) if (column := fault[1])}
    _carry_down(values, spoilt.keys(), mapping, place)
    key = mapping.row_key
    if key in values:
        return None
    if key in spoilt:
        return spoilt[key]
    if key not in mapping.carried_down or place.open_id is None or not _says_goods(values, mapping):
        return ("field_missing", key, "")
    values[key] = place.houses[place.open_id][0].values[key]
    return None


def _carry_down(values: Row, spoilt: Set[str], mapping: Mapping, place: _Place) -> None:
    """Take blank carried cells from above; one that says something else closes the house above."""
    for name in mapping.carried_down:
        if name == mapping.row_key:
            continue
        if name in values or name in spoilt:
            if values.get(name) != place.carried.get(name):
                place.carried[name], place.open_id = values.get(name), None
        elif place.carried.get(name) is not None:
            values[name] = place.carried[name]


def _says_goods(values: Row, mapping: Mapping) -> bool:
    return any(name not in mapping.carried_down for name in values)


def _placed(row: HouseRow, place: _Place, reading: Reading) -> list[Fault]:
    """Put the row with its house; a house that comes again below is the same one, an equal row of it is ignored."""
    master, house = row.values.get("master_waybill"), row.values.get("house_waybill") or row.values.get("waybill")
    consignment_id = f"{master}/{house}" if master and master != house else str(house)
    rows = place.houses.setdefault(consignment_id, [])
    again = bool(rows) and place.open_id != consignment_id
    place.open_id = consignment_id
    if again and any(row.values == other.values for other in rows):
        reading.ignored += 1
        return [("duplicate_line", None, consignment_id)]
    rows.append(row)
    return [("duplicate_house", "house_waybill", consignment_id)] if again else []
