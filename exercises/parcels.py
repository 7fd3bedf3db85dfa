"""Honest parcels and postal items: what platforms and shops sell to people, and what comes back to its sender."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random

from exercises.consignments import Consignment, sent_home, valued
from exercises.dice import chance
from exercises.spelling import wire
from exercises.today import Today
from exercises.traders import Party, company_abroad, person, phone
from exercises.world import Airport, Goods, world

SENT_A_DAY = 3
"""Things of people that leave a site each day and may come back."""


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


def at_pickup(who: Party, point: Party, rng: Random) -> Party:
    """Somebody who fetches a parcel at a pick-up point: its telephone, and mostly its address."""
    if chance(rng, 0.25):
        return replace(who, phone=point.phone)
    return replace(who, phone=point.phone, street=point.street, native_street=point.native_street, post=point.post)


def _text(seller: Party, goods: Goods, *, small: bool, rng: Random) -> str:
    """What a parcel says: words of the trade, now and then nothing, or words that many senders copied."""
    words, throw = world().words, rng.random()
    if throw < 0.053:
        return rng.choice(words["vague"]["local"])
    if throw < 0.6 and seller is platforms()[-1]:  # a platform of one text, whatever is inside
        return f"{words['platform_text']} {rng.randrange(10**8):08d}"
    if throw < 0.3 and small:
        return rng.choice(words["shop_texts"])
    return rng.choice(goods.local_texts) if chance(rng, 0.75) else wire(goods.texts[0], 60)


def _addressee(today: Today, *, new: bool, rng: Random) -> Party:
    people = today.traders.people
    if new or chance(rng, 0.1):
        who = person(rng, today.site)
        return at_pickup(who, rng.choice(today.traders.pickup_points), rng) if chance(rng, 0.45) else who
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
    text = _text(seller, goods, small=small, rng=rng)
    value = valued(max(0.5, eur), currency)
    return Consignment(
        number,
        goods,
        text,
        goods.hs + "0000" if chance(rng, 0.45) else None,
        1 if chance(rng, 0.9) else 2,
        kg,
        value if chance(rng, 0.96) else None,
        currency,
        seller,
        _addressee(today, new=seller is sellers[-1], rng=rng),
        today.traders.forwarders[0],
        hub.code,
        today.here.code,
        new_consignor=small,
        invoice=value,
        kg_m3=goods.kg_m3,
        nature="gift" if small and chance(rng, 0.5) else "sale",
    )


def returned(today: Today, item: Consignment, rng: Random) -> Consignment:
    """An item that comes back to the person who sent it some days ago; one in seven has no such shipment behind it."""
    if chance(rng, 1 / 7):
        return replace(item, nature="returned")
    day = today.day - timedelta(days=rng.randint(3, 14))
    away = world().airports[item.origin]
    sent = sent_home(today, day, rng.randrange(SENT_A_DAY), item.number, away)
    label = replace(sent.consignor, native="", native_street="")  # the label is the sender's own, in Latin letters
    return replace(
        item, goods=sent.goods, text=sent.text, hs=None, pieces=1, kg=min(30.0, sent.kg), value=None,
        consignor=sent.consignee, consignee=label, nature="returned", new_consignor=False,
    )  # fmt: skip
