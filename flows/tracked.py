"""What is told to MLflow after a training: best effort, for the lake's record is the truth."""

import hashlib
import logging
import sqlite3
from pathlib import Path

from flows.training import Learned, settings
from flows.unit import Unit

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
        dataset_sha=hashlib.sha256(str(sorted(learned.run.hashes.items())).encode()).hexdigest(),
    )
    try:
        return tracking.log_training(tracking_dir(unit), training)
    except (OSError, sqlite3.Error, tracking.TrackingError) as error:
        log.warning("the training of %s was not logged to MLflow: %s", unit.site.name, error)
        return None
