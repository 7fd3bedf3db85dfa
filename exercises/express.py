"""The EAEU register of express cargo (R.043) that a courier sends to customs.

Source: FORMATS.md of the task, 4.3.
"""

from exercises.consignments import Consignment
from exercises.customs import OFFICES
from exercises.today import Today, hyphened
from exercises.waybills import Waybill
from exercises.wire import plain
from exercises.xml_text import HEAD, tag


def _subject(role: str, name: str, country: str, city: str, street: str, phone: str) -> str:
    address = [tag("UnifiedCountryCode", country), tag("CityName", city), tag("StreetName", street)]
    contact = [tag("CommunicationChannelCode", "TE"), tag("CommunicationChannelId", phone)]
    told = [tag("SubjectName", name), tag("SubjectAddressDetails", address)]
    return tag(role, [*told, *([tag("CommunicationDetails", contact)] if phone else [])])


def _house(ordinal: int, master: str, it: Consignment) -> str:
    to, sender = it.consignee, it.consignor
    goods = [
        tag("ConsignmentItemOrdinal", 1),
        tag("CommodityCode", (it.hs or it.goods.hs).ljust(10, "0")[:10]),
        tag("GoodsDescriptionText", it.text),
        tag("UnifiedGrossMassMeasure", plain(it.kg), measurementUnitCode="166"),
        tag("CAValueAmount", plain(it.value) if it.value else None, currencyCode=it.currency),
    ]
    street = to.native_street or to.street
    told = [
        tag("ObjectOrdinal", ordinal),
        tag("TransportDocumentDetails", [tag("DocId", hyphened(master))]),
        tag("HouseWaybillDetails", [tag("DocId", it.number)]),
        _subject("ConsignorDetails", sender.name, sender.country, sender.city, sender.street, ""),
        _subject("ConsigneeDetails", to.native or to.name, to.country, to.city.title(), street, f"+{to.phone}"),
        tag("ECGoodsItemDetails", goods),
    ]
    return tag("ECHouseShipmentDetails", told)


def express_xml(today: Today, waybills: list[Waybill]) -> bytes:
    """The register for the parcels of some masters."""
    held = [(waybill.consignment.number, it) for waybill in waybills for it in waybill.houses]
    houses = [_house(n, master, it) for n, (master, it) in enumerate(held, 1)]
    identity = [
        tag("CustomsOfficeCode", OFFICES[today.site.country]),
        tag("DocCreationDate", f"{today.day:%Y-%m-%d}"),
        tag("CustomsDocumentId", f"{int(waybills[0].consignment.number[3:10]) % 10**7:07d}"),
    ]
    told = [
        tag("EDocCode", "R.043"),
        tag("ExpressRegistryKindCode", "ПТДЭГ"),
        tag("DeclarationKindCode", "ИМ"),
        tag("ExpressCargoDeclarationIdDetails", identity),
        tag("ECGoodsShipmentDetails", houses),
    ]
    return (HEAD + tag("ExpressCargoDeclaration", told, xmlns="urn:EEC:R:043:ExpressCargoDeclaration:v2.1")).encode()
