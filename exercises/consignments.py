"""Honest consignments: drawn from their consignor's habits, with the faults that honest papers have."""

from dataclasses import dataclass, replace
from functools import cache
from random import Random

from exercises.dice import chance
from exercises.spelling import wire
from exercises.today import Today
from exercises.traders import Consignor, Forwarder, Party, company_abroad, consignor, local_company, person, phone
from exercises.world import Airport, Goods, world


@dataclass(frozen=True, slots=True)
class Consignment:
    """One consignment as its newest message says it; `before` is the earlier version, when it was amended.

    `number` is the waybill's eleven digits, or the house number. `text` is what the papers say, whatever is inside.
    """

    number: str
    goods: Goods
    text: str
    hs: str | None
    pieces: int
    kg: float
    value: float | None
    currency: str
    consignor: Party
    consignee: Party
    forwarder: Forwarder
    origin: str
    destination: str
    new_consignor: bool = False
    notify: Party | None = None
    method: str | None = None
    before: "Consignment | None" = None


def _text(goods: Goods, vague: float, rng: Random) -> str:
    if chance(rng, vague):
        return rng.choice(world().words["vague"]["latin"])
    text = rng.choice(goods.texts)
    return f"{text} {rng.choice(goods.texts)}" if chance(rng, 0.1) else text


def valued(eur: float, currency: str) -> float:
    """An amount of EUR in a currency: whole units above a hundred, now and then round on its own."""
    amount = eur / world().rates[currency]
    return round(amount) if amount > 100 else round(amount, 2)  # invoices drop the cents


def _amended(made: Consignment, today: Today, rng: Random) -> Consignment:
    """One in twenty-five was sent differently before: weight, text, or rarely the consignee."""
    if not chance(rng, 0.04):
        return made
    change = rng.random()
    if change < 0.55:  # most amendments are of the weight
        return replace(made, before=replace(made, kg=max(0.5, round(made.kg * rng.uniform(0.8, 1.15), 1))))
    if change < 0.8:  # then of the text
        return replace(made, before=replace(made, text=rng.choice(world().words["vague"]["latin"])))
    other = rng.choice(today.traders.consignees).written(rng)
    return replace(made, before=replace(made, consignee=other))


def _sender(today: Today, sender: Consignor | None, hub: Airport, rng: Random) -> Consignor:
    if sender is not None:
        return sender
    at = hub if hub.sectors else today.here
    return consignor(rng, at, len(today.traders.forwarders), len(today.traders.consignees))


def _receiver(today: Today, sender: Consignor, rng: Random) -> Party:
    throw = rng.random()
    if throw < 0.07:  # a new consignee
        return local_company(rng, today.site).home
    if throw < 0.1:  # a private person
        return rng.choice(today.traders.people)
    if throw < 0.2:  # somebody else's regular consignee
        return rng.choice(today.traders.consignees).written(rng)
    return today.traders.consignees[rng.choice(sender.consignees)].written(rng)


def cargo(today: Today, number: str, sender: Consignor | None, hub: Airport, rng: Random) -> Consignment:
    """An inbound consignment of `sender`, or of somebody who ships once when it is None."""
    who = _sender(today, sender, hub, rng)
    goods = rng.choice(who.goods)
    pieces = min(400, max(1, round(rng.lognormvariate(1.7, 1.0))))
    kg = pieces * goods.kg_piece * who.kg_factor * rng.lognormvariate(0, 0.22)
    kg = float(max(1, round(kg))) if chance(rng, 0.7) else round(max(0.5, kg), 1)
    eur = kg * goods.eur_kg * who.eur_factor * rng.lognormvariate(0, 0.35)
    currency = who.airport.currency if who.airport.currency in world().rates and chance(rng, 0.4) else "USD"
    said = chance(rng, 0.4 if who.says_value else 0.06)
    agents = today.traders.forwarders
    agent = rng.choice(agents) if chance(rng, 0.06) else agents[who.forwarder]
    made = Consignment(
        number,
        goods,
        _text(goods, who.vague, rng),
        goods.hs if chance(rng, 0.7 if who.says_hs else 0.015) else None,
        pieces,
        kg,
        valued(eur, currency) if said else None,
        currency,
        who.trader.written(rng),
        _receiver(today, who, rng),
        agent.at(who.airport),
        who.airport.code,
        today.here.code,
        new_consignor=sender is None,
    )
    return _amended(made, today, rng)


