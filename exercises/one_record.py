"""ONE Record JSON-LD of a waybill, data model 3: objects embedded, short names by @vocab.

Source: FORMATS.md of the task, 2.2; the ontology of IATA, MIT.
"""

import json
from typing import Any

from exercises.consignments import Consignment
from exercises.traders import Party
from exercises.waybills import Waybill

CARGO = "https://onerecord.iata.org/ns/cargo#"
CODES = "https://onerecord.iata.org/ns/coreCodeLists#"
UNIT = {"@id": "https://vocabulary.uncefact.org/UnitMeasureCode#KGM"}


def _place(code: str) -> dict[str, Any]:
    return {"@type": "Location", "locationCodes": [{"@type": "CodeListElement", "code": code}]}


def _party(role: str, party: Party) -> dict[str, Any]:
    address = {
        "@type": "Address", "streetAddressLines": [party.street], "cityName": party.city, "postalCode": party.post,
        "country": {"@type": "CodeListElement", "code": party.country},
    }  # fmt: skip
    phone = {
        "@type": "ContactDetail",
        "contactDetailType": {"@id": f"{CODES}ContactDetailType_PHONE_NUMBER"},
        "textualValue": party.phone,
    }
    company: dict[str, Any] = {
        "@type": "Company", "name": party.name, "basedAtLocation": {"@type": "Location", "address": address}
    }  # fmt: skip
    if party.phone:
        company["contactPersons"] = [{"@type": "Person", "contactDetails": [phone]}]
    return {"@type": "Party", "partyRole": {"@id": f"{CODES}ParticipantIdentifier_{role}"}, "partyDetails": company}


def waybill_json(waybill: Waybill, it: Consignment, revision: int) -> str:
    """One waybill with its shipment, pieces and parties; the houses of a master are not in it."""
    codes = [{"@id": f"{CODES}SpecialHandlingCode_{code}"} for code in it.goods.codes]
    piece: dict[str, Any] = {"@type": "Piece", "specialHandlingCodes": codes}
    if it.hs:
        piece["contentProducts"] = [{"@type": "Product", "hsCode": {"@type": "CodeListElement", "code": it.hs}}]
    shipment = {
        "@type": "Shipment", "goodsDescription": it.text,
        "totalGrossWeight": {"@type": "Value", "numericalValue": it.kg, "unit": UNIT},
        "pieces": [piece, *({"@type": "Piece"} for _ in range(it.pieces - 1))],
        "involvedParties": [_party("SHP", it.consignor), _party("CNE", it.consignee)],
    }  # fmt: skip
    said: dict[str, Any] = {
        "@context": {"@vocab": CARGO},
        "@type": "Waybill",
        "@id": f"https://1r.example.com/logistics-objects/{it.number}",
        "waybillPrefix": it.number[:3],
        "waybillNumber": it.number[3:],
        "waybillType": {"@id": f"{CARGO}{'MASTER' if waybill.houses else 'DIRECT'}"},
        "revision": revision,
        "departureLocation": _place(it.origin),
        "arrivalLocation": _place(it.destination),
        "shipment": shipment,
    }
    money = {"@id": f"https://vocabulary.uncefact.org/CurrencyCode#{it.currency}"}
    for name, value in (("declaredValueForCustoms", it.value), ("declaredValueForCarriage", it.carriage)):
        if value:
            said[name] = {"@type": "CurrencyValue", "numericalValue": value, "currencyUnit": money}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"
