"""Rows of the table `consignments` as the readers give them: one function for each kind of telling.

What a clerk leaves out and a register cannot say is null here as it is after reading.
"""

from random import Random

from exercises.charges import freight
from exercises.consignments import Consignment
from exercises.dice import chance
from exercises.post import nature
from exercises.schedule import Flight
from exercises.spelling import wire
from exercises.telling import Row
from exercises.today import s10_check
from exercises.traders import Party
from exercises.waybills import Waybill
from exercises.wire import cubic
from lake.personal import keyed_hash

NOTHING = "0.01"
"""Cubic metres that say nothing: a reader makes them null."""
DUMMY = "dummy_volume"
"""No column: marks a row whose reader would have warned of such a volume."""


def is_right(number: str) -> bool:
    """Whether a waybill's check digit is right."""
    return int(number[3:10]) % 7 == int(number[10])


def _party(who: str, party: Party, rng: Random) -> Row:
    """A party as an air waybill writes it."""
    said = party.phone and (who == "consignee" or chance(rng, 0.6))
    return {
        f"{who}_name": party.name[:35], f"{who}_address": party.street[:35] or None,
        f"{who}_city": wire(party.city, 17) or None, f"{who}_postcode": party.post[:9] or None,
        f"{who}_country": party.country, f"{who}_phone": party.phone if said else None,
    }  # fmt: skip


def _goods(it: Consignment, *, listed: bool) -> Row:
    """Goods, weight and value; without a code the list of codes is empty where the format has one."""
    return {
        "pieces": it.pieces, "gross_kg": it.kg, "goods_description": it.text,
        "hs_codes": [it.hs] if it.hs else [] if listed else None,
        "value": it.value or None, "currency": it.currency if it.value else None,
        "handling_codes": list(it.goods.codes) or None,
    }  # fmt: skip


def volume(kg: float, kg_m3: float, rng: Random) -> Row:
    """Cubic metres; a dummy is null and marked under DUMMY."""
    said = cubic(kg, kg_m3, rng)
    return {"volume_m3": None if said in (None, NOTHING) else float(said or 0), DUMMY: said == NOTHING}


def _of_house(waybill: Waybill, it: Consignment) -> Row:
    master = waybill.consignment.number
    return {
        "consignment_id": f"{master}/{it.number}", "kind": "house", "stream": "cargo",
        "master_waybill": master, "house_waybill": it.number,
        "origin_airport": it.origin, "destination_airport": it.destination,
    }  # fmt: skip


def master(waybill: Waybill, it: Consignment, rng: Random) -> Row:
    """A waybill with parties: FWB, XFWB, or ONE Record, which says nothing of route, charges and agent."""
    flight, kind = waybill.flight, "master" if waybill.houses else "direct"
    row = {
        "consignment_id": it.number, "told_by": "master", "kind": kind, "waybill": it.number, "stream": "cargo",
        "origin_airport": it.origin, "destination_airport": it.destination,
        "check_digit_ok": is_right(it.number), "carriage_value": it.carriage or None,
        **_goods(it, listed=True), "currency": it.currency if it.value or it.carriage else None,
        **_party("consignor", it.consignor, rng), **_party("consignee", it.consignee, rng),
    }  # fmt: skip
    if flight.service.carrier.speaks == "one_record":
        return row | {"consolidation": True if waybill.houses else None, "hs_codes": row["hs_codes"] or None}
    points = [] if it.origin == flight.loading.code else [flight.loading.code]
    points += [flight.unloading.code, *([waybill.onward] if waybill.onward else [])]
    xml = flight.service.carrier.speaks == "cargo_xml"
    agent = it.forwarder.abroad
    return row | {
        "route": [flight.unloading.code] if xml else points,
        "carrier": flight.service.carrier.code, **volume(it.kg, it.kg_m3, rng),
        "payment": "collect" if it.collect else "prepaid", "freight": freight(it, rng)[1],
        "freight_currency": it.currency, "consolidation": bool(waybill.houses),
        "handling_codes": list(it.goods.codes) or (["ECC"] if chance(rng, 0.3) else None),
        "notify_name": it.notify.name[:35] if it.notify else None,
        "notify_country": it.notify.country if it.notify else None,
        "forwarder_name": agent.name, "forwarder_code": it.forwarder.code,
        "issued_on": flight.departs_local.date(), "issued_place": wire(agent.city, 17),
    }  # fmt: skip


