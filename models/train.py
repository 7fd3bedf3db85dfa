"""Training: one ranker an aim, tested on the last moments, then fitted on all rows. Read this file first."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from measures.arrays import Bools, Floats
from measures.measure import Measures
from models import cold_start, leaks
from models.about import about, clusters
from models.calibration import Calibration
from models.encodings import ENCODINGS, Encoding, keyed, usable
from models.evaluate import Evaluation, evaluate
from models.groups import near_duplicates
from models.labels import AIMS, FAMILIES
from models.leaks import LeakReport
from models.matrix import matrix, moments, truths
from models.model import AimModel, Model, Trees
from models.notes import describe
from models.sample import Sample, learn
from models.settings import TrainSettings
from models.split import last_moments
from models.training_rows import settled

if TYPE_CHECKING:
    from features.feature import Feature


@dataclass(frozen=True)
class Trained:
    """A model, and how it did where it was tested.

    Attributes:
        model: fitted on all rows.
        evaluations: aim to what its ranking did on the last moments; an aim that could not be tested is missing.
        leaks: whether memory of near-copies explains how it did, over all aims that were tested.
    """

    model: Model
    evaluations: dict[str, Evaluation]
    leaks: LeakReport = field(default_factory=LeakReport)

    @property
    def metrics(self) -> dict[str, Measures]:
        """Aim to its measures."""
        return {aim: evaluation.measures for aim, evaluation in self.evaluations.items()}


def train(
    rows: pa.Table,
    features: Sequence["Feature"],
    settings: TrainSettings,
    encodings: Sequence[Encoding] = ENCODINGS,
) -> Trained:
    """Learn one ranker an aim. The same rows, in any order, give the same bytes.

    An aim with too few hits borrows trees of any hit, with its own calibration; when those are too few as well it has
    none. The model's notes say it.

    Args:
        rows: what models.training_rows returned.
        features: the inputs, in order; a column of `rows` each.
        settings: how to train.
        encodings: inputs after the features; one whose keys are no columns of `rows`, or whose fact is told by none of
            the features, is left out.

    Raises:
        ValueError: a feature is missing, or a label was not known before `settings.as_of`.
    """
    rows = rows.sort_by([("as_of", "ascending"), ("case_id", "ascending")])
    _check_past(rows, settings)
    encodings = usable(encodings, rows.column_names, [feature.name for feature in features])
    sample = sample_of(rows, features, encodings, settings)
    simple = _simple(rows, features)
    labels = {aim: truths(rows[aim]) for aim in AIMS}
    aims: dict[str, AimModel] = {}
    evaluations: dict[str, Evaluation] = {}
    reports: dict[str, LeakReport] = {}
    for aim, told in labels.items():
        aims[aim], evaluation, report = _aim(told, _any_hit(labels), settled(rows, aim), sample, simple, settings)
        if evaluation:
            evaluations[aim], reports[aim] = evaluation, report
    notes = describe(rows, sample, aims, evaluations, settings)
    model = Model(tuple(sample.monotone), aims, _hits_by_family(rows), settings.as_of, notes, encodings)
    return Trained(model, evaluations, leaks.merged(reports))


def sample_of(
    rows: pa.Table, features: Sequence["Feature"], encodings: Sequence[Encoding], settings: TrainSettings
) -> Sample:
    """Return the rows as they are learned from, before an aim is chosen: no hits, nothing told.

    Args:
        rows: training rows, ordered by as_of and case_id.
        features: the inputs, in order.
        encodings: the inputs after them; their keys are columns of `rows`.
        settings: how to train.
    """
    columns = matrix(rows, [feature.name for feature in features])
    groups = near_duplicates(rows, columns)
    return Sample(
        monotone={feature.name: feature.direction for feature in features},
        columns=columns,
        hits=np.zeros(rows.num_rows, dtype=bool),
        told=np.zeros(rows.num_rows),
        as_of=moments(rows["as_of"]),
        known_at=moments(rows["known_at"]),
        clusters=clusters(rows, groups),
        about=about(rows, settings.severity),
        groups=groups,
        keyed=keyed(rows, encodings) if encodings else None,
        encodings=tuple(encoding.name for encoding in encodings),
        told_by_risks=frozenset(name for encoding in encodings for name in encoding.says.values()),
    )


def _aim(
    told: Floats, any_hit: Floats, fair: Bools, sample: Sample, simple: Floats, settings: TrainSettings
) -> tuple[AimModel, Evaluation | None, LeakReport]:
    """Learn and test one aim: on its own hits, else on any hit, else not at all."""
    known = told[~np.isnan(told)]
    base_rate = round(float(known.mean()), 6) if len(known) else None
    counts = (base_rate, len(known), int(known.sum()))
    if _enough(told, settings):
        target = told
    elif _enough(any_hit, settings):
        target = any_hit
    else:
        return AimModel("none", None, Calibration(), *counts), None, LeakReport()
    mask = ~np.isnan(target)
    chosen = sample.where(mask)
    chosen = replace(chosen, hits=target[mask] > 0, told=told[mask], settled=fair[mask])
    learned = learn(chosen, settings.params)
    how: Trees = "own" if target is told else "pooled"
    trees = AimModel(how, learned.booster, learned.calibration, *counts, risks=learned.risks)
    evaluation = evaluate(chosen, simple[mask], settings)
    return trees, evaluation, _memory(chosen, evaluation, settings) if evaluation else LeakReport()


def _memory(sample: Sample, evaluation: Evaluation, settings: TrainSettings) -> LeakReport:
    """What the leak gate says of the test that was just done, on the same rows."""
    split = last_moments(sample.as_of, sample.known_at, settings.test_share)
    after = sample.where(split.test & ~np.isnan(sample.told))
    return leaks.check(sample.where(split.learn), after, evaluation.scores, settings.params)


def _enough(told: Floats, settings: TrainSettings) -> bool:
    return bool(min(np.sum(told == 1), np.sum(told == 0)) >= settings.min_positives)


def _any_hit(labels: dict[str, Floats]) -> Floats:
    """1 where any aim was hit, 0 where all are known to be clear, else NaN."""
    stacked = np.stack(list(labels.values()))
    some: Bools = (stacked == 1).any(axis=0)
    return np.where(some, 1.0, np.where((stacked == 0).all(axis=0), 0.0, np.nan))


def _simple(rows: pa.Table, features: Sequence["Feature"]) -> Floats:
    """The simple ranking over all rows as one moment: the inspected of one night are too few to stand out among."""
    once = pa.chunked_array([pa.repeat(pa.scalar(0, pa.timestamp("us", tz="UTC")), rows.num_rows)])
    return cold_start.priorities(rows.set_column(rows.column_names.index("as_of"), "as_of", once), features)


def _hits_by_family(rows: pa.Table) -> dict[str, int]:
    hit = [family for families in rows["families"].to_pylist() for family in families or ()]
    return {family: hit.count(family) for family in FAMILIES}


def _check_past(rows: pa.Table, settings: TrainSettings) -> None:
    late = [known for known in rows["known_at"].to_pylist() if known >= settings.as_of]
    if late:
        raise ValueError(f"{len(late)} label(s) were not known before {settings.as_of.isoformat()}")
