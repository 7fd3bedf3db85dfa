"""Draws up the list: rules, orders, the best use of the shift's hours, and a random draw from all the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from lake.notes import note
from targets.candidates import Candidate, candidates, to_draw
from targets.revised import Added, revised
from targets.room import MANDATORY, ORDERED, Option, Room, filled, opening, room
from targets.shift import best_use
from targets.target import TARGETS, Plan

LAST = datetime.max.replace(tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """A list, and what must be said of how it was drawn up."""

    lines: pa.Table
    notes: tuple[str, ...] = ()


def rank(scores: pa.Table, cases: pa.Table, fired: pa.Table, plan: Plan) -> pa.Table:
    """Return the lines of the list (TARGETS, ordered by line): `draw_up` without its notes."""
    return draw_up(scores, cases, fired, plan).lines


def draw_up(scores: pa.Table, cases: pa.Table, fired: pa.Table, plan: Plan) -> Drawn:
    """Draw up the list of a run, or its next revision.

    Only cases whose last chance is ahead (or not known) are chosen, each with the kind of inspection that makes the
    best use of the shift (targets/shift.py): first what a mandatory rule asks for, then what the declaration system
    ordered, then the model's choice. The random lines are drawn with one probability from every case not already
    listed that can still be opened before its last chance, so that their hit rate speaks for the rest of those, are
    spread over the strata (stream x traffic), and are opened; their room is kept free beforehand. A case that can be
    held but no longer opened is never drawn, and the draw says nothing of such cases. In a revision handed-out lines
    keep their number and kind and are not drawn again. Rules that ask for a review are shown on the line and move
    nothing.

    Raises:
        ValueError: `plan.previous` is a list of another shift.
    """
    known = candidates(scores, cases, fired, plan)
    if plan.previous is None or not plan.previous.num_rows:
        added = _first(known.values(), plan)
        handed: list[Row] = []
    else:
        if set(plan.previous["list_id"].to_pylist()) - {plan.list_id}:
            raise ValueError(f"a revision of {plan.list_id} cannot follow {plan.previous['list_id'][0]}")
        handed, added = revised(known, plan)
    standing = [row for row in handed if not row["standby"]]
    lines = [_line(case, option, added, standing) for case, option in zip(added.cases, added.options, strict=True)]
    drawn = [_drawn(case, added, plan) for case in added.drawn]
    lines = lines + drawn if plan.site.random_shown else sorted(lines + drawn, key=lambda row: by_time(row, known))
    head = {"list_id": plan.list_id, "revision": plan.revision, "as_of": plan.as_of}
    rows = [row | head | {"line": number} for number, row in enumerate([*handed, *lines], 1)]
    return Drawn(pa.Table.from_pylist(rows, schema=TARGETS.schema), () if added.exact else (note("shift_greedy"),))


def by_time(row: Row, known: dict[str, Candidate]) -> tuple[datetime, str, str, str]:
    """Return where a line stands: by last chance, then flight, houses under their master; those without one last."""
    case_id = row["case_id"]
    return row["last_chance_at"] or LAST, row["flight_id"] or "", known[case_id].place, case_id


def systematic(rows: int, lines: int, start: float) -> list[int]:
    """Return the places of `lines` of `rows` rows, evenly apart from a random start; all rows when there are fewer.

    Over a uniform start every row is taken with probability lines / rows, and rows that stand together get their share
    within one. Source: Madow and Madow 1944.

    Args:
        rows: in the order they are drawn from: by stratum, and at random within it.
        lines: how many are taken.
        start: in [0, 1).

    >>> systematic(10, 4, 0.5), systematic(2, 4, 0.5)
    ([1, 3, 6, 8], [0, 1])
    """
    if lines >= rows:
        return list(range(rows))
    return [min(int((place + start) * rows / lines), rows - 1) for place in range(lines)]


def _first(known: Iterable[Candidate], plan: Plan) -> Added:
    ahead = sorted((case for case in known if case.ahead), key=lambda case: case.order)
    free = _without_random(room(plan.site), plan)
    asking = {case.case_id: case for case in ahead if case.level is not None}
    use = best_use([case.wanted(plan) for case in asking.values()], free, plan.site)
    chosen = [asking[option.wanted.case_id] for option in use.options]
    listed = {case.case_id for case in chosen}
    rest = [case for case in ahead if case.case_id not in listed and to_draw(case.row, plan)]
    pool = sorted((case.stratum, plan.draw(case.case_id), case.case_id, case) for case in rest)
    drawn = [pool[place][-1] for place in systematic(len(pool), plan.random_lines, plan.start)]
    return Added(tuple(chosen), use.options, use.exact, tuple(drawn), len(pool))


def _without_random(free: Room, plan: Plan) -> Room:
    """The room without what the random lines take: each is opened."""
    return filled(free, [opening(plan.site)] * plan.random_lines)


def _line(case: Candidate, option: Option, added: Added, standing: Sequence[Row]) -> Row:
    ready = [row for row in standing if option.batch and (row["batch"], row["action"]) == option.batch]
    together = [one for one in added.options if one.batch and one.batch == option.batch]
    shared = option.kind.setup_minutes * option.kind.officers / len(together) if together and not ready else 0.0
    return case.row | {
        "selected_as": "criteria" if option.wanted.level in (MANDATORY, ORDERED) else "model",
        "selection_probability": 1.0,
        "draw": None,
        "action": option.kind.kind,
        "minutes": option.minutes * option.kind.officers + shared,
        "batch": option.wanted.batch if ready or len(together) > 1 else None,
        "state": "new",
        "standby": False,
    }


def _drawn(case: Candidate, added: Added, plan: Plan) -> Row:
    whole = opening(plan.site)
    return case.row | {
        "selected_as": "random",
        "selection_probability": len(added.drawn) / added.pool,
        "draw": plan.draw(case.case_id),
        "action": whole.kind.kind,
        "minutes": whole.minutes * whole.kind.officers,
        "batch": None,
        "state": "new",
        "standby": False,
    }