def house(waybill: Waybill, it: Consignment, rng: Random) -> Row:
    """A house with its parties: FHL or XFZB."""
    parties = {**_party("consignor", it.consignor, rng), **_party("consignee", it.consignee, rng)}
    listed = waybill.flight.service.carrier.speaks == "cargo_xml"
    told = {"told_by": "house", "payment": "prepaid"}
    return _of_house(waybill, it) | told | _goods(it, listed=listed) | parties


def list_head(waybill: Waybill) -> Row:
    """The master's own line of a message on its houses."""
    it = waybill.consignment
    return {
        "consignment_id": it.number, "told_by": "check_list", "kind": "master", "waybill": it.number, "stream": "cargo",
        "origin_airport": it.origin, "destination_airport": it.destination, "pieces": it.pieces, "gross_kg": it.kg,
        "consolidation": True, "check_digit_ok": is_right(it.number),
    }  # fmt: skip


def list_line(waybill: Waybill, it: Consignment) -> Row:
    """A house of a check-list, without parties."""
    goods = _goods(it, listed=False) | {"value": None, "currency": None}
    if waybill.flight.service.carrier.speaks == "cargo_xml":
        goods["handling_codes"] = None
    return _of_house(waybill, it) | {"told_by": "check_list"} | goods


def parcel(waybill: Waybill, it: Consignment, layout: str) -> Row:
    """A row of a courier's list in one of three layouts, or of the register for customs (R.043)."""
    master_number, to, sender = waybill.consignment.number, it.consignee, it.consignor
    latin = layout == "english"
    row = {
        "consignment_id": f"{master_number}/{it.number}", "told_by": "register", "kind": "parcel",
        "master_waybill": master_number, "house_waybill": it.number, "stream": "courier",
        "check_digit_ok": is_right(master_number), **_goods(it, listed=False), "handling_codes": None,
        "consignor_name": sender.name, "consignor_country": None if layout == "chinese" else sender.country,
        "consignee_name": to.name if latin else to.native or to.name,
        "consignee_address": to.street if latin else to.native_street or to.street,
        "consignee_phone": to.phone if layout == "russian" else f"+{to.phone}",
    }  # fmt: skip
    if layout == "russian":
        return row | {"consignee_address": f"{to.city.title()}, {row['consignee_address']}"}
    if layout == "chinese":
        return row | {"consignee_country": to.country}
    row |= {"consignee_city": to.city.title(), "consignee_country": to.country}
    if layout == "english":
        return row | {"consignee_postcode": to.post}
    code = (it.hs or it.goods.hs).ljust(10, "0")[:10]
    return row | {
        "pieces": None, "hs_codes": [code], "consignor_address": sender.street, "consignor_city": sender.city,
        "traffic": "import",
    }  # fmt: skip


def _mail_class(it: Consignment) -> str:
    """Letters of every kind (U, L) are one class."""
    return "U" if it.number[0] == "L" else it.number[0]


def item(it: Consignment, receptacle: str | None) -> Row:
    """A postal item: of the XML with its sender's address, or of the table with the receptacle that holds it."""
    to, sender = it.consignee, it.consignor
    row = {
        "consignment_id": it.number, "told_by": "item", "kind": "postal", "waybill": it.number, "stream": "mail",
        "master_waybill": receptacle, "mail_class": _mail_class(it), "transaction_nature": nature(it),
        "check_digit_ok": s10_check(it.number[2:10]) == int(it.number[10]),
        **_goods(it, listed=receptacle is None), "handling_codes": None,
        "consignor_name": sender.name, "consignor_country": sender.country,
        "consignee_name": to.native or to.name, "consignee_address": to.native_street or to.street,
        "consignee_city": to.city.title(), "consignee_postcode": to.post, "consignee_country": to.country,
        "consignee_phone": f"+{to.phone}",
    }  # fmt: skip
    row["pieces"] = 1  # what an item holds is a quantity
    if receptacle is None:
        row |= {"consignor_address": sender.street or None, "consignor_city": sender.city or None}
    return row


