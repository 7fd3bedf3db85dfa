"""What the lines of a list are explained from, gathered once for every language and copy of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from features.feature import Feature
from models.labels import AIMS
from targets.blanks import known_among
from targets.reasons import Described, Explain
from targets.target import Plan

Row = dict[str, Any]
LEVELS = ((10.0, 3), (3.0, 2))
"""Times the mean priority of all cases of the run, and the level from there: a reading aid, it decides nothing."""


@dataclass(frozen=True)
class Evidence:
    """What the lines are explained from; tables of the run, the catalogue, and the model's contributions."""

    cases: pa.Table
    features: pa.Table
    scores: pa.Table
    fired: pa.Table
    catalogue: Sequence[Feature]
    explain: Explain


@dataclass(frozen=True)
class Gathered:
    """The lines of a list and what is known of each.

    Attributes:
        rows: of TARGETS, in the order of their lines.
        known: by case; empty parts where nothing was scored.
        fired: rules by case.
        levels: by case, 1 to 3, or 0 where the priority is no estimate.
        seen: cases of the run.
        rules_left: cases that a mandatory rule asks for, that could still be held and are not listed, or on standby.
        catalogue: the declared features.
    """

    rows: tuple[Row, ...]
    known: Mapping[str, Described]
    fired: Mapping[str, list[Row]]
    levels: Mapping[str, int]
    seen: int
    rules_left: tuple[str, ...]
    catalogue: Sequence[Feature]


def gather(targets: pa.Table, evidence: Evidence, plan: Plan) -> Gathered:
    """Return what the lines of `targets` are written from; only listed cases are explained."""
    rows = targets.sort_by("line").to_pylist()
    cases, features = (_by_case(table, plan, rows) for table in (evidence.cases, evidence.features))
    parts = _contributions(rows, evidence, plan)
    fired: dict[str, list[Row]] = {}
    for row in _of(evidence.fired, plan).to_pylist():
        fired.setdefault(row["case_id"], []).append(row)
    mean = _mean_priority(evidence.scores, plan)
    ids = [row["case_id"] for row in rows]
    kinds = {case["case_type"] for case in cases.values()}
    peers = known_among(_of(evidence.cases, plan), _of(evidence.features, plan), kinds)
    return Gathered(
        rows=tuple(rows),
        known={
            case: Described(
                features.get(case, {}), found, parts.get(case, {}), peers.get(found.get("case_type", ""), {})
            )
            for case in ids
            for found in [cases.get(case, {})]
        },
        fired=fired,
        levels={row["case_id"]: _level(row, mean) for row in rows},
        seen=_of(evidence.cases, plan).num_rows,
        rules_left=tuple(_rules_left([row["case_id"] for row in rows if not row["standby"]], fired, evidence, plan)),
        catalogue=evidence.catalogue,
    )


def _of(table: pa.Table, plan: Plan) -> pa.Table:
    return table.filter(pc.equal(table["as_of"], pa.scalar(plan.as_of, table.schema.field("as_of").type)))


def _by_case(table: pa.Table, plan: Plan, rows: Sequence[Row]) -> dict[str, Row]:
    """Return the rows of this run and these lines by case, nulls as None, NaN too."""
    wanted = pa.array([row["case_id"] for row in rows], pa.string())
    here = _of(table, plan)
    found = here.filter(pc.is_in(here["case_id"], wanted)).to_pylist()
    return {row["case_id"]: {name: _known(value) for name, value in row.items()} for row in found}


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _contributions(rows: Sequence[Row], evidence: Evidence, plan: Plan) -> dict[str, Row]:
    """Return each scored line's parts of the margin of its aim; in a cold start, in what it stands out."""
    found: dict[str, Row] = {}
    features = _of(evidence.features, plan)
    for aim in AIMS:
        wanted = [row["case_id"] for row in rows if row["aim"] == aim and row["basis"] is not None]
        table = features.filter(pc.is_in(features["case_id"], pa.array(wanted, pa.string()))).sort_by("case_id")
        if table.num_rows:
            parts = evidence.explain(aim, table).to_pylist()
            found |= dict(zip(table["case_id"].to_pylist(), parts, strict=True))
    return found


def _mean_priority(scores: pa.Table, plan: Plan) -> float:
    given = [value for value in _of(scores, plan)["priority"].to_pylist() if value is not None]
    return math.fsum(given) / len(given) if given else 0.0


def _level(row: Row, mean: float) -> int:
    """Return 1 to 3, or 0 where the priority is no estimate: not scored, or the mere order of a unit's first months."""
    if row["basis"] != "model" or mean <= 0:
        return 0
    return next((level for times, level in LEVELS if row["priority"] >= times * mean), 1)


def _rules_left(listed: Sequence[str], fired: Mapping[str, list[Row]], evidence: Evidence, plan: Plan) -> list[str]:
    ahead = _of(evidence.cases, plan).select(["case_id", "last_chance_at"]).to_pylist()
    held = {row["case_id"] for row in ahead if row["last_chance_at"] is None or row["last_chance_at"] > plan.as_of}
    mandatory = {case for case, rules in fired.items() if any(rule["action"] == "mandatory" for rule in rules)}
    return sorted((mandatory & held) - set(listed))
