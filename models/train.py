"""Training: one ranker an aim, tested on the last moments, then fitted on all rows. Read this file first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

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
    rows, sample = _ready(rows, features, settings, encodings)
    learned = _learned(rows, sample, settings)
    simple = _simple(rows, features)
    evaluations: dict[str, Evaluation] = {}
    reports: dict[str, LeakReport] = {}
    for aim, (_, chosen, mask) in learned.items():
        evaluation = evaluate(chosen, simple[mask], settings) if mask.any() else None
        if evaluation:
            evaluations[aim], reports[aim] = evaluation, _memory(chosen, evaluation, settings)
    model = _model(rows, sample, learned, settings, encodings)
    notes = describe(rows, sample, model.aims, evaluations, settings)
    return Trained(replace(model, notes=notes), evaluations, leaks.merged(reports))


def fit(
    rows: pa.Table,
    features: Sequence["Feature"],
    settings: TrainSettings,
    encodings: Sequence[Encoding] = ENCODINGS,
) -> Model:
    """Return the very model that `train` returns, without its test, which takes most of the time, and its notes."""
    rows, sample = _ready(rows, features, settings, encodings)
    return _model(rows, sample, _learned(rows, sample, settings), settings, encodings)


def _ready(
    rows: pa.Table, features: Sequence["Feature"], settings: TrainSettings, encodings: Sequence[Encoding]
) -> tuple[pa.Table, Sample]:
    """The rows in order, and as they are learned from."""
    rows = rows.sort_by([("as_of", "ascending"), ("case_id", "ascending")])
    _check_past(rows, settings)
    return rows, sample_of(rows, features, encodings, settings)


def sample_of(
    rows: pa.Table, features: Sequence["Feature"], encodings: Sequence[Encoding], settings: TrainSettings
) -> Sample:
    """Return the rows as they are learned from, before an aim is chosen: no hits, nothing told.

    Args:
        rows: training rows, ordered by as_of and case_id.
        features: the inputs, in order.
        encodings: the inputs after them; one whose keys are no columns of `rows`, or whose fact is told by none of the
            features, is left out.
        settings: how to train.
    """
    encodings = usable(encodings, rows.column_names, [feature.name for feature in features])
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


class LearnedAim(NamedTuple):
    """What was learned for one aim, the rows it was learned from, and which of all they are (none without trees)."""

    model: AimModel
    chosen: Sample
    mask: Bools


def learn_aim(told: Floats, any_hit: Floats, fair: Bools, sample: Sample, settings: TrainSettings) -> LearnedAim:
    """Learn one aim: on its own hits, else on any hit, else not at all.

    Args:
        told: (n,) its labels: 1, 0, NaN.
        any_hit: (n,) what `any_hit` says of the labels of all aims.
        fair: (n,) True where a clear would have been a label of it too.
        sample: all rows.
        settings: how to train.
    """
    known = told[~np.isnan(told)]
    base_rate = round(float(known.mean()), 6) if len(known) else None
    counts = (base_rate, len(known), int(known.sum()))
    target = next((one for one in (told, any_hit) if _enough(one, settings)), None)
    if target is None:
        nothing = np.zeros(len(told), dtype=bool)
        return LearnedAim(AimModel("none", None, Calibration(), *counts), sample.where(nothing), nothing)
    mask = ~np.isnan(target)
    chosen = replace(sample.where(mask), hits=target[mask] > 0, told=told[mask], settled=fair[mask])
    learned = learn(chosen, settings.params)
    how: Trees = "own" if target is told else "pooled"
    model = AimModel(how, learned.booster, learned.calibration, *counts, risks=learned.risks)
    return LearnedAim(model, chosen, mask)


def _learned(rows: pa.Table, sample: Sample, settings: TrainSettings) -> dict[str, LearnedAim]:
    labels = {aim: truths(rows[aim]) for aim in AIMS}
    together = any_hit(list(labels.values()))
    return {aim: learn_aim(told, together, settled(rows, aim), sample, settings) for aim, told in labels.items()}


def _model(
    rows: pa.Table,
    sample: Sample,
    learned: Mapping[str, LearnedAim],
    settings: TrainSettings,
    encodings: Sequence[Encoding],
) -> Model:
    aims = {aim: one.model for aim, one in learned.items()}
    used = tuple(encoding for encoding in encodings if encoding.name in sample.encodings)
    return Model(tuple(sample.monotone), aims, _hits_by_family(rows), settings.as_of, (), used)


def _memory(sample: Sample, evaluation: Evaluation, settings: TrainSettings) -> LeakReport:
    """What the leak gate says of the test that was just done, on the same rows."""
    split = last_moments(sample.as_of, sample.known_at, settings.test_share)
    after = sample.where(split.test & ~np.isnan(sample.told))
    return leaks.check(sample.where(split.learn), after, evaluation.scores, settings.params)


def _enough(told: Floats, settings: TrainSettings) -> bool:
    return bool(min(np.sum(told == 1), np.sum(told == 0)) >= settings.min_positives)


def any_hit(labels: Sequence[Floats]) -> Floats:
    """Return (n,) 1 where any aim was hit, 0 where all are known to be clear, else NaN; `labels` are (n,) each."""
    stacked = np.stack(labels)
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
