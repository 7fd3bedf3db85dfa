"""The notebook of trainings in MLflow: the only file that knows mlflow.

It follows publication and is best effort: the caller decides what a failure means. Everything in it is made of what
lies in the lake, so that it may be thrown away; the truth about champions is in models/champions.py, and the alias
here mirrors it. Nothing is ever loaded from here.
"""

import json
import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
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
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, Run, RunTag, ViewType
from mlflow.exceptions import MlflowException
from mlflow.models import ModelSignature
from mlflow.types.schema import ColSpec, Schema

from models import ranker, tracked_values
from models.evidence import Report
from models.labels import AIMS
from models.model import Model
from models.tracking_home import follow_moved

FAILURES = (MlflowException, sqlalchemy.exc.SQLAlchemyError, OSError)
"""What may go wrong with the notebook without anything being wrong with the model."""

MOST = 5_000
"""Runs of a unit that are looked through."""
LONGEST_NOTE = 8_000
"""Characters that MLflow takes."""


@dataclass(frozen=True)
class Training:
    """One training to be noted.

    Attributes:
        report: what it came to.
        model: what was learned.
        tested_sha: of the file of the tested rows' scores.
        steps: name of a metric to its values by step, as curves.
        files: path of an artifact to its bytes: pictures, card, verdict.
        card: the model card.
        note: the card in short, for the page of the run.
    """

    report: Report
    model: Model
    tested_sha: str
    steps: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    card: str = ""
    note: str = ""


def log_training(folder: Path, training: Training) -> str:
    """Note a training below the run of its question: parameters, measures, curves, tables, pictures, card, trees.

    Args:
        folder: of the notebook; `mlflow.db` and `artifacts/` are made in it.
        training: what to note.

    Returns:
        The run's id. Each aim with trees is a version of the registered model `<site>_<aim>`, alias challenger where
        the gate passed it; an experiment, which no gate judges, has none.
    """
    client = _client(folder)
    report = training.report
    experiment_id = _experiment(client, folder, report.site)
    question = _question(client, experiment_id, report)
    with mlflow.start_run(
        experiment_id=experiment_id,
        run_name=report.name,
        parent_run_id=question.info.run_id,
        description=training.note.partition("\n\n")[2][:LONGEST_NOTE],
    ) as run:
        run_id = str(run.info.run_id)
        _log_values(client, run_id, training, int(run.info.start_time))
        client.log_inputs(run_id, _datasets(training))
        tables = tracked_values.tables(report)
        _log_files(client, run_id, {**training.files, **tables, "model_card.md": training.card.encode()})
        client.set_tag(
            run_id, "mlflow.loggedArtifacts", json.dumps([{"path": path, "type": "table"} for path in tables])
        )
        for aim, learned in training.model.aims.items():
            if learned.booster is not None:
                _register(client, training, aim, learned.booster)
        client.set_tag(run_id, "complete", "yes")
    _summarise(client, experiment_id, question)
    return run_id


def noted(folder: Path, site: str) -> set[str]:
    """Return the lake's ids of the trainings of a unit that are noted from end to end."""
    found = _runs(_client(folder), site)
    return {run.data.tags["lake_run"] for run in found if run.data.tags.get("complete") == "yes"}


def named(folder: Path, site: str, text: str) -> dict[str, str]:
    """Return the lake's run ids, with the names, of runs whose id begins with `text`, or whose name it is."""
    found = [run for run in _runs(_client(folder), site) if text in (run.info.run_name, run.info.run_id[: len(text)])]
    return {run.data.tags["lake_run"]: str(run.info.run_name) for run in found}


def mirror_champion(folder: Path, site: str, sha: str) -> list[str]:
    """Set the alias champion on the versions of the model `sha`, and take it from an aim that has none.

    Returns:
        Their names; none when it was never noted.
    """
    client = _client(folder)
    named = []
    for aim in AIMS:
        registered = f"{site}_{aim}"
        versions = client.search_model_versions(f"name='{registered}' and tags.sha = '{sha}'")
        if versions:
            newest = max(int(version.version) for version in versions)
            client.set_registered_model_alias(registered, "champion", str(newest))
            named.append(f"{registered}/{newest}")
        elif any("champion" in found.aliases for found in client.search_registered_models(f"name='{registered}'")):
            client.delete_registered_model_alias(registered, "champion")
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
    follow_moved(place, _artifacts(folder))
    return client


def _artifacts(folder: Path) -> str:
    return (folder / "artifacts").resolve().as_uri()


