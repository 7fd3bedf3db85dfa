"""How a method bends an honest consignment: only fields that its way names change."""

from dataclasses import dataclass, replace
from random import Random

from exercises.consignments import Consignment, valued
from exercises.dice import chance, dice
from exercises.methods import Method, Way
from exercises.parcels import at_pickup, platforms
from exercises.schedule import Flight, handler_of, shift_of
from exercises.today import Today
from exercises.traders import REGISTERED, Party, company_abroad, local_company, person, phone
from exercises.world import Airport, world

PARCELS = ("courier", "mail")
"""Streams whose consignees are people and whose words are the people's own."""


@dataclass(frozen=True)
class Plot:
    """A method on one day at one site, after `move` displacements."""

    method: Method
    way: Way
    move: int

    def suits(self, flight: Flight, onward: str | None) -> bool:
        """Whether the method can use what comes on this flight: its handler and shift, goods in transit."""
        way = self.way
        there = way.handler in (None, handler_of(flight)) and way.shift in (None, shift_of(flight))
        return there and bool(onward) >= (way.transit or way.between_legs > 0)

    def ring(self, today: Today, role: str, rng: Random) -> Random:
        """Dice that fall the same whenever the same member of the ring takes its turn."""
        member = rng.randrange(self.way.ring)
        return dice(today.seed, today.site.name, self.method.name, self.move, role, member)


def _origin(plot: Plot, honest: Consignment, rng: Random) -> Airport:
    airports = world().airports
    return airports[rng.choice(plot.way.origins)] if plot.way.origins else airports[honest.origin]


def _seller(origin: Airport, rng: Random) -> Party:
    sector = rng.choice(origin.sectors or ("trade",))
    made = company_abroad(rng, origin, sector)
    return replace(made.home, name=made.names[0][:35].rstrip())


def _consignor(plot: Plot, honest: Consignment, origin: Airport, today: Today, rng: Random) -> Party:
    if plot.way.consignor == "kept":
        return honest.consignor
    if plot.way.consignor == "new":
        return _seller(origin, rng)
    if plot.way.consignor == "ring":
        dice_of_member = plot.ring(today, "consignor", rng)
        return _seller(_origin(plot, honest, dice_of_member), dice_of_member)
    if plot.way.consignor == "private":
        return rng.choice(today.traders.people)
    if plot.way.consignor == "platform":
        return rng.choice(platforms())
    known = rng.choice(today.traders.consignors).trader.written(rng)
    other = _seller(origin, rng)
    return replace(known, street=other.street, phone=other.phone)


def _of_method(plot: Plot, today: Today, what: str, rng: Random) -> Random:
    """Dice of one of two things that a method has until it moves: a telephone, an address, a pick-up point."""
    return dice(today.seed, today.site.name, plot.method.name, plot.move, what, rng.randrange(2))


def _person_or_company(today: Today, stream: str, rng: Random) -> Party:
    return person(rng, today.site) if stream in PARCELS else local_company(rng, today.site).home


def _consignee(plot: Plot, honest: Consignment, today: Today, rng: Random) -> Party:
    if plot.way.consignee == "kept":
        who = honest.consignee
    elif plot.way.consignee == "new":
        who = _person_or_company(today, plot.method.stream, rng)
    else:
        who = _person_or_company(today, plot.method.stream, plot.ring(today, "consignee", rng))
    if chance(rng, plot.way.shared_phone):
        who = replace(who, phone=phone(_of_method(plot, today, "phone", rng), who.phone[:5]))
    if chance(rng, plot.way.shared_address):
        there = person(_of_method(plot, today, "address", rng), today.site)
        who = replace(who, street=there.street, native_street=there.native_street, post=there.post)
    if chance(rng, plot.way.pickup):
        points = today.traders.pickup_points[:REGISTERED]
        who = at_pickup(who, _of_method(plot, today, "pickup", rng).choice(points), rng)
    return who


def _text(plot: Plot, honest: Consignment, rng: Random) -> str:
    courier = plot.method.stream in PARCELS
    if chance(rng, plot.way.vague):
        return rng.choice(world().words["vague"]["local" if courier else "latin"])
    if plot.way.texts:
        return rng.choice(plot.way.texts)
    return rng.choice(honest.goods.local_texts if courier else honest.goods.texts)


