"""The cases a list can be drawn up from, with what asks for each: a rule, an order, the model, or only the draw."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from targets.requests import to_ask
from targets.room import MANDATORY, MODEL, ORDERED, Wanted, opening
from targets.target import Plan

SCORED = (
    "priority", "aim", "probability_illicit", "probability_revenue", "margin_illicit", "margin_revenue", "basis",
    "model_weight",
)  # fmt: skip
FOLLOWED = ("flight_id", "last_chance_at")
READ = (
    "case_id", "last_known_at", "stream", "traffic", "parent_id", "master_waybill", "uld", "consolidation", "lane",
    *FOLLOWED,
)  # fmt: skip
NO_AIM = "illicit"
"""What a case is opened for where no score says more."""
PASSED_BY = 0.5
"""How often the model's choice passes a trusted trader's case by: at equal risk at most half as many are chosen."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Candidate:
    """A case that could still be held, or was.

    Attributes:
        case_id: the case.
        weight: its priority, -inf when not scored.
        mandatory: whether a rule asks for it.
        ordered: whether the declaration system ordered its inspection: a red lane.
        passed_by: whether the model does not choose it: a trusted trader's, by lot, or one to ask about first.
        ahead: whether its last chance is.
        last_known_at: when the last message about it came.
        stratum: its stream and traffic, "" where not known: the random share is spread over them.
        batch: what it is presented with; None alone.
        place: its parent, else itself: houses stand together.
        row: what the line says of it.
    """

    case_id: str
    weight: float
    mandatory: bool
    ordered: bool
    passed_by: bool
    ahead: bool
    last_known_at: datetime
    stratum: tuple[str, str]
    batch: str | None
    place: str
    row: Row

    @property
    def level(self) -> int | None:
        """What asks for it first; None where only the draw may."""
        if self.mandatory:
            return MANDATORY
        if self.ordered:
            return ORDERED
        return MODEL if self.weight > -math.inf and not self.passed_by else None

    @property
    def asked(self) -> bool:
        """Whether a rule or an order asks for it, not the model alone."""
        return self.mandatory or self.ordered

    @property
    def order(self) -> tuple[bool, bool, float, str]:
        """Mandatory first, then ordered, then priority; ties by id."""
        return (not self.mandatory, not self.ordered, -self.weight, self.case_id)

    def wanted(self, plan: Plan) -> Wanted:
        """What it asks of a shift; a level of the model's for one that nothing asks for."""
        until: datetime | None = self.row["last_chance_at"]
        left = None if until is None else (until - plan.as_of).total_seconds() / 60
        level = MODEL if self.level is None else self.level
        imaged = self.stratum[0] in plan.site.xray_everything
        weight = max(0.0, self.weight)
        return Wanted(self.case_id, level, weight, self.row["aim"], imaged, self.batch, left, self.ordered)


def candidates(scores: pa.Table, cases: pa.Table, fired: pa.Table, plan: Plan) -> dict[str, Candidate]:
    """Return every case of the run by id."""
    given = {row["case_id"]: row for row in rows_of(scores, ("case_id", *SCORED), plan)}
    rules = rows_of(fired, ("case_id", "action"), plan)
    asked = {row["case_id"] for row in rules if row["action"] == "mandatory"}
    eased = {row["case_id"] for row in rules if row["action"] == "facilitate"}
    found: dict[str, Candidate] = {}
    for case in rows_of(cases, READ, plan):
        case_id, until = case["case_id"], case["last_chance_at"]
        score = given.get(case_id, {})
        priority = score.get("priority")
        row = {"case_id": case_id, **{name: score.get(name) for name in SCORED}, **{n: case[n] for n in FOLLOWED}}
        ordered = case["lane"] == "red"
        found[case_id] = Candidate(
            case_id=case_id,
            weight=-math.inf if priority is None else priority,
            mandatory=case_id in asked,
            ordered=ordered,
            passed_by=to_ask(case) or (case_id in eased and by_lot(case_id, plan)),
            ahead=until is None or until > plan.as_of,
            last_known_at=case["last_known_at"],
            stratum=(case["stream"] or "", case["traffic"] or ""),
            batch=case["uld"] or case["parent_id"] or case["master_waybill"],
            place=case["parent_id"] or case_id,
            row=row | {"aim": row["aim"] or NO_AIM, "ordered": ordered},
        )
    return found


def by_lot(case_id: str, plan: Plan) -> bool:
    """Return whether the model's choice passes the case by if its trader is trusted: the same in all revisions."""
    return plan.draw(case_id, "trusted") < PASSED_BY


def to_draw(case: Mapping[str, Any], plan: Plan) -> bool:
    """Return whether a case that is not listed takes part in the draw: it can be opened before its last chance."""
    until = case.get("last_chance_at")
    return until is None or until - plan.as_of >= timedelta(minutes=opening(plan.site).minutes)


def rows_of(table: pa.Table, columns: Iterable[str], plan: Plan) -> list[Row]:
    """Return the rows of this run alone: a table may hold many moments."""
    rows: list[Row] = table.select(["as_of", *columns]).to_pylist()
    return [row for row in rows if row["as_of"] == plan.as_of]
