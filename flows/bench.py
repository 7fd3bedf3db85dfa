"""The bench of the data scientists: what a training leaves in the lake to be looked at, and how it is found again.

The report and the tested rows' scores are written with the training; the pictures follow, and may be missing.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from features.feature import Feature
from flows.judge import champion_of, without_officers
from flows.unit import Unit
from lake.runs import Run, committed
from lake.store import Store
from measures.bootstrap import Bootstrap
from models import champions, curves, evidence, registry, verdicts
from models.compare import Comparison, compare
from models.compare_page import page
from models.evidence import Asked, Report
from models.model import Model
from models.settings import TrainSettings
from models.train import Trained

KINDS = ("training", "experiment")
"""Runs that learn; an experiment is judged by no gate and appoints nobody (flows/experiment.py)."""
SHORTEST = 4
"""Characters that the beginning of a model's or run's id needs."""
PAIRED = Bootstrap(1_000)
"""Resamples of a paired difference."""
ROOMS = ("cases", "features", "goods", "indicators", "lake", "manifests", "measures", "models", "parties")
"""Rooms whose code decides what a model is."""


class UnknownTrainingError(ValueError):
    """What was named is no training of this lake, or more than one."""


@dataclass(frozen=True)
class Told:
    """What a training knows of itself when it is written.

    Attributes:
        trained: the model and its test.
        sha: of the model.
        rows: it was trained on; the run's part `training_rows`.
        features: the declared inputs.
        settings: how it was trained.
    """

    trained: Trained
    sha: str
    rows: pa.Table
    features: Sequence[Feature]
    settings: TrainSettings


def keep_evidence(unit: Unit, run: Run, told: Told) -> Report:
    """Write the tested rows' scores and the report, and name them in the run's record, which is not committed yet.

    The part `training_rows` must be in the record already.
    """
    scores = evidence.scores(told.trained)
    run.parts.append(unit.store.write("test_scores", scores, run.run_id))
    part = run.part("training_rows")
    model = told.trained.model
    report = Report(
        run=run.run_id,
        site=unit.site.name,
        sha=told.sha,
        asked=Asked(),
        trained_as_of=model.trained_as_of.isoformat(),
        code=code_version(),
        settings=evidence.settings_told(told.settings, told.trained),
        features=evidence.definitions(told.features, model.inputs),
        rows_sha=part.sha256 if part else "",
        rows=told.rows.num_rows,
        hits_by_family=dict(model.hits_by_family),
        windows=evidence.windows(told.trained, scores, told.rows),
        measures=told.trained.metrics,
        tables=evidence.tables(told.trained),
        notes=model.notes,
        leaks=None if told.trained.leaks is None else evidence.plain(told.trained.leaks),
    )
    content = report.as_json()
    unit.store.publish(_folder(run.run_id) / "report.json", content)
    run.hashes["report"] = hashlib.sha256(content).hexdigest()
    return report


def ask(unit: Unit, run_id: str, asked: Asked) -> None:
    """Write down what a training was for: a note beside it, that decides nothing and may be written again."""
    unit.store.publish(_folder(run_id) / "asked.json", (json.dumps(asdict(asked), ensure_ascii=False) + "\n").encode())


def keep_pictures(unit: Unit, run_id: str, pictures: dict[str, bytes]) -> None:
    """Lay pictures beside the report of a training."""
    for name, content in pictures.items():
        unit.store.publish(_folder(run_id) / "plots" / name, content)


def pictures_of(unit: Unit, run_id: str) -> dict[str, bytes]:
    """Return the pictures that lie beside a report, by their path."""
    found = sorted((unit.store.folder / _folder(run_id) / "plots").glob("*.png"))
    return {f"plots/{path.name}": path.read_bytes() for path in found}


def trainings(store: Store) -> list[Run]:
    """Return the trainings that left a report, in the order of their commits."""
    found = [run for run in committed(store) if run.kind in KINDS and "report" in run.hashes]
    return sorted(found, key=lambda run: (run.number, run.run_id))


def report_of(store: Store, run: Run) -> Report:
    """Return the report of a training, with what it was for, and what the gate said of it where it was asked.

    Raises:
        ValueError: it is missing or damaged.
    """
    place = store.folder / _folder(run.run_id) / "report.json"
    try:
        content = place.read_bytes()
    except OSError as error:
        raise ValueError(f"the report of {run.run_id} cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != run.hashes["report"]:
        raise ValueError(f"the report of {run.run_id} is damaged, or was edited")
    report = replace(evidence.opened(content), asked=_asked(store, run.run_id))
    if "verdict" not in run.hashes:
        return report
    judged = verdicts.look_up(store.folder, run.run_id, run.hashes["verdict"])
    reasons = tuple(map(without_officers, judged.verdict.reasons))
    return replace(report, verdict=evidence.plain(replace(judged.verdict, reasons=reasons)))


def _asked(store: Store, run_id: str) -> Asked:
    try:
        return Asked(**json.loads((store.folder / _folder(run_id) / "asked.json").read_bytes()))
    except FileNotFoundError:
        return Asked()
    except (OSError, TypeError, ValueError) as error:
        raise ValueError(f"what {run_id} was for cannot be read: {error}") from error


def model_of(store: Store, run: Run) -> Model:
    """Return the model of a training.

    Raises:
        ValueError: it is missing or damaged.
    """
    return registry.load(store.folder, run.hashes["model"])


def scores_of(store: Store, run: Run) -> pa.Table:
    """Return the tested rows' scores of a training."""
    part = run.part("test_scores")
    return store.read(part) if part else evidence.SCORES.empty_table()


