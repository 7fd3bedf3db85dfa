"""The express register with a sheet for each house: labels at the left of the texts, then a table of goods.

A form is a record. One that nobody filled in is ignored: templates come with hundreds of them.
"""

from collections.abc import Sequence

from lake.vague import is_vague
from manifests import cells
from manifests.delimited import Line
from manifests.eaeu import House, Party, Register, name_house
from manifests.eaeu_layout import HOUSE_WAYBILL
from manifests.eaeu_table import GOODS, TOTALS
from manifests.mapping import plain_header
from manifests.reading import Row
from manifests.record import Record, Said

SLOTS = {
    "наименование субъекта": "name", "краткое наименование субъекта": "brief", "бин": "tax", "иин": "person",
    "код страны": "country", "регион": "region", "город": "city", "населенный пункт": "settlement",
    "улица": "street", "номер дома": "building", "номер помещения": "room", "код вида связи": "channel",
    "идентификатор вида связи": "contact", "идентификатор канала связи": "contact",
}  # fmt: skip
_GOODS = (
    ("тнвэд", "hs_code"), ("наименование", "goods_description"), ("нетто", "net_kg"), ("брутто", "gross_kg"),
    ("количество", "quantity"), ("таможенн", ""), ("тенге", ""), ("стоимость", "value"), ("валюта", "currency"),
)  # fmt: skip
"""Words of the headers of goods, the more telling first; an empty name is read by nobody."""


class _Form:
    """Texts of a form by section: `master`, `house`, the two parties, the goods, and its totals."""

    def __init__(self) -> None:
        self.numbers: dict[str, Said] = {}
        self.parties: dict[str, dict[str, Said]] = {"consignor": {}, "consignee": {}}
        self.goods: list[tuple[int, dict[str, Said]]] = []
        self.totals: list[Line] = []
        self.columns: dict[int, str] = {}

    @property
    def blank(self) -> bool:
        return not (self.numbers or self.goods or any(self.parties.values()))


def read_form(lines: Sequence[Line], register: Register, record: Record) -> None:
    """Read one form into the register."""
    form = _sorted_out(lines)
    if form.blank:
        register.reading.ignored += 1
        return
    named = name_house(form.numbers.get("master"), form.numbers.get("house"), record)
    if named is None:
        return
    issued = record.take(cells.day, form.numbers.get("issued_on"), "issued_on")
    columns: Row = {"issued_on": issued} if issued else {}
    for who, said in form.parties.items():
        party = Party({slot: text for slot, text in said.items() if slot not in ("channel", "contact")})
        if contact := said.get("contact"):
            channel = said.get("channel")
            party.contacts.append((channel.text if channel else "", contact))
        columns |= party.columns(who, record)
    goods = [_goods(row, line, record) for line, row in form.goods]
    register.add(House(record, *named, columns, goods, _total(form, record)))


def _sorted_out(lines: Sequence[Line]) -> _Form:
    """Walk the form once: each heading opens a section, rows below it belong to that."""
    form, section, right = _Form(), "master", 0
    for line in lines:
        label = plain_header(line.cells[0])
        if label == HOUSE_WAYBILL:
            section = "house"
        elif label == "отправитель":
            section = "parties"
            right = next((at for at, cell in enumerate(line.cells) if plain_header(cell) == "получатель"), 0)
        elif label == "товары" and section != "goods":
            section = "goods"
        elif section == "parties":
            _party(line, right, form)
        elif section == "goods":
            _goods_row(line, label, form)
        else:
            _number(line, label, section, form)
    return form


def _number(line: Line, label: str, section: str, form: _Form) -> None:
    text = next((cell for cell in line.cells[1:] if cell.strip()), None)
    if text and label.startswith("номер"):
        form.numbers.setdefault(section, Said(text.strip(), line.first))
    elif text and label.startswith("дата") and section == "house":
        form.numbers.setdefault("issued_on", Said(text.strip(), line.first))


def _party(line: Line, right: int, form: _Form) -> None:
    end = right or len(line.cells)
    for who, at, stop in (("consignor", 0, end), ("consignee", end, len(line.cells))):
        slot = SLOTS.get(plain_header(line.cells[at])) if at < len(line.cells) else None
        text = next((cell for cell in line.cells[at + 1 : stop] if cell.strip()), None)
        if slot and text:
            form.parties[who].setdefault(slot, Said(text.strip(), line.first))


def _goods_row(line: Line, label: str, form: _Form) -> None:
    if label.startswith(TOTALS):
        form.totals.append(line)
    elif not form.columns:
        form.columns = _header(line.cells)
    else:
        said = {
            name: Said(cell.strip(), line.first)
            for at, name in form.columns.items()
            if at < len(line.cells) and (cell := line.cells[at]).strip()
        }
        if said:
            form.goods.append((line.first, said))


def _header(row: Sequence[str]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for at, cell in enumerate(row):
        plain = plain_header(cell)
        name = next((name for word, name in _GOODS if word in plain), "")
        if name and name not in columns.values():
            columns[at] = name
    return columns if len(columns) > 1 else {}


def _goods(said: dict[str, Said], line: int, record: Record) -> Row:
    goods: Row = {name: record.take(GOODS[name], text, name) for name, text in said.items()}
    words = goods.get("goods_description")
    if words is None or is_vague(words):
        record.warn("description_vague" if words else "empty_description", line, "goods_description", words)
    if goods.get("value") is None:
        goods.pop("currency", None)
    return {"record": record.number, **goods}


def _total(form: _Form, record: Record) -> float | None:
    """The gross weight in the row of totals, which may stand above the header."""
    at = next((at for at, name in form.columns.items() if name == "gross_kg"), None)
    for line in form.totals:
        if at is not None and at < len(line.cells) and line.cells[at].strip():
            kilograms: float | None = record.take(cells.weight, Said(line.cells[at].strip(), line.first), "gross_kg")
            return kilograms
    return None
