"""The officers of the exercise: whom they select within a shift's capacity, and what they find."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from exercises.consignments import Consignment
from exercises.dice import chance
from exercises.methods import Method
from exercises.outbox import manifest_moment
from exercises.today import Today
from exercises.waybills import AFTER, Waybill
from exercises.world import world

OPENINGS = ("full_opening", "full_opening", "full_opening", "full_opening", "partial_opening", "canine")
FINDS = {
    "full_opening": {"prohibited": 0.9, "security": 0.9, "revenue": 0.9},
    "partial_opening": {"prohibited": 0.7, "security": 0.7, "revenue": 0.6},
    "canine": {"prohibited": 0.8, "security": 0.1, "revenue": 0.02},
    "xray": {"prohibited": 0.5, "security": 0.8, "revenue": 0.2},
}
"""Share of bad consignments that a means of inspection finds, by family: assumptions of the exercise."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """A case that the shift could select: known before the cut-off, its last chance still ahead and near."""

    case_id: str
    consignment: Consignment
    method: str | None
    at_hand: datetime
    last_chance: datetime


Picked = tuple[Pooled, str, float | None]
"""A case, why it was selected, and with what probability when it was drawn."""


@dataclass
class Memory:
    """What a unit knows of its past: consignors that were hit, hits of each method."""

    consignors: set[str] = field(default_factory=set)
    caught: dict[str, int] = field(default_factory=dict)

    def learn(self, consignor: str, method: str) -> None:
        """Remember a hit."""
        self.consignors.add(consignor)
        self.caught[method] = self.caught.get(method, 0) + 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the list that came home; names are those of the outcome sheet."""

    case_id: str
    selected_as: str
    selection_probability: float | None
    decision: str
    decision_reason: str
    decided_at: datetime
    method: str | None
    started_at: datetime | None
    finished_at: datetime | None
    result: str
    found: Method | None
    consignment: Consignment
    officer: int


def last_chance(today: Today, waybill: Waybill) -> tuple[datetime, datetime]:
    """When the goods are at hand, and until when they can be held, by the site's hours."""
    hours, flight = today.site.last_chance_hours, waybill.flight
    if waybill.stream == "export":
        return flight.departs_at - timedelta(hours=4), flight.departs_at - timedelta(hours=hours["export"])
    until = hours["transit"] if waybill.onward else hours[waybill.stream]
    return flight.arrives_at, flight.arrives_at + timedelta(hours=until)


def _known(today: Today, waybill: Waybill, *, in_time: bool) -> list[Pooled]:
    """A waybill's cases by what is known of it: its houses, or itself while they miss, or nothing yet."""
    at_hand, until = last_chance(today, waybill)
    master, houses = waybill.consignment, waybill.houses
    if houses and waybill.houses_batch is not None and (not in_time or waybill.houses_batch < AFTER):
        return [Pooled(f"{master.number}/{it.number}", it, it.method, at_hand, until) for it in houses]
    if in_time and waybill.batch == AFTER:
        return []
    bad = next((it.method for it in (master, *houses) if it.method), None)
    return [Pooled(master.number, master, bad, at_hand, until)]


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


def _selection(today: Today, cases: list[Pooled], memory: Memory, rng: Random) -> list[Picked]:
    """The list: a random share with its probability, then history, a tip, and what looks odd."""
    lines = min(today.site.capacity.list_lines, len(cases))
    at_random = min(lines, max(1, round(lines * today.site.random_share)))
    drawn = set(rng.sample(range(len(cases)), at_random))
    picked = [(cases[n], "random", round(at_random / len(cases), 6)) for n in sorted(drawn)]
    chosen: list[Picked] = list(picked)
    rest = [case for n, case in enumerate(cases) if n not in drawn]
    history = [case for case in rest if case.consignment.consignor.name in memory.consignors]
    for case in history[: max(1, lines // 10)]:
        chosen.append((case, "history", None))
    tips = [case for case in rest if case.method] if chance(rng, 0.25) else rest
    if tips and chance(rng, 0.6):
        chosen.append((rng.choice(tips), "intelligence", None))
    odd = sorted(rest, key=lambda case: (-suspicion(case, today.limit_eur) - rng.gauss(0, 0.55), case.case_id))
    taken = {case.case_id for case, _, _ in chosen}
    chosen += [(case, "criteria", None) for case in odd[: 2 * lines] if case.case_id not in taken]
    unique = {case.case_id: (case, how, share) for case, how, share in reversed(chosen[: lines + 2])}
    return sorted(unique.values(), key=lambda line: (line[1] != "random", line[0].case_id))[:lines]


def _inspected(case: Pooled, means: str, methods: dict[str, Method], rng: Random) -> tuple[str, Method | None]:
    throw = rng.random()
    if throw < 0.02:  # released before anybody came
        return "not_presented", None
    if throw < 0.05:  # nobody could tell
        return "inconclusive", None
    bad = methods.get(case.method or "")
    if bad and chance(rng, FINDS[means][bad.family]):
        return "hit", bad
    return "clear", None


def _line(today: Today, picked: Picked, decided: datetime, rng: Random) -> Outcome:
    """A line as the shift begins with it: not examined, for now."""
    case, how, share = picked
    officer, throw = rng.randint(1, today.site.capacity.officers), rng.random()
    it = case.consignment
    blank = Outcome(
        case.case_id, how, share, "accepted", "", decided, None, None, None, "not_examined", None, it, officer
    )
    if throw < 0.025:  # an officer knows better
        return replace(blank, decision="declined", decision_reason=rng.choice(["known trader", "documents explain it"]))
    return replace(blank, decision="not_reached") if throw < 0.04 else blank  # the shift ended first


def work(today: Today, cases: list[Pooled], memory: Memory, methods: dict[str, Method], rng: Random) -> list[Outcome]:
    """The shift of a day: selects, inspects and writes down; `memory` learns the hits."""
    outcomes = []
    share_opened = today.site.capacity.openings / today.site.capacity.list_lines
    for n, picked in enumerate(_selection(today, cases, memory, rng)):
        case = picked[0]
        line = _line(today, picked, today.as_of + timedelta(minutes=60 + 2 * n), rng)
        if line.decision == "accepted":
            means = rng.choice(OPENINGS) if chance(rng, share_opened) else "xray"
            start = max(line.decided_at, case.at_hand) + timedelta(minutes=rng.randint(15, 90))
            end = start + timedelta(minutes=rng.randint(10, 25) if means == "xray" else rng.randint(25, 80))
            result, found = _inspected(case, means, methods, rng)
            line = replace(line, method=means, started_at=start, finished_at=end, result=result, found=found)
            if found:
                memory.learn(case.consignment.consignor.name, found.name)
        outcomes.append(line)
    return outcomes
