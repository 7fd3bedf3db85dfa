"""Honest consignments: drawn from their consignor's habits, with the faults that honest papers have."""

from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Literal

from exercises.dice import chance, dice
from exercises.today import Today
from exercises.traders import Consignor, Forwarder, Party, consignor, local_company
from exercises.world import Airport, Goods, world


@dataclass(frozen=True, slots=True)
class Consignment:
    """One consignment as its newest message says it.

    Attributes:
        number: the waybill's eleven digits, or the house number.
        text: what the papers say, whatever is inside.
        value: for customs, when it is said; `invoice` is what a declaration says, `carriage` what the carrier insures.
        before: the version that was sent first, when it was amended; `late`: only after the departure.
        declared: as the declaration has it, where that is something else.
        next_leg: as the manifest of the connecting flight has it, where that is something else.
        missing: pieces that do not come out of the aircraft; below 0: found beside those of the manifest.
        nature: of a postal item: sale, gift or returned.
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
    late: bool = False
    declared: "Consignment | None" = None
    next_leg: "Consignment | None" = None
    invoice: float = 0.0
    carriage: float | None = None
    collect: bool = False
    kg_m3: float = 167.0
    missing: int = 0
    nature: Literal["sale", "gift", "returned"] = "sale"


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
    """One in thirty was sent differently before, and mended; one mend in six comes after the departure."""
    if not chance(rng, 0.033):
        return made
    change, late = rng.random(), chance(rng, 1 / 6)
    if change < 0.5:  # most amendments are of the weight
        before = replace(made, kg=max(0.5, round(made.kg * rng.uniform(0.8, 1.15), 1)))
    elif change < 0.65:
        before = replace(made, pieces=made.pieces + rng.choice((1, 2)))
    elif change < 0.85:
        before = replace(made, text=rng.choice(world().words["vague"]["latin"]))
    elif change < 0.93:  # the telephone was forgotten
        before = replace(made, consignee=replace(made.consignee, phone=""))
    else:
        before = replace(made, consignee=rng.choice(today.traders.consignees).written(rng))
    return replace(made, before=before, late=late)


def _disagreeing(made: Consignment, rng: Random) -> Consignment:
    """What clerks get wrong: one declaration in nine, and one in fourteen onward manifests, says something else."""
    said, throw = made, rng.random()
    if throw < 0.02:  # another article of the same trade
        goods = rng.choice(world().of_sectors((made.goods.sector,)))
        said = replace(made, goods=goods, text=rng.choice(goods.texts))
    elif throw < 0.07:  # the invoice came with its freight, or with a discount
        said = replace(made, invoice=round(made.invoice * rng.choice((0.9, 0.95, 1.08, 1.15)), 2))
    elif throw < 0.11:  # net for gross
        said = replace(made, kg=round(made.kg * rng.uniform(0.88, 0.97), 1))
    leg, throw = made, rng.random()
    if throw < 0.05:  # weighed again
        leg = replace(made, kg=round(made.kg * rng.uniform(0.9, 1.12) + 0.1, 1))
    elif throw < 0.07:
        leg = replace(made, text=rng.choice(world().words["vague"]["latin"]))
    if said is made and leg is made:
        return made
    return replace(made, declared=said if said is not made else None, next_leg=leg if leg is not made else None)


def _hs(goods: Goods, share: float, rng: Random) -> str | None:
    """The code of the goods in so many of the papers; of those one in thirty has that of another article."""
    if not chance(rng, share):
        return None
    return rng.choice(world().of_sectors((goods.sector,))).hs if chance(rng, 1 / 30) else goods.hs


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
        _hs(goods, 0.7 if who.says_hs else 0.015, rng),
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
        invoice=valued(eur, currency),
        carriage=valued(eur * rng.uniform(0.95, 1.2), currency) if chance(rng, 0.05) else None,
        collect=chance(rng, 0.15),
        notify=agent.here if int(number[-3:]) % 17 == 0 else None,
        kg_m3=goods.kg_m3 * rng.lognormvariate(0, 0.25),
    )
    return _disagreeing(_amended(made, today, rng), rng)


def export(today: Today, number: str, away: Airport, rng: Random, *, private: bool = False) -> Consignment:
    """An outbound consignment: a local company, or one in five times a person, sends to somebody at `away`."""
    goods = rng.choice(world().of_sectors(today.here.sectors))
    pieces = max(1, round(rng.lognormvariate(1.0, 0.8)))
    kg = round(pieces * goods.kg_piece * rng.lognormvariate(0, 0.3), 1)
    private = chance(rng, 0.2) or private
    sender = rng.choice(today.traders.people) if private else rng.choice(today.traders.consignees).written(rng)
    receiver = rng.choice(today.traders.consignors).trader.written(rng)
    invoice = valued(kg * goods.eur_kg, "USD")
    value = invoice if chance(rng, 0.2) else None
    forwarder = rng.choice(today.traders.forwarders).at(today.here)
    text, here = _text(goods, 0.05, rng), today.here.code
    return Consignment(
        number, goods, text, None, pieces, kg, value, "USD", sender, receiver, forwarder, here, away.code,
        invoice=invoice, collect=chance(rng, 0.15), kg_m3=goods.kg_m3,
    )  # fmt: skip


def sent_home(today: Today, day: date, n: int, number: str, away: Airport) -> Consignment:
    """The n-th thing that people sent abroad on a day: it depends on the day alone, so a later day may bring it back.

    The receiver never wrote to the sender before, so a return that matches none of these has another story.
    """
    return export(today, number, away, dice(today.seed, today.site.name, day, "sent", n), private=True)
