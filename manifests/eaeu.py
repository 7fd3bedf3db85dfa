"""The EAEU express register, whatever it was written in: its parties, its houses with their goods, its own row.

Named as ignored: identity documents of persons, districts, codes of the kind of address, fax and telex, taxes, trade
marks, permits, the customs value in the money of the state, the parties of the general waybill.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from manifests import cells, codes
from manifests.awb import check_digit_ok
from manifests.envelope import LOOKALIKE
from manifests.reading import Reading, Row
from manifests.record import Record, Said
from manifests.tax_id import tax_id
from manifests.totals import added, agree

TRAFFIC = {"ИМ": "import", "ЭК": "export"}
KINDS = {"ИМ": "ИМ", "ІМ": "ИМ", "ЭК": "ЭК", "ЕК": "ЭК", "ЭТ": "ЭТ"}
"""The movement, also as it comes out where it was typed with Latin letters; which movement ЭТ is we do not know."""
REGISTRIES = frozenset({"ПТДЭГ", "ДТЭГ"})
"""Pre-arrival form, and declaration."""
PHONES, MAILS = frozenset({"ТЕ"}), frozenset({"ЕМ"})
"""Codes of channels, in Cyrillic letters."""
_CYRILLIC = {latin: letter for letter, latin in LOOKALIKE.items() if chr(latin) in "ABEKMHOPCTXI"}
_SHORT_HASH = 16
_ADDRESS = ("street", "building", "room")


@dataclass
class Party:
    """Texts of a party by what they are: name, brief, tax, person, country, region, city, settlement, street, ...

    `contacts` are pairs of a channel's code and its number or address.
    """

    said: dict[str, Said] = field(default_factory=dict)
    contacts: list[tuple[str, Said]] = field(default_factory=list)

    def columns(self, who: str, record: Record) -> Row:
        """The columns `who_...`; a person's number only as a keyed hash."""
        words = {slot: record.take(cells.text, said, f"{who}_{slot}") for slot, said in self.said.items()}
        row: Row = {
            "name": words.get("name") or words.get("brief"),
            "address": " ".join(filter(None, map(words.get, _ADDRESS))) or None,
            "city": words.get("city") or words.get("settlement"),
            "region": words.get("region"),
            "postcode": words.get("postcode"),
            "country": record.take(codes.country, self.said.get("country"), f"{who}_country"),
            "tax_id": record.take(cells.personal_id, self.said.get("person"), f"{who}_tax_id")
            or record.take(tax_id, self.said.get("tax"), f"{who}_tax_id"),
            **self._contacts(who, record),
        }
        if row["name"] is None:
            record.warn("party_missing", None, f"{who}_name")
        elif row["country"] is None:
            record.warn("party_without_country", None, f"{who}_country")
        return {f"{who}_{slot}": value for slot, value in row.items() if value is not None}

    def _contacts(self, who: str, record: Record) -> Row:
        row: Row = {}
        for channel, said in self.contacts:
            code = cyrillic(channel)
            if "@" in said.text or code in MAILS:
                row.setdefault("email", record.take(cells.text, said, f"{who}_email"))
            elif not code or code in PHONES:
                row.setdefault("phone", record.take(cells.phone, said, f"{who}_phone"))
        return row


@dataclass
class House:
    """One house of a register: where it stands, its numbers, its columns, its goods and its own totals.

    `goods` are goods rows, each with its record; `gross_kg`, `value` and `currency` are what the house says of itself.
    """

    record: Record
    master: str | None
    house: str
    columns: Row
    goods: list[Row] = field(default_factory=list)
    gross_kg: float | None = None
    value: float | None = None
    currency: str | None = None

    @property
    def consignment_id(self) -> str:
        """master/house, or the house's number where no master is known."""
        return f"{self.master}/{self.house}" if self.master and self.master != self.house else self.house


