"""What is told to MLflow after a training: best effort, for the lake's record is the truth."""

import logging
from pathlib import Path

from flows.training import Learned, settings
from flows.unit import Unit
from models import champions

log = logging.getLogger(__name__)


def tracking_dir(unit: Unit) -> Path:
    """The folder of MLflow's database and artifacts: one for the lake, an experiment for each site."""
    return unit.lake / "mlflow"


def track(unit: Unit, learned: Learned) -> str | None:
    """Log a training and mirror the champion's alias; None, with a line in the log, when MLflow cannot be reached."""
    from models import tracking  # MLflow takes seconds to import, and only this needs it

    training = tracking.Training(
        site=unit.site.name,
        sha=learned.sha,
        trained=learned.trained,
        settings=settings(unit, learned.run.as_of),
        dataset_sha=learned.rows_sha,
        record=champions.champion(unit.store.folder) if learned.champion else None,
    )
    try:
        run_id = tracking.log_training(tracking_dir(unit), training)
        if learned.champion:
            tracking.mirror_champion(tracking_dir(unit), unit.site.name, learned.sha)
        return run_id
    except tracking.FAILURES as error:
        log.warning("the training of %s was not logged to MLflow: %s", unit.site.name, error)
        return None
