"""Curves of a test with bands: what is found on the way down, and what is found where so much was said."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measures.arrays import Bools, Floats, Ints
from measures.bootstrap import Bootstrap, with_intervals
from measures.measure import Measure
from measures.order import Order, share
from measures.probabilities import bands

DEPTHS = (1, 2, 3, 4, 5, 7, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100)
"""Percent of the tested rows that are looked at, the riskiest first."""
DRAWN = Bootstrap(200)
"""For bands that are looked at, not read off."""


@dataclass(frozen=True)
class Curve:
    """Measures along an axis, from left to right."""

    at: tuple[float, ...]
    measures: tuple[Measure, ...]

    def line(self) -> list[tuple[float, float]]:
        """Places and values that are known."""
        return [(at, told.value) for at, told in zip(self.at, self.measures, strict=True) if told.value is not None]

    def ends(self) -> list[tuple[float, float, float]]:
        """Places, lower and upper ends, where there is an interval."""
        pairs = zip(self.at, self.measures, strict=True)
        return [(at, told.low, told.high) for at, told in pairs if told.low is not None and told.high is not None]


def by_depth(scores: Floats, hits: Bools, clusters: Ints, bootstrap: Bootstrap) -> dict[str, Curve]:
    """Return `precision` and `recall` at DEPTHS; ties count in expectation, clusters are resampled.

    Args:
        scores: (n,) higher is riskier.
        hits: (n,) what was found; none at all gives no curve.
        clusters: (n,) rows of one number are resampled together.
        bootstrap: how the bands are drawn.
    """
    if not hits.any():
        return {}
    order = Order(scores, hits.astype(np.float64))

    def figures(weights: Floats) -> dict[str, Floats]:
        walk = order.walk(weights)
        told: dict[str, Floats] = {}
        for depth in DEPTHS:
            lines = walk.rows[:, -1] * depth / 100
            ways = zip(lines, walk.rows, walk.found, strict=True)
            found = np.array([np.interp(line, rows, hit) for line, rows, hit in ways])
            told |= {f"precision {depth}": share(found, lines), f"recall {depth}": share(found, walk.found[:, -1])}
        return told

    told = with_intervals(figures, hits, clusters, bootstrap)
    return {name: _curve(DEPTHS, [told[f"{name} {depth}"] for depth in DEPTHS]) for name in ("precision", "recall")}


def by_band(said: Floats, hits: Bools, clusters: Ints, settled: Bools) -> Curve:
    """Return the share of hits by the mean probability of each score band, of settled rows; exact intervals."""
    found = bands(said[settled], hits[settled], clusters[settled])
    return _curve([band.said for band in found], [band.found for band in found])


def _curve(at: Sequence[float], measures: Sequence[Measure]) -> Curve:
    return Curve(tuple(float(place) for place in at), tuple(measures))
