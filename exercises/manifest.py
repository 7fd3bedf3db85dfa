"""FFM/8 texts: a flight's loads over its ULDs and bulk, with splits, parts, onward movements and missing ends."""

from dataclasses import dataclass
from random import Random

from exercises.dice import chance
from exercises.schedule import Flight
from exercises.today import hyphened
from exercises.waybills import Waybill
from exercises.wire import plain, volume

ULD_TYPES = ("PMC", "PMC", "AKE", "AKE", "PAG", "PLA", "AKH")
A_ULD = 14  # waybills; a flight of twenty has a couple of ULDs


@dataclass(frozen=True, slots=True)
class Lying:
    """So many pieces of a waybill in one place; `split` as in a manifest: T all, P part, S split, D both."""

    waybill: Waybill
    split: str
    pieces: int
    kg: float
    total: int


def _lines(load: Lying, rng: Random) -> list[str]:
    """One consignment of the manifest: its line, handling codes, onward movement."""
    it, waybill = load.waybill.consignment, load.waybill
    whole = "" if load.split == "T" else f"T{load.total}"
    origin = "" if chance(rng, 0.01) else it.origin
    text = "CONSOLIDATION" if waybill.houses and chance(rng, 0.5) else it.text[:15].rstrip()
    quantity = f"{load.split}{load.pieces}K{plain(load.kg)}{volume(load.kg, it.kg_m3, rng)}{whole}"
    lines = [f"{hyphened(it.number)}{origin}{it.destination}/{quantity}/{text}"]
    if it.goods.codes and not waybill.houses:
        lines.append("/" + "/".join(it.goods.codes))
    if waybill.onward:
        onward = waybill.flight.arrives_local
        lines.append(
            f"/{waybill.onward}{waybill.flight.service.carrier.code}0{rng.randint(300, 399)}/{onward:%d%b}".upper()
        )
    return lines


def _parts_of(waybill: Waybill, places: int, rng: Random) -> list[tuple[int, Lying]]:
    """The parts of a waybill and where each lies: place 0 is bulk. Splits add up, or the rest flies otherwise."""
    pieces, kg = waybill.manifest_pieces, waybill.manifest_kg
    place = 0 if chance(rng, 0.25) else rng.randrange(1, places + 1)
    throw = rng.random()
    if pieces < 4 or throw > 0.09:  # nine in a hundred are split
        return [(place, Lying(waybill, "T", pieces, kg, pieces))]
    first = max(1, round(pieces * rng.uniform(0.2, 0.8)))
    share = round(kg * first / pieces, 1)
    if throw < 0.02:  # two: the rest comes another day
        return [(place, Lying(waybill, "P", first, max(0.1, share), pieces))]
    rest = max(0.1, round(kg - share, 1))
    other = (place + 1) % (places + 1)
    if throw < 0.03 and first > 1:  # one: part on this flight, and that split again
        half = first // 2
        kilos = max(0.1, round(share / 2, 1))
        return [
            (place, Lying(waybill, "D", half, kilos, pieces)),
            (other, Lying(waybill, "D", first - half, kilos, pieces)),
        ]
    return [
        (place, Lying(waybill, "S", first, max(0.1, share), pieces)),
        (other, Lying(waybill, "S", pieces - first, rest, pieces)),
    ]


def loaded(flight: Flight, waybills: list[Waybill], rng: Random) -> list[tuple[str, list[Lying]]]:
    """What lies where: bulk first, under "", then each ULD that holds anything."""
    places = max(1, len(waybills) // A_ULD)
    lying: list[list[Lying]] = [[] for _ in range(places + 1)]
    for waybill in waybills:
        for place, load in _parts_of(waybill, places, rng):
            lying[place].append(load)
    code = flight.service.carrier.code
    names = ["", *(f"{rng.choice(ULD_TYPES)}{rng.randint(10000, 99999)}{code}" for _ in range(places))]
    return [(name, loads) for name, loads in zip(names, lying, strict=True) if loads]


def _header(flight: Flight, part: int) -> str:
    start = flight.departs_local
    return f"FFM/8\n{part}/{flight.name}/{start:%d%b%H%M}/{flight.loading.code}/{flight.registration}".upper()


def by_point(flight: Flight, waybills: list[Waybill]) -> list[tuple[Flight, list[Waybill]]]:
    """The legs of a flight with what leaves it at the end of each: the flight itself, then where it goes on to."""
    legs = dict.fromkeys([flight, *(waybill.flight for waybill in waybills if waybill.flight.name == flight.name)])
    there = {leg.unloading: [w for w in waybills if w.flight.unloading == leg.unloading] for leg in legs}
    return [(leg, there[leg.unloading]) for leg in legs if there[leg.unloading]]


def _blocks(leg: Flight, waybills: list[Waybill], rng: Random) -> list[list[str]]:
    return [
        [*([f"ULD/{uld}"] if uld else []), *(line for load in loads for line in _lines(load, rng))]
        for uld, loads in loaded(leg, waybills, rng)
    ]


def ffm(flight: Flight, waybills: list[Waybill], rng: Random) -> list[str]:
    """The manifest of a flight as one message, or as two parts of one transmission where it has one point alone."""
    points = []
    for leg, leaving in by_point(flight, waybills):
        point = f"{leg.unloading.code}/{leg.arrives_local:%d%b%H%M}".upper()
        points.append((point, _blocks(leg, leaving, rng)))
    point, full = points[0]
    if len(points) == 1 and len(full) > 1 and chance(rng, 0.06):
        first = "\n".join([_header(flight, 1), point, *full[0], "CONT"])
        second = "\n".join([_header(flight, 2), point, *(line for block in full[1:] for line in block), "LAST"])
        return [first, second]
    end = [] if chance(rng, 0.02) else ["LAST"]
    lines = [line for point, blocks in points for line in (point, *(line for block in blocks for line in block))]
    return ["\n".join([_header(flight, 1), *lines, *end])]
