"""Training: the recipe from what officers found to a model, measured on later nights than it learned from."""

from dataclasses import dataclass
from datetime import datetime

import ibis
import pyarrow as pa
from ibis import _

from cases.case import CASES
from features.catalogue import FEATURES
from flows.described import features_of
from flows.prepare import every_arrival
from flows.unit import Do, Recorder, Unit, plainly
from lake.past import Past
from lake.runs import Run, commit, lock, start
from models import champions, registry
from models.labels import label
from models.settings import TrainSettings
from models.train import Trained, train
from models.training_rows import training_rows


@dataclass(frozen=True)
class Learned:
    """What a training came to: the model's sha, the sha of its rows, and whether it is the champion now."""

    run: Run
    trained: Trained
    sha: str
    rows_sha: str
    champion: bool


def training(unit: Unit, as_of: datetime, approved_by: str | None = None, do: Do = plainly) -> Learned:
    """Learn from every result known before `as_of`; the first model of a unit is its champion.

    Later ones are challengers until somebody approves them (`approved_by`).
    """
    with lock(unit.store):
        run = start(unit.store, "training", unit.site.name, (as_of,))
        past, step = Past(unit.store, run), Recorder(run, do)
        rows = step(labelled, unit, past)
        trained = step(learn, unit, rows, as_of)
        sha = registry.save(unit.store.folder, trained.model)
        first = champions.champion(unit.store.folder) is None
        approver = approved_by or ("the first model of the unit" if first and trained.model.able else None)
        if approver:
            champions.appoint(unit.store.folder, sha, trained.metrics, approver, as_of)
        run.parts.append(unit.store.write("training_rows", rows, run.run_id))
        run.hashes["model"] = sha
        run.notes.extend(trained.model.notes)
        run.counts["labelled"] = rows.num_rows
        commit(unit.store, run)
    return Learned(run, trained, sha, run.parts[-1].sha256, approver is not None)


def labelled(unit: Unit, past: Past) -> pa.Table:
    """One row per inspected case: the features of the last run before the decision, and its labels."""
    inspections = every_arrival(past, "inspections", "inspection_id").to_pyarrow()
    labels = label(inspections, unit.site.strong_methods, _pieces(past, inspections))
    return training_rows(features_of(unit, past, labels["case_id"]), labels, past.run.as_of)


def _pieces(past: Past, inspections: pa.Table) -> dict[str, int | None]:
    """Pieces of the inspected cases, as their newest description before the training has them."""
    cases = past.everything("cases", CASES.schema).filter(_.as_of <= past.run.as_of)
    asked = cases.semi_join(ibis.memtable(inspections.select(["case_id"])), "case_id")
    rows = asked.select("as_of", "case_id", "pieces").order_by(["as_of", "case_id"]).to_pyarrow().to_pylist()
    return {row["case_id"]: row["pieces"] for row in rows}


def learn(unit: Unit, rows: pa.Table, as_of: datetime) -> Trained:
    """Fit and measure."""
    return train(rows, FEATURES, settings(unit, as_of))


def settings(unit: Unit, as_of: datetime) -> TrainSettings:
    """How a unit's training is done."""
    return TrainSettings(as_of=as_of, capacity=unit.site.capacity.list_lines)