def export(today: Today, number: str, away: Airport, rng: Random) -> Consignment:
    """An outbound consignment: a local company or person sends to somebody at `away`."""
    goods = rng.choice(world().of_sectors(today.here.sectors))
    pieces = max(1, round(rng.lognormvariate(1.0, 0.8)))
    kg = round(pieces * goods.kg_piece * rng.lognormvariate(0, 0.3), 1)
    private = chance(rng, 0.2)
    sender = rng.choice(today.traders.people) if private else rng.choice(today.traders.consignees).written(rng)
    receiver = rng.choice(today.traders.consignors).trader.written(rng)
    value = valued(kg * goods.eur_kg, "USD") if chance(rng, 0.2) else None
    forwarder = rng.choice(today.traders.forwarders).at(today.here)
    text = _text(goods, 0.05, rng)
    return Consignment(
        number, goods, text, None, pieces, kg, value, "USD", sender, receiver, forwarder, today.here.code, away.code
    )


@cache
def platforms() -> tuple[Party, ...]:
    """The e-commerce consignors that send to every site; the last one sells only to people never seen before."""
    kinds = (("SHOP", "TR"), ("MARKET", "CN"), ("MALL", "CN"), ("STORE", "DE"), ("BEAUTY", "KR"), ("BAZAAR", "CN"))
    words = world().words["example"]
    return tuple(
        Party(f"{words[n]} {kind}", f"{10 + n} SAMPLE STREET", "SAMPLE CITY", "", country, f"0000{n:07d}")
        for n, (kind, country) in enumerate(kinds)
    )


@cache
def courier_goods() -> tuple[Goods, ...]:
    """The goods that come in parcels."""
    return tuple(goods for goods in world().goods.values() if goods.courier)


def _addressee(today: Today, *, new: bool, rng: Random) -> Party:
    people = today.traders.people
    if new or chance(rng, 0.1):
        who = person(rng, today.site)
        if chance(rng, 0.35):
            return replace(who, phone=rng.choice(today.traders.pickup_phones))
        return who
    who = people[int(len(people) * rng.random() ** 2.5)]
    return who if chance(rng, 0.95) else replace(who, phone=phone(rng, who.phone[:5]))


def parcel(today: Today, number: str, hub: Airport, rng: Random) -> Consignment:
    """A courier parcel: mostly from a platform to a person."""
    sellers = platforms()
    small = chance(rng, 0.2)
    seller = company_abroad(rng, hub, "store").home if small else rng.choice(sellers)
    goods = rng.choice(courier_goods())
    kg = max(0.05, round(goods.kg_piece * rng.lognormvariate(-2.3, 0.8), 2))
    currency = rng.choice(("USD", "USD", "EUR", "CNY"))
    eur = kg * goods.eur_kg * rng.lognormvariate(0, 0.45)
    if chance(rng, 0.04):
        eur = today.limit_eur * rng.uniform(0.88, 0.99)
    vague = chance(rng, 0.07)
    local = world().words["vague"]["local"]
    return Consignment(
        number,
        goods,
        rng.choice(local if vague else goods.local_texts) if chance(rng, 0.75) else wire(goods.texts[0], 60),
        goods.hs + "0000" if chance(rng, 0.45) else None,
        1 if chance(rng, 0.9) else 2,
        kg,
        valued(max(0.5, eur), currency) if chance(rng, 0.96) else None,
        currency,
        seller,
        _addressee(today, new=seller is sellers[-1], rng=rng),
        today.traders.forwarders[0],
        hub.code,
        today.here.code,
        new_consignor=small,
    )
