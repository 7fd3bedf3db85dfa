"""The rows one aim is learned from, and what is learned from them: trees, and a calibration on rows not seen."""

from dataclasses import dataclass, replace

import numpy as np

from measures.arrays import Bools, Floats, Moments
from models import calibration, ranker
from models.calibration import Calibration
from models.matrix import repeats
from models.settings import Params
from models.split import forward_folds

FEWEST_IN_FOLD = 5
"""Hits, and rows without, that a fold needs on its learning side; with fewer it is skipped."""


@dataclass(frozen=True)
class Sample:
    """Labelled rows, ordered by as_of and case_id.

    Attributes:
        monotone: feature names in order, with their direction.
        columns: (n, k) features.
        hits: (n,) what the trees learn: a hit of the aim, or any hit when pooled.
        told: (n,) label of the aim, 1 or 0; NaN where it is not known (only when pooled).
        as_of: (n,) moment the features speak for, microseconds.
        known_at: (n,) when the label was known.
    """

    monotone: dict[str, int]
    columns: Floats
    hits: Bools
    told: Floats
    as_of: Moments
    known_at: Moments

    def where(self, mask: Bools) -> "Sample":
        """The rows of the mask."""
        return replace(
            self,
            columns=self.columns[mask],
            hits=self.hits[mask],
            told=self.told[mask],
            as_of=self.as_of[mask],
            known_at=self.known_at[mask],
        )


@dataclass(frozen=True)
class Learned:
    """Trees as text, and the line from their margin to the aim's probability."""

    booster: str
    calibration: Calibration


def learn(sample: Sample, params: Params) -> Learned:
    """Fit the trees on all rows, and the calibration on rows out of fold, walking forward in time."""
    return Learned(fit_trees(sample, params), fit_line(sample, out_of_fold(sample, params)))


def fit_trees(sample: Sample, params: Params) -> str:
    """Fit trees. Rows alike feature by feature share a weight that grows with the root of their number.

    Source of 1/sqrt(group size): BENCHMARK, what helped.
    """
    weights = 1 / np.sqrt(repeats(sample.columns))
    return ranker.fit(sample.columns, sample.hits, weights, sample.monotone, params)


def out_of_fold(sample: Sample, params: Params) -> Floats:
    """Return (n,) margins by trees of earlier moments; NaN for the first moments and for folds with too few hits."""
    margins = np.full(len(sample.hits), np.nan)
    for fold in forward_folds(sample.as_of, sample.known_at):
        before = sample.where(fold.learn)
        if min(before.hits.sum(), (~before.hits).sum()) >= FEWEST_IN_FOLD:
            text = fit_trees(before, params)
            margins[fold.test] = ranker.margins(text, tuple(sample.monotone), sample.columns[fold.test])
    return margins


def fit_line(sample: Sample, margins: Floats) -> Calibration:
    """Fit the calibration to the aim's labels; borrowed trees start from the aim's share of all hits."""
    labelled = ~np.isnan(sample.told)
    of_aim, of_any = float(np.nansum(sample.told)), float(sample.hits[labelled].sum())
    share = (of_aim + 0.5) / (of_any + 0.5)  # half a hit each, so that an aim without hits has a small share, not none
    usable = labelled & ~np.isnan(margins)
    return calibration.fit(margins[usable], sample.told[usable] > 0, float(np.log(share)))
