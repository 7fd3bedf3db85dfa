"""Draws up the list: mandatory rules, then priority, then a random draw, within the shift's capacity."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from targets.target import TARGETS, Plan

SCORED = (
    "priority", "aim", "probability_illicit", "probability_revenue", "margin_illicit", "margin_revenue", "basis",
    "model_weight",
)  # fmt: skip
FOLLOWED = ("flight_id", "last_chance_at")
STRATA = ("stream", "traffic")
NO_AIM = "illicit"
"""What a case is opened for where no score says more."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Candidate:
    """A case that could still be held, or was.

    Attributes:
        case_id: the case.
        weight: its priority, -inf when not scored.
        mandatory: whether a rule asks for it.
        ahead: whether its last chance is.
        last_known_at: when the last message about it came.
        stratum: its stream and traffic, "" where not known: the random share is spread over them.
        row: what the line says of it.
    """

    case_id: str
    weight: float
    mandatory: bool
    ahead: bool
    last_known_at: datetime
    stratum: tuple[str, str]
    row: Row

    @property
    def order(self) -> tuple[bool, float, str]:
        """Mandatory first, then priority; ties by id."""
        return (not self.mandatory, -self.weight, self.case_id)


def rank(scores: pa.Table, cases: pa.Table, fired: pa.Table, plan: Plan) -> pa.Table:
    """Return the lines of the list (TARGETS, ordered by line).

    Only cases whose last chance is ahead (or not known) are chosen. Lines asked of a shift never exceed its
    `list_lines`. The random lines are drawn with one probability from every case not already listed, so that
    their hit rate speaks for the rest, and spread over the strata (stream x traffic). In a revision handed-out
    lines keep their number and are not drawn again; a case with news may take the place of the weakest line of
    the model, which stays as standby. Rules that ask for a review or for facilitation are shown on the line and
    move nothing.

    Raises:
        ValueError: `plan.previous` is a list of another shift.
    """
    known = candidates(scores, cases, fired, plan)
    if plan.previous is None:
        return _table(_first(known.values(), plan), plan)
    if set(plan.previous["list_id"].to_pylist()) - {plan.list_id}:
        raise ValueError(f"a revision of {plan.list_id} cannot follow {plan.previous['list_id'][0]}")
    return _table(_revised(known, plan), plan)


def candidates(scores: pa.Table, cases: pa.Table, fired: pa.Table, plan: Plan) -> dict[str, Candidate]:
    """Return every case of the run by id."""
    given = {row["case_id"]: row for row in _of(scores, ("case_id", *SCORED), plan)}
    asked = {row["case_id"] for row in _of(fired, ("case_id", "action"), plan) if row["action"] == "mandatory"}
    found: dict[str, Candidate] = {}
    for case in _of(cases, ("case_id", "last_known_at", *STRATA, *FOLLOWED), plan):
        case_id, until = case["case_id"], case["last_chance_at"]
        score = given.get(case_id, {})
        priority = score.get("priority")
        row = {"case_id": case_id, **{name: score.get(name) for name in SCORED}, **{n: case[n] for n in FOLLOWED}}
        found[case_id] = Candidate(
            case_id=case_id,
            weight=-math.inf if priority is None else priority,
            mandatory=case_id in asked,
            ahead=until is None or until > plan.as_of,
            last_known_at=case["last_known_at"],
            stratum=(case["stream"] or "", case["traffic"] or ""),
            row=row | {"aim": row["aim"] or NO_AIM},
        )
    return found


def _of(table: pa.Table, columns: tuple[str, ...], plan: Plan) -> list[Row]:
    """Return the rows of this run alone: a table may hold many moments."""
    rows = table.select(["as_of", *columns]).to_pylist()
    return [row for row in rows if row["as_of"] == plan.as_of]


