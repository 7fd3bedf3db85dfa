"""Shares of rows that are not independent: exact intervals on as many rows as they are worth.

What belongs here: intervals for few hits, where resampling (bootstrap.py) says nothing.
"""

import numpy as np

from measures.arrays import Bools, Ints
from measures.intervals import share_of
from measures.measure import Measure


def share_in_clusters(hits: Bools, clusters: Ints) -> Measure:
    """Return the share of hits with an exact 95 % interval, wider where hits come in clusters; null without rows.

    Args:
        hits: (n,) what was found.
        clusters: (n,) rows of one number may be alike.

    Source: Korn and Graubard 1998, Clopper-Pearson on the effective number of rows.
    """
    if not len(hits):
        return Measure(None)
    effect = design_effect(hits, clusters)
    found = share_of(hits.sum() / effect, len(hits) / effect)
    return Measure(*(round(end, 6) if end is not None else None for end in (found.value, found.low, found.high)))


def design_effect(hits: Bools, clusters: Ints) -> float:
    """Return how many rows are worth one, at least 1: the variance over clusters against that of single rows.

    With hits in fewer than two clusters there is no variance to be seen: it is the rows of a cluster, of a usual one or
    the hits of the one that has some, whichever are more.
    """
    _, cluster, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    base, rows, count = hits.mean(), len(hits), len(sizes)
    in_cluster = np.bincount(cluster, hits)
    if np.count_nonzero(in_cluster) < 2 or base == 1:  # noqa: PLR2004 - no variance to be seen
        return float(max(rows / count, in_cluster.max()))
    off = in_cluster - base * sizes
    among = float(off @ off) * count / (count - 1) / rows**2
    return max(1.0, among / float(base * (1 - base) / rows))
