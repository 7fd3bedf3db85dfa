"""The test by time: learn from earlier moments, rank the last ones, compare with the simple ranking."""

from dataclasses import dataclass

import numpy as np

from measures.arrays import Bools, Floats
from measures.measure import Measure, Measures
from measures.ranking import measure_probabilities, measure_ranking
from models import ranker
from models.matrix import share_seen
from models.sample import FEWEST_IN_FOLD, Sample, learn
from models.settings import TrainSettings
from models.split import last_moments

COMPARED = ("precision_at_5pct", "precision_at_10pct", "precision_at_capacity", "average_precision")
"""Measures that are also taken of the simple ranking, as simple_…"""


@dataclass(frozen=True)
class Evaluation:
    """What a ranking did on rows that lie after everything it had learned from.

    Attributes:
        measures: with intervals, those of the simple ranking (models/cold_start.py) too.
        learned_rows: rows learned from before the test.
        moments: of the test.
        scores: (n,) margins of the tested rows.
        probabilities: (n,) calibrated.
        simple: (n,) priorities of the simple ranking.
        hits: (n,) what was found.
    """

    measures: Measures
    learned_rows: int
    moments: int
    scores: Floats
    probabilities: Floats
    simple: Floats
    hits: Bools


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
    hits = after.told > 0
    scores = ranker.margins(learned.booster, tuple(sample.monotone), after.columns)
    probabilities = learned.calibration.probabilities(scores)
    by_hand = measure_ranking(simple[tested], hits, settings.capacity, settings.bootstrap)
    measures = {
        **measure_ranking(scores, hits, settings.capacity, settings.bootstrap),
        **measure_probabilities(probabilities, hits, settings.bootstrap),
        **{f"simple_{name}": by_hand[name] for name in COMPARED},
        "seen_before": Measure(share_seen(after.columns, before.columns)),
    }
    moments = len(np.unique(after.as_of))
    return Evaluation(measures, len(before.hits), moments, scores, probabilities, simple[tested], hits)
