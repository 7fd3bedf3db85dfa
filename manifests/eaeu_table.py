"""The express register in one sheet: a row for each goods item, the first of a house with its numbers and parties.

A row is a record. One without numbers and parties goes on with the house above, as does one that repeats them.
"""

from collections.abc import Iterable, Sequence

from lake.vague import is_vague
from manifests import cells, codes
from manifests.cells import Converter
from manifests.delimited import Line
from manifests.eaeu import House, Party, Register, name_house
from manifests.eaeu_layout import Table
from manifests.mapping import plain_header
from manifests.reading import Row
from manifests.record import Record, Said

PIECES = "796"
"""The unit of the form's quantity (OKEI, UN/ECE Recommendation 20: C62)."""
TOTALS = ("итого", "всего", "барлығы", "жами", "total")
GOODS: dict[str, Converter] = {
    "hs_code": cells.hs, "goods_description": cells.text, "quantity": cells.number, "gross_kg": cells.weight,
    "net_kg": cells.weight, "value": codes.money, "currency": codes.currency,
}  # fmt: skip
_PARTY = ("name", "brief", "country", "region", "city", "settlement", "street", "building", "room")
_NUMBERS = {"consignor": "tax", "consignee": "person"}
"""Whose number the form asks for: of a consignor a company's too, of a consignee a person's."""


class TableReader:
    """Reads the rows of one table into a register."""

    def __init__(self, table: Table, register: Register):
        self._columns = table.columns
        self._register = register
        self._houses: dict[str, House] = {}
        self._open: House | None = None
        self._above: tuple[str, ...] = ()
        self._key = tuple(self._columns[name] for name in ("master", "house", "consignee_name"))

    def read(self, lines: Iterable[Line]) -> None:
        """Read the rows below the header, then add their houses."""
        reading = self._register.reading
        for line in lines:
            reading.records += 1
            self._row(line, Record(reading, reading.records, line.first))
        for house in self._houses.values():
            self._register.add(house)

    def _row(self, line: Line, record: Record) -> None:
        first = next((cell for cell in line.cells if cell.strip()), "")
        key = tuple(self._cell(line.cells, at) for at in self._key)
        again = False
        if plain_header(first).startswith(TOTALS) and not any(key):
            record.warn("total_row", None, None, first)
            self._register.reading.ignored += 1
            return
        if any(key) and not (self._open and _repeats(key, self._above)):
            again = self._begin(line.cells, key, record)
        elif self._open is None:
            record.refuse("field_missing", None, "house_waybill", first)
        if self._open:
            self._goods(line.cells, self._open, record, again=again)

    def _begin(self, row: Sequence[str], key: tuple[str, ...], record: Record) -> bool:
        """Open the house of a row; whether it was there before, with another one between."""
        self._open, self._above = None, key
        named = name_house(self._said(row, "master", record), self._said(row, "house", record), record)
        if named is None:
            return False
        house = House(record, *named, {})
        before = self._houses.setdefault(house.consignment_id, house)
        self._open = before
        if before is not house:
            record.warn("duplicate_house", None, "house_waybill", house.consignment_id)
            return True
        issued = record.take(cells.day, self._said(row, "issued_on", record), "issued_on")
        house.columns |= {"issued_on": issued} if issued else {}
        for who in ("consignor", "consignee"):
            house.columns |= self._party(row, who, record).columns(who, record)
        return False

    def _party(self, row: Sequence[str], who: str, record: Record) -> Party:
        party = Party({slot: said for slot in _PARTY if (said := self._said(row, f"{who}_{slot}", record))})
        if number := self._said(row, f"{who}_number", record):
            party.said[_NUMBERS[who]] = number
        if contact := self._said(row, f"{who}_contact", record):
            party.contacts.append((self._cell(row, self._columns[f"{who}_channel"]), contact))
        return party

    def _goods(self, row: Sequence[str], house: House, record: Record, *, again: bool) -> None:
        """Add the goods of a row to its house; a house may stand on a row of its own, its papers on further ones."""
        said = {name: text for name in GOODS if (text := self._said(row, name, record))}
        if not said:
            if house.record.number != record.number:
                self._without_goods(row, record)
            return
        goods: Row = {name: record.take(GOODS[name], text, name) for name, text in said.items()}
        words = goods.get("goods_description")
        if words is None or is_vague(words):
            record.warn("description_vague" if words else "empty_description", None, "goods_description", words)
        if goods.get("quantity") is not None:
            goods["unit"] = PIECES
        if goods.get("value") is None:
            goods.pop("currency", None)
        if again and any(goods.items() <= other.items() for other in house.goods):
            record.warn("duplicate_line", None, None, house.consignment_id)
            self._register.reading.ignored += 1
            return
        house.goods.append({"record": record.number, **goods})

    def _without_goods(self, row: Sequence[str], record: Record) -> None:
        """A row of papers alone, or of nothing but its numbers, is ignored; another one is not understood."""
        told = set(range(self._columns["master"], self._columns["value"] + 2)) - set(self._key)
        if any(row[at].strip() for at in told if at < len(row)) and not any(self._cell(row, at) for at in self._key):
            record.refuse("field_missing", None, "goods_description")
        else:
            self._register.reading.ignored += 1

    def _said(self, row: Sequence[str], name: str, record: Record) -> Said | None:
        at = self._columns.get(name)
        text = self._cell(row, at) if at is not None else ""
        return Said(text, record.line) if text else None

    def _cell(self, row: Sequence[str], at: int) -> str:
        return row[at].strip() if at < len(row) else ""


def _repeats(key: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Whether a row says nothing of its house that is not said above: each text is blank or the same."""
    return all(not text or text == before for text, before in zip(key, above, strict=True))
