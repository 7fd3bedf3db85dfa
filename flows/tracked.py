"""What is told to MLflow after a training: best effort, for the lake's record is the truth.

What could not be told is told after the next training: everything that MLflow is told lies in the lake.
"""

import json
import logging
from typing import TYPE_CHECKING

import pyarrow as pa

from flows import bench
from flows.judge import champion_of
from flows.training import Learned
from flows.unit import Unit
from lake.runs import Run
from models.card import model_card
from models.evidence import Asked
from models.matrix import moments

if TYPE_CHECKING:
    from models import tracking

log = logging.getLogger(__name__)
BEHIND = 20
"""Earlier trainings that are told at a time, where MLflow had missed them."""


def track(unit: Unit, learned: Learned, asked: Asked | None = None) -> str | None:
    """Tell MLflow of a training and of those that it missed, and mirror the champion's alias.

    Args:
        unit: the unit.
        learned: what the training came to; of one without a model there is nothing to tell.
        asked: what it was for; a scheduled training where nothing is said.

    Returns:
        What stood in the way, in a sentence, which is logged as well; None when all was told.
    """
    from models import tracking  # MLflow takes seconds to import, and only this needs it

    if learned.sha is None:
        return None
    if asked is not None:
        bench.ask(unit, learned.run.run_id, asked)
    bench.keep_pictures(unit, learned.run.run_id, _pictures(unit, learned))
    folder = bench.mlflow_folder(unit)
    try:
        there = tracking.noted(folder, unit.site.name)
        missed = [run for run in bench.trainings(unit.store) if run.run_id not in there]
        for run in missed[-BEHIND:]:
            if training := _training(unit, run):
                tracking.log_training(folder, training)
        mirror(unit)
    except tracking.FAILURES as error:
        trouble = f"MLflow was not told of the training of {unit.site.name}: {bench.first_line(error)}"
        log.warning("%s. The model stands; the next training tells it.", trouble)
        return trouble
    return None


def mirror(unit: Unit) -> list[str]:
    """Set MLflow's alias champion on the champion of the lake; return the versions that it stands on."""
    from models import tracking

    record, _ = champion_of(unit.store.folder)
    return tracking.mirror_champion(bench.mlflow_folder(unit), unit.site.name, record.sha) if record else []


def told_champion(unit: Unit) -> str | None:
    """Set MLflow's alias champion; return what stood in the way, in a sentence, or None."""
    from models import tracking

    try:
        mirror(unit)
    except tracking.FAILURES as error:
        return f"MLflow was not told of the champion: {bench.first_line(error)}. The record in the lake stands."
    return None


def told_return(unit: Unit, run: Run) -> str | None:
    """Set MLflow's alias after a night that brought a champion back; return as `told_champion`, None where none was."""
    record, _ = champion_of(unit.store.folder)
    returned = record is not None and record.how.what == "returned" and record.as_of == run.as_of
    return told_champion(unit) if returned and (bench.mlflow_folder(unit) / "mlflow.db").exists() else None


def _training(unit: Unit, run: Run) -> "tracking.Training | None":
    """What MLflow is told of a training, from the lake alone; None, with a line in the log, where that is damaged."""
    from models import curves, tracked_values, tracking

    try:
        report, model = bench.report_of(unit.store, run), bench.model_of(unit.store, run)
    except ValueError as error:
        log.warning("%s is not told to MLflow: %s", run.run_id, error)
        return None
    scores, part = bench.scores_of(unit.store, run), run.part("test_scores")
    record = bench.champion_record(unit.store, report.sha)
    files = {"report.json": report.as_json(), **bench.pictures_of(unit, run.run_id)}
    for name, found in (("gate_verdict.json", report.verdict), ("leaks.json", report.leaks)):
        if found is not None:
            files[name] = (json.dumps(found, indent=1, default=str) + "\n").encode()
    return tracking.Training(
        report=report,
        model=model,
        tested_sha=part.sha256 if part else "",
        steps=tracked_values.steps(report, scores, curves.DRAWN),
        files=files,
        card=model_card(model, report.measures, record, report.tables),
        note=model_card(model, report.measures, record),
    )


def _pictures(unit: Unit, learned: Learned) -> dict[str, bytes]:
    """Pictures of the test, and of what moves the margin over the tested rows."""
    from models import plots, shap_plot

    part = learned.run.part("training_rows")
    if part is None:
        return {}
    rows, scores = unit.store.read(part), bench.scores_of(unit.store, learned.run)
    was_tested = set(zip(moments(scores["as_of"]).tolist(), scores["case_id"].to_pylist(), strict=True))
    keys = zip(moments(rows["as_of"]).tolist(), rows["case_id"].to_pylist(), strict=True)
    tested = rows.filter(pa.array([key in was_tested for key in keys], pa.bool_()))
    return {**plots.draw(learned.trained), **shap_plot.draw(learned.trained.model, tested)}
