"""Training: the recipe from what officers found to a model, measured on later nights than it learned from.

A model is a challenger until the gate holds and a second person promotes it (flows/promote.py). The first of a unit is
its champion as soon as the gate holds against the simple ranking, which is all the unit has until then.
"""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from features.catalogue import FEATURES
from flows.bench import Told, keep_evidence
from flows.judge import champion_of, judge
from flows.labelled import labelled
from flows.promote import FIRST, check_second_person, promoted
from flows.unit import Do, Recorder, Unit, plainly
from lake.past import Past
from lake.runs import Run, commit, lock, start
from models import champions, registry, verdicts
from models.settings import TrainSettings
from models.train import Trained, train
from models.verdicts import Judged, Verdict

__all__ = ["Learned", "labelled", "learn", "settings", "training"]

SCHEDULE = "the schedule"


@dataclass(frozen=True)
class Learned:
    """What a training came to.

    Attributes:
        run: its record.
        trained: the model and its test.
        sha: of the model; null when there were too few results: then nothing was stored or judged.
        rows_sha: of the training rows.
        champion: whether it is the champion now.
        verdict: of the gate; null without a model.
    """

    run: Run
    trained: Trained
    sha: str | None
    rows_sha: str
    champion: bool
    verdict: Verdict | None


def training(
    unit: Unit,
    as_of: datetime,
    approved_by: str | None = None,
    do: Do = plainly,
    trained_by: str = SCHEDULE,
    labels_checked_by: str | None = None,
) -> Learned:
    """Learn from every result known before `as_of`, and ask the gate.

    Args:
        unit: the unit.
        as_of: the moment of the training.
        approved_by: a second person, who makes it the champion should the gate hold; it stays a challenger without.
        do: how steps are carried out.
        trained_by: who trains, and so promotes nothing of it.
        labels_checked_by: a second person who looked at labels that differ from those before, and found them right.

    Raises:
        ValueError: nobody, or the one who trains, is named as the second person.
    """
    for second in (approved_by, labels_checked_by):
        if second is not None:
            check_second_person(second, trained_by)
    with lock(unit.store):
        run = start(unit.store, "training", unit.site.name, (as_of,))
        past, step = Past(unit.store, run), Recorder(run, do)
        rows = step(labelled, unit, past)
        trained = step(learn, unit, rows, as_of)
        run.parts.append(unit.store.write("training_rows", rows, run.run_id))
        run.counts |= {"labelled": rows.num_rows, "trained_by": trained_by}
        run.notes.extend(trained.model.notes)
        if not trained.model.able:
            run.notes.insert(0, too_few(unit, trained))
            commit(unit.store, run)
            return Learned(run, trained, None, run.parts[0].sha256, False, None)
        judged = step(gated, unit, run, rows, trained, labels_checked_by)
        keep_evidence(unit, run, Told(trained, judged.sha, rows, FEATURES, settings(unit, as_of)))
        commit(unit.store, run)
        champion = appointed(unit, run, judged, approved_by)
    return Learned(run, trained, judged.sha, run.parts[0].sha256, champion, judged.verdict)


def learn(unit: Unit, rows: pa.Table, as_of: datetime) -> Trained:
    """Fit and measure."""
    return train(rows, FEATURES, settings(unit, as_of))


def settings(unit: Unit, as_of: datetime) -> TrainSettings:
    """How a unit's training is done."""
    return TrainSettings(as_of=as_of, capacity=unit.site.capacity.list_lines, severity=unit.site.severity)


def gated(unit: Unit, run: Run, rows: pa.Table, trained: Trained, checked_by: str | None) -> Judged:
    """Store the model and what the gate says of it; the run's record names both by their hashes."""
    against, verdict = judge(unit, rows, trained, settings(unit, run.as_of), checked_by)
    sha = registry.save(unit.store.folder, trained.model)
    judged = Judged(run.run_id, sha, against.sha, run.counts["trained_by"], run.as_of, trained.metrics, verdict)
    run.hashes |= {"model": sha, "verdict": verdicts.keep(unit.store, judged)}
    run.counts["verdict"] = {"passed": verdict.passed, "against": against.name, "reasons": list(verdict.reasons)}
    return judged


def too_few(unit: Unit, trained: Trained) -> str:
    """What is said where nothing could be learned."""
    told = ", ".join(
        f"{aim}: {learned.positives} hits in {learned.rows}" for aim, learned in trained.model.aims.items()
    )
    ranks, _ = champion_of(unit.store.folder)
    goes_on = f"champion {ranks.sha[:12]} goes on" if ranks else "rules and the simple ranking go on"
    return f"No training: too few inspections with a known result to learn from ({told}); {goes_on}."


def appointed(unit: Unit, run: Run, judged: Judged, approved_by: str | None) -> bool:
    """Make it the champion where the gate held, and somebody approves or nobody was ever appointed."""
    if not judged.verdict.passed:
        return False
    if approved_by is not None:
        promoted(unit, run, approved_by)
    elif not any(champions.history(unit.store.folder)):  # no record, nor a damaged one
        promoted(unit, run, FIRST, "first")
    else:
        return False
    return True
