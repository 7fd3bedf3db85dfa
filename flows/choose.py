"""From described cases to the list in the officer's hand: score, rules, capacity, reasons, files."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from features.catalogue import FEATURES
from flows.account import Account
from flows.judge import usable
from flows.rules import seen, trusted
from flows.standing import Standing, standing
from flows.unit import Unit
from flows.unknown import unknown
from indicators.apply import fired, in_force
from indicators.record import FIRED, fired_rows
from lake.notes import note
from lake.past import Past
from lake.runs import Run, committed, stamp
from models import registry
from models.blend import ranked
from models.model import Model
from models.score import severities
from targets.evidence import Evidence, gather
from targets.explained import explained_by
from targets.front import beside
from targets.language import Language, load
from targets.listing import OFFICERS, Copy, Listing, Remarks, build_listing
from targets.publish import publish
from targets.rank import draw_up
from targets.requests import requests
from targets.target import TARGETS, Plan
from targets.ulds import worth_breaking

NO_MODEL = "none"
"""What stands in a run's record for the sha of the model in a cold start."""


@dataclass(frozen=True)
class Night:
    """What a list is made from: cases, their features, the rules that fired and the scores, rows of one moment."""

    cases: pa.Table
    features: pa.Table
    fired: pa.Table
    scores: pa.Table

    @property
    def rows(self) -> int:
        """Cases."""
        return int(self.cases.num_rows)


@dataclass(frozen=True)
class Chosen:
    """The list before it is explained: the plan, and its lines."""

    plan: Plan
    lines: pa.Table

    @property
    def rows(self) -> int:
        """Lines."""
        return int(self.lines.num_rows)


def champion(unit: Unit, run: Run) -> tuple[Model | None, str]:
    """The model of a run and its sha: the one an earlier attempt at this moment used, else the champion of then.

    A replay names the one of its night in `hashes` beforehand. What the list must say of the choice stands in the
    record too, so that a repeat and a replay say it again.
    """
    attempts = [r for r in committed(unit.store) if r.kind == "night" and r.as_of == run.as_of]
    before = next((r for r in (run, *attempts) if "model" in r.hashes), None)
    found = standing(unit, run.as_of) if before is None else _as_before(unit, run, before)
    for name, told in (("model_notes", found.notes), ("model_remarks", found.remarks)):
        said = run.counts.get(name, []) if before is None else []  # when the champion was held up (standing.py)
        run.counts[name] = list(dict.fromkeys([*said, *told]))
    run.notes.extend(said for said in run.counts["model_notes"] if said not in run.notes)
    return found.model, found.sha or NO_MODEL


def _as_before(unit: Unit, run: Run, before: Run) -> Standing:
    """The model that a run used for this moment; where it cannot rank any more, the champion, and a note."""
    sha = before.hashes["model"]
    told = [tuple(before.counts.get(name, ())) for name in ("model_notes", "model_remarks")]
    if sha == NO_MODEL:
        return Standing(None, None, *told)
    try:
        return Standing(sha, usable(unit.store.folder, sha), *told)
    except ValueError as fault:
        if before is run:
            raise
        found = standing(unit, run.as_of)
        return replace(found, notes=(note("model_of_earlier_passed_over", why=fault), *found.notes))


def scored(unit: Unit, past: Past, features: pa.Table, said: pa.Table) -> pa.Table:
    """Score every case, by the model as far as it may rank, and store it; the run's record names the model."""
    model, past.run.hashes["model"] = champion(unit, past.run)
    scores = ranked(model, features, unit.site.severity, FEATURES, said)
    past.run.parts.append(unit.store.write("scores", scores, past.run.run_id))
    return scores


def rules(unit: Unit, run: Run, cases: pa.Table, features: pa.Table) -> pa.Table:
    """The cited rules that fire, as (as_of, case_id, indicator, action, sentence, source)."""
    day = unit.site.day_of(run.as_of)
    table = seen(cases, features, trusted(unit, run), day)
    run.notes.extend(said for said in in_force(table, day).left_out if said not in run.notes)
    return fired(table, day)