def _first(known: Iterable[Candidate], plan: Plan) -> list[Row]:
    ahead = sorted((case for case in known if case.ahead), key=lambda case: case.order)
    room = plan.site.capacity.list_lines - plan.random_lines
    chosen = [case for case in ahead if case.mandatory or case.weight > -math.inf][:room]
    listed = {case.case_id for case in chosen}
    pool = sorted(
        (case.stratum, plan.draw(case.case_id), case.case_id, case) for case in ahead if case.case_id not in listed
    )
    drawn = [pool[place] for place in systematic(len(pool), plan.random_lines, plan.start)]
    lines = [_line(case, "criteria" if case.mandatory else "model") for case in chosen]
    for _, number, _, case in drawn:
        lines.append(_line(case, "random", selection_probability=len(drawn) / len(pool), draw=number))
    return _with_actions(lines, plan)


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


def _line(case: Candidate, selected_as: str, **drawn: float) -> Row:
    none = {"selection_probability": 1.0, "draw": None, "action": None}
    return case.row | none | {"selected_as": selected_as, "state": "new", "standby": False} | drawn


def _revised(known: dict[str, Candidate], plan: Plan) -> list[Row]:
    assert plan.previous is not None  # noqa: S101 - the caller's branch; narrows the type
    before = plan.previous.sort_by("line").to_pylist()
    since = before[0]["as_of"] if before else plan.as_of
    handed = [_carried(row, known.get(row["case_id"]), since) for row in before]
    listed = {row["case_id"] for row in handed}
    fresh = sorted(
        (case for case in known.values() if case.ahead and case.case_id not in listed), key=lambda case: case.order
    )
    room = max(0, plan.site.capacity.list_lines - sum(not row["standby"] for row in handed))
    worth = [case for case in fresh if case.mandatory or case.weight > -math.inf]
    added, rest = worth[:room], [case for case in worth[room:] if case.last_known_at >= since]
    standby = _displaced(handed, rest, known)
    added += rest[: len(standby)]
    handed = [row | {"standby": True, "state": "changed"} if row["line"] in standby else row for row in handed]
    lines = [_line(case, "criteria" if case.mandatory else "model") for case in added]
    return _with_actions(handed + lines, plan)


def _carried(row: Row, case: Candidate | None, since: datetime) -> Row:
    """Return a handed-out line with what is known of its case now; marked when there was news."""
    if case is None:
        return row | {"state": "kept"}
    news = case.last_known_at >= since or any(case.row[name] != row[name] for name in FOLLOWED)
    return row | case.row | {"aim": row["aim"], "state": "changed" if news else "kept"}


def _displaced(handed: list[Row], rest: list[Candidate], known: dict[str, Candidate]) -> set[int]:
    """Return the lines that give way, the weakest first: never a rule's line, nor a random one."""
    weak = [row for row in handed if row["selected_as"] == "model" and not row["standby"]]
    weak = [row for row in weak if row["case_id"] in known and known[row["case_id"]].ahead]
    weak.sort(key=lambda row: (known[row["case_id"]].weight, -row["line"]))
    pairs = zip(weak, rest, strict=False)
    return {row["line"] for row, case in pairs if case.mandatory or case.weight > known[row["case_id"]].weight}


def _with_actions(lines: list[Row], plan: Plan) -> list[Row]:
    """Give each new line an action: openings by order, x-rays after them, documents for revenue.

    Random lines and rules are opened: a clear that proves nothing would spoil what they are for. A line on standby
    keeps its action and takes no part of the capacity.
    """
    capacity = plan.site.capacity
    sure = [row for row in lines if row["action"] is None and row["selected_as"] != "model"]
    taken = [row["action"] for row in lines if not row["standby"]]
    openings = capacity.openings - len(sure) - taken.count("open")
    xrays = capacity.xrays - taken.count("xray")
    done: list[Row] = []
    for row in lines:
        action = row["action"] or ("open" if row["selected_as"] != "model" else None)
        if action is None and row["aim"] != "revenue":
            action = "open" if openings > 0 else "xray" if xrays > 0 else None
            openings, xrays = openings - (action == "open"), xrays - (action == "xray")
        done.append(row | {"action": action or "documents"})
    return done


def _table(lines: list[Row], plan: Plan) -> pa.Table:
    head = {"list_id": plan.list_id, "revision": plan.revision, "as_of": plan.as_of}
    rows = [row | head | {"line": number} for number, row in enumerate(lines, start=1)]
    return pa.Table.from_pylist(rows, schema=TARGETS.schema)
