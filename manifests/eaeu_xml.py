"""Elements of R.043 that register and house share: texts, moments, masses, money, parties, goods."""

from datetime import datetime
from functools import partial

from lxml import etree

from lake.vague import is_vague
from manifests import cells, codes
from manifests.cells import Converted
from manifests.eaeu import Party
from manifests.markup import child, children
from manifests.reading import Row
from manifests.record import Record, Said

KILOGRAM = "166"
_UNITS = {KILOGRAM: "kg", "KGM": "kg", "163": "g", "GRM": "g"}
_LEAVES = {
    "SubjectName": "name", "SubjectBriefName": "brief", "TaxpayerId": "tax", "PersonId": "person",
    "UnifiedCountryCode": "country",
}  # fmt: skip
_PLACES = {
    "UnifiedCountryCode": "country", "RegionName": "region", "CityName": "city", "SettlementName": "settlement",
    "StreetName": "street", "BuildingNumberId": "building", "RoomNumberId": "room", "PostCode": "postcode",
}  # fmt: skip


def told(element: etree._Element | None, *path: str) -> Said | None:
    """The text at a path with single blanks, and its line; None where there is none."""
    found = child(element, *path)
    words = " ".join((found.text or "").split()) if found is not None else ""
    return Said(words, found.sourceline) if found is not None and words else None


def words(element: etree._Element | None, *path: str) -> str | None:
    """The text at a path alone."""
    said = told(element, *path)
    return said.text if said else None


def moment(text: str | None) -> datetime | None:
    """A moment with a zone; without one it is left out."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def mass(element: etree._Element | None, tag: str, column: str, record: Record) -> float | None:
    """A mass in kg; its unit is kilograms where none is given."""
    said, measure = told(element, tag), child(element, tag)
    code = (measure.get("measurementUnitCode") if measure is not None else None) or KILOGRAM
    unit = _UNITS.get(code.upper())
    if said and unit is None:
        record.warn("unknown_code", said.line, "unit", code)
        return None
    kilograms: float | None = record.take(partial(cells.weight, unit=unit or "kg"), said, column)
    return kilograms


def money(element: etree._Element | None, record: Record) -> tuple[float | None, str | None]:
    """The first amount, which is the invoice's: the same in the money of the state comes second. Zero is not known."""
    amounts = children(element, "CAValueAmount") if element is not None else []
    amount = next((one for one in amounts if one.text and not one.text.isspace()), None)
    if amount is None:
        return None, None
    value = record.take(_amount, Said((amount.text or "").strip(), amount.sourceline), "value")
    code = amount.get("currencyCode")
    if value is None or code is None:
        return value, None
    return value, record.take(codes.currency, Said(code, amount.sourceline), "currency")


def _amount(cell: str) -> Converted:
    value, slug = cells.number(cell)
    return value or None, slug


def party(house: etree._Element, above: etree._Element | None, title: str) -> Party:
    """A party of a house; where it is said to be the same, that of the general waybill above."""
    element = child(house, title)
    same = words(element, "EqualIndicator")
    if same and same.lower() in ("true", "1") and words(element, "SubjectName") is None:
        element = child(above, title)
    found = Party()
    if element is None:
        return found
    for address in children(element, "SubjectAddressDetails"):
        if not found.said.keys() & {"street", "city", "settlement"}:
            found.said |= {slot: said for tag, slot in _PLACES.items() if (said := told(address, tag))}
    found.said |= {slot: said for tag, slot in _LEAVES.items() if (said := told(element, tag))}
    for channel in children(element, "CommunicationDetails"):
        code = words(channel, "CommunicationChannelCode") or ""
        for number in children(channel, "CommunicationChannelId"):
            if number.text and not number.text.isspace():
                found.contacts.append((code, Said(number.text.strip(), number.sourceline)))
    return found


def goods(element: etree._Element, record: Record) -> Row:
    """One goods item of a house."""
    texts = " ".join(filter(None, (text.text for text in children(element, "GoodsDescriptionText"))))
    described = record.take(cells.text, Said(texts, element.sourceline), "goods_description")
    if described is None or is_vague(described):
        what = "description_vague" if described else "empty_description"
        record.warn(what, element.sourceline, "goods_description", described)
    value, currency = money(element, record)
    measure = child(element, "GoodsMeasureDetails", "GoodsMeasure")
    quantity = record.take(cells.number, told(element, "GoodsMeasureDetails", "GoodsMeasure"), "quantity")
    return {
        "record": record.number,
        "hs_code": record.take(cells.hs, told(element, "CommodityCode"), "hs_code"),
        "goods_description": described,
        "quantity": quantity,
        "unit": measure.get("measurementUnitCode") if quantity is not None and measure is not None else None,
        "gross_kg": mass(element, "UnifiedGrossMassMeasure", "gross_kg", record),
        "net_kg": mass(element, "UnifiedNetMassMeasure", "net_kg", record),
        "value": value,
        "currency": currency,
    }
