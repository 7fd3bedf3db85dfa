"""The test by time: learn from earlier moments, rank the last ones, compare with the simple ranking."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from measures.arrays import Floats
from measures.bootstrap import paired_difference
from measures.fairness import Origin, verdict
from measures.measure import Measure, Measures
from measures.ranking import figure
from measures.stability import shift
from models import ranker
from models.breakdown import Values, breakdown, origins_of
from models.matrix import share_seen
from models.sample import FEWEST_IN_FOLD, Sample, learn
from models.settings import TrainSettings
from models.split import last_moments
from models.tested import Tested, each_alone, nothing_about

COMPARED = ("precision_at_5pct", "precision_at_10pct", "precision_at_capacity", "average_precision")
"""Measures that are also taken of the simple ranking, as simple_…, and of the difference to it, as over_simple_…"""
TOP_FEATURES = 10
"""Features that weigh most, whose drift is looked at."""


@dataclass(frozen=True, kw_only=True)
class Evaluation(Tested):
    """The rows that lie after everything the ranking had learned from, and what was measured of them.

    Attributes:
        measures: with intervals, those of the simple ranking (models/cold_start.py) too; see docs/models.md.
        learned_rows: rows learned from before the test.
        tables: by window, band, stream, selection, origin, seen or not, and what moved (models/breakdown.py).
    """

    measures: Measures
    learned_rows: int
    tables: dict[str, pa.Table] = field(default_factory=dict)

    @property
    def moments(self) -> int:
        """Of the test."""
        return len(np.unique(self.nights))


def evaluate(sample: Sample, simple: Floats, settings: TrainSettings) -> Evaluation | None:
    """Test on the last moments; None when there are too few moments, or too few hits before them.

    Args:
        sample: the rows of one aim.
        simple: (n,) priorities of the simple ranking for the same rows.
        settings: share of the test, capacity, size of the trees.
    """
    if len(np.unique(sample.as_of)) < 2:  # noqa: PLR2004 - a test and something before it
        return None
    split = last_moments(sample.as_of, sample.known_at, settings.test_share)
    before, tested = sample.where(split.learn), split.test & ~np.isnan(sample.told)
    if min(before.hits.sum(), (~before.hits).sum()) < FEWEST_IN_FOLD or not tested.any():
        return None
    learned = learn(before, settings.params)
    after = sample.where(tested)
    scores = learned.margins(after)
    probabilities = learned.calibration.probabilities(scores)
    rows = _tested(after, (scores, probabilities, simple[tested]), settings)
    scored = {"score": (learned.unseen[~np.isnan(learned.unseen)], scores)}
    top = list(ranker.importance(learned.booster))[:TOP_FEATURES]
    drift = {**scored, **_halves(rows), **_drift(before, after, top)}
    return measured(rows, before, drift, share_seen(after.columns, before.columns))


def _tested(sample: Sample, said: tuple[Floats, Floats, Floats], settings: TrainSettings) -> Tested:
    rows = len(sample.hits)
    return Tested(
        *said,
        hits=sample.told > 0,
        nights=sample.as_of,
        clusters=each_alone(rows) if sample.clusters is None else sample.clusters,
        about=nothing_about(rows) if sample.about is None else sample.about,
        capacity=settings.capacity,
        bootstrap=settings.bootstrap,
        settled=np.ones(rows, dtype=bool) if sample.settled is None else sample.settled,
    )


def measured(rows: Tested, before: Sample, drift: Values, seen: float | None) -> Evaluation:
    """Return everything that is measured of tested rows.

    Args:
        rows: the tested rows with what was said of them.
        before: what was learned from.
        drift: `score` and features by name: values before (of the score out of fold, by trees of fewer rows), and in
            the test.
        seen: share of the tested rows that equal, feature by feature, a row that was learned from.
    """
    origins = origins_of(rows)
    measures = {
        **rows.figures(),
        **_beside_simple(rows),
        **rows.coverage(),
        **rows.on_random(),
        **_of_origins(origins),
        "score_shift": Measure(shift(*drift["score"]).index),
        "seen_before": Measure(seen),
    }
    learned_about = nothing_about(len(before.hits)) if before.about is None else before.about
    return Evaluation(
        **vars(rows),
        measures=measures,
        learned_rows=len(before.hits),
        tables=breakdown(rows, learned_about, drift, origins),
    )


def _beside_simple(rows: Tested) -> Measures:
    by_hand = rows.simple_figures()
    found = {f"simple_{name}": by_hand[name] for name in COMPARED}
    for name in COMPARED:
        of = figure(name, rows.capacity, rows.nights)
        ways = (rows.scores, rows.simple, rows.hits, rows.clusters, rows.bootstrap)
        found[f"over_simple_{name}"] = paired_difference(of, *ways)
    return found


def _of_origins(origins: tuple[Origin, ...]) -> Measures:
    """How far apart origins lie, by their ratio of false selections: extremes, and how many are surely off the aim.

    The extremes of many origins are far apart by chance alone: `origins_outside` counts those whose whole interval is.
    """
    ratios = [one.false_selection_ratio for one in origins if one.false_selection_ratio.value is not None]
    if not ratios:
        return {}
    ordered = sorted(ratios, key=lambda ratio: ratio.value or 0.0)
    outside = [ratio for ratio in ratios if verdict(ratio) == "outside"]
    return {
        "origins_shown": Measure(float(len(ratios))),
        "origins_outside": Measure(float(len(outside))),
        "origin_ratio_lowest": ordered[0],
        "origin_ratio_highest": ordered[-1],
    }


def _drift(before: Sample, after: Sample, names: list[str]) -> Values:
    """The features that weigh most, in what was learned from and in the test."""
    place = {name: number for number, name in enumerate(before.monotone)}
    return {name: (before.columns[:, place[name]], after.columns[:, place[name]]) for name in names if name in place}


def _halves(rows: Tested) -> Values:
    """The score in the first and in the second half of the test, by the same trees."""
    moments = np.unique(rows.nights)
    late = rows.nights >= moments[len(moments) // 2]
    return {"score, first and second half of the test": (rows.scores[~late], rows.scores[late])}
