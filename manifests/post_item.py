"""One postal item of ITMATT-like XML: names of its elements, its parties, its contents.

There is no public schema (FORMATS.md 3), so names are taken without case and marks, and what stands under a name that
is not known here is reported by that name, never dropped unseen.
"""

from dataclasses import dataclass, field
from functools import cache, partial
from itertools import islice

from lxml import etree

from lake.vague import is_vague
from manifests import cells, codes
from manifests.cells import Converted, Converter
from manifests.mail_codes import mail_category, mail_class, nature
from manifests.markup import local, own_text
from manifests.reading import Row
from manifests.record import Record, Said

PARTIES = {
    "sender": "consignor", "consignor": "consignor", "receiver": "consignee", "recipient": "consignee",
    "addressee": "consignee", "consignee": "consignee",
}  # fmt: skip
CONTENT = frozenset({"contentpiece", "content", "contentitem", "article"})
CONTENTS = frozenset({"contents", "contentpieces", "contentitems", "articles"})

_GIFT = dict.fromkeys(("y", "yes", "true", "1"), "gift") | dict.fromkeys(("n", "no", "false", "0"))


def _gift(cell: str) -> Converted:
    """A gift or not: no says nothing of what else it is."""
    word = cell.strip().casefold()
    return _GIFT.get(word), None if word in _GIFT else "unknown_code"


ITEM: dict[str, tuple[str, Converter]] = {
    **dict.fromkeys(("totalweight", "grossweight", "totalgrossweight", "weight"), ("gross_kg", cells.weight)),
    "mailclass": ("mail_class", mail_class),
    "mailcategory": ("mail_category", mail_category),
    **dict.fromkeys(("natureoftransaction", "transactionnature"), ("transaction_nature", nature)),
    "gift": ("transaction_nature", _gift),
    **dict.fromkeys(("receptacleid", "receptacle"), ("master_waybill", cells.receptacle)),
    **dict.fromkeys(("importerreference", "importertaxid"), ("consignee_tax_id", cells.personal_id)),
    **dict.fromkeys(("postingdate", "dateofposting"), ("issued_on", cells.day)),
    **dict.fromkeys(("postingoffice", "officeofposting"), ("issued_place", cells.text)),
    **dict.fromkeys(("transportcosts", "postage", "postagevalue"), ("freight", codes.money)),
    **dict.fromkeys(("transportcurrency", "postagecurrency"), ("freight_currency", codes.currency)),
}
IDS = frozenset({"itemid", "mailitemid", "itemidentifier", "itemnumber", "s10"})
IGNORED = frozenset({
    "origincountry", "handlingclass", "handlinginstructions", "numberofcontents",
})  # fmt: skip
"""Known and not used: the country the number tells, free instructions."""
_PERSON: dict[str, tuple[str, Converter]] = {
    **dict.fromkeys(("city", "town", "place"), ("city", cells.text)),
    **dict.fromkeys(("region", "state", "province"), ("region", cells.text)),
    **dict.fromkeys(("postcode", "postalcode", "zip", "zipcode"), ("postcode", cells.text)),
    **dict.fromkeys(("country", "countrycode"), ("country", codes.country)),
    **dict.fromkeys(("telephone", "phone", "phonenumber", "mobile"), ("phone", cells.phone)),
    **dict.fromkeys(("email", "emailaddress"), ("email", cells.text)),
    **dict.fromkeys(("taxid", "taxnumber", "taxreference", "identificationnumber"), ("tax_id", cells.personal_id)),
}
_LONGEST_PARTY = 200
"""Elements of a party; inside one another they would be looked at again and again."""
_STREET = ("street", "house", "address")
_NAMES = frozenset({
    "name", "fullname", "personname", "firstname", "givenname", "lastname", "surname", "familyname", "company",
    "companyname", "organisation", "organization",
})  # fmt: skip
"""Joined with a blank, in the order they stand in, each once."""
_LINE: dict[str, tuple[str, Converter]] = {
    **dict.fromkeys(("hscode", "hstariffnumber", "tariffnumber", "commoditycode"), ("hs_code", cells.hs)),
    **dict.fromkeys(("weight", "netweight"), ("net_kg", cells.weight)),
    "grossweight": ("gross_kg", cells.weight),
    **dict.fromkeys(("numberofpieces", "numberofunits"), ("quantity", cells.pieces)),
    "quantity": ("quantity", cells.number),
    **dict.fromkeys(("value", "amount", "declaredvalue"), ("value", codes.money)),
    **dict.fromkeys(("currency", "currencycode", "valuecurrency"), ("currency", codes.currency)),
    **dict.fromkeys(("origincountry", "countryoforigin"), ("origin_country", codes.country)),
    **dict.fromkeys(("description", "goodsdescription"), ("goods_description", cells.text)),
}
_UNITS = {"grm": "g", "lbr": "lb", "onz": "oz"}


