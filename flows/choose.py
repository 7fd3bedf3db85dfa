"""From described cases to the list in the officer's hand: score, rules, capacity, reasons, files."""

import hashlib
import os
from datetime import datetime
from pathlib import Path

import ibis
import pyarrow as pa

from features.catalogue import FEATURES
from flows.account import Account
from flows.unit import Unit
from indicators.apply import fired
from lake.past import Past
from lake.runs import Run, committed
from models import registry
from models.model import Model
from models.score import score
from targets.explained import explained_by
from targets.language import load
from targets.listing import Evidence, Remarks, build_listing
from targets.publish import publish
from targets.rank import rank
from targets.target import Plan

Tables = tuple[pa.Table, pa.Table, pa.Table, pa.Table]


def champion(unit: Unit, run: Run) -> tuple[Model | None, str]:
    """The model of a run and its sha: the one an earlier attempt at this moment used, else the champion."""
    before = [r for r in committed(unit.store) if r.kind == "night" and r.as_of == run.as_of and "model" in r.hashes]
    if before:
        sha = before[0].hashes["model"]
        return (registry.load(unit.store.folder, sha), sha) if sha != "none" else (None, sha)
    record = registry.champion(unit.store.folder)
    if record is None:
        return None, "none"
    run.notes.extend(f"Model passed over: {fault}." for fault in record.passed_over)
    return registry.load(unit.store.folder, record.sha), record.sha


def scored(unit: Unit, past: Past, features: pa.Table) -> pa.Table:
    """Score every case and store it; the run's record names the model."""
    model, past.run.hashes["model"] = champion(unit, past.run)
    scores = score(model, features, unit.site.severity, FEATURES)
    past.run.parts.append(unit.store.write("scores", scores, past.run.run_id))
    return scores


def rules(unit: Unit, cases: pa.Table, features: pa.Table, as_of: datetime) -> pa.Table:
    """The cited rules that fire, as (as_of, case_id, indicator, action, sentence, source)."""
    both = ibis.memtable(cases).inner_join(ibis.memtable(features), ["as_of", "case_id"])
    return fired(both, unit.site.day_of(as_of)).to_pyarrow()


def choose(unit: Unit, past: Past, scores: pa.Table, cases: pa.Table, fired: pa.Table) -> tuple[Plan, pa.Table]:
    """Draw up the list within the shift's capacity; a later list of the same shift is a revision."""
    plan = Plan(unit.site, past.run.as_of, draw_seed(unit), previous_lines(unit, past.run))
    lines = rank(scores, cases, fired, plan)
    past.run.parts.append(unit.store.write("targets", lines, past.run.run_id))
    return plan, lines


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


def hand_out(unit: Unit, past: Past, plan: Plan, lines: pa.Table, counts: Account, tables: Tables) -> int:
    """Explain the listed lines and write every output; returns the number of lines."""
    cases, features, scores, fired = tables
    run = past.run
    model, sha = champion(unit, run)
    evidence = Evidence(cases, features, scores, fired, FEATURES, explained_by(model, features, FEATURES))
    told = (f"model {sha[:12]}" if model else "cold start: no model yet") + "".join(f"; {fact}" for fact in borrowed())
    listing = build_listing(lines, evidence, plan, Remarks(counts.warnings, told), load(unit.site.language))
    folder = Path("lists") / plan.day.isoformat()
    files = publish(listing, unit.store.folder / folder)
    run.outputs |= {name: str(folder / path.name) for name, path in sorted(files.items())}
    run.hashes |= {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(files.items())}
    return lines.num_rows
