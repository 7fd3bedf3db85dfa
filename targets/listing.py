"""A list with everything an officer reads on it, in one language: what every output is written from."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from features.feature import Feature
from models.labels import AIMS
from targets.language import Language
from targets.reasons import Described, Explain, Reason, model_reasons, random_note, rule_reasons
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
class Line:
    """One line: `target` is its row of TARGETS, `case` its row of cases (empty when no case of this run any more).

    `severity` is what a hit of the line's aim weighs in the priority; null without a model.
    """

    target: Row
    case: Row
    reasons: tuple[Reason, ...]
    level: int
    severity: float | None = None

    def of(self, kind: str) -> list[Reason]:
        """Return the reasons of one kind."""
        return [reason for reason in self.reasons if reason.kind == kind]


@dataclass(frozen=True)
class Listing:
    """The list of one shift in one revision; `warnings` say what was missing, `model` names what ranked it."""

    title: str
    list_id: str
    revision: int
    day: date
    as_of: datetime
    timezone: str
    language: str
    seen: int
    capacity: int
    model: str
    warnings: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The site's own zone."""
        return ZoneInfo(self.timezone)

    @property
    def split(self) -> dict[str, int]:
        """Lines by what selected them."""
        counted = Counter(line.target["selected_as"] for line in self.lines)
        return {kind: counted[kind] for kind in ("criteria", "model", "random")}


@dataclass(frozen=True)
class Remarks:
    """What the run adds: what was missing, as sentences, the model that ranked the list, and its severities by aim."""

    warnings: tuple[str, ...] = ()
    model: str = ""
    severities: Mapping[str, float] = field(default_factory=dict)


def build_listing(targets: pa.Table, evidence: Evidence, plan: Plan, remarks: Remarks, language: Language) -> Listing:
    """Return the listing of `targets`, each line with its case and its reasons."""
    rows = targets.sort_by("line").to_pylist()
    listed = _by_case(evidence.cases, plan, rows)
    parts = _contributions(rows, evidence, plan)
    features = _by_case(evidence.features, plan, rows)
    fired = _fired(evidence.fired, plan)
    mean = _mean_priority(evidence.scores, plan)
    lines = []
    for row in rows:
        case_id = row["case_id"]
        known = Described(features.get(case_id, {}), listed.get(case_id, {}), parts.get(case_id, {}))
        said = _reasons(row, known, evidence.catalogue, plan, language)
        rules = rule_reasons(fired.get(case_id, []))
        severity = remarks.severities.get(row["aim"])
        lines.append(Line(row, dict(known.case), (*said, *rules), _level(row, mean), severity))
    return Listing(
        title=plan.site.title,
        list_id=plan.list_id,
        revision=plan.revision,
        day=plan.day,
        as_of=plan.as_of,
        timezone=plan.site.timezone,
        language=language.code,
        seen=_of(evidence.cases, plan).num_rows,
        capacity=plan.site.capacity.list_lines,
        model=remarks.model,
        warnings=(*remarks.warnings, *_own_warnings(rows, fired, evidence, plan, language)),
        lines=tuple(lines),
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


def _fired(fired: pa.Table, plan: Plan) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in _of(fired, plan).to_pylist():
        found.setdefault(row["case_id"], []).append(row)
    return found


def _contributions(rows: Sequence[Row], evidence: Evidence, plan: Plan) -> dict[str, Row]:
    """Return each ranked line's parts of the margin of its aim; in a cold start, in what it stands out."""
    found: dict[str, Row] = {}
    features = _of(evidence.features, plan)
    for aim in AIMS:
        wanted = [row["case_id"] for row in rows if row["aim"] == aim and _modelled(row)]
        table = features.filter(pc.is_in(features["case_id"], pa.array(wanted, pa.string()))).sort_by("case_id")
        if table.num_rows:
            parts = evidence.explain(aim, table).to_pylist()
            found |= dict(zip(table["case_id"].to_pylist(), parts, strict=True))
    return found


def _modelled(row: Row) -> bool:
    return row["selected_as"] == "model" and row["basis"] is not None


def _reasons(row: Row, known: Described, catalogue: Sequence[Feature], plan: Plan, language: Language) -> list[Reason]:
    notes = [Reason("note", language.say("reason.standby"))] if row["standby"] else []
    if not known.case:
        return [*notes, Reason("note", language.say("reason.gone"))]
    if row["selected_as"] == "random":
        note = random_note(plan.site.random_share, row["selection_probability"], plan.random_lines, language)
        return [*notes, note]
    if row["basis"] == "cold_start":
        apart = [reason for reason in model_reasons(known, catalogue, language) if reason.kind == "for"]
        facts = [replace(reason, contribution=None) for reason in apart]  # a rank, no part of any margin
        return [*notes, Reason("note", language.say("reason.cold_start")), *facts]
    if row["basis"] == "blended":
        notes.append(Reason("note", language.say("reason.blended", weight=language.share(row["model_weight"]))))
    return notes + (model_reasons(known, catalogue, language) if known.parts else [])


def _mean_priority(scores: pa.Table, plan: Plan) -> float:
    given = [value for value in _of(scores, plan)["priority"].to_pylist() if value is not None]
    return math.fsum(given) / len(given) if given else 0.0


def _level(row: Row, mean: float) -> int:
    """Return 1 to 3, or 0 where the priority is no estimate: not scored, or the mere order of a unit's first months."""
    if row["basis"] != "model" or mean <= 0:
        return 0
    return next((level for times, level in LEVELS if row["priority"] >= times * mean), 1)


def _own_warnings(
    rows: Sequence[Row], fired: dict[str, list[Row]], evidence: Evidence, plan: Plan, language: Language
) -> list[str]:
    """Return what the list itself must say: rules that found no room, and a start without a model."""
    listed = {row["case_id"] for row in rows}
    ahead = _of(evidence.cases, plan).select(["case_id", "last_chance_at"]).to_pylist()
    held = {row["case_id"] for row in ahead if row["last_chance_at"] is None or row["last_chance_at"] > plan.as_of}
    mandatory = {case for case, rules in fired.items() if any(rule["action"] == "mandatory" for rule in rules)}
    left = sorted((mandatory & held) - listed)
    said = []
    if left:
        cases = ", ".join(left[:10]) + (" …" if len(left) > 10 else "")  # noqa: PLR2004 - a line of the page holds ten
        said.append(language.say("warning.rules_left", n=len(left), cases=cases))
    if any(row["basis"] == "cold_start" for row in rows):
        said.append(language.say("warning.cold_start"))
    if weights := [row["model_weight"] for row in rows if row["basis"] == "blended"]:
        said.append(language.say("warning.blended", weight=language.share(max(weights))))
    return said
