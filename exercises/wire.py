"""Cargo-IMP texts of waybills and houses: FWB/17, FWB/16 and FHL/5, inside the limits of the standard.

Source: FORMATS.md of the task, 1.1 to 1.5; fields of 35, 17 and 9 characters, goods lines of 20.
"""

from collections.abc import Iterable
from random import Random

from exercises.charges import freight
from exercises.consignments import Consignment
from exercises.dice import chance
from exercises.spelling import wire
from exercises.today import hyphened
from exercises.traders import Party
from exercises.waybills import Waybill

LINE = 65  # characters of free text on one line
GOODS_LINE = 20


def plain(number: float) -> str:
    """A number without a needless zero.

    >>> plain(12.50), plain(7.0)
    ('12.5', '7')
    """
    return f"{number:.2f}".rstrip("0").rstrip(".")


def cubic(kg: float, kg_m3: float, rng: Random) -> str | None:
    """Cubic metres: missing, a dummy, what the density gives, measured by eye, or a slip of the point."""
    throw = rng.random()
    if throw < 0.2:  # one in five does not say it
        return None
    if throw < 0.3:  # one in ten puts a dummy
        return "0.01"
    if throw > 0.985:  # one in seventy slips by a digit
        return plain(max(0.02, kg / kg_m3 / 10))
    return plain(max(0.02, kg / kg_m3 * (0.6 + throw)))


def volume(kg: float, kg_m3: float, rng: Random) -> str:
    """The same after a weight, as texts have it."""
    said = cubic(kg, kg_m3, rng)
    return f"MC{said}" if said else ""


def _size(it: Consignment) -> str:
    """A piece in centimetres: half again as long as wide, and as high as its density asks."""
    litres = 1000 * it.kg / it.pieces / it.kg_m3
    wide = max(5, round((litres * 1000 / 1.5) ** (1 / 3)))
    return f"{round(wide * 1.5)}-{wide}-{max(1, round(litres * 1000 / (1.5 * wide * wide)))}"


def _party(tag: str, party: Party, tagged: bool, rng: Random) -> list[str]:
    """SHP, CNE or NFY with its four lines; `tagged` is the form of version 17."""
    name, street, city = party.name[:35], party.street[:35] or ".", wire(party.city, 17)
    said = party.phone and (tag == "CNE" or chance(rng, 0.6))
    last = f"/{party.country}" + (f"/{party.post[:9]}" if party.post else "/" if said else "")
    last += f"/TE/{party.phone}" if said else ""
    if tagged:
        return [tag, f"NAM/{name}", f"ADR/{street}", f"LOC/{city}", last]
    return [tag, f"/{name}", f"/{street}", f"/{city}", last]


def _goods_lines(waybill: Waybill, it: Consignment, rng: Random) -> list[str]:
    """Detail lines of the rate description: text cut at 20, dimensions or none, HS code."""
    kind = "NC" if waybill.houses else "NG"
    pieces = [it.text[at : at + GOODS_LINE] for at in range(0, len(it.text), GOODS_LINE)]
    lines = [f"{kind}/{piece}" for piece in pieces]
    lines.append("ND//NDA" if chance(rng, 0.5) else f"ND//CMT{_size(it)}/{it.pieces}")
    if it.hs:
        lines.append(f"NH/{it.hs}")
    return [f"/{lines[0]}", *(f"/{n}/{line}" for n, line in enumerate(lines[1:], start=2))]


def _routing(waybill: Waybill, it: Consignment) -> list[str]:
    flight = waybill.flight
    code = flight.service.carrier.code
    via = [] if it.origin == flight.loading.code else [flight.loading.code]
    points = [*via, flight.unloading.code] + ([waybill.onward] if waybill.onward else [])
    routing = "/".join(f"{point}{code}" for point in points)
    return [f"FLT/{flight.name}/{flight.departs_local:%d}", f"RTG/{routing}"]


