"""The ULDs worth breaking down in a shift, the bulk of a flight as one of them: which, and what they would add.

What counts is not how much suspicion lies in a ULD but how many finds breaking it down adds to those of the list, for
each hour it takes. What belongs here: what is weighed and the choice; what is said of a chosen one is in uld_facts.py.

- Cases of one sender in a ULD stand or fall together: they are one find, as likely as the likeliest of them.
- What a line of the list or a ULD chosen before would find is no find of this one, up to the share its method misses.
- Signals of the ULD itself (its weight, where it was loaded, what landed short) are features of every case in it and
  so in their chances already; counted again here they would count twice. They are said as facts.
- Of a waybill that is spread over several places the cases stand with its first ULD; where the lines of a ULD hold
  fewer pieces than its waybills have, its chances are cut to that share.
"""

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lake.sites import Site
from models.labels import AIMS
from targets.target import Plan
from targets.uld_facts import Fact, Inside, Night, Weighed, facts, first_looks

KIND = "uld_breakdown"
AIM = next(iter(AIMS))
"""What papers do not show is looked for; duty and tax are found in the papers."""
NO_NUMBER = "?"
"""A ULD that no manifest numbers: nobody could be asked for it."""
FIXED, USUAL_PIECES, USUAL_WAYBILLS = 0.5, 200, 12
"""Half of a usual breakdown is fetching, unbuilding and building up again; the rest grows with pieces and with
waybills from that of a usual ULD. So 180 minutes become two hours for a small one and four for a large one, as units
say (2-4 h). An assumption, as the site's minutes are."""
READY = timedelta(hours=1)
"""From the landing until a ULD stands where it can be opened; an assumption."""
STEEP = 5.3
"""Without chances: risk falls with the place in the night's order so that the first 30 % of places hold 80 % of the
offences, as is published of declarations: (1 - e^-0.3s) / (1 - e^-s) = 0.8."""
UNLISTED = 0.4
"""Of what a model expects among cases that a list leaves, so much is there: it learned from what was chosen. Assumed
until the unit's own random draws say otherwise. Source: docs/simulation.md, 12 hits where 30.7 were expected on random
draws of the exercise."""
READ = (
    "case_id", "parent_id", "level", "stream", "consolidation", "waybill", "master_waybill", "house_waybill",
    "pieces", "gross_kg", "goods_description", "consignor_name", "consignor_key", "consignee_key", "flight_id", "uld",
    "uld_type", "uld_waybills", "uld_pieces", "uld_kg", "uld_declared_kg", "uld_loading_airports", "arrives_at",
    "last_chance_at", "manifest_pieces", "manifest_kg", "landed_short_pieces", "landed_over_pieces",
)  # fmt: skip
SCORED = ("case_id", "priority", f"probability_{AIM}")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class UldChoice:
    """A ULD worth breaking down.

    Attributes:
        flight_id: its flight.
        uld: its number; None is what lies in bulk on that flight.
        uld_type: its first three characters; None for bulk.
        waybills: in it, as the manifest says.
        cases: of this run that lie in it and can still be held when it has been broken down.
        kg: of the lines in it; null where one says none. `stated_kg` is what was stated for the ULD itself.
        pieces: likewise.
        expected_hits: finds beyond those of the list and of the ULDs chosen before it; null without chances.
        probability: that there is one at least; null likewise.
        minutes: it takes.
        starts_at: the earliest it can begin.
        last_chance_at: the earliest last chance of its cases.
        lines: of the list that lie in it, standby ones left out.
        facts: why, two to four.
        first: what to look at first in it.
    """

    flight_id: str
    uld: str | None
    uld_type: str | None
    waybills: int
    cases: int
    kg: float | None
    stated_kg: float | None
    pieces: int | None
    expected_hits: float | None
    probability: float | None
    minutes: int
    starts_at: datetime
    last_chance_at: datetime
    lines: tuple[int, ...]
    facts: tuple[Fact, ...]
    first: tuple[Inside, ...]


@dataclass(frozen=True)
class Unit:
    """What lies together on a flight: a ULD, or its bulk (`uld` None).

    Attributes:
        rows: its cases that can still be held when it has been broken down.
        waybills: master or direct waybills of them.
        here: share of the pieces of those waybills that its lines hold, 1 where they do not tell less.
    """

    flight_id: str
    uld: str | None
    rows: tuple[Row, ...]
    waybills: tuple[Row, ...]
    pieces: int | None
    kg: float | None
    here: float
    minutes: int
    starts_at: datetime

    @property
    def told_waybills(self) -> int:
        """Waybills in it: the manifest's count, else those of the cases."""
        return int(self.rows[0]["uld_waybills"] or len(self.waybills))


