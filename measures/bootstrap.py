"""Intervals by resampling clusters: near-copies, and what one consignor sent on one day, fall or stand together.

What belongs here: how resamples are drawn and what limits are read off them; the figures themselves are elsewhere.
A figure takes weights, (b, n): how often each row occurs in each of b resamples, and answers (b,) at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, stdtrit

from measures.arrays import Bools, Floats, Ints
from measures.measure import Measure, Measures

FEWEST_HITS = 10
"""Below so many clusters with a hit an interval is too narrow to be shown (3 hits never become a fourth): null."""
LEVEL = 0.95
BLOCK = 1_000_000
"""Weights held at a time (rows x resamples)."""

Figures = Callable[[Floats], dict[str, Floats]]
Figure = Callable[[Floats, Bools, Floats], Floats]
"""(n,) scores, (n,) hits, (b, n) weights to (b,) values; NaN where they cannot say. See measures/ranking.figure."""


@dataclass(frozen=True)
class Bootstrap:
    """How often clusters are drawn (0: no intervals are wanted), and from which seed."""

    resamples: int = 500
    seed: int = 1


def resampled(clusters: Ints, bootstrap: Bootstrap) -> Iterator[Floats]:
    """Yield weights in blocks of (b, n): as many clusters as there are, drawn with replacement.

    The same clusters and seed give the same weights, whatever is measured.

    Args:
        clusters: (n,) any number for each cluster; rows of one number are drawn together.
        bootstrap: how many resamples.
    """
    _, cluster = np.unique(clusters, return_inverse=True)
    count = int(cluster.max()) + 1 if len(cluster) else 0
    if not count:
        return
    draw = np.random.default_rng(bootstrap.seed)
    block = max(1, BLOCK // len(clusters))
    for start in range(0, bootstrap.resamples, block):
        size = min(block, bootstrap.resamples - start)
        drawn = draw.integers(0, count, (size, count)) + np.arange(size)[:, None] * count
        times = np.bincount(drawn.ravel(), minlength=size * count).reshape(size, count)
        yield times[:, cluster].astype(np.float64)


def with_intervals(figures: Figures, counted: Bools, clusters: Ints | None, bootstrap: Bootstrap) -> Measures:
    """Return the figures of the rows as they are, with their 95 % intervals over resampled clusters.

    Args:
        figures: weights to values by name.
        counted: (n,) the rows that the figures count, mostly the hits: fewer than ten clusters with one of them give
            no interval.
        clusters: (n,) see `resampled`; None: every row is a cluster of its own.
        bootstrap: how many resamples.
    """
    values = {name: float(value[0]) for name, value in figures(np.ones((1, len(counted)))).items()}
    clusters = np.arange(len(counted)) if clusters is None else clusters
    if not bootstrap.resamples or len(np.unique(clusters[counted])) < FEWEST_HITS:
        return {name: Measure(known(value)) for name, value in values.items()}
    blocks = [figures(weights) for weights in resampled(clusters, bootstrap)]
    tails = _tails(len(np.unique(clusters)))
    return {
        name: _measure(value, np.concatenate([block[name] for block in blocks]), tails)
        for name, value in values.items()
    }


def paired_difference(
    figure: Figure, scores_a: Floats, scores_b: Floats, hits: Bools, clusters: Ints | None, bootstrap: Bootstrap
) -> Measure:
    """Return figure(a) - figure(b) of two rankings of the same rows, both taken of the same resamples.

    Args:
        figure: such as `measures.ranking.figure("precision_at_5pct")`.
        scores_a: (n,) higher is riskier.
        scores_b: (n,) of the other ranking.
        hits: (n,) what was found.
        clusters: (n,) see `resampled`; None: every row is a cluster of its own.
        bootstrap: how many resamples.

    Returns:
        Null without hits; without an interval below ten clusters with a hit.
    """

    def difference(weights: Floats) -> dict[str, Floats]:
        return {"difference": figure(scores_a, hits, weights) - figure(scores_b, hits, weights)}

    if not len(hits):
        return Measure(None)
    return with_intervals(difference, hits, clusters, bootstrap)["difference"]


def known(value: float) -> float | None:
    """A value as it is kept: rounded, null for NaN."""
    return None if np.isnan(value) else round(float(value), 6)


def _measure(value: float, drawn: Floats, tails: tuple[float, float]) -> Measure:
    """The value with its limits; null limits where no resample could say."""
    told = drawn[~np.isnan(drawn)]
    if not len(told) or np.isnan(value):
        return Measure(known(value))
    low, high = np.quantile(told, tails)
    return Measure(known(value), known(low), known(high))


def _tails(clusters: int) -> tuple[float, float]:
    """The quantiles to read off: a little further out than 2.5 and 97.5 %, as few clusters vary less when redrawn.

    Source: Hesterberg 2015, the expanded percentile interval.
    """
    away = float(stdtrit(clusters - 1, 1 - (1 - LEVEL) / 2)) * np.sqrt(clusters / (clusters - 1))
    tail = float(ndtr(-away))
    return tail, 1 - tail