def _experiment(client: MlflowClient, folder: Path, site: str) -> str:
    """The unit's experiment; its files are below the notebook's folder."""
    if found := client.get_experiment_by_name(site):
        return str(found.experiment_id)
    note = (
        f"Trainings of the unit {site}: a run a question, and below it a run a variant. Nothing here decides: the "
        f"champion stands in the lake, and its alias is mirrored. Side by side: `accu compare RUN RUN --site {site}`."
    )
    kind = "custom_model_development"  # else the page opens among tools for language models
    tags = {"place": _artifacts(folder), "mlflow.note.content": note, "mlflow.experimentKind": kind}
    return str(client.create_experiment(site, f"{_artifacts(folder)}/{site}", tags))


def _runs(client: MlflowClient, site: str) -> list[Run]:
    """The noted trainings of a unit, the newest first."""
    experiment = client.get_experiment_by_name(site)
    if experiment is None:
        return []
    found = client.search_runs([experiment.experiment_id], "tags.kind = 'training'", ViewType.ACTIVE_ONLY, MOST)
    return list(found)


def _question(client: MlflowClient, experiment_id: str, report: Report) -> Run:
    """The run that the variants of a question stand below; made when it is asked for the first time."""
    question = report.asked.question
    asked = client.search_runs([experiment_id], "tags.kind = 'question'", ViewType.ACTIVE_ONLY, MOST)
    for run in asked:
        if run.data.tags.get("question") == question:
            return run
    tags = {"kind": "question", "question": question, "site": report.site}
    made = client.create_run(experiment_id, tags=tags, run_name=question)
    client.set_terminated(made.info.run_id)
    return made


def _summarise(client: MlflowClient, experiment_id: str, question: Run) -> None:
    """Write the variants of a question, with their primary measures, into the note of its run."""
    below = f"tags.kind = 'training' and tags.`mlflow.parentRunId` = '{question.info.run_id}'"
    runs = client.search_runs([experiment_id], below, ViewType.ACTIVE_ONLY, MOST)
    told = [(dict(run.data.metrics), dict(run.data.tags)) for run in runs]
    client.set_tag(question.info.run_id, "mlflow.note.content", tracked_values.summary(told))


def _log_values(client: MlflowClient, run_id: str, training: Training, now: int) -> None:
    report = training.report
    metrics = [Metric(key, value, now, 0) for key, value in tracked_values.metrics(report).items()]
    metrics += [
        Metric(key, value, now, step) for key, values in training.steps.items() for step, value in values.items()
    ]
    for start in range(0, len(metrics), 1_000):  # as many as a batch holds
        client.log_batch(run_id, metrics[start : start + 1_000])
    params = [Param(key, value) for key, value in tracked_values.params(report).items()]
    client.log_batch(run_id, (), params, [RunTag(key, value) for key, value in tracked_values.tags(report).items()])


def _datasets(training: Training) -> list[DatasetInput]:
    """The rows learned from and those tested on, by hash; they stay in the lake."""
    found = []
    for told in tracked_values.datasets(training.report, training.tested_sha):
        context = told.pop("context")
        found.append(DatasetInput(Dataset(source_type="lake", **told), [InputTag("mlflow.data.context", context)]))
    return found


def _log_files(client: MlflowClient, run_id: str, files: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as beside:
        for path, content in files.items():
            place = Path(beside) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        client.log_artifacts(run_id, beside)


def _register(client: MlflowClient, training: Training, aim: str, text: str) -> None:
    """Log the native text (no pickle) and make it the challenger where the gate passed it."""
    report, model = training.report, training.model
    registered = f"{report.site}_{aim}"
    logged = mlflow.lightgbm.log_model(
        ranker.booster(text),
        name=registered,
        signature=_signature(text),
        pip_requirements=["lightgbm"],
        tags={"sha": report.sha, "aim": aim},
    )
    if not client.search_registered_models(f"name='{registered}'"):
        client.create_registered_model(registered, {"site": report.site, "aim": aim})
    version = client.create_model_version(
        registered,
        logged.model_uri,
        run_id=logged.run_id,
        tags={"sha": report.sha},
        description="\n\n".join(note for note in model.notes if note.startswith(f"{aim}:")),
        model_id=logged.model_id,
    )
    if report.verdict is not None and report.verdict.get("passed"):
        client.set_registered_model_alias(registered, "challenger", version.version)


def _signature(text: str) -> ModelSignature:
    names = ranker.booster(text).feature_name()
    return ModelSignature(Schema([ColSpec("double", name, required=False) for name in names]), _OUTPUT)


_OUTPUT = Schema([ColSpec("double")])
