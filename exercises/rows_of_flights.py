"""Rows of a flight's manifest and of what its handler tells after the landing, as the readers give them."""

from datetime import datetime
from random import Random

from exercises.cargo_xml import TARE_KG, scaled
from exercises.dice import chance
from exercises.manifest import Lying, by_point, loaded
from exercises.rows import DUMMY, is_right, volume
from exercises.schedule import Flight, handler_of
from exercises.status import missing
from exercises.telling import Message, Row, Told
from exercises.waybills import Waybill


def flight_id(flight: Flight) -> str:
    """The name of a flight in the tables: carrier and number, day of departure, loading airport."""
    return f"{flight.name}-{flight.departs_local:%Y%m%d}-{flight.loading.code}"


def tell_manifest(told: Told, flight: Flight, waybills: list[Waybill], at: datetime, rng: Random) -> None:
    """Tell the manifest of a flight: in one message, or in two parts of one transmission."""
    xml = flight.service.carrier.speaks == "cargo_xml"
    legs = by_point(flight, waybills)
    blocks = [block for leg, leaving in legs for block in loaded(leg, leaving, rng)]
    point = flight.unloading.code if len(legs) == 1 else None
    parts = [blocks]
    if not xml and point and len(blocks) > 1 and chance(rng, 0.06):
        parts = [blocks[:1], blocks[1:]]
    ended = xml or not chance(rng, 0.02)
    for part, lying in enumerate(parts, start=1):
        sent_at = at.replace(microsecond=0) if xml else None
        message = told.message("cargo", "xffm" if xml else "ffm", at, part=part, sent_at=sent_at)
        last = part == len(parts) and (ended or len(parts) > 1)
        _tell_loads(message, flight, lying, rng)
        ends = {"unloading_airport": point, "last": last, "complete": last}
        message.add("flights", 1, _header(flight, part, xml=xml) | ends)


def _header(flight: Flight, part: int, *, xml: bool) -> Row:
    return {
        "flight_id": flight_id(flight), "manifest": "carrier" if xml else None, "carrier": flight.service.carrier.code,
        "flight_number": flight.service.number, "departure_date": flight.departs_local.date(),
        "loading_airport": flight.loading.code,
        "registration": flight.registration, "departs_at": flight.departs_at, "part": part,
    }  # fmt: skip


def customs_flight(flight: Flight) -> Row:
    """The header of the customs system's manifest of a flight."""
    unsaid = {"registration": None, "part": None, "departs_at": None}
    arrives = {"unloading_airport": flight.unloading.code, "arrives_at": flight.arrives_at}
    return _header(flight, 1, xml=False) | arrives | unsaid | {"manifest": "customs"}


def customs_load(waybill: Waybill) -> Row:
    """A waybill of it as a line of a manifest."""
    it, flight = waybill.consignment, waybill.flight
    return {
        "flight_id": flight_id(flight), "waybill": it.number, "split": "T", "pieces": it.pieces, "gross_kg": it.kg,
        "total_pieces": it.pieces, "goods_description": it.text, "unloading_airport": flight.unloading.code,
        "arrives_at": flight.arrives_at,
    }  # fmt: skip


def _tell_loads(message: Message, flight: Flight, blocks: list[tuple[str, list[Lying]]], rng: Random) -> None:
    """Every line of a message, and its waybill once, with the weight of all its lines where they are the whole."""
    named, xml = flight_id(flight), flight.service.carrier.speaks == "cargo_xml"
    kilos: dict[str, float] = {}
    for _, loads in blocks:
        for load in loads:
            number = load.waybill.consignment.number
            kilos[number] = kilos.get(number, 0.0) + load.kg
    for uld, loads in blocks:
        whole_kg = scaled(uld, loads, rng) - TARE_KG[uld[:3]] if xml and uld else None
        for load in loads:
            record, it = message.record(), load.waybill.consignment
            space = {"volume_m3": None} if xml else volume(load.kg, it.kg_m3, rng)
            if space.pop(DUMMY, False):
                message.warn(record, DUMMY)
            total = load.total if xml or load.split != "T" else None
            said = {"uld_gross_kg": whole_kg, "total_pieces": total, **space}
            message.add("loads", record, _load(named, uld, load) | said)
            kg = kilos.pop(it.number, None)
            if kg is not None:
                message.add("consignments", record, _carried(named, load, round(kg, 2), rng, xml=xml) | space)
            if not is_right(it.number):
                message.warn(record, "awb_check_digit", it.number)


def _load(named: str, uld: str, load: Lying) -> Row:
    it, flight = load.waybill.consignment, load.waybill.flight
    codes = [] if load.waybill.houses else list(it.goods.codes)
    return {
        "flight_id": named, "uld": uld or None, "uld_type": uld[:3] or None, "waybill": it.number, "split": load.split,
        "pieces": load.pieces, "gross_kg": load.kg, "goods_description": it.text[:15].rstrip(),
        "unloading_airport": flight.unloading.code, "arrives_at": flight.arrives_at,
        "next_airport": load.waybill.onward, "handling_codes": codes,
    }  # fmt: skip


def _carried(named: str, load: Lying, kg: float, rng: Random, *, xml: bool) -> Row:
    """The waybill of a line; texts call half of the masters a consolidation, and one in a hundred has no origin."""
    it = load.waybill.consignment
    consolidated = load.waybill.houses and not xml and chance(rng, 0.5)
    return {
        "consignment_id": it.number, "told_by": "manifest", "waybill": it.number, "stream": "cargo",
        "origin_airport": None if not xml and chance(rng, 0.01) else it.origin, "flight_id": named,
        "destination_airport": it.destination, "pieces": load.total,
        "gross_kg": kg if load.split in ("T", "S") else None,
        "goods_description": "CONSOLIDATION" if consolidated else it.text[:15].rstrip(),
        "handling_codes": [] if load.waybill.houses else list(it.goods.codes), "check_digit_ok": is_right(it.number),
    }  # fmt: skip


def tell_statuses(told: Told, waybills: list[Waybill], at: datetime, rng: Random) -> None:
    """Tell what came out of the aircraft (RCF), and what was short or over (DIS), of most waybills."""
    for waybill in waybills:
        if not (chance(rng, 0.7) or waybill.consignment.missing):
            continue
        flight, short = waybill.flight, missing(waybill, rng)
        message = told.message("cargo", "xfsu" if flight.service.carrier.speaks == "cargo_xml" else "fsu", at)
        came, total = waybill.manifest_pieces - max(short, 0), waybill.consignment.pieces
        split = "P" if came < total else "T"
        weighed = {"status": "RCF", "split": split, "pieces": came, "gross_kg": waybill.manifest_kg}
        message.add("statuses", message.record(), _status(waybill) | weighed)
        if short:
            code = "MSCA" if short > 0 else "FDCA"
            wrong = {"status": "DIS", "split": "P", "pieces": abs(short), "discrepancy": code}
            message.add("statuses", message.record(), _status(waybill) | wrong)


def _status(waybill: Waybill) -> Row:
    it, flight = waybill.consignment, waybill.flight
    day = flight.arrives_local.date()
    return {
        "consignment_id": it.number, "waybill": it.number, "airport": flight.unloading.code,
        "carrier": flight.service.carrier.code, "flight_number": flight.service.number, "flight_date": day,
        "occurred_on": day, "occurred_at": flight.arrives_at, "total_pieces": it.pieces,
        "detail": f"HANDLED BY {handler_of(flight)}",
    }  # fmt: skip
