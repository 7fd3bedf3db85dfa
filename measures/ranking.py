"""How good a ranking is, with intervals. Null labels are left out before; ties are broken in expectation.

Rows are the inspected: the figures say how well the ranking orders what was inspected, not what arrived.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.arrays import Bools, Floats
from measures.measure import Measure, Measures

PERCENTS = (1, 2, 5, 10)
BINS = 10
FEWEST_HITS = 10
"""Below it a bootstrap interval is too narrow to be shown (a sample of 3 hits never holds a fourth): null."""


Figures = Callable[[Floats], dict[str, float]]


@dataclass(frozen=True)
class Bootstrap:
    """Resampling of cases: (n,) counts each, from a fixed seed."""

    resamples: int = 500
    seed: int = 1


def measure_ranking(scores: Floats, hits: Bools, capacity: int, bootstrap: Bootstrap) -> Measures:
    """Return precision, recall and lift at 1, 2, 5, 10 % and at the capacity, and the average precision.

    Ties are broken at random in expectation, so equal scores give the base rate.

    Args:
        scores: (n,) higher is riskier; no NaN.
        hits: (n,) what was found.
        capacity: lines of a list; all rows count as one night, and no more than all are listed.
        bootstrap: how intervals are drawn.

    Returns:
        Also rows, hits and base_rate. Without hits, recall, lift and average precision are null; without rows, all.
    """
    if not len(hits):
        return {"rows": Measure(0.0), "hits": Measure(0.0), "base_rate": Measure(None)}
    ranked = _Ranked(scores, hits)
    depths = {f"{percent}pct": max(1, -(-len(hits) * percent // 100)) for percent in PERCENTS}
    depths["capacity"] = min(capacity, len(hits))
    measured = _with_intervals(lambda counts: ranked.figures(counts, depths), hits, bootstrap)
    return {"rows": Measure(float(len(hits))), "hits": Measure(float(hits.sum())), **measured}


def measure_probabilities(probabilities: Floats, hits: Bools, bootstrap: Bootstrap) -> Measures:
    """Return the Brier score and the expected calibration error over ten bins of as many rows each."""
    if not len(hits):
        return {"brier": Measure(None), "ece": Measure(None)}
    bin_of = np.searchsorted(bin_edges(probabilities), probabilities, side="right")

    def figures(counts: Floats) -> dict[str, float]:
        brier = float(counts @ (probabilities - hits) ** 2 / counts.sum())
        off = np.bincount(bin_of, counts * (probabilities - hits), minlength=BINS)
        return {"brier": brier, "ece": float(np.abs(off).sum() / counts.sum())}

    return _with_intervals(figures, hits, bootstrap)


def bin_edges(probabilities: Floats) -> Floats:
    """Inner edges of the bins; equal probabilities share a bin."""
    return np.unique(np.quantile(probabilities, np.arange(1, BINS) / BINS))


class _Ranked:
    """Scores in order, with the last row of every tie."""

    def __init__(self, scores: Floats, hits: Bools) -> None:
        self.order: NDArray[np.int64] = np.argsort(-scores, kind="stable")
        self.hits = hits[self.order].astype(np.float64)
        self.ends = np.flatnonzero(np.append(np.diff(scores[self.order]) != 0, True))

    def curve(self, counts: Floats) -> tuple[Floats, Floats]:
        """Rows and hits down to the end of each tie; between them the expectation is a straight line."""
        counts = counts[self.order]
        rows, found = np.cumsum(counts)[self.ends], np.cumsum(counts * self.hits)[self.ends]
        return np.append(0.0, rows), np.append(0.0, found)

    def figures(self, counts: Floats, depths: dict[str, int]) -> dict[str, float]:
        rows, found = self.curve(counts)
        total, base = found[-1], found[-1] / rows[-1]
        figures = {"base_rate": float(base)}
        for name, depth in depths.items():
            expected = float(np.interp(depth, rows, found))
            figures[f"precision_at_{name}"] = expected / depth
            figures[f"recall_at_{name}"] = expected / total if total else np.nan
            figures[f"lift_at_{name}"] = expected / depth / base if total else np.nan
        precision = found[1:] / np.maximum(rows[1:], 1)
        figures["average_precision"] = float(np.diff(found) @ precision / total) if total else np.nan
        return figures


def gains(scores: Floats, hits: Bools) -> tuple[Floats, Floats]:
    """Return the share of rows looked at and the share of hits found on the way down, both from 0 to 1."""
    rows, found = _Ranked(scores, hits).curve(np.ones(len(hits)))
    return rows / max(rows[-1], 1), found / max(found[-1], 1)


def _with_intervals(figures: Figures, hits: Bools, bootstrap: Bootstrap) -> Measures:
    """The figures of the rows, with the 2.5 and 97.5 percentiles over resampled rows."""
    values = figures(np.ones(len(hits)))
    if hits.sum() < FEWEST_HITS:
        return {name: Measure(_known(value)) for name, value in values.items()}
    draw = np.random.default_rng(bootstrap.seed)
    drawn: dict[str, list[float]] = {name: [] for name in values}
    for _ in range(bootstrap.resamples):
        counts = np.bincount(draw.integers(0, len(hits), len(hits)), minlength=len(hits)).astype(np.float64)
        for name, value in figures(counts).items():
            drawn[name].append(value)
    limits = {name: np.nanpercentile(draws, [2.5, 97.5]) for name, draws in drawn.items()}
    return {name: Measure(_known(values[name]), *map(_known, limits[name].tolist())) for name in values}


def _known(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)
