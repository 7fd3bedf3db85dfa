"""R.043 ExpressCargoDeclaration, the express register of the EAEU as XML; matched by local names.

An office without a date and number is that of a register that was not registered yet: the pre-arrival form.
Named as ignored beside what eaeu.py names: the signatory, changes, payments, goods' location.
"""

import re
from datetime import datetime

from lxml import etree

from manifests import cells
from manifests.eaeu import KINDS, House, Register, cyrillic, name_house
from manifests.eaeu_xml import goods, mass, moment, money, party, told, words
from manifests.markup import Markup, child, children
from manifests.opening_tags import tags
from manifests.reading import Format, Reading, Row
from manifests.record import Record
from manifests.totals import agree

HOUSE = "ECHouseShipmentDetails"
MASS = "UnifiedGrossMassMeasure"
_VERSION = re.compile(r":v?(\d+(?:\.\d+)*)$")


def recognises(markup: Markup) -> bool:
    """Whether the root is an express declaration."""
    return markup.name == "ExpressCargoDeclaration"


def read(markup: Markup, received_at: datetime) -> Reading:
    """Return a consignment and its goods for each house, and one declaration."""
    root = markup.root
    version = _VERSION.search(etree.QName(root).namespace or "")
    reading = Reading("eaeu_express", version[1] if version else None, sent_at=moment(words(root, "EDocDateTime")))
    reading.purpose = "update" if words(root, "EDocRefId") else "original"
    whole = Record(reading)
    register = _head(root, whole)
    shipment = child(root, "ECGoodsShipmentDetails")
    for number, element in enumerate(root.iter(f"{{*}}{HOUSE}"), 1):
        reading.records = number
        if house := _house(element, shipment, Record(reading, number, element.sourceline)):
            register.add(house)
    if reading.records == 0:
        reading.records = 1
        Record(reading, 1, root.sourceline).refuse("no_house")
    _declare(root, shipment, register, (whole, markup.data))
    return reading


def _head(root: etree._Element, whole: Record) -> Register:
    kind, office = (
        told(root, "DeclarationKindCode"),
        words(root, "ExpressCargoDeclarationIdDetails", "CustomsOfficeCode"),
    )
    known = KINDS.get(cyrillic(kind.text)) if kind else None
    if kind and known is None:
        whole.warn("unknown_code", kind.line, "declaration_type", kind.text)
    if office is None:
        whole.warn("field_missing", root.sourceline, "office")
    return Register(whole.reading, known, words(root, "ExpressRegistryKindCode"), office)


def _house(element: etree._Element, shipment: etree._Element | None, record: Record) -> House | None:
    named = name_house(
        told(element, "TransportDocumentDetails", "DocId"), told(element, "HouseWaybillDetails", "DocId"), record
    )
    if named is None:
        return None
    issued = record.take(cells.day, told(element, "HouseWaybillDetails", "DocCreationDate"), "issued_on")
    columns: Row = {"issued_on": issued} if issued else {}
    for who, title in (("consignor", "ConsignorDetails"), ("consignee", "ConsigneeDetails")):
        columns |= party(element, shipment, title).columns(who, record)
    items = [goods(item, record) for item in children(element, "ECGoodsItemDetails")]
    value, currency = money(element, record)
    return House(record, *named, columns, items, mass(element, MASS, "gross_kg", record), value, currency)


def _declare(
    root: etree._Element, shipment: etree._Element | None, register: Register, to: tuple[Record, bytes]
) -> None:
    """Add the register's own row: office/day/number, or of one without a number the document it replaces or is."""
    whole, data = to
    identity = child(root, "ExpressCargoDeclarationIdDetails")
    number = words(identity, "CustomsDocumentId")
    declared_on = whole.take(cells.day, told(identity, "DocCreationDate"), "declared_on")
    if number is None:
        whole.warn("declaration_not_registered", root.sourceline, "declaration_id")
        number = words(root, "EDocRefId") or words(root, "EDocId")
    elif declared_on:
        number = f"{declared_on:%d%m%y}/{number}"
    value, currency = money(shipment, whole)
    gross_kg = mass(shipment, MASS, "gross_kg", whole)
    houses = register.added("gross_kg")
    if not agree(gross_kg, houses):
        whole.warn("total_mismatch", root.sourceline, "gross_kg", f"{houses:g} of {gross_kg:g}")
    columns = {
        "declared_on": declared_on,
        "procedure": words(root, "CustomsProcedureCode"),
        "declarant_id": words(root, "RegisterDocumentIdDetails", "RegistrationNumberId"),
        "total_value": value,
        "currency": currency,
        "gross_kg": gross_kg,
    }
    register.declare(number, data, columns)


def count_records(markup: Markup) -> int:
    """Opening tags of houses; a register without one is one record."""
    return max(1, sum(1 for _ in tags(markup.data, HOUSE)))


FORMAT = Format(
    "eaeu_express",
    "EAEU express register, R.043 as XML: each house is a record.",
    "xml",
    recognises,
    read,
    count_records,
)