def _weighed(plot: Plot, honest: Consignment, today: Today, rng: Random) -> Consignment:
    """Goods, pieces, weight, value and text after the way."""
    way = plot.way
    goods = world().goods[rng.choice(way.goods)] if way.goods else honest.goods
    pieces = rng.randint(*way.pieces) if way.pieces else honest.pieces
    norm = honest.kg / honest.goods.kg_piece / honest.pieces  # how far the honest one was from its own norm
    kg = max(0.05, round(goods.kg_piece * norm * pieces * rng.uniform(*way.kg_factor), 1 + (honest.kg < 1)))
    trade = kg * goods.eur_kg * rng.lognormvariate(0, 0.3)
    below = chance(rng, way.below_limit)
    eur = today.limit_eur * rng.uniform(0.88, 0.99) if below else trade * rng.uniform(*way.value_factor)
    invoice = valued(max(0.5, eur), honest.currency)
    bent = replace(
        honest, goods=goods, pieces=pieces, kg=kg, hs=goods.hs if honest.hs else None, invoice=invoice,
        value=invoice if chance(rng, way.value_said) else None,
        carriage=valued(trade, honest.currency) if chance(rng, way.insured) else None,
        kg_m3=rng.uniform(*way.kg_m3) if way.kg_m3 else goods.kg_m3 * rng.lognormvariate(0, 0.25),
    )  # fmt: skip
    if way.hs_of:
        bent = replace(bent, hs=world().goods[rng.choice(way.hs_of)].hs)
    return replace(bent, text=_text(plot, bent, rng))


def _otherwise(plot: Plot, bent: Consignment, today: Today, rng: Random) -> Consignment:
    """The consignment with other words for what the way changes: how it was told at first, or on the next leg."""
    told = bent
    if "consignee" in plot.way.changes:
        told = replace(told, consignee=rng.choice(today.traders.consignees).written(rng))
    if "text" in plot.way.changes:
        told = replace(told, text=rng.choice(rng.choice(list(world().goods.values())).texts))
    if "weight" in plot.way.changes:
        told = replace(told, kg=round(bent.kg * rng.choice((rng.uniform(0.5, 0.8), rng.uniform(1.25, 1.7))), 1))
    return told


def _told_twice(plot: Plot, bent: Consignment, today: Today, rng: Random) -> Consignment:
    """What else is said of it: before the departure, on the next leg, in the declaration, by the handler."""
    way = plot.way
    before = _otherwise(plot, bent, today, rng) if chance(rng, way.late) else None
    leg = _otherwise(plot, bent, today, rng) if chance(rng, way.between_legs) else None
    declared = None
    if way.declares:
        goods = world().goods[rng.choice(way.declares)]
        declared = replace(bent, goods=goods, text=rng.choice(goods.texts))
    missing = rng.choice((1, 1, 2, -1)) if chance(rng, way.discrepancy) else 0
    return replace(bent, before=before, late=before is not None, next_leg=leg, declared=declared, missing=missing)


def bend(plot: Plot, honest: Consignment, today: Today, rng: Random) -> Consignment:
    """The bad consignment that takes the place of an honest one; without a trace only its method is noted."""
    if not plot.method.trace:
        return replace(honest, method=plot.method.name)
    way, origin = plot.way, _origin(plot, honest, rng)
    bent = replace(
        _weighed(plot, honest, today, rng),
        method=plot.method.name,
        origin=origin.code,
        consignor=_consignor(plot, honest, origin, today, rng),
        consignee=_consignee(plot, honest, today, rng),
        notify=rng.choice(today.traders.forwarders).here if chance(rng, way.forwarder_notify) else None,
        new_consignor=honest.new_consignor or way.consignor in ("new", "ring"),
        collect=chance(rng, max(way.collect, 0.15)),
        nature="returned" if chance(rng, way.returned) else honest.nature,
    )
    return _told_twice(plot, bent, today, rng)
