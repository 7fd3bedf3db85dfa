"""Which sheet of an express register's workbook is what, and which of its columns.

Couriers type the register in a workbook whose sheets are named in Russian: general facts, lists of codes, and the
waybills, either all in one table (a row for each goods item) or on one form a sheet (a label beside each text).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from manifests.delimited import Line
from manifests.mapping import plain_header
from manifests.workbook import SheetHead

HOUSE_WAYBILL = "индивидуальная накладная"
SECTIONS = frozenset({"товары", "отправитель", "транспортный перевозочный документ"})
"""Headings of a form."""
GENERAL, LISTS, WAYBILLS = "общие сведения", "справочники", "накладная"
ONCE = {
    "наименование": "goods_description", "код тнвэд": "hs_code", "количество": "quantity", "вес брутто": "gross_kg",
    "вес нетто": "net_kg", "код валюты": "currency", "значение": "value",
}  # fmt: skip
"""Headers of goods."""
PERSONS_NUMBER = "идентификатор физического лица"
TWICE = {
    "номер": ("master", "house"), "дата": ("master_day", "issued_on"),
    **{
        header: (f"consignor_{slot}", f"consignee_{slot}")
        for header, slot in {
            "наименование субъекта": "name", "краткое наименование субъекта": "brief", "код страны": "country",
            "регион": "region", "город": "city", "населенный пункт": "settlement", "улица": "street",
            "номер дома": "building", "номер помещения": "room", "код вида связи": "channel",
            "идентификатор канала связи": "contact",
            PERSONS_NUMBER: "number",
        }.items()
    },
}  # fmt: skip
"""Headers that stand there for the general and the individual waybill, or for consignor and consignee."""
LETTERS = {
    "master": 1, "master_day": 2, "house": 3, "issued_on": 4, "consignor_name": 5, "consignor_brief": 6,
    "consignor_number": 7, "consignor_country": 15, "consignor_region": 16, "consignor_city": 18,
    "consignor_settlement": 19, "consignor_street": 20, "consignor_building": 21, "consignor_room": 22,
    "consignor_channel": 23, "consignor_contact": 25, "consignee_name": 26, "consignee_brief": 27,
    "consignee_number": 28, "consignee_country": 36, "consignee_region": 37, "consignee_city": 39,
    "consignee_settlement": 40, "consignee_street": 41, "consignee_building": 42, "consignee_room": 43,
    "consignee_channel": 44, "consignee_contact": 46, "goods_description": 49, "hs_code": 50, "quantity": 51,
    "gross_kg": 52, "currency": 53, "value": 54,
}  # fmt: skip
"""Where each column stands in the form as it is published (A is 0): for headers that were changed or taken out."""
_TELLING = frozenset(
    {HOUSE_WAYBILL, "общая накладная", "код тнвэд", "наименование субъекта", "код страны", "код валюты"}
)
_ENOUGH = 3
"""So many of these headers make a table of waybills."""


class Table(NamedTuple):
    """The sheet with all waybills: its columns, and the last row of its header."""

    columns: dict[str, int]
    header_last: int


def is_form(first_cells: Iterable[str]) -> bool:
    """Whether a sheet is the form of one waybill: its labels stand in the first column."""
    labels = {plain_header(cell) for cell in first_cells}
    return HOUSE_WAYBILL in labels and not labels.isdisjoint(SECTIONS)


def tables(heads: Sequence[SheetHead]) -> dict[str, Table]:
    """The sheets with a table of waybills, by their member of the zip.

    A courier's list has a column of individual waybills too, and a sheet may have any name: it takes several of the
    form's own headers, or the form's names of sheets.
    """
    titles = {head.part: plain_header(head.title) for head in heads}
    found: dict[str, Table] = {}
    for head in heads:
        named = titles[head.part].startswith(WAYBILLS) and GENERAL in titles.values()
        told = _TELLING.intersection(plain_header(cell) for line in head.rows for cell in line.cells)
        if (named or len(told) >= _ENOUGH) and not is_form(line.cells[0] for line in head.rows):
            found[head.part] = Table(*_header(head.rows))
    return found


def _header(rows: Sequence[Line]) -> tuple[dict[str, int], int]:
    """Columns by their headers, by letters where a header is not found, and the last row of the header."""
    last = 0
    places: dict[str, list[int]] = {}
    for line in rows:
        plain = [plain_header(cell) for cell in line.cells]
        if not _TELLING.intersection(plain) and not (last and _counts(line.cells)):
            if last:
                break
            continue
        last = line.last
        for at, header in enumerate(plain):
            places.setdefault(PERSONS_NUMBER if header.startswith(PERSONS_NUMBER) else header, []).append(at)
    return _columns(places), last


def _columns(places: dict[str, list[int]]) -> dict[str, int]:
    columns = LETTERS | {slot: places[header][0] for header, slot in ONCE.items() if header in places}
    for header, pair in TWICE.items():
        if len(places.get(header, ())) == len(pair):
            columns |= dict(zip(pair, places[header], strict=True))
    return columns


def _counts(cells: Sequence[str]) -> bool:
    """Whether a row numbers the columns of the form: 1, 2, 3, ... and nothing else."""
    filled = [cell for cell in cells if cell.strip()]
    return filled == [str(number) for number in range(1, len(filled) + 1)] and len(filled) > 1