def worth_breaking(
    cases: pa.Table, scores: pa.Table, targets: pa.Table, plan: Plan, most: int = 3
) -> tuple[UldChoice, ...]:
    """Return the ULDs to break down in this shift, in order: each adds most an hour to the list and to those before it.

    None that cannot be broken down before its last chance and before the shift's end.

    Args:
        cases: of the run.
        scores: of the run (models/score.py); without a model's chances the night's order stands for them.
        targets: the list (TARGETS).
        plan: its site says the minutes, and how many a shift can do.
        most: at most; the site's `at_most` holds as well.
    """
    kind = plan.site.capacity.kind(KIND)
    lines = [row for row in targets.to_pylist() if not row["standby"]]
    rows, number = _of(cases, READ, plan), {row["case_id"]: row["line"] for row in lines}
    chances, estimated = chances_of(_of(scores, SCORED, plan), number)
    left, there = left_by_list(rows, lines, plan.site), units(rows, plan)
    night = Night(chances, number, _hourly(there, chances, left, plan.site))
    chosen: list[UldChoice] = []
    for _ in range(min(most, kind.at_most) if kind else 0):
        worth = [(adds(unit, chances, left, plan.site) / unit.minutes, unit) for unit in there]
        best = max(worth, key=lambda one: one[0], default=None)  # of equal ones the first
        if best is None or best[0] <= 0:
            break
        chosen.append(_choice(best[1], night, left, plan.site, estimated=estimated))
        left = left | {who: left.get(who, 1.0) * (1 - found) for who, found in _found(best[1], plan.site).items()}
        there = [unit for unit in there if unit is not best[1]]
    return tuple(chosen)


def minutes_of(pieces: int | None, waybills: int, site: Site) -> int:
    """Return how long breaking a ULD down takes, rounded up to five minutes; unknown pieces go by the waybills."""
    kind = site.capacity.kind(KIND)
    share = waybills / USUAL_WAYBILLS
    load = share if pieces is None else (pieces / USUAL_PIECES + share) / 2
    return 5 * math.ceil((kind.minutes if kind else 0) * (FIXED + (1 - FIXED) * load) / 5)