def _charges(it: Consignment, rng: Random) -> list[str]:
    weight, (rate, charged) = max(1.0, it.kg), freight(it, rng)
    total = plain(charged)
    rated = f"RTD/1/P{it.pieces}/K{plain(it.kg)}/CQ/W{plain(weight)}/R{plain(rate)}/T{total}"
    value = plain(it.value) if it.value else "NCV"
    pays = "CC" if it.collect else "PP"
    carriage = plain(it.carriage) if it.carriage else "NVD"
    total_lines = [f"{'COL' if it.collect else 'PPD'}/WT{total}", f"/CT{total}"]
    return [f"CVD/{it.currency}//{pays}/{carriage}/{value}/XXX", rated, *total_lines]


def fwb(waybill: Waybill, it: Consignment, rng: Random) -> str:
    """One FWB: version 16 for every seventh agent, else 17."""
    tagged = int(it.forwarder.code) % 7 != 0
    cvd, rated, *totals = _charges(it, rng)
    agent = it.forwarder.abroad
    place = wire(agent.city, 17)
    issued = waybill.flight.departs_local
    codes = it.goods.codes or (("ECC",) if chance(rng, 0.3) else ())
    quantity = f"T{it.pieces}K{plain(it.kg)}{volume(it.kg, it.kg_m3, rng)}"
    lines = [
        "FWB/17" if tagged else "FWB/16",
        f"{hyphened(it.number)}{it.origin}{it.destination}/{quantity}",
        *_routing(waybill, it),
        *_party("SHP", it.consignor, tagged, rng),
        *_party("CNE", it.consignee, tagged, rng),
        f"AGT//{it.forwarder.code}/{int(it.forwarder.code) % 9000 + 1000}",
        f"/{agent.name}",
        f"/{place}",
        *(["SSR/PLEASE INFORM CONSIGNEE ON ARRIVAL"] if chance(rng, 0.1) else []),
        *(_party("NFY", it.notify, tagged, rng) if it.notify else []),
        cvd,
        rated,
        *_goods_lines(waybill, it, rng),
        *totals,
        f"CER/{wire(it.consignor.name, 20)}",
        f"ISU/{issued:%d%b%y}/{place}/{wire(agent.name, 20)}".upper(),
        f"REF/{waybill.flight.service.away.code}FM{waybill.flight.service.carrier.code}",
        *(["SPH/" + "/".join(codes)] if codes else []),
    ]
    return "\n".join(lines)


def _house_lines(it: Consignment) -> list[str]:
    text = f"HBS/{it.number}/{it.origin}{it.destination}/{it.pieces}/K{plain(it.kg)}//{it.text[:15].rstrip()}"
    codes = ["/" + "/".join(it.goods.codes)] if it.goods.codes else []
    cut = [it.text[at : at + LINE] for at in range(0, len(it.text), LINE)] if len(it.text) > 15 else []  # HBS holds 15
    told = [f"{'TXT' if n == 0 else ''}/{line}" for n, line in enumerate(cut)]
    return [text, *codes, *told, *([f"HTS/{it.hs}"] if it.hs else [])]


def _mbi(waybill: Waybill) -> list[str]:
    it = waybill.consignment
    return ["FHL/5", f"MBI/{hyphened(it.number)}{it.origin}{it.destination}/T{it.pieces}K{plain(it.kg)}"]


def fhl(waybill: Waybill, house: Consignment, rng: Random) -> str:
    """One FHL that carries one house with its parties."""
    value = plain(house.value) if house.value else "NCV"
    lines = [
        *_mbi(waybill),
        *_house_lines(house),
        *_party("SHP", house.consignor, True, rng),
        *_party("CNE", house.consignee, True, rng),
        f"CVD/{house.currency}/PP/NVD/{value}/XXX",
    ]
    return "\n".join(lines)


def check_list(waybill: Waybill, houses: Iterable[Consignment]) -> str:
    """One FHL that only lists the houses of a master, without parties."""
    return "\n".join([*_mbi(waybill), *(line for house in houses for line in _house_lines(house))])
