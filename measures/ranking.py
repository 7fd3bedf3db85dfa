"""How good a ranking is, with intervals. Null labels are left out before; ties are broken in expectation.

Rows are the inspected: the figures say how well the ranking orders what was inspected, not what arrived.
"""

import numpy as np

from measures.arrays import Bools, Floats, Ints, Moments
from measures.bootstrap import Bootstrap, Figure, with_intervals
from measures.measure import Measure, Measures
from measures.order import DEPTHS, Order, Walk, share


def measure_ranking(
    scores: Floats,
    hits: Bools,
    capacity: int,
    bootstrap: Bootstrap,
    nights: Moments | None = None,
    clusters: Ints | None = None,
) -> Measures:
    """Return precision, recall and lift at each of DEPTHS, the average precision and the area under the curve.

    Ties are broken at random in expectation, so equal scores give the base rate.

    Args:
        scores: (n,) higher is riskier; no NaN.
        hits: (n,) what was found.
        capacity: lines of a list: the highest so many of each night, or all of a night that has no more.
        bootstrap: how intervals are drawn.
        nights: (n,) the night of each row; None: all are one night.
        clusters: (n,) rows of one number are resampled together; None: each on its own.

    Returns:
        Also rows, hits, base_rate, and listed_at_capacity: the share of the rows that the lists hold (near 1, precision
        at capacity says nothing of the ranking). Without hits, recall, lift and the two averages are null; without
        rows, all.
    """
    counts = {"rows": Measure(float(len(hits))), "hits": Measure(float(hits.sum()))}
    if not len(hits):
        return {**counts, "base_rate": Measure(None)}
    order = Order(scores, hits.astype(np.float64), capacity, nights)

    def figures(weights: Floats) -> dict[str, Floats]:
        walk = order.walk(weights)
        told = {"base_rate": walk.base()}
        for depth in DEPTHS:
            told |= _down_to(walk, depth)
        told["listed_at_capacity"] = share(walk.at("capacity")[0], walk.rows[:, -1])
        return {**told, "average_precision": walk.average_precision(), "auc": walk.auc()}

    return {**counts, **with_intervals(figures, hits, clusters, bootstrap)}


def measure_coverage(
    scores: Floats,
    worth: Floats,
    capacity: int,
    bootstrap: Bootstrap,
    nights: Moments | None = None,
    clusters: Ints | None = None,
) -> Measures:
    """Return coverage_at each of DEPTHS: the share of the worth of all hits that lies so far up; null without worth.

    Args:
        scores: (n,) higher is riskier.
        worth: (n,) severity or value of each hit; 0 for a row without a hit, or of which it is not known.
        capacity: as in `measure_ranking`, like the rest.
        bootstrap: how intervals are drawn.
        nights: (n,) or None.
        clusters: (n,) or None.
    """
    if not len(worth):
        return {f"coverage_at_{depth}": Measure(None) for depth in DEPTHS}
    order = Order(scores, worth, capacity, nights)

    def figures(weights: Floats) -> dict[str, Floats]:
        walk = order.walk(weights)
        return {f"coverage_at_{depth}": share(walk.at(depth)[1], walk.found[:, -1]) for depth in DEPTHS}

    return with_intervals(figures, worth > 0, clusters, bootstrap)


def figure(name: str, capacity: int = 1, nights: Moments | None = None) -> Figure:
    """Return one figure of `measure_ranking` by its name, for `measures.bootstrap.paired_difference`.

    Args:
        name: average_precision, auc, or precision_at_, recall_at_ or lift_at_ with one of DEPTHS.
        capacity: lines of a list; only …_at_capacity needs it and `nights`.
        nights: (n,) or None.

    Raises:
        ValueError: there is no such figure.
    """
    kind, _, depth = name.partition("_at_")
    deep = kind in ("precision", "recall", "lift") and depth in DEPTHS
    if not deep and name not in ("average_precision", "auc"):
        raise ValueError(f"no figure {name!r}: average_precision, auc, or precision_, recall_, lift_ at_{DEPTHS}")

    def taken(scores: Floats, hits: Bools, weights: Floats) -> Floats:
        walk = Order(scores, hits.astype(np.float64), capacity, nights).walk(weights)
        if deep:
            return _down_to(walk, depth)[name]
        return walk.auc() if name == "auc" else walk.average_precision()

    return taken


def gains(scores: Floats, hits: Bools) -> tuple[Floats, Floats]:
    """Return the share of rows looked at and the share of hits found on the way down, both from 0 to 1."""
    walk = Order(scores, hits.astype(np.float64)).walk(np.ones((1, len(hits))))
    return walk.rows[0] / max(walk.rows[0, -1], 1), walk.found[0] / max(walk.found[0, -1], 1)


def listed(scores: Floats, capacity: int, nights: Moments | None = None) -> Floats:
    """Return (n,) how surely each row is among the `capacity` highest of its night: 1, 0, or between in a tie."""
    nights = np.zeros(len(scores), dtype=np.int64) if nights is None else nights
    taken = np.zeros(len(scores))
    for night in np.unique(nights):
        rows = np.flatnonzero(nights == night)
        _, tie, alike = np.unique(-scores[rows], return_inverse=True, return_counts=True)
        above = np.cumsum(alike) - alike
        taken[rows] = np.clip((capacity - above) / alike, 0, 1)[tie]
    return taken


def _down_to(walk: Walk, depth: str) -> dict[str, Floats]:
    """Precision, recall and lift; recall and lift are NaN without anything to find."""
    lines, found = walk.at(depth)
    precision = share(found, lines)
    return {
        f"precision_at_{depth}": precision,
        f"recall_at_{depth}": share(found, walk.found[:, -1]),
        f"lift_at_{depth}": share(precision, walk.base()),
    }