@dataclass
class Register:
    """A register while it is read: what its head says, and its houses so far."""

    reading: Reading
    kind: str | None = None
    registry: str | None = None
    office: str | None = None
    houses: set[str] = field(default_factory=set)
    masters: dict[str, None] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, house: House) -> None:
        """Add the consignment of a house and its goods rows; lines of a house that comes twice are counted on."""
        identity, record = house.consignment_id, house.record
        if identity in self.houses:
            record.warn("duplicate_house", None, "house_waybill", identity)
        self.houses.add(identity)
        if house.master:
            self.masters[house.master] = None
        for row in house.goods:
            self.lines[identity] = self.lines.get(identity, 0) + 1
            self.reading.add("goods", {"consignment_id": identity, "line": self.lines[identity], **row})
        told = {
            "record": record.number,
            "consignment_id": identity,
            "told_by": "register",
            "kind": "parcel",
            "stream": "courier",
            "traffic": TRAFFIC.get(self.kind or ""),
            "master_waybill": house.master,
            "house_waybill": house.house,
            "check_digit_ok": check_digit_ok(house.master) if house.master else None,
            "goods_description": "; ".join(_different(house.goods, "goods_description")) or None,
            "hs_codes": _different(house.goods, "hs_code"),
            **_sums(house),
            **house.columns,
        }
        self.reading.add("consignments", {name: value for name, value in told.items() if value is not None})

    def added(self, column: str) -> float | None:
        """The sum over all houses; None where one does not say it."""
        return _total(self.reading.rows.get("consignments", []), column)

    def declare(self, number: str | None, data: bytes, columns: Row) -> None:
        """Add the register's own row to its first record that was placed; none where no record was.

        Without a number of its own it is named by its one master, else by its bytes.
        """
        placed = min((row["record"] for rows in self.reading.rows.values() for row in rows), default=None)
        if placed is None:
            return
        master = next(iter(self.masters)) if len(self.masters) == 1 else None
        name = number or master or f"message/{sha256(data).hexdigest()[:_SHORT_HASH]}"
        told = {
            "record": placed,
            "declaration_id": f"EAEU/{self.office or '-'}/{name}",
            "system": "EAEU",
            "office": self.office,
            "declaration_type": " ".join(filter(None, (self.registry, self.kind))) or None,
            "waybill": master,
            **columns,
        }
        self.reading.add("declarations", {name: value for name, value in told.items() if value is not None})


def cyrillic(code: str) -> str:
    """A code in capitals, Latin letters that look Cyrillic as Cyrillic ones: codes are typed with both.

    >>> cyrillic("te") == cyrillic("ТЕ"), KINDS[cyrillic("IM")] == "ИМ"
    (True, True)
    """
    return code.strip().upper().translate(_CYRILLIC)


def name_house(master: Said | None, house: Said | None, record: Record) -> tuple[str | None, str] | None:
    """Master and house; None, and the record refused, where no house is named. A master that cannot be read is null."""
    above: str | None = record.take(cells.waybill, master, "master_waybill")
    number, slug = cells.house(house.text) if house else (None, None)
    if number is None:
        record.refuse(slug or "field_missing", house.line if house else None, "house_waybill", house and house.text)
        return None
    if slug and house:
        record.warn(slug, house.line, "house_waybill", house.text)
    if master is None or cells.bare(master.text) is None:
        record.warn("no_waybill", None, "master_waybill")
    return above, number


def _different(goods: Iterable[Row], column: str) -> list[str]:
    return list(dict.fromkeys(row[column] for row in goods if row.get(column)))


def _total(goods: list[Row], column: str) -> float | None:
    return added(row.get(column) for row in goods)


def _sums(house: House) -> Row:
    """Weight and value of the goods together; of the house itself where a line says none, or currencies are mixed."""
    goods, record = house.goods, house.record
    weight, value = _total(goods, "gross_kg"), _total(goods, "value")
    if not agree(house.gross_kg, weight):
        record.warn("total_mismatch", None, "gross_kg", f"{weight:g} of {house.gross_kg:g}")
    if goods and weight is None and house.gross_kg is None:
        record.once("missing_weight", None, "gross_kg")
    coins = _different(goods, "currency")
    if coins and any(row.get("value") and not row.get("currency") for row in goods):
        value = None
    if len(coins) > 1:
        record.warn("currency_mixed", None, "currency", ", ".join(coins))
        value = None
    mine = value is None or not coins
    return {
        "gross_kg": weight or house.gross_kg,
        "value": house.value if mine else value,
        "currency": house.currency if mine else coins[0],
    }
