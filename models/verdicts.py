"""What the gate said of a model, kept beside it: whoever promotes reads it here and takes nobody's word for it.

A verdict's file is named after the run of its training, whose record holds the hash of its bytes: one that was edited,
or swapped for another, is refused.
"""

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from lake.store import Store
from measures.measure import Measures
from models.champions import measures_of, sealed, unsealed


@dataclass(frozen=True)
class Verdict:
    """What the gate says.

    Attributes:
        passed: every condition holds.
        reasons: a plain sentence a condition, with its figures; those that fail begin with "Refused: ".
        figures: name to the figures behind them; null where the rows cannot say.
    """

    passed: bool
    reasons: tuple[str, ...]
    figures: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """A verdict and what it is about.

    Attributes:
        run_id: of the training.
        sha: of the model.
        against: sha of the champion it was held against; null where it was the simple ranking.
        trained_by: who trained it.
        as_of: nothing known at or after it was learned from.
        metrics: aim to the measures of its test.
        verdict: of the gate.
    """

    run_id: str
    sha: str
    against: str | None
    trained_by: str
    as_of: datetime
    metrics: dict[str, Measures]
    verdict: Verdict


def keep(store: Store, judged: Judged) -> str:
    """Write a verdict and return the hash of its bytes, for the record of its run; a broken-off try is replaced."""
    content = sealed(asdict(judged) | {"as_of": judged.as_of.isoformat()}, "verdict")
    store.publish(_place(judged.run_id), content)
    return hashlib.sha256(content).hexdigest()


def look_up(folder: Path, run_id: str, sha256: str) -> Judged:
    """Return the verdict of a training.

    Raises:
        ValueError: it is gone, or is not the one that the training's record names.
    """
    try:
        content = (folder / _place(run_id)).read_bytes()
    except FileNotFoundError as error:
        raise ValueError(f"the verdict on {run_id} is missing") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"the verdict on {run_id} is not the one that its record names")
    told = unsealed(content, "verdict")
    return Judged(
        **{name: told[name] for name in ("run_id", "sha", "against", "trained_by")},
        as_of=datetime.fromisoformat(told["as_of"]),
        metrics=measures_of(told["metrics"]),
        verdict=_verdict(told["verdict"]),
    )


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, whatever the case, the spaces and the points.

    >>> same_person("A. Name", " a  NAME "), same_person("A. Name", "B. Name")
    (True, False)
    """
    return letters(one) == letters(other)


def letters(name: str) -> str:
    """The letters and digits of a name, in small letters; empty where it names nobody.

    >>> letters(" A. Name "), letters(" . ")
    ('aname', '')
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign.isalnum())


def _verdict(told: Mapping[str, Any]) -> Verdict:
    return Verdict(told["passed"], tuple(told["reasons"]), dict(told["figures"]))


def _place(run_id: str) -> Path:
    return Path("verdicts") / f"{run_id}.json"
