"""How a method bends an honest consignment: only fields that its way names change."""

from dataclasses import dataclass, replace
from random import Random

from exercises.consignments import Consignment, valued
from exercises.dice import chance, dice
from exercises.methods import Method, Way
from exercises.today import Today
from exercises.traders import Party, company_abroad, local_company, person, phone
from exercises.world import Airport, world

PARCELS = ("courier", "mail")
"""Streams whose consignees are people and whose words are the people's own."""


@dataclass(frozen=True)
class Plot:
    """A method on one day at one site, after `move` displacements."""

    method: Method
    way: Way
    move: int

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
    known = rng.choice(today.traders.consignors).trader.written(rng)
    other = _seller(origin, rng)
    return replace(known, street=other.street, phone=other.phone)


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
        shared = dice(today.seed, today.site.name, plot.method.name, plot.move, "phone", rng.randrange(2))
        who = replace(who, phone=phone(shared, who.phone[:5]))
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
    value = None
    if chance(rng, way.value_said):
        eur = kg * goods.eur_kg * rng.lognormvariate(0, 0.3) * rng.uniform(*way.value_factor)
        if chance(rng, way.below_limit):
            eur = today.limit_eur * rng.uniform(0.88, 0.99)
        value = valued(max(0.5, eur), honest.currency)
    bent = replace(honest, goods=goods, pieces=pieces, kg=kg, value=value, hs=goods.hs if honest.hs else None)
    return replace(bent, text=_text(plot, bent, rng))


def bend(plot: Plot, honest: Consignment, today: Today, rng: Random) -> Consignment:
    """The bad consignment that takes the place of an honest one; without a trace only its method is noted."""
    if not plot.method.trace:
        return replace(honest, method=plot.method.name)
    origin = _origin(plot, honest, rng)
    bent = replace(
        _weighed(plot, honest, today, rng),
        method=plot.method.name,
        origin=origin.code,
        consignor=_consignor(plot, honest, origin, today, rng),
        consignee=_consignee(plot, honest, today, rng),
        notify=rng.choice(today.traders.forwarders).here if chance(rng, plot.way.forwarder_notify) else None,
        new_consignor=honest.new_consignor or plot.way.consignor in ("new", "ring"),
        before=None,
    )
    if chance(rng, plot.way.late_consignee):
        return replace(bent, before=replace(bent, consignee=rng.choice(today.traders.consignees).written(rng)))
    return bent
