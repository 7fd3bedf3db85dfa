"""What a shift can still hold, and how odd each case looks to an officer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from exercises.consignments import Consignment
from exercises.outbox import manifest_moment
from exercises.today import Today
from exercises.waybills import AFTER, Waybill
from exercises.world import world


@dataclass(frozen=True, slots=True)
class Pooled:
    """A case that the shift could select: known before the cut-off, its last chance still ahead and near."""

    case_id: str
    consignment: Consignment
    method: str | None
    carrier: str
    at_hand: datetime
    last_chance: datetime


def last_chance(today: Today, waybill: Waybill) -> tuple[datetime, datetime]:
    """When the goods are at hand, and until when they can be held, by the site's hours."""
    hours, flight = today.site.last_chance_hours, waybill.flight
    if waybill.stream == "export":
        return flight.departs_at - timedelta(hours=4), flight.departs_at - timedelta(hours=hours["export"])
    until = hours["transit"] if waybill.onward else hours[waybill.stream]
    return flight.arrives_at, flight.arrives_at + timedelta(hours=until)


def _known(today: Today, waybill: Waybill, *, in_time: bool) -> list[Pooled]:
    """A waybill's cases by what is known of it: its houses, or itself while they miss, or nothing yet."""
    rest = (waybill.flight.service.carrier.code, *last_chance(today, waybill))
    master, houses = waybill.consignment, waybill.houses
    if houses and waybill.houses_batch is not None and (not in_time or waybill.houses_batch < AFTER):
        return [Pooled(f"{master.number}/{it.number}", it, it.method, *rest) for it in houses]
    if in_time and waybill.batch == AFTER:
        return []
    bad = next((it.method for it in (master, *houses) if it.method), None)
    return [Pooled(master.number, master, bad, *rest)]


def pool(today: Today, waybills: list[Waybill], *, of_yesterday: bool) -> list[Pooled]:
    """The cases that a shift can still hold; of the day's own flights only what is known before the cut-off."""
    in_time = not of_yesterday
    known = [w for w in waybills if of_yesterday or manifest_moment(today, w.flight) < today.as_of]
    end = today.as_of + timedelta(hours=today.site.horizon_hours)
    cases = [case for waybill in known for case in _known(today, waybill, in_time=in_time)]
    return [case for case in cases if today.as_of < case.last_chance <= end]


def suspicion(case: Pooled, limit_eur: float) -> float:
    """How odd a case looks to an officer: an honest sum of signs that honest cases show too."""
    it, words = case.consignment, world().words["vague"]
    signs = 0.9 * (it.text in words["latin"] or it.text in words["local"])
    signs += 0.8 * it.new_consignor + 0.5 * (it.before is not None) + 0.6 * (it.notify is not None)
    signs += 0.7 * (it.kg / it.pieces > 1.5 * it.goods.kg_piece and it.kg > 5)  # a parcel is no sack
    signs += 0.7 * (it.kg_m3 > 1.9 * it.goods.kg_m3) + 0.5 * (it.late or it.next_leg is not None)
    signs += 0.5 * (it.declared is not None and it.declared.goods != it.goods) + 0.4 * (it.nature == "returned")
    if it.value:
        eur = it.value * world().rates[it.currency]
        per_kg = eur / it.kg
        signs += 1.0 * (per_kg < 0.4 * it.goods.eur_kg) + 0.4 * (per_kg < 0.65 * it.goods.eur_kg)
        signs += 0.8 * (0.85 * limit_eur < eur < limit_eur)
    return signs
