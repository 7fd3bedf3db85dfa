"""The notebook of trainings: one MLflow run each. The only file that knows mlflow.

It follows publication and is best effort: the caller decides what a failure means. The truth about champions is in
models/champions.py; the alias here mirrors it. Nothing is ever loaded from here.
"""

import logging
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.update(  # read when mlflow is imported
    {
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
        "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false",
        "MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING": "false",
        "GIT_PYTHON_REFRESH": "quiet",
    }
)

import mlflow
import sqlalchemy
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, Metric, Param, RunTag
from mlflow.exceptions import MlflowException
from mlflow.models import ModelSignature
from mlflow.types.schema import ColSpec, Schema

from measures.measure import Measures
from models import plots, ranker
from models.card import model_card
from models.champions import Record
from models.labels import AIMS
from models.model import Model
from models.settings import TrainSettings
from models.train import Trained

FAILURES = (MlflowException, sqlalchemy.exc.SQLAlchemyError, OSError)
"""What may go wrong with the notebook without anything being wrong with the model."""

MOVED = {
    "experiments": ("artifact_location",),
    "runs": ("artifact_uri",),
    "logged_models": ("artifact_location",),
    "model_versions": ("source", "storage_location"),
}
"""Columns in which MLflow keeps absolute places."""


@dataclass(frozen=True)
class Training:
    """One training to be noted.

    Attributes:
        site: the unit.
        sha: of the saved model (models/registry.py).
        trained: the model and its test.
        settings: how it was trained.
        dataset_sha: of the training rows' files.
        record: its appointment, where it is the champion already.
    """

    site: str
    sha: str
    trained: Trained
    settings: TrainSettings
    dataset_sha: str
    record: Record | None = None


def log_training(folder: Path, training: Training) -> str:
    """Note a training: parameters, measures with intervals, dataset, pictures, card, and the trees as challenger.

    Args:
        folder: of the notebook; `mlflow.db` and `artifacts/` are made in it.
        training: what to note.

    Returns:
        The run's id. Each aim with trees is a version of the registered model `<site>_<aim>`, alias challenger.
    """
    client = _client(folder)
    experiment_id = _experiment(client, folder, training.site)
    model = training.trained.model
    name = f"{training.site} {model.trained_as_of:%Y-%m-%d %H:%M} {training.sha[:8]}"
    with mlflow.start_run(experiment_id=experiment_id, run_name=name) as run:
        run_id = str(run.info.run_id)
        rows = max((aim.rows for aim in model.aims.values()), default=0)
        now = int(run.info.start_time)
        client.log_batch(run_id, _metrics(training.trained, now), _params(training), _tags(training))
        client.log_inputs(run_id, [_dataset(training, rows)])
        for picture, content in plots.draw(training.trained).items():
            _log_bytes(client, run_id, f"plots/{picture}", content)
        mlflow.log_text(model_card(model, training.trained.metrics, training.record), "model_card.md")
        for aim, learned in model.aims.items():
            if learned.booster is not None:
                _register(client, training, aim, learned.booster)
    return run_id


def mirror_champion(folder: Path, site: str, sha: str) -> list[str]:
    """Set the alias champion on the versions of the model `sha`; return their names, none when it was never noted."""
    client = _client(folder)
    named = []
    for aim in AIMS:
        registered = f"{site}_{aim}"
        versions = client.search_model_versions(f"name='{registered}' and tags.sha = '{sha}'")
        if versions:
            newest = max(int(version.version) for version in versions)
            client.set_registered_model_alias(registered, "champion", str(newest))
            named.append(f"{registered}/{newest}")
    return named


def _client(folder: Path) -> MlflowClient:
    """A client of the notebook in `folder`, which may have been moved since."""
    for name in ("alembic", "mlflow"):
        logging.getLogger(name).setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    place = f"sqlite:///{(folder / 'mlflow.db').resolve()}"
    mlflow.set_tracking_uri(place)
    mlflow.set_registry_uri(place)
    client = MlflowClient(place, place)
    _follow(folder, place)
    return client


def _follow(folder: Path, place: str) -> None:
    """Tell MLflow where its files are now: it keeps absolute places, and a lake may be moved."""
    here = _artifacts(folder)
    engine = sqlalchemy.create_engine(place)
    try:
        with engine.begin() as lake:
            asked = sqlalchemy.text("SELECT value FROM experiment_tags WHERE key = 'place' LIMIT 1")
            known = lake.execute(asked).scalar()
            if known is None or known == here:
                return
            for table, columns in MOVED.items():
                for column in columns:
                    told = sqlalchemy.table(table, sqlalchemy.column(column))
                    moved = sqlalchemy.func.replace(told.c[column], known, here)
                    lake.execute(sqlalchemy.update(told).values({column: moved}))
            tags = sqlalchemy.table("experiment_tags", sqlalchemy.column("key"), sqlalchemy.column("value"))
            lake.execute(sqlalchemy.update(tags).where(tags.c.key == "place").values(value=here))
    finally:
        engine.dispose()


