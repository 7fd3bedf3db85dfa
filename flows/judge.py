"""The gate as a training asks it: which nights are tried, which labels are new, and what is stored of the verdict."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from features.beside import WORDS
from features.catalogue import FEATURES
from flows.unit import Unit
from models import champions
from models.champions import Record
from models.compared import GateSettings
from models.gate import REFUSED, verdict
from models.matrix import moments
from models.model import Model
from models.score import score
from models.settings import TrainSettings
from models.suspect_labels import Labels, Suspicion, suspect
from models.train import Trained, fit
from models.trial import Given, Learn, earlier, labels, trial
from models.verdicts import Verdict

SIMPLE = "the simple ranking"
COLUMNS = frozenset({*(feature.name for feature in FEATURES), *WORDS})
"""What a model can be given: one that needs more, as a feature that was taken out since, does not rank."""
_OFFICER = re.compile(r"\bofficer \S+:")
HELD_BACK = 0.34
"""Share of the nights before the new labels whose labels are expected too, to know how well expectations hold."""


@dataclass(frozen=True)
class Against:
    """What a challenger is held against: the champion, or the simple ranking (all null)."""

    sha: str | None = None
    model: Model | None = None

    @property
    def name(self) -> str:
        """As sentences call it."""
        return f"champion {self.sha[:12]}" if self.sha else SIMPLE


def champion_of(folder: Path, as_of: datetime | None = None) -> tuple[Record | None, tuple[str, ...]]:
    """What really ranks in a unit's lake, and what was passed over: champions.find among COLUMNS."""
    return champions.find(folder, as_of, COLUMNS)


def usable(folder: Path, sha: str) -> Model:
    """Read a model that could rank tonight; ValueError as champions.usable."""
    return champions.usable(folder, sha, COLUMNS)


def standing(unit: Unit) -> Against:
    """The champion of now, of whatever moment; the simple ranking in a cold start."""
    record, _ = champion_of(unit.store.folder)
    return Against(record.sha, usable(unit.store.folder, record.sha)) if record else Against()


def judge(
    unit: Unit, rows: pa.Table, trained: Trained, settings: TrainSettings, checked_by: str | None = None
) -> tuple[Against, Verdict]:
    """Hold a model against the champion; the verdict says of every condition whether it holds.

    Args:
        unit: the unit.
        rows: of the training.
        trained: the model, with its leak report.
        settings: how it was trained; so are the models of earlier moments that a trial needs.
        checked_by: who found new labels right that differ from those before; null: nobody looked.
    """
    against = standing(unit)
    given = Given(rows, FEATURES, unit.site.severity, _learner(settings), settings.test_share)
    suspicion = suspicions(given, against.model)
    if suspicion.reasons and checked_by:
        note = f"labels that differ from those before were checked by {checked_by}: {' '.join(suspicion.reasons)}"
        return against, _noted(_verdict(unit, given, trained, against, replace(suspicion, reasons=())), note)
    return against, _verdict(unit, given, trained, against, suspicion)


def suspicions(given: Given, champion: Model | None) -> Suspicion:
    """What is odd about the labels since the champion learned; for a first model, about those of its trial."""
    held = expected(given, champion)
    return suspect(*held) if held else Suspicion((), {})


def expected(given: Given, champion: Model | None) -> tuple[Labels, Labels] | None:
    """New labels, and labels before them, with what was expected of both; None where there are too few.

    Expected by a model of earlier labels still: it held back the last third of the nights before the new labels, to
    see how well its expectations hold when nothing is wrong.
    """
    begin = _new_since(given, champion)
    if begin is None:
        return None
    before = earlier(given.rows, begin)
    nights = np.unique(moments(before["as_of"]))
    held_back = max(1, round(len(nights) * HELD_BACK))
    if len(nights) <= held_back:
        return None
    at = _moment(nights[-held_back])
    model = given.learn(earlier(before, at), at)
    if not model.able:
        return None
    since = pa.scalar(begin, given.rows["as_of"].type)
    new = given.rows.filter(pc.greater_equal(given.rows["as_of"], since))
    old = before.filter(pc.greater_equal(before["as_of"], pa.scalar(at, before["as_of"].type)))
    told = [labels(part, score(model, part, given.severity, given.features), given.features) for part in (new, old)]
    return told[0], told[1]


def _new_since(given: Given, champion: Model | None) -> datetime | None:
    nights = np.unique(moments(given.rows["as_of"]))
    if champion is not None:
        return champion.trained_as_of.astimezone(UTC)
    count = max(1, round(len(nights) * given.test_share))
    return _moment(nights[-count]) if len(nights) > count else None


def _verdict(unit: Unit, given: Given, trained: Trained, against: Against, suspicion: Suspicion) -> Verdict:
    tried = trial(given, against.model, against.name)
    return verdict(tried, trained.leaks, suspicion, gate_settings(unit))


def gate_settings(unit: Unit) -> GateSettings:
    """What is fixed beforehand for a unit."""
    return GateSettings(openings=unit.site.capacity.openings)


def _noted(found: Verdict, note: str) -> Verdict:
    return replace(found, reasons=(*found.reasons, note))


def without_officers(text: str) -> str:
    """A sentence of the gate without the keyed id of an officer, which older verdicts name.

    >>> without_officers("officer 0a1b2c3d4e5f: 9 hits in 10 inspections.")
    'one officer: 9 hits in 10 inspections.'
    """
    return _OFFICER.sub("one officer:", text)


def refusals(found: Verdict) -> list[str]:
    """The sentences of the conditions that do not hold, without their word."""
    return [reason.removeprefix(REFUSED) for reason in found.reasons if reason.startswith(REFUSED)]


def _learner(settings: TrainSettings) -> Learn:
    """How the models of earlier moments are learned: as this one."""

    def learn(rows: pa.Table, at: datetime) -> Model:
        return fit(rows, FEATURES, replace(settings, as_of=at))

    return learn


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(int(microseconds) / 1_000_000, UTC)
