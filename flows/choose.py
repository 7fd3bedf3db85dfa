"""From described cases to the list in the officer's hand: score, rules, capacity, reasons, files."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from features.catalogue import FEATURES
from flows.account import Account
from flows.rules import seen, trusted
from flows.unit import Unit
from flows.unknown import unknown
from indicators.apply import fired, in_force
from indicators.record import FIRED, fired_rows
from lake.past import Past
from lake.runs import Run, committed, stamp
from models import champions, registry
from models.model import Model
from models.score import score
from targets.explained import explained_by
from targets.language import load
from targets.listing import Evidence, Remarks, build_listing
from targets.publish import publish
from targets.rank import rank
from targets.target import Plan

NO_MODEL = "none"
"""What stands in a run's record for the sha of the model in a cold start."""


@dataclass(frozen=True)
class Night:
    """What a list is made from: cases, their features and scores, rows of one moment."""

    cases: pa.Table
    features: pa.Table
    scores: pa.Table

    @property
    def rows(self) -> int:
        """Cases."""
        return int(self.cases.num_rows)


@dataclass(frozen=True)
class Chosen:
    """The list before it is explained: the plan, its lines, and every rule that fired on any case."""

    plan: Plan
    lines: pa.Table
    fired: pa.Table

    @property
    def rows(self) -> int:
        """Lines."""
        return int(self.lines.num_rows)


def champion(unit: Unit, run: Run) -> tuple[Model | None, str]:
    """The model of a run and its sha: the one an earlier attempt at this moment used, else the champion of then.

    A replay names the one of its night in `hashes` beforehand.
    """
    attempts = [r for r in committed(unit.store) if r.kind == "night" and r.as_of == run.as_of]
    before = [r.hashes["model"] for r in (run, *attempts) if "model" in r.hashes]
    if before:
        sha = before[0]
        return (registry.load(unit.store.folder, sha), sha) if sha != NO_MODEL else (None, sha)
    record = champions.champion(unit.store.folder, run.as_of)
    if record is None:
        return None, NO_MODEL
    run.notes.extend(f"Model passed over: {fault}." for fault in record.passed_over)
    return registry.load(unit.store.folder, record.sha), record.sha


def scored(unit: Unit, past: Past, features: pa.Table) -> pa.Table:
    """Score every case and store it; the run's record names the model."""
    model, past.run.hashes["model"] = champion(unit, past.run)
    scores = score(model, features, unit.site.severity, FEATURES)
    past.run.parts.append(unit.store.write("scores", scores, past.run.run_id))
    return scores


def rules(unit: Unit, run: Run, night: Night) -> pa.Table:
    """The cited rules that fire, as (as_of, case_id, indicator, action, sentence, source)."""
    day = unit.site.day_of(run.as_of)
    table = seen(night.cases, night.features, trusted(unit, run), day)
    run.notes.extend(note for note in in_force(table, day).left_out if note not in run.notes)
    return fired(table, day)


def choose(unit: Unit, past: Past, night: Night) -> Chosen:
    """Draw up the list: rules, then priority, within the shift's capacity; a later list of a shift is a revision."""
    plan = Plan(unit.site, past.run.as_of, draw_seed(unit), previous_lines(unit, past.run))
    said = rules(unit, past.run, night)
    kept = fired_rows(said, night.cases)
    past.run.parts.append(unit.store.write(FIRED.name, kept, past.run.run_id, stamp(past.run.as_of)))
    lines = rank(night.scores, night.cases, said, plan)
    past.run.parts.append(unit.store.write("targets", lines, past.run.run_id))
    return Chosen(plan, lines, said)


def draw_seed(unit: Unit) -> str:
    """The secret of the unit's random draw: ACCU_DRAW_SEED; without it the exercise's, which anybody can foresee."""
    return os.environ.get("ACCU_DRAW_SEED", f"exercise {unit.site.name}")


def borrowed() -> list[str]:
    """What a list must own up to: secrets of the exercise, which anybody can read in the code, in use here."""
    said = {"ACCU_DRAW_SEED": "drawn by the exercise's seed", "ACCU_ID_KEY": "ids hashed with the exercise's key"}
    return [f"{what} ({name} is not set)" for name, what in said.items() if name not in os.environ]


def previous_lines(unit: Unit, run: Run) -> pa.Table | None:
    """The lines of the last list of the same shift that was handed out before this moment; None for the first."""
    day = unit.site.day_of(run.as_of)
    earlier = [
        r
        for r in committed(unit.store)
        if r.kind == "night" and r.as_of < run.as_of and unit.site.day_of(r.as_of) == day
    ]
    part = earlier[-1].part("targets") if earlier else None
    return unit.store.read(part) if part else None


def hand_out(unit: Unit, past: Past, night: Night, chosen: Chosen, counts: Account) -> int:
    """Explain the listed lines and write every output; returns the number of lines."""
    run, features, sha = past.run, night.features, past.run.hashes["model"]
    model = registry.load(unit.store.folder, sha) if sha != NO_MODEL else None
    explain = explained_by(model, features, FEATURES)
    evidence = Evidence(night.cases, features, night.scores, chosen.fired, FEATURES, explain)
    told = "; ".join([sha[:12] if model else "none yet, a cold start", *borrowed()])
    less = unknown(unit, past, night.cases, features)
    remarks = Remarks(tuple(dict.fromkeys([*counts.warnings, *run.notes, *less])), told)
    listing = build_listing(chosen.lines, evidence, chosen.plan, remarks, load(unit.site.language))
    folder = Path("lists") / chosen.plan.day.isoformat()
    files = publish(listing, unit.store.folder / folder)
    run.outputs |= {name: str(folder / path.name) for name, path in sorted(files.items())}
    run.hashes |= {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())}
    return chosen.lines.num_rows
