"""The one place where the loop touches the project's training and scoring: labels in, a model out, priorities out.

`learn` fits trees and calibration as a unit's training does; what a training also does, testing on the last nights and
the gate, is left out: the loop measures on all nights itself. When models/ changes, only this file follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from features.catalogue import FEATURES
from lake.column import ARROW
from measures.arrays import Bools, Floats
from models.blend import ranked
from models.encodings import ENCODINGS
from models.labels import AIMS, FAMILIES
from models.model import Model
from models.score import score
from models.settings import Params, TrainSettings
from models.train import any_hit, learn_aim, sample_of
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
    sample = sample_of(rows.append_column("known_at", known_at), FEATURES, ENCODINGS, settings)
    together = any_hit(list(labelled.told.values()))
    learned = {
        aim: learn_aim(told, together, labelled.settled, sample, settings) for aim, told in labelled.told.items()
    }
    aims = {aim: one.model for aim, one in learned.items()}
    hits = {family: labelled.families.count(family) for family in FAMILIES}
    used = tuple(encoding for encoding in ENCODINGS if encoding.name in sample.encodings)
    model = Model(tuple(sample.monotone), aims, hits, as_of, (), used)
    return model if model.able else None


def rank(model: Model, world: World, between: tuple[int, int], learning: Learning, *, blended: bool) -> Ranked:
    """Rank the rows from the first of `between` to before the second, whole nights.

    Blended with the cold start as a list is, or by the model alone.
    """
    rows = table(world, np.arange(*between))
    fired = rules_of(world, between)
    scores = (ranked if blended else score)(model, rows, learning.severity, FEATURES, fired)
    probability = scores[f"probability_{next(iter(AIMS))}"].to_numpy(zero_copy_only=False).astype(np.float64)
    return Ranked(scores["priority"].to_numpy(zero_copy_only=False), probability)