def _artifacts(folder: Path) -> str:
    return (folder / "artifacts").resolve().as_uri()


def _experiment(client: MlflowClient, folder: Path, site: str) -> str:
    """The unit's experiment; its files are below the notebook's folder."""
    if found := client.get_experiment_by_name(site):
        return str(found.experiment_id)
    note = f"Trainings of the unit {site}. The champion is decided in the lake; its alias is mirrored here."
    kind = "custom_model_development"  # else the page opens among tools for language models
    tags = {"place": _artifacts(folder), "mlflow.note.content": note, "mlflow.experimentKind": kind}
    return str(client.create_experiment(site, f"{_artifacts(folder)}/{site}", tags))


def _params(training: Training) -> list[Param]:
    settings, model = training.settings, training.trained.model
    told = {
        **{f"trees.{key}": value for key, value in asdict(settings.params).items()},
        "features": len(model.features),
        "capacity": settings.capacity,
        "min_positives": settings.min_positives,
        "test_share": settings.test_share,
        "trained_as_of": model.trained_as_of.isoformat(),
        **{f"{name}.trees": aim.trees for name, aim in model.aims.items()},
    }
    return [Param(key, str(value)) for key, value in told.items()]


def _metrics(trained: Trained, now: int) -> list[Metric]:
    told: dict[str, float] = {}
    for name, aim in trained.model.aims.items():
        told |= {f"{name}/rows_learned": aim.rows, f"{name}/hits_learned": aim.positives}
    for aim_name, measures in trained.metrics.items():
        told |= dict(_flat(aim_name, measures))
    return [Metric(key, float(value), now, 0) for key, value in told.items()]


def _flat(aim: str, measures: Measures) -> Iterator[tuple[str, float]]:
    """`aim/measure`, and its interval in a group of its own; what is not known is left out."""
    for name, measure in measures.items():
        named = {
            f"{aim}/{name}": measure.value,
            f"{aim}_intervals/{name}.low": measure.low,
            f"{aim}_intervals/{name}.high": measure.high,
        }
        yield from ((key, value) for key, value in named.items() if value is not None)


def _tags(training: Training) -> list[RunTag]:
    trained = training.trained
    told = {
        "site": training.site,
        "model_sha": training.sha,
        "dataset_sha": training.dataset_sha,
        "trained_as_of": trained.model.trained_as_of.isoformat(),
        "mlflow.note.content": model_card(trained.model, trained.metrics, training.record).partition("\n\n")[2],
        **{f"hits.{family}": str(hits) for family, hits in trained.model.hits_by_family.items()},
    }
    return [RunTag(key, value) for key, value in told.items()]


def _dataset(training: Training, rows: int) -> DatasetInput:
    """The training rows, by hash; they stay in the lake."""
    dataset = Dataset(
        name=f"{training.site}_inspected",
        digest=training.dataset_sha[:32],
        source_type="lake",
        source=f'{{"sha256": "{training.dataset_sha}"}}',
        profile=f'{{"rows": {rows}}}',
    )
    return DatasetInput(dataset, [])


def _log_bytes(client: MlflowClient, run_id: str, path: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as beside:
        file = Path(beside) / Path(path).name
        file.write_bytes(content)
        client.log_artifact(run_id, str(file), str(Path(path).parent))


def _register(client: MlflowClient, training: Training, aim: str, text: str) -> None:
    """Log the native text (no pickle) and make it the challenger."""
    registered = f"{training.site}_{aim}"
    model = training.trained.model
    logged = mlflow.lightgbm.log_model(
        ranker.booster(text),
        name=registered,
        signature=_signature(model),
        pip_requirements=["lightgbm"],
        tags={"sha": training.sha, "aim": aim},
    )
    if not client.search_registered_models(f"name='{registered}'"):
        client.create_registered_model(registered, {"site": training.site, "aim": aim})
    version = client.create_model_version(
        registered,
        logged.model_uri,
        run_id=logged.run_id,
        tags={"sha": training.sha},
        description="\n\n".join(note for note in model.notes if note.startswith(f"{aim}:")),
        model_id=logged.model_id,
    )
    client.set_registered_model_alias(registered, "challenger", version.version)


def _signature(model: Model) -> ModelSignature:
    inputs = Schema([ColSpec("double", name, required=False) for name in model.features])
    return ModelSignature(inputs, Schema([ColSpec("double")]))