def declared(waybill: Waybill) -> Row:
    """What a declaration says of goods and parties."""
    number = waybill.consignment.number
    it = waybill.consignment.declared or waybill.consignment
    return {
        "consignment_id": number, "told_by": "declaration", "waybill": number, "stream": "cargo", "traffic": "import",
        "pieces": it.pieces, "gross_kg": it.kg, "goods_description": f"{it.goods.name.capitalize()}; {it.text}",
        "hs_codes": [f"{it.goods.hs.ljust(8, '0')}00"], "value": it.invoice or None, "currency": it.currency,
        "consignor_name": it.consignor.name, "consignor_address": f"{it.consignor.street} {it.consignor.city}",
        "consignee_name": it.consignee.name, "consignee_tax_id": keyed_hash(f"0000{int(number[3:10]) % 10**8:08d}"),
        "check_digit_ok": is_right(number),
    }  # fmt: skip


def customs_line(waybill: Waybill, it: Consignment, flight_id: str) -> Row:
    """A waybill, or a house of it, on the customs system's manifest of a flight."""
    number = waybill.consignment.number
    named: Row = {"consignment_id": number, "waybill": number}
    if it is not waybill.consignment:
        named = _of_house(waybill, it)
    return {
        **named, "told_by": "customs_manifest", "stream": "cargo", "traffic": "import", "origin_airport": it.origin,
        "destination_airport": waybill.flight.unloading.code, "carrier": waybill.flight.service.carrier.code,
        "flight_id": flight_id, "check_digit_ok": is_right(number),
        **_goods(it, listed=True), "handling_codes": None, "hs_codes": [],
        "consignor_name": it.consignor.name, "consignee_name": it.consignee.name,
        "consignor_address": f"{it.consignor.street} {it.consignor.city} {it.consignor.country}",
        "consignee_address": f"{it.consignee.street} {it.consignee.city} {it.consignee.country}",
    }  # fmt: skip


def prearrival(waybill: Waybill) -> Row:
    """A waybill of the airport's own export."""
    it = waybill.consignment
    return {
        "consignment_id": it.number, "told_by": "customs_manifest", "waybill": it.number, "stream": "cargo",
        "origin_airport": waybill.flight.loading.code, "destination_airport": it.destination,
        "carrier": waybill.flight.service.carrier.code, "pieces": waybill.manifest_pieces,
        "gross_kg": waybill.manifest_kg, "goods_description": it.text, "hs_codes": None, "value": None,
        "currency": None, "handling_codes": list(it.goods.codes) or None, "consignor_name": it.consignor.name,
        "consignee_name": it.consignee.name, "check_digit_ok": is_right(it.number),
    }  # fmt: skip


def ordered(waybill: Waybill, lane: str) -> Row:
    """What a list tells of a declaration: the lane alone."""
    name = waybill.consignment.number
    return {"declaration_id": f"LIST/-/{name}", "system": "LIST", "consignment_id": name, "lane": lane}


def receptacle(name: str, flight: Flight, held: list[Consignment]) -> list[Row]:
    """A receptacle under its S9 number, and the items that it says it holds."""
    told = {
        "told_by": "receptacle", "kind": "postal", "stream": "mail", "carrier": flight.service.carrier.code,
        "destination_airport": flight.unloading.code,
    }  # fmt: skip
    bag = {
        **told, "consignment_id": name, "waybill": name, "gross_kg": int(name[25:29]) / 10, "mail_category": name[12],
        "mail_class": name[13],
    }  # fmt: skip
    items = ((it.number, it.kg, _mail_class(it)) for it in held)
    return [bag] + [
        {**told, "consignment_id": number, "waybill": number, "master_waybill": name, "check_digit_ok": True,
         "gross_kg": kg, "mail_class": mail_class}
        for number, kg, mail_class in items
    ]  # fmt: skip
