"""Champions in the lake: models by their hash, and an append-only row of appointments. MLflow's alias mirrors it.

A model is a folder `models/<sha>/` with model.json and a native text an aim. The sha is that of model.json, which
holds those of the texts; every file is checked before LightGBM sees it.
"""

import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lake.store import appear, settle
from models.calibration import Calibration
from models.metrics import Measure, Measures
from models.model import AimModel, Model

ATTEMPTS = 100
"""Others that may commit an appointment while one is written."""


@dataclass(frozen=True)
class Record:
    """One appointment.

    Attributes:
        number: from 1, without gaps.
        sha: the model.
        metrics: aim to its measures, as they were when it was approved.
        approved_by: who answers for it.
        as_of: the moment it counts from.
        passed_over: later appointments that were not used, each with the reason; not stored.
    """

    number: int
    sha: str
    metrics: dict[str, Measures]
    approved_by: str
    as_of: datetime
    passed_over: tuple[str, ...] = ()


def save(folder: Path, model: Model) -> str:
    """Write a model, whole or not at all, and return its sha; a damaged one of that sha is put aside.

    Raises:
        ValueError: the trees are of other features than the model's.
    """
    texts = {f"{name}.txt": aim.booster.encode() for name, aim in model.aims.items() if aim.booster is not None}
    described = _described(model, {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()})
    _check_features(model)
    sha = hashlib.sha256(described).hexdigest()
    models = folder / "models"
    models.mkdir(parents=True, exist_ok=True)
    if (models / sha).exists():
        try:
            load(folder, sha)
        except ValueError:
            (models / sha).rename(tempfile.mkdtemp(prefix=f"damaged-{sha[:12]}-", dir=models))
        else:
            return sha
    beside = Path(tempfile.mkdtemp(prefix="writing-", dir=models))
    try:
        for name, content in {**texts, "model.json": described}.items():
            appear(beside / name, content)
        beside.chmod(0o755)
        beside.rename(models / sha)
        settle(models)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return sha


def load(folder: Path, sha: str) -> Model:
    """Read a model whose every byte is as it was saved; LightGBM does not see it before.

    Raises:
        ValueError: a file is missing, truncated or edited, or the trees are of other features.
    """
    home = folder / "models" / sha
    described = json.loads(_checked(home / "model.json", sha))
    texts = {
        name: _checked(home / f"{name}.txt", aim["booster_sha256"]).decode()
        for name, aim in described["aims"].items()
        if aim["booster_sha256"] is not None
    }
    aims = {
        name: AimModel(
            trees=aim["trees"],
            booster=texts.get(name),
            calibration=Calibration(**aim["calibration"]),
            **{key: aim[key] for key in ("base_rate", "rows", "positives")},
        )
        for name, aim in described["aims"].items()
    }
    model = Model(
        features=tuple(described["features"]),
        aims=aims,
        hits_by_family=described["hits_by_family"],
        trained_as_of=datetime.fromisoformat(described["trained_as_of"]),
        notes=tuple(described["notes"]),
    )
    _check_features(model)
    return model


def appoint(folder: Path, sha: str, metrics: dict[str, Measures], approved_by: str, as_of: datetime) -> Record:
    """Append an appointment and return it; two at once get two numbers.

    Raises:
        ValueError: the model is damaged, or nobody approved.
    """
    if not approved_by.strip():
        raise ValueError("a champion needs somebody who approves it")
    load(folder, sha)
    for _ in range(ATTEMPTS):
        number = int(([path.stem for path in _appointments(folder)] or ["0"])[-1]) + 1
        record = Record(number, sha, metrics, approved_by, as_of)
        try:
            appear(folder / "champions" / f"{record.number:04d}.json", _sealed(record))
        except FileExistsError:
            continue
        return record
    raise ValueError(f"{ATTEMPTS} others were appointed meanwhile")


def champion(folder: Path, as_of: datetime | None = None) -> Record | None:
    """Return the newest appointment whose record and model are whole; None when there is none (a cold start).

    Args:
        folder: the unit's lake.
        as_of: appointments that count from a later moment are left out, for their models learned what was not known
            by then; None for those of any time.
    """
    passed_over: list[str] = []
    for path in reversed(_appointments(folder)):
        try:
            record = _opened(path)
            since = datetime.fromisoformat(record["as_of"])
            if as_of is not None and since > as_of:
                continue
            load(folder, record["sha"])
        except ValueError as fault:
            passed_over.append(f"{path.name}: {fault}")
            continue
        metrics = {
            aim: {name: Measure(**measure) for name, measure in measures.items()}
            for aim, measures in record["metrics"].items()
        }
        return Record(record["number"], record["sha"], metrics, record["approved_by"], since, tuple(passed_over))
    return None


def _described(model: Model, shas: dict[str, str]) -> bytes:
    """model.json: everything but the texts, and their hashes."""
    aims = {}
    for name, aim in model.aims.items():
        told = {key: value for key, value in asdict(aim).items() if key != "booster"}
        aims[name] = {**told, "booster_sha256": shas.get(f"{name}.txt")}
    described = {**asdict(model), "aims": aims, "trained_as_of": model.trained_as_of.isoformat()}
    return (json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _check_features(model: Model) -> None:
    """Hold the names in the text against those of the model, by reading: LightGBM would not refuse others."""
    for name, aim in model.aims.items():
        if aim.booster is None:
            continue
        line = next((line for line in aim.booster.splitlines()[:40] if line.startswith("feature_names=")), "")
        if line.removeprefix("feature_names=").split(" ") != list(model.features):
            raise ValueError(f"the trees of {name} are of other features than the model's")


def _checked(path: Path, sha: str) -> bytes:
    """The bytes of a file, which must have this hash."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ValueError(f"{path.parent.name}/{path.name} is missing") from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha:
        raise ValueError(f"{path.parent.name}/{path.name} is damaged: its SHA-256 is {found}, not {sha}")
    return content


def _sealed(record: Record) -> bytes:
    """A record as JSON, with the hash of its own content."""
    content = {key: value for key, value in asdict(record).items() if key != "passed_over"}
    content["as_of"] = record.as_of.isoformat()
    return (json.dumps({"record": content, "sha256": _seal(content)}, indent=1, sort_keys=True) + "\n").encode()


def _opened(path: Path) -> dict[str, Any]:
    """The content of a record, which must be as it was sealed."""
    try:
        told = json.loads(path.read_bytes())
        content, seal = told["record"], told["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError("the record is damaged") from error
    if _seal(content) != seal:
        raise ValueError("the record was edited")
    return content


def _seal(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _appointments(folder: Path) -> list[Path]:
    return sorted((folder / "champions").glob("[0-9][0-9][0-9][0-9].json"))
