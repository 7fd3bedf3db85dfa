"""The waybills of a day: directs, consolidations with their houses, masters of courier parcels, exports, transit."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate, count
from random import Random
from typing import Literal

from exercises.bending import Plot, bend
from exercises.consignments import Consignment, cargo, export, sent_home
from exercises.dice import chance, dice
from exercises.parcels import SENT_A_DAY, parcel, returned
from exercises.schedule import Flight
from exercises.today import Numbers, Today
from exercises.traders import Consignor, Forwarder
from exercises.world import world

Stream = Literal["cargo", "courier", "mail", "export"]
AFTER = 2  # the batch that comes after the cut-off
BEYOND = ("ALA", "TAS", "TBS")
"""Where a flight that goes on may go on to."""
ONWARD = ("NQZ", "BSZ", "DYU", "GYD", "EVN", "SKD", "ALA", "TAS", "TBS")


@dataclass(frozen=True, slots=True)
class Waybill:
    """A waybill on its flight. `houses` are the ones that exist; `listed` says which messages tell of them.

    `batch` is when the FWB comes (0 early, 1 before the cut-off, 2 after it), `houses_batch` the same for the houses
    and None when they never come. `manifest_pieces` and `manifest_kg` are what the manifest says.
    """

    consignment: Consignment
    flight: Flight
    stream: Stream
    houses: tuple[Consignment, ...]
    listed: Literal["parties", "check_list", "both"]
    batch: int
    houses_batch: int | None
    manifest_pieces: int
    manifest_kg: float
    onward: str | None = None

    @property
    def cases(self) -> tuple[Consignment, ...]:
        """What a list can name in the end: the houses where they come, else the waybill itself."""
        return self.houses if self.houses and self.houses_batch is not None else (self.consignment,)


@dataclass
class Day:
    """The day being made: its dice, its numbers, and which of its cases turn bad."""

    today: Today
    rng: Random
    bad_rng: Random
    numbers: Numbers
    plots: dict[tuple[Stream, int], Plot]

    def bent(self, made: Consignment, stream: Stream, n: int, flight: Flight, onward: str | None = None) -> Consignment:
        """The n-th case of its stream, bent when it is one of the bad ones; a method waits for what suits it."""
        plot = self.plots.get((stream, n))
        if plot and not plot.suits(flight, onward):
            later = next(at for at in count(n + 1) if (stream, at) not in self.plots)
            self.plots[stream, later] = plot
            return made
        return bend(plot, made, self.today, self.bad_rng) if plot else made


def _senders(today: Today) -> dict[str, tuple[list[Consignor], list[float]]]:
    """For each hub, the consignors who ship through it and their cumulative weights: few ship most."""
    through: dict[str, list[Consignor]] = {}
    for who in today.traders.consignors:
        for hub in who.airport.hubs:
            through.setdefault(hub, []).append(who)
    return {hub: (them, list(accumulate((n + 2) ** -0.7 for n in range(len(them))))) for hub, them in through.items()}


def _manifested(pieces: int, kg: float, rng: Random) -> tuple[int, float]:
    """What the manifest says: the same, but for a few in a hundred."""
    throw = rng.random()
    if throw < 0.03:  # weighed again at the warehouse
        return pieces, round(kg * rng.uniform(0.85, 1.2) + 0.1, 1)
    if throw < 0.045 and pieces > 1:  # miscounted
        return pieces - 1, kg
    return pieces, kg


def _batch(rng: Random) -> int:
    throw = rng.random()
    return 0 if throw < 0.42 else 1 if throw < 0.94 else 2  # shares of early, in time, late


def _master(day: Day, houses: list[Consignment], forwarder: Forwarder, flight: Flight, text: str) -> Consignment:
    first = houses[0]
    kg = round(sum(house.kg for house in houses), 1)
    return replace(
        first,
        number=day.numbers.waybill(flight.service.carrier.prefix),
        origin=flight.loading.code,
        text=text,
        hs=None,
        pieces=sum(house.pieces for house in houses),
        kg=max(1.0, kg if chance(day.rng, 0.95) else round(kg * 1.07)),
        value=None,
        consignor=forwarder.abroad,
        consignee=forwarder.here,
        forwarder=forwarder,
        new_consignor=False,
        notify=None,
        method=None,
        before=None,
        declared=None,
        next_leg=None,
        carriage=None,
        collect=chance(day.rng, 0.15),
        kg_m3=kg / sum(house.kg / house.kg_m3 for house in houses),
        missing=sum(house.missing for house in houses),
    )


def _direct(day: Day, flight: Flight, sender: Consignor | None, n: int) -> Waybill:
    rng, today = day.rng, day.today
    number = day.numbers.waybill(flight.service.carrier.prefix)
    made = cargo(today, number, sender, flight.loading, rng)
    onward = rng.choice([code for code in ONWARD if code != today.here.code]) if chance(rng, 0.08) else None
    made = day.bent(replace(made, destination=onward) if onward else made, "cargo", n, flight, onward)
    seen = _manifested(made.pieces, made.kg, rng)
    return Waybill(made, flight, "cargo", (), "parties", _batch(rng), None, *seen, onward)


def _consolidation(day: Day, flight: Flight, senders: list[Consignor | None], n: int) -> Waybill:
    rng, today = day.rng, day.today
    forwarder = rng.choice(today.traders.forwarders).at(flight.loading)
    comes = None if chance(rng, 0.06) else 2 if chance(rng, 0.1) else _batch(rng)
    houses = []
    for at, sender in enumerate(senders):
        made = cargo(today, day.numbers.house(f"H{forwarder.code[2:4]}"), sender, flight.loading, rng)
        made = replace(made, forwarder=forwarder)
        houses.append(day.bent(made, "cargo", n + at, flight) if comes is not None else made)
    master = _master(day, houses, forwarder, flight, rng.choice(world().words["vague"]["consolidation"]))
    listed: Literal["parties", "check_list", "both"]
    listed = "check_list" if chance(rng, 0.1) else "both" if chance(rng, 0.25) else "parties"
    seen = _manifested(master.pieces, master.kg, rng)
    return Waybill(master, flight, "cargo", tuple(houses), listed, _batch(rng), comes, *seen)


def _inbound_cargo(day: Day, wanted: int) -> list[Waybill]:
    rng, made, n = day.rng, [], 0
    senders = _senders(day.today)
    shares = list(accumulate(flight.service.share for flight in day.today.inbound))
    while n < wanted:
        flight = rng.choices(day.today.inbound, cum_weights=shares)[0]
        them, weights = senders.get(flight.loading.code, ([], []))
        size = min(wanted - n, rng.randint(2, 8)) if chance(rng, 0.24) else 1
        drawn = [rng.choices(them, cum_weights=weights)[0] if them and chance(rng, 0.87) else None for _ in range(size)]
        waybill = _consolidation(day, flight, drawn, n) if size > 1 else _direct(day, flight, drawn[0], n)
        made.append(waybill)
        n += len(waybill.cases)
    return made


def _courier(day: Day, wanted: int) -> list[Waybill]:
    rng, today, made, n = day.rng, day.today, [], 0
    while n < wanted:
        flight = rng.choice(today.inbound)
        forwarder = rng.choice(today.traders.forwarders[:4]).at(flight.loading)
        size = min(wanted - n, rng.randint(20, 70))
        parcels = [
            day.bent(parcel(today, day.numbers.house("EX"), flight.loading, rng), "courier", n + at, flight)
            for at in range(size)
        ]
        master = _master(day, parcels, forwarder, flight, "COURIER PARCELS CONSOL")
        comes = 2 if chance(rng, 0.04) else 1
        seen = _manifested(master.pieces, master.kg, rng)
        made.append(Waybill(master, flight, "courier", tuple(parcels), "parties", _batch(rng), comes, *seen))
        n += size
    return made


def _mail(day: Day, wanted: int) -> list[Waybill]:
    """Postal items: each is a waybill of its own, under its S10 number and on the flight that brings its receptacle."""
    rng, made = day.rng, []
    for n in range(wanted):
        flight = rng.choice(day.today.inbound)
        letters = rng.choice(("C", "C", "L", "U", "E")) + rng.choice("PXRE")
        number = day.numbers.item(letters, flight.loading.country)
        item = parcel(day.today, number, flight.loading, rng)
        item = returned(day.today, item, rng) if chance(rng, 0.05) else item
        item = day.bent(item, "mail", n, flight)
        batch = AFTER if chance(rng, 0.04) else 1
        made.append(Waybill(item, flight, "mail", (), "parties", batch, None, item.pieces, item.kg))
    return made


def _exports(day: Day, wanted: int) -> list[Waybill]:
    made = []
    for n in range(wanted):
        flight = day.rng.choice(day.today.outbound)
        number = day.numbers.waybill(flight.service.carrier.prefix)
        if n < SENT_A_DAY:
            consignment = sent_home(day.today, day.today.day, n, number, flight.unloading)
        else:
            consignment = export(day.today, number, flight.unloading, day.rng)
        consignment = day.bent(consignment, "export", n, flight)
        seen = _manifested(consignment.pieces, consignment.kg, day.rng)
        made.append(Waybill(consignment, flight, "export", (), "parties", _batch(day.rng), None, *seen))
    return made


def staying_aboard(today: Today, numbers: Numbers) -> list[Waybill]:
    """Cargo in transit that stays aboard: one text flight in eight goes on to another airport; no case of the site.

    Each is on the flight's own leg beyond, and only the manifest tells of it.
    """
    found = []
    for flight in today.inbound:
        rng = dice(today.seed, today.site.name, today.day, "aboard", flight.name)
        if flight.service.carrier.speaks != "cargo_imp" or not chance(rng, 1 / 8):
            continue
        beyond = world().airports[rng.choice([code for code in BEYOND if code != today.here.code])]
        leg = replace(flight, unloading=beyond, arrives_at=flight.arrives_at + timedelta(hours=4))
        for _ in range(rng.randint(2, 6)):
            it = cargo(today, numbers.waybill(flight.service.carrier.prefix), None, flight.loading, rng)
            it = replace(it, destination=beyond.code)
            found.append(Waybill(it, leg, "cargo", (), "parties", 0, None, it.pieces, it.kg))
    return found


def sizes(cases: int) -> dict[Stream, int]:
    """How many cases of each stream make a night."""
    courier, mail, outbound = round(cases * 0.27), round(cases * 0.09), round(cases * 0.05)
    return {"cargo": cases - courier - mail - outbound, "courier": courier, "mail": mail, "export": outbound}


def waybills(day: Day, cases: int) -> list[Waybill]:
    """The day's waybills; their cases are exactly `cases`."""
    wanted = sizes(cases)
    inbound = _inbound_cargo(day, wanted["cargo"]) + _courier(day, wanted["courier"])
    return inbound + _mail(day, wanted["mail"]) + _exports(day, wanted["export"])
