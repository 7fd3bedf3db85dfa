"""FFM/8 texts: a flight's loads over its ULDs and bulk, with splits, parts, onward movements and missing ends."""

from random import Random

from exercises.dice import chance
from exercises.schedule import Flight
from exercises.today import hyphened
from exercises.waybills import Waybill
from exercises.wire import plain, volume

ULD_TYPES = ("PMC", "PMC", "AKE", "AKE", "PAG", "PLA", "AKH")
A_ULD = 14  # waybills; a flight of twenty has a couple of ULDs


def _load(waybill: Waybill, split: str, pieces: int, kg: float, total: int, rng: Random) -> list[str]:
    """One consignment of the manifest: its line, handling codes, onward movement."""
    it = waybill.consignment
    whole = "" if split == "T" else f"T{total}"
    origin = "" if chance(rng, 0.01) else it.origin
    text = "CONSOLIDATION" if waybill.houses and chance(rng, 0.5) else it.text[:15].rstrip()
    quantity = f"{split}{pieces}K{plain(kg)}{volume(kg, rng)}{whole}"
    lines = [f"{hyphened(it.number)}{origin}{it.destination}/{quantity}/{text}"]
    if it.goods.codes and not waybill.houses:
        lines.append("/" + "/".join(it.goods.codes))
    if waybill.onward:
        onward = waybill.flight.arrives_local
        lines.append(
            f"/{waybill.onward}{waybill.flight.service.carrier.code}0{rng.randint(300, 399)}/{onward:%d%b}".upper()
        )
    return lines


def _parts_of(waybill: Waybill, places: int, rng: Random) -> list[tuple[int, list[str]]]:
    """The lines of a waybill and where each lies: place 0 is bulk. Splits add up, or the rest flies otherwise."""
    pieces, kg = waybill.manifest_pieces, waybill.manifest_kg
    place = 0 if chance(rng, 0.25) else rng.randrange(1, places + 1)
    throw = rng.random()
    if pieces < 4 or throw > 0.09:  # nine in a hundred are split
        return [(place, _load(waybill, "T", pieces, kg, pieces, rng))]
    first = max(1, round(pieces * rng.uniform(0.2, 0.8)))
    share = round(kg * first / pieces, 1)
    if throw < 0.02:  # two: the rest comes another day
        return [(place, _load(waybill, "P", first, max(0.1, share), pieces, rng))]
    rest = max(0.1, round(kg - share, 1))
    other = (place + 1) % (places + 1)
    if throw < 0.03 and first > 1:  # one: part on this flight, and that split again
        half = first // 2
        return [
            (place, _load(waybill, "D", half, max(0.1, round(share / 2, 1)), pieces, rng)),
            (other, _load(waybill, "D", first - half, max(0.1, round(share / 2, 1)), pieces, rng)),
        ]
    return [
        (place, _load(waybill, "S", first, max(0.1, share), pieces, rng)),
        (other, _load(waybill, "S", pieces - first, rest, pieces, rng)),
    ]


def _header(flight: Flight, part: int) -> str:
    start = flight.departs_local
    return f"FFM/8\n{part}/{flight.name}/{start:%d%b%H%M}/{flight.loading.code}/{flight.registration}".upper()


def ffm(flight: Flight, waybills: list[Waybill], rng: Random) -> list[str]:
    """The manifest of a flight as one message, or as two parts of one transmission."""
    places = max(1, len(waybills) // A_ULD)
    code = flight.service.carrier.code
    lying: list[list[list[str]]] = [[] for _ in range(places + 1)]
    for waybill in waybills:
        for place, lines in _parts_of(waybill, places, rng):
            lying[place].append(lines)
    blocks = [[line for load in lying[0] for line in load]]
    for loads in lying[1:]:
        uld = f"ULD/{rng.choice(ULD_TYPES)}{rng.randint(10000, 99999)}{code}"
        blocks.append([uld, *(line for load in loads for line in load)] if loads else [])
    point = f"{flight.unloading.code}/{flight.arrives_local:%d%b%H%M}".upper()
    full = [block for block in blocks if block]
    if len(full) > 1 and chance(rng, 0.06):
        first = "\n".join([_header(flight, 1), point, *full[0], "CONT"])
        second = "\n".join([_header(flight, 2), point, *(line for block in full[1:] for line in block), "LAST"])
        return [first, second]
    end = [] if chance(rng, 0.02) else ["LAST"]
    return ["\n".join([_header(flight, 1), point, *(line for block in full for line in block), *end])]
