"""The one place where the loop touches the project's training and scoring: labels in, a model out, priorities out.

`learn` fits trees and calibration as a unit's training does; what a training also does, testing on the last nights and
the gate, is left out: the loop measures on all nights itself. When models/ changes, only this file follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from features.catalogue import FEATURES
from lake.column import ARROW
from measures.arrays import Bools, Floats
from models.blend import ranked
from models.calibration import Calibration
from models.encodings import ENCODINGS, usable
from models.labels import AIMS, FAMILIES
from models.model import AimModel, Model, Trees
from models.sample import Sample, learn
from models.score import score
from models.settings import Params, TrainSettings
from models.train import sample_of
from simulation.world import Ints, World, rules_of, table

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NIGHT_US = timedelta(days=1) // timedelta(microseconds=1)
"""A result is home a microsecond before the next night's cut-off."""


@dataclass(frozen=True)
class Learning:
    """How the loop learns.

    Attributes:
        severity: family to weight, from the site's TOML.
        every: nights between two trainings.
        min_positives: an aim with fewer hits, or fewer rows without, gets no trees of its own.
        params: size of the trees.
    """

    severity: Mapping[str, float]
    every: int = 14
    min_positives: int = 20
    params: Params = field(default_factory=Params)


@dataclass(frozen=True)
class Labelled:
    """What a unit knows: rows of the world that were inspected, as they were described on the night of it.

    Attributes:
        rows: (m,) rows of the world, ascending.
        told: aim to (m,) labels: 1, 0, NaN.
        families: (m,) family that was hit, empty without.
        settled: (m,) True where a clear would have been a label of the first aim as well: opened, not x-rayed.
    """

    rows: Ints
    told: dict[str, Floats]
    families: tuple[str, ...]
    settled: Bools


@dataclass(frozen=True)
class Ranked:
    """(m,) priorities, and the calibrated probabilities of the first aim."""

    priority: Floats
    probability: Floats


def fit(world: World, labelled: Labelled, learning: Learning, night: int) -> Model | None:
    """Learn from what is known before `night`; None while no aim has enough hits.

    An aim with too few hits borrows the trees of any hit, as models/train.py does.
    """
    as_of = EPOCH + timedelta(microseconds=int(world.as_of[night]))
    settings = TrainSettings(as_of, min_positives=learning.min_positives, params=learning.params)
    rows = table(world, labelled.rows)
    known_at = pa.array(world.as_of[world.night[labelled.rows]] + NIGHT_US - 1).cast(ARROW["timestamp"])
    encodings = usable(ENCODINGS, rows.column_names, world.names.tolist())
    sample = sample_of(rows.append_column("known_at", known_at), FEATURES, encodings, settings)
    stacked = np.stack([labelled.told[aim] for aim in AIMS])
    any_hit = np.where((stacked == 1).any(axis=0), 1.0, np.where((stacked == 0).all(axis=0), 0.0, np.nan))
    aims = {aim: _aim(sample, (labelled.told[aim], any_hit), labelled.settled, settings) for aim in AIMS}
    hits = {family: labelled.families.count(family) for family in FAMILIES}
    model = Model(tuple(sample.monotone), aims, hits, as_of, (), encodings)
    return model if model.able else None


def _aim(sample: Sample, targets: tuple[Floats, Floats], settled: Bools, settings: TrainSettings) -> AimModel:
    told, _ = targets
    known = told[~np.isnan(told)]
    counts = (float(known.mean()) if len(known) else None, len(known), int(known.sum()))
    able = [target for target in targets if min((target == 1).sum(), (target == 0).sum()) >= settings.min_positives]
    if not able:
        return AimModel("none", None, Calibration(), *counts)
    target = able[0]
    mask = ~np.isnan(target)
    chosen = replace(sample.where(mask), hits=target[mask] > 0, told=told[mask], settled=settled[mask])
    learned = learn(chosen, settings.params)
    how: Trees = "own" if target is told else "pooled"
    return AimModel(how, learned.booster, learned.calibration, *counts, risks=learned.risks)


def rank(model: Model, world: World, between: tuple[int, int], learning: Learning, *, blended: bool) -> Ranked:
    """Rank the rows from the first of `between` to before the second, whole nights.

    Blended with the cold start as a list is, or by the model alone.
    """
    rows = table(world, np.arange(*between))
    fired = rules_of(world, between)
    scores = (ranked if blended else score)(model, rows, learning.severity, FEATURES, fired)
    probability = scores[f"probability_{next(iter(AIMS))}"].to_numpy(zero_copy_only=False).astype(np.float64)
    return Ranked(scores["priority"].to_numpy(zero_copy_only=False), probability)