def choose(unit: Unit, past: Past, night: Night) -> Chosen:
    """Draw up the list: rules, then priority, within the shift's capacity; a later list of a shift is a revision."""
    plan = plan_of(unit, past.run)
    kept = fired_rows(night.fired, night.cases)
    past.run.parts.append(unit.store.write(FIRED.name, kept, past.run.run_id, stamp(past.run.as_of)))
    drawn = draw_up(night.scores, night.cases, night.fired, plan)
    past.run.notes.extend(said for said in drawn.notes if said not in past.run.notes)
    past.run.parts.append(unit.store.write("targets", drawn.lines, past.run.run_id))
    return Chosen(plan, drawn.lines)


def draw_seed(unit: Unit) -> str:
    """The secret of the unit's random draw: ACCU_DRAW_SEED; without it the exercise's, which anybody can foresee."""
    return os.environ.get("ACCU_DRAW_SEED", f"exercise {unit.site.name}")


def borrowed() -> list[str]:
    """Keys of what a list must own up to: secrets of the exercise, which anybody can read in the code, in use here."""
    said = {"ACCU_DRAW_SEED": "model.seed_borrowed", "ACCU_ID_KEY": "model.key_borrowed"}
    return [key for name, key in said.items() if name not in os.environ]


def plan_of(unit: Unit, run: Run) -> Plan:
    """The plan of a run's list: the last list of the same shift handed out before this moment, and how many were."""
    day = unit.site.day_of(run.as_of)
    earlier = [
        r
        for r in committed(unit.store)
        if r.kind == "night" and r.as_of < run.as_of and unit.site.day_of(r.as_of) == day
    ]
    part = earlier[-1].part("targets") if earlier else None
    previous = TARGETS.filled(unit.store.read(part)) if part else None
    return Plan(unit.site, run.as_of, draw_seed(unit), previous, len({r.as_of for r in earlier}))


def hand_out(unit: Unit, past: Past, night: Night, chosen: Chosen, counts: Account) -> int:
    """Explain the listed lines and write every output in every language of the site; returns the number of lines."""
    run = past.run
    less = unknown(unit, past, night.cases, night.features)
    warnings = tuple(dict.fromkeys([*counts.warnings, *run.notes, *less, *run.counts.get("model_remarks", [])]))
    run.counts["list_warnings"] = list(warnings)  # a copy says the same
    listings = told(unit, run, night, chosen)
    folder = Path("lists") / chosen.plan.day.isoformat()
    drawn_up = [listings(code) for code in unit.site.languages]
    run.counts |= beside(drawn_up[0])  # for the front page
    files = publish(drawn_up, unit.store.folder / folder)
    run.outputs |= {name: str(folder / path.name) for name, path in sorted(files.items())}
    run.hashes |= {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())}
    return chosen.lines.num_rows


def told(unit: Unit, run: Run, night: Night, chosen: Chosen) -> Callable[..., Listing]:
    """Return what writes a run's list in a language, for whom it is asked: `(code, copy) -> Listing`.

    Everything comes from the tables and the record of the run, so a copy made days later says what the list said.
    """
    sha, plan = run.hashes["model"], chosen.plan
    model = registry.load(unit.store.folder, sha) if sha != NO_MODEL else None
    explain = explained_by(model, night.features, FEATURES)
    evidence = Evidence(night.cases, night.features, night.scores, night.fired, FEATURES, explain)
    gathered = gather(chosen.lines, evidence, plan)
    asked = requests(night.cases, plan, set(chosen.lines["case_id"].to_pylist()))
    ulds = worth_breaking(night.cases, night.scores, chosen.lines, plan)
    weights = severities(model, unit.site.severity) if model else {}

    def listing(code: str, copy: Copy = OFFICERS) -> Listing:
        language = load(code)
        warnings = (*run.counts.get("list_warnings", run.notes), *_borrowed_trees(model, language))
        named = sha[:12] if model else language.say("model.none")
        ranked_by = "; ".join([named, *(language.say(key) for key in borrowed())])
        return build_listing(gathered, plan, Remarks(warnings, ranked_by, weights, asked, ulds), language, copy)

    return listing


def _borrowed_trees(model: Model | None, language: Language) -> list[str]:
    """What the list says of an aim that had too few hits for trees of its own."""
    if model is None or not model.able:
        return []
    key = {"pooled": "warning.pooled", "none": "warning.unlearned"}
    few = [(name, aim.trees) for name, aim in sorted(model.aims.items()) if aim.trees in key]
    return [language.say(key[trees], aim=language.say(f"aim.{name}")) for name, trees in few]
