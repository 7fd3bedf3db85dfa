"""Do probabilities hold? What was found against what was said, band by band, with intervals.

The expected calibration error is kept, but a constant that says the base rate to everybody passes it: read it beside
the skill, which a constant fails.
"""

from dataclasses import dataclass

import numpy as np

from measures.arrays import Bools, Floats, Ints
from measures.bootstrap import Bootstrap, with_intervals
from measures.clustered import share_in_clusters
from measures.measure import Measure, Measures
from measures.order import share

BINS = 10
BANDS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
"""Edges of the score bands, as shares of the rows from the lowest score: finer where lists are cut."""
AIM = (0.8, 1.25)
"""Observed over expected that is aimed at (issue 5)."""


@dataclass(frozen=True)
class Band:
    """Rows of like probability.

    Attributes:
        low: lowest probability that was said in it.
        high: highest.
        rows: how many there are.
        hits: how many of them were hits.
        said: mean probability.
        found: share of hits, with an exact interval on as many rows as the clusters are worth.
        observed_expected: found / said, with the same interval; null where nothing was expected.
    """

    low: float
    high: float
    rows: int
    hits: int
    said: float
    found: Measure
    observed_expected: Measure


def measure_probabilities(
    probabilities: Floats, hits: Bools, bootstrap: Bootstrap, clusters: Ints | None = None
) -> Measures:
    """Return observed_expected, brier, brier_skill and ece; all null without rows.

    Args:
        probabilities: (n,) in 0 to 1.
        hits: (n,) what was found.
        bootstrap: how intervals are drawn.
        clusters: (n,) rows of one number are resampled together; None: each on its own.

    Returns:
        `brier_skill` is 1 - Brier score / that of a constant that knows the base rate: 0 for that constant, below it
        when worse, null when all rows are hits or none. `ece` is over ten bins of as many rows each.
    """
    if not len(hits):
        return {name: Measure(None) for name in ("observed_expected", "brier", "brier_skill", "ece")}
    off = probabilities - hits
    squared = off**2
    in_bin = np.eye(BINS)[np.searchsorted(bin_edges(probabilities), probabilities, side="right")]

    def figures(weights: Floats) -> dict[str, Floats]:
        rows = weights.sum(axis=1)
        base = weights @ hits / rows
        brier = weights @ squared / rows
        return {
            "observed_expected": share(weights @ hits, weights @ probabilities),
            "brier": brier,
            "brier_skill": 1 - share(brier, base * (1 - base)),
            "ece": np.abs((weights * off) @ in_bin).sum(axis=1) / rows,
        }

    return with_intervals(figures, hits, clusters, bootstrap)


def bin_edges(probabilities: Floats) -> Floats:
    """Inner edges of the bins; equal probabilities share a bin."""
    return np.unique(np.quantile(probabilities, np.arange(1, BINS) / BINS))


def bands(probabilities: Floats, hits: Bools, clusters: Ints | None = None) -> tuple[Band, ...]:
    """Return the score bands from the lowest; equal probabilities share a band, a band without rows is left out.

    Args:
        probabilities: (n,) in 0 to 1.
        hits: (n,) what was found.
        clusters: (n,) rows that are not independent of each other share a number; None: all are independent.
    """
    if not len(hits):
        return ()
    clusters = np.arange(len(hits)) if clusters is None else clusters
    edges = np.unique(np.quantile(probabilities, BANDS[1:-1]))
    band_of = np.searchsorted(edges, probabilities, side="right")
    return tuple(
        _band(probabilities[rows], hits[rows], clusters[rows]) for rows in (band_of == n for n in np.unique(band_of))
    )


def _band(said: Floats, hits: Bools, clusters: Ints) -> Band:
    found, mean = share_in_clusters(hits, clusters), float(said.mean())
    return Band(
        low=round(float(said.min()), 6),
        high=round(float(said.max()), 6),
        rows=len(hits),
        hits=int(hits.sum()),
        said=round(mean, 6),
        found=found,
        observed_expected=_over(found, mean),
    )


def observed_expected(probabilities: Floats, hits: Bools, clusters: Ints | None = None) -> Measure:
    """Return found / said over all rows with an exact interval, which few hits have too; null without rows.

    For small streams such as the random one, where too few hits leave a bootstrap without an interval.
    """
    if not len(hits):
        return Measure(None)
    clusters = np.arange(len(hits)) if clusters is None else clusters
    return _over(share_in_clusters(hits, clusters), float(probabilities.mean()))


def _over(found: Measure, mean: float) -> Measure:
    """A share over what was expected of it."""
    if mean <= 0 or found.value is None or found.low is None or found.high is None:
        return Measure(None)
    return Measure(*(round(end / mean, 6) for end in (found.value, found.low, found.high)))
