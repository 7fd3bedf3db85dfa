"""Models in the lake, by their hash. Who is champion stands in models/champions.py.

A model is a folder `models/<sha>/` with model.json and a native text an aim. The sha is that of model.json, which
holds those of the texts; every file is checked before LightGBM sees it.
"""

import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from lake.store import appear, settle
from models.calibration import Calibration
from models.encodings import Encoding, Risks
from models.model import AimModel, Model


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
            risks=tuple(Risks(**risks) for risks in aim.get("risks", ())),
        )
        for name, aim in described["aims"].items()
    }
    model = Model(
        features=tuple(described["features"]),
        aims=aims,
        hits_by_family=described["hits_by_family"],
        trained_as_of=datetime.fromisoformat(described["trained_as_of"]),
        notes=tuple(described["notes"]),
        encodings=tuple(Encoding(**{**told, "keys": tuple(told["keys"])}) for told in described.get("encodings", ())),
    )
    _check_features(model)
    return model


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
        if line.removeprefix("feature_names=").split(" ") != list(model.inputs):
            raise ValueError(f"the trees of {name} are of other features than the model's")
        if len(aim.risks) != len(model.encodings):
            raise ValueError(f"the trees of {name} have {len(aim.risks)} of {len(model.encodings)} tables of risks")


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