@cache
def plain(tag: str) -> str:
    """The local name of a tag without case and marks.

    >>> plain("{urn:post}Item_ID"), plain("HSCode")
    ('itemid', 'hscode')
    """
    return "".join(filter(str.isalnum, local(tag))).casefold()


@cache
def _party_prefix(name: str) -> str | None:
    return next((prefix for prefix in PARTIES if name.startswith(prefix)), None)


@dataclass
class ItemReader:
    """Reads the elements of one item into rows.

    Attributes:
        record: takes the problems.
        unknown: names that are not known.
        told: columns of which the item says something, readable or not.
    """

    record: Record
    unknown: set[str]
    told: set[str] = field(default_factory=set)

    def take(self, row: Row, meaning: tuple[str, Converter], element: etree._Element) -> None:
        """Convert the text of an element into a column; the first that says something is kept."""
        column, converter = meaning
        text = own_text(element) if len(element) else element.text
        if not text or text.isspace():
            return
        unit = element.get("unit") or element.get("unitCode")
        if unit and converter is cells.weight:
            converter = partial(cells.weight, unit=_UNITS.get(unit.casefold(), unit.casefold()))
        value = self.record.take(converter, Said(text, element.sourceline), column)
        self.told.add(column)
        if value is not None:
            row.setdefault(column, value)
        if column in ("value", "freight") and (beside := element.get("currency") or codes.currency_beside(text)):
            row.setdefault("beside" if column == "value" else "freight_currency", beside)

    def party(self, row: Row, element: etree._Element, name: str) -> bool:
        """Read an element of a party, as SenderAddress, Sender or SenderName; False when it is of none."""
        prefix = _party_prefix(name)
        if prefix is None:
            return False
        said: Row = {}
        names: dict[str, None] = {}
        streets: list[str] = []
        for leaf in self._inside(element):
            key = plain(leaf.tag).removeprefix(prefix) if leaf is element else plain(leaf.tag)
            if key in _PERSON:
                self.take(said, _PERSON[key], leaf)
            elif not (text := cells.text(own_text(leaf))[0]):
                continue
            elif key in _NAMES:
                names[text] = None
            elif key.startswith(_STREET):
                streets.append(text)
            else:
                self.unknown.add(local(leaf.tag))
        said |= {"name": " ".join(names), "address": " ".join(streets)}
        for column in filter(said.get, said):
            row.setdefault(f"{PARTIES[prefix]}_{column}", said[column])
        return True

    def _inside(self, element: etree._Element) -> list[etree._Element]:
        found = list(islice(element.iter(), _LONGEST_PARTY))
        if len(found) == _LONGEST_PARTY:
            self.unknown.add(local(element.tag))
        return found

    def line(self, element: etree._Element) -> Row:
        """One content of the item; the value is that of the line, as on the form (CN 22, CN 23)."""
        row: Row = {}
        for child in element:
            meaning = _LINE.get(plain(child.tag))
            if meaning:
                self.take(row, meaning, child)
            else:
                self.unknown.add(local(child.tag))
        if "quantity" in row:
            row["quantity"] = float(row["quantity"])
        if beside := row.pop("beside", None):
            row.setdefault("currency", codes.currency(beside)[0])
        words = row.get("goods_description")
        if words is None or is_vague(words):
            what = "description_vague" if words else "empty_description"
            self.record.warn(what, element.sourceline, "goods_description", words)
        return row