def units(rows: Sequence[Row], plan: Plan) -> list[Unit]:
    """Return every unit that can be broken down in time, ordered by flight and ULD, bulk first.

    A case without a manifest lies nobody knows where, and is in none.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=lambda row: str(row["case_id"])):
        placed = row["uld"] != NO_NUMBER if row["uld"] else row["manifest_pieces"] is not None
        if row["flight_id"] and placed and row["last_chance_at"] and row["last_chance_at"] > plan.as_of:
            found.setdefault((row["flight_id"], row["uld"] or ""), []).append(row)
    made = (_unit(flight, uld or None, inside, plan) for (flight, uld), inside in sorted(found.items()))
    return [unit for unit in made if unit]


def _unit(flight_id: str, uld: str | None, rows: list[Row], plan: Plan) -> Unit | None:
    waybills = {row["parent_id"] or row["case_id"]: row for row in rows}
    told = [row["manifest_pieces"] for row in waybills.values()]
    theirs = None if None in told else sum(told)
    pieces = rows[0]["uld_pieces"] if uld else theirs
    here = min(1.0, pieces / theirs) if uld and pieces and theirs else 1.0
    kilos = [row["manifest_kg"] for row in waybills.values()]
    kg = rows[0]["uld_kg"] if uld else None if None in kilos else math.fsum(kilos)
    minutes = minutes_of(pieces, int(rows[0]["uld_waybills"] or len(waybills)), plan.site)
    starts = max([plan.as_of, *(row["arrives_at"] + READY for row in rows if row["arrives_at"])])
    done = starts + timedelta(minutes=minutes)
    held = tuple(row for row in rows if row["last_chance_at"] >= done)
    if not held or done > plan.site.as_of(plan.day + timedelta(days=1)):
        return None
    return Unit(flight_id, uld, held, tuple(waybills.values()), pieces, kg, here, minutes, starts)


def chances_of(scores: Sequence[Row], listed: Container[str]) -> tuple[dict[str, float], bool]:
    """Return the chance of each case by id, and whether these are estimates; where they are not they only compare.

    A listed case has its calibrated one. What the list leaves has what UNLISTED leaves of theirs, given out by the
    roots of their chances: halfway between what the model says of each and that it can tell none from another.
    Without a model chances fall with the place in the night's order.
    """
    known = [row for row in scores if row["priority"] is not None]
    told = {row["case_id"]: row[f"probability_{AIM}"] for row in known}
    if None in told.values():
        order = sorted(known, key=lambda row: (-row["priority"], row["case_id"]))
        return {row["case_id"]: math.exp(-STEEP * (at + 0.5) / len(order)) for at, row in enumerate(order)}, False
    beyond = {case: chance for case, chance in told.items() if case not in listed}
    roots = math.fsum(math.sqrt(chance) for chance in beyond.values()) or 1.0
    scale = UNLISTED * math.fsum(beyond.values()) / roots
    return told | {case: min(1.0, scale * math.sqrt(chance)) for case, chance in beyond.items()}, True


def sender(row: Row) -> str:
    """Return whose goods a case's are: the consignor's; of parcels the consignor's to that consignee.

    A shop on a platform sends to thousands who know nothing of one another. Without a consignor a case is alone.
    """
    who = row["consignor_key"]
    if not who:
        return str(row["case_id"])
    return f"{who}/{row['consignee_key'] or row['case_id']}" if row["stream"] != "cargo" else str(who)


def share_found(site: Site, kind: str) -> float:
    """Return the share of what is there that a kind of inspection finds, the families of the aim alike."""
    families = AIMS[AIM]
    told = site.capacity.finds
    return math.fsum(told[family].get(kind, 0.0) for family in families) / len(families)  # type: ignore[call-overload]


def adds(unit: Unit, chances: Mapping[str, float], left: Mapping[str, float], site: Site) -> float:
    """Return the finds that breaking a unit down adds: over its senders, chance x share found x share left to find."""
    return math.fsum(_finds(unit, chances, left, site).values())


def _finds(unit: Unit, chances: Mapping[str, float], left: Mapping[str, float], site: Site) -> dict[str, float]:
    best: dict[str, float] = {}
    for row in unit.rows:
        who = sender(row)
        best[who] = max(best.get(who, 0.0), chances.get(row["case_id"], 0.0))
    found = share_found(site, KIND) * unit.here
    return {who: chance * found * left.get(who, 1.0) for who, chance in best.items()}


def _found(unit: Unit, site: Site) -> dict[str, float]:
    return {sender(row): share_found(site, KIND) * unit.here for row in unit.rows}


def left_by_list(rows: Iterable[Row], lines: Sequence[Row], site: Site) -> dict[str, float]:
    """Return by sender what the best line of the list that has its goods would leave unfound; 1 is not repeated."""
    action = {line["case_id"]: line["action"] for line in lines}
    left: dict[str, float] = {}
    for row in rows:
        if row["case_id"] in action:
            missed = 1 - share_found(site, action[row["case_id"]])
            left[sender(row)] = min(missed, left.get(sender(row), 1.0))
    return left


def _hourly(there: Sequence[Unit], chances: Mapping[str, float], left: Mapping[str, float], site: Site) -> list[float]:
    return sorted(60 * adds(unit, chances, left, site) / unit.minutes for unit in there)


def _choice(unit: Unit, night: Night, left: Mapping[str, float], site: Site, *, estimated: bool) -> UldChoice:
    finds = _finds(unit, night.chances, left, site)
    added, row = math.fsum(finds.values()), unit.rows[0]
    choice = UldChoice(
        flight_id=unit.flight_id,
        uld=unit.uld,
        uld_type=row["uld_type"] if unit.uld else None,
        waybills=unit.told_waybills,
        cases=len(unit.rows),
        kg=unit.kg,
        stated_kg=row["uld_declared_kg"] if unit.uld else None,
        pieces=unit.pieces,
        expected_hits=added if estimated else None,
        probability=1 - math.prod(1 - find for find in finds.values()) if estimated else None,
        minutes=unit.minutes,
        starts_at=unit.starts_at,
        last_chance_at=min(row["last_chance_at"] for row in unit.rows),
        lines=tuple(sorted(night.lines[r["case_id"]] for r in unit.rows if r["case_id"] in night.lines)),
        facts=(),
        first=first_looks(unit.rows, night, estimated=estimated),
    )
    missed = math.fsum(finds[who] for who in {sender(row) for row in unit.rows if row["case_id"] in night.lines})
    senders = len({one["consignor_key"] for one in unit.rows} - {None})
    weighed = Weighed(senders, 60 * added / unit.minutes, missed / added) if estimated else Weighed(senders)
    return replace(choice, facts=facts(choice, unit.rows, unit.waybills, weighed, night))


def _of(table: pa.Table, columns: Iterable[str], plan: Plan) -> list[Row]:
    """Return the rows of this run alone: a table may hold many moments."""
    here = pc.equal(table["as_of"], pa.scalar(plan.as_of, table.schema.field("as_of").type))
    rows: list[Row] = table.filter(here).select(list(columns)).to_pylist()
    return rows