def champion_record(store: Store, sha: str) -> champions.Record | None:
    """Return the appointment of a model, where it is the champion now."""
    record, _ = champion_of(store.folder)
    return record if record and record.sha == sha else None


def compared(unit: Unit, first: str, second: str) -> tuple[Comparison, bytes]:
    """Return two trainings side by side, and their page.

    Args:
        unit: whose they are.
        first: the yardstick, as `find` takes it.
        second: the one that is asked about.

    Raises:
        ValueError: one of them is unknown, ambiguous or damaged.
    """
    runs = [find(unit, text) for text in (first, second)]
    one, other = (report_of(unit.store, run) for run in runs)
    scores = scores_of(unit.store, runs[0]), scores_of(unit.store, runs[1])
    comparison = compare(one, other, scores, PAIRED)
    return comparison, page(comparison, scores, curves.DRAWN)


def find(unit: Unit, text: str) -> Run:
    """Return the training that a text names: the beginning of its model's sha, its id or name in the lake or in MLflow.

    MLflow is asked only for what the lake does not know.

    Raises:
        UnknownTrainingError: none is named so, or several are; the message lists them.
    """
    known = trainings(unit.store)
    if not known:
        raise UnknownTrainingError(f"{unit.store.folder} holds no training with a report; `accu train` makes one")
    found = [run for run in known if text == run.run_id or _begins(run.hashes["model"], text)]
    found = found or [run for run in known if text in _names(unit.store, run)]
    trouble = ""
    if not found:
        ids, trouble = _in_mlflow(unit, text)
        found = [run for run in known if run.run_id in ids]
    if not found:
        raise UnknownTrainingError(f"no training is named {text!r}{trouble}; there are: {_listed(unit.store, known)}")
    if len({run.hashes["model"] for run in found}) > 1:
        raise UnknownTrainingError(f"{text!r} names several trainings: {_listed(unit.store, found)}")
    return found[-1]


def _begins(sha: str, text: str) -> bool:
    return len(text) >= SHORTEST and sha.startswith(text.lower())


def _names(store: Store, run: Run) -> tuple[str, ...]:
    try:
        report = report_of(store, run)
    except ValueError:  # damaged: it is still found by its sha, and the reader says what is wrong
        return ()
    return report.name, report.asked.variant


def _in_mlflow(unit: Unit, text: str) -> tuple[set[str], str]:
    """Ids in the lake of what MLflow has under this name, and what kept it from answering."""
    if len(text) < SHORTEST:
        return set(), ""
    from models import tracking  # MLflow takes seconds to import, and only this needs it

    folder = mlflow_folder(unit)
    if not (folder / "mlflow.db").exists():
        return set(), f" ({folder} has no MLflow to ask)"
    try:
        return set(tracking.named(folder, unit.site.name, text)), ""
    except tracking.FAILURES as error:
        return set(), f" (MLflow could not be asked: {first_line(error)})"


def mlflow_folder(unit: Unit) -> Path:
    """The folder of MLflow's database and artifacts: one for the lake, an experiment for each site."""
    return unit.lake / "mlflow"


def first_line(error: BaseException) -> str:
    """What went wrong, without the pages that follow."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def _listed(store: Store, runs: list[Run]) -> str:
    newest = list({run.hashes["model"]: run for run in runs}.values())
    last = newest[-10:]
    told = [f"{run.hashes['model'][:12]} ({(_names(store, run) or (run.run_id,))[0]})" for run in reversed(last)]
    return ", ".join(told) + (f" and {len(newest) - len(last)} earlier ones" if len(newest) > len(last) else "")


@cache
def code_version() -> str:
    """Return the program's version, the commit of its checkout where there is one, and a hash over its code."""
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*.py")):
        digest.update(path.read_bytes())
    return f"{version('accu')} {_commit(root)} code {digest.hexdigest()[:12]}".replace("  ", " ")


def _commit(root: Path) -> str:
    """The commit that is checked out, 12 digits; "" where this is no checkout, or it is not told simply."""
    try:
        head = (root / ".git" / "HEAD").read_text("utf-8").strip()
        named = (root / ".git" / head.removeprefix("ref: ")).read_text("utf-8").strip() if " " in head else head
    except OSError:
        return ""
    return named[:12] if re.fullmatch(r"[0-9a-f]{40,64}", named) else ""


def _folder(run_id: str) -> Path:
    return Path("trainings") / run_id
