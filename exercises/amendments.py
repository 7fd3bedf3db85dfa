"""What papers say a second time: versions that mend the first, and the manifest of the next leg."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter
from random import Random

from exercises.consignments import Consignment
from exercises.dice import chance, hours
from exercises.papers import Paper, of_house, of_waybill
from exercises.schedule import Flight, connection
from exercises.today import Today
from exercises.waybills import Waybill
from exercises.world import world


def _amended(waybill: Waybill) -> list[tuple[Consignment, int]]:
    """The waybill and those of its houses that are sent again otherwise, and the batch of the first version."""
    amended = [(waybill.consignment, waybill.batch)] if waybill.consignment.before else []
    if waybill.stream == "courier" or waybill.houses_batch is None or waybill.listed == "check_list":
        return amended
    return amended + [(house, waybill.houses_batch) for house in waybill.houses if house.before]


def _amended_at(today: Today, flight: Flight, sent: datetime, rng: Random, *, late: bool) -> datetime:
    """When an amendment comes: between the first version and the departure, or `late`, after it.

    Three in four of those whose first version was in time come before the cut-off themselves.
    """
    soon = sent + timedelta(minutes=rng.randint(1, 8))
    timely = sent < today.as_of and chance(rng, 0.75)
    if not late:
        end = min(flight.departs_at, today.as_of) if timely else flight.departs_at
        return sent + max(soon - sent, (end - sent) * rng.uniform(0.1, 0.9))
    at = max(soon, flight.departs_at + hours(rng, 0.3, 3))
    before = max(soon, today.as_of - timedelta(minutes=rng.randint(2, 9)))
    return min(before, at) if timely else at


def versions(
    today: Today, flight: Flight, waybills: list[Waybill], sent: list[datetime], rng: Random
) -> Iterator[tuple[datetime, Waybill, Consignment]]:
    """What is sent again of a flight's papers, and when it comes; `sent` are the moments of the batches."""
    moments: dict[tuple[int, bool], datetime] = {}
    for waybill in waybills:
        for it, batch in _amended(waybill):
            key = batch, it.late
            if key not in moments:
                at = _amended_at(today, flight, sent[batch], rng, late=it.late)
                moments[key] = min(at, today.as_of + timedelta(hours=23)).replace(microsecond=0)
            yield moments[key], waybill, it


def amendments(
    today: Today, flight: Flight, waybills: list[Waybill], sent: list[datetime], rng: Random
) -> list[tuple[datetime, list[Paper]]]:
    """What is mended of a flight's papers, by the moment it comes; `sent` are the moments of the batches."""
    told: dict[datetime, list[Paper]] = {}
    for at, waybill, it in versions(today, flight, waybills, sent, rng):
        of = of_waybill if it is waybill.consignment else of_house
        told.setdefault(at, []).append(of(waybill, it, at, rng, amends=True))
    return sorted(told.items(), key=itemgetter(0))


def connections(today: Today, waybills: list[Waybill], rng: Random) -> list[tuple[Flight, list[Waybill], datetime]]:
    """The flights on which the day's transit goes on, and when each manifest comes: mostly in advance."""
    found = []
    for onward in dict.fromkeys(waybill.onward for waybill in waybills if waybill.onward):
        going = [waybill for waybill in waybills if waybill.onward == onward]
        landed = max(waybill.flight.arrives_at for waybill in going)
        flight = connection(today.as_of, today.here, world().airports[onward], landed)
        legs = [(waybill, waybill.consignment.next_leg or waybill.consignment) for waybill in going]
        aboard = [
            replace(w, consignment=it, flight=flight, onward=None, manifest_pieces=it.pieces, manifest_kg=it.kg)
            for w, it in legs
        ]
        in_advance = today.as_of - hours(rng, 0.2, 2.5)
        take_off = min(flight.departs_at, today.as_of + timedelta(hours=23))
        found.append((flight, aboard, in_advance if chance(rng, 0.8) else take_off))
    return found
