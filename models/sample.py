"""The rows one aim is learned from, and what is learned from them: trees, and a calibration on rows not seen."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from measures.arrays import Bools, Floats, Ints, Moments
from models import calibration, encodings, groups, ranker
from models.calibration import Calibration
from models.encodings import Keyed, Risks
from models.settings import Params

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
        settled: (n,) True where a clear would have been a label too; None: everywhere. A hit by a method whose clear
            says nothing teaches how hits look, not how often they are.
        clusters: (n,) rows of one number fall or stand together in a test; None: each on its own.
        about: (n,) rows of who, where and why selected (models/about.py), to split a test by; never learned from.
        groups: (n,) near-duplicates have one number (models/groups.py); None: rows alike in every feature have.
        keyed: the keys of each row; None without encodings.
        encodings: names of the inputs after the features, whose keys those are.
        told_by_risks: features whose fact the encodings tell; trees do not split on them. They count the results of
            near-duplicates too, which a risk out of fold does not: trees that see both trust what they remember.
    """

    monotone: dict[str, int]
    columns: Floats
    hits: Bools
    told: Floats
    as_of: Moments
    known_at: Moments
    settled: Bools | None = None
    clusters: Ints | None = None
    about: pa.Table | None = None
    groups: Ints | None = None
    keyed: Keyed | None = None
    encodings: tuple[str, ...] = ()
    told_by_risks: frozenset[str] = frozenset()

    @property
    def inputs(self) -> dict[str, int]:
        """Every input in order, with its direction: a higher risk of a key is never a lower risk."""
        return {**self.monotone, **dict.fromkeys(self.encodings, +1)}

    def where(self, mask: Bools) -> "Sample":
        """The rows of the mask."""
        return replace(
            self,
            columns=self.columns[mask],
            hits=self.hits[mask],
            told=self.told[mask],
            as_of=self.as_of[mask],
            known_at=self.known_at[mask],
            settled=None if self.settled is None else self.settled[mask],
            clusters=None if self.clusters is None else self.clusters[mask],
            about=None if self.about is None else self.about.filter(pa.array(mask)),
            groups=None if self.groups is None else self.groups[mask],
            keyed=None if self.keyed is None else self.keyed.where(mask),
        )


@dataclass(frozen=True)
class Trees:
    """Trees as text, and the risks of keys that they were fitted with."""

    booster: str
    risks: tuple[Risks, ...]

    def margins(self, sample: Sample) -> Floats:
        """Return (n,) raw outputs of rows that were not learned from."""
        return ranker.margins(self.booster, tuple(sample.inputs), self.seen(sample))

    def seen(self, sample: Sample) -> Floats:
        """Return (n, k + e) inputs of rows that were not learned from."""
        if sample.keyed is None:
            return sample.columns
        return np.column_stack([sample.columns, encodings.applied(sample.keyed, self.risks)])


@dataclass(frozen=True)
class Learned(Trees):
    """Trees, the line from their margin to the aim's probability, and (n,) the margins it was fitted on, some NaN."""

    calibration: Calibration
    unseen: Floats


def learn(sample: Sample, params: Params) -> Learned:
    """Fit the trees on all rows, and the calibration on margins of rows that their trees had not seen."""
    trees = fit_trees(sample, params)
    unseen = out_of_fold(sample, params)
    return Learned(trees.booster, trees.risks, fit_line(sample, unseen), unseen)


def fit_trees(sample: Sample, params: Params) -> Trees:
    """Fit trees. Near-duplicates share a weight that grows with the root of their number.

    The trees see the risk of a key as learned without the row's own near-duplicates; what is kept for later rows is
    learned from all. Source of 1/sqrt(group size) and of grouped folds: BENCHMARK, what helped.
    """
    alike = _alike(sample)
    weights = 1 / np.sqrt(groups.sizes(alike))
    hidden = [name in sample.told_by_risks for name in sample.monotone]
    columns, risks = np.where(hidden, np.nan, sample.columns), tuple[Risks, ...]()
    if sample.keyed is not None:
        ways = (sample.keyed, sample.hits, weights)
        drawn = [groups.folds(alike, params.folds, params.seed + draw) for draw in range(params.partitions)]
        risks = encodings.learned(*ways, params.shrinkage)
        apart = [encodings.out_of_fold(*ways, parts, params.shrinkage) for parts in drawn]
        columns = np.column_stack([columns, np.mean(apart, axis=0)])
    return Trees(ranker.fit(columns, sample.hits, weights, sample.inputs, params), risks)


def out_of_fold(sample: Sample, params: Params) -> Floats:
    """Return (n,) margins by trees that saw neither the row nor its near-duplicates; NaN where hits are too few.

    Folds are drawn, not walked forward in time: trees of four fifths of the rows speak nearly as loud as those of all,
    while those of the first half of a past are quieter, and a line fitted on them says too much (docs/models.md).
    """
    margins = np.full(len(sample.hits), np.nan)
    parts = groups.folds(_alike(sample), params.folds, params.seed)
    for part in np.unique(parts):
        others = sample.where(parts != part)
        if min(others.hits.sum(), (~others.hits).sum()) >= FEWEST_IN_FOLD:
            margins[parts == part] = fit_trees(others, params).margins(sample.where(parts == part))
    return margins


def _alike(sample: Sample) -> Ints:
    return groups.same(groups.rounded(sample.columns)) if sample.groups is None else sample.groups


def fit_line(sample: Sample, margins: Floats) -> Calibration:
    """Fit the calibration to the aim's labels; borrowed trees start from the aim's share of all hits."""
    labelled = ~np.isnan(sample.told)
    of_aim, of_any = float(np.nansum(sample.told)), float(sample.hits[labelled].sum())
    share = (of_aim + 0.5) / (of_any + 0.5)  # half a hit each, so that an aim without hits has a small share, not none
    usable = labelled & ~np.isnan(margins)
    if sample.settled is not None:
        usable &= sample.settled
    return calibration.fit(margins[usable], sample.told[usable] > 0, float(np.log(share)))
