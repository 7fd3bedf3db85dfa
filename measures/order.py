"""The way down a ranking: rows in order of their scores, ties held together, for many resamples at once.

What belongs here: what is looked at and found so far down; the figures made of it are in ranking.py.
"""

from dataclasses import dataclass

import numpy as np

from measures.arrays import Floats, Ints, Moments

PERCENTS = (1, 2, 5, 10)
DEPTHS = (*(f"{percent}pct" for percent in PERCENTS), "capacity")
"""How far down a ranking is looked at: a share of all rows, or the lines of a list each night."""


class Order:
    """Rows in order of their scores, once over all and once night by night."""

    def __init__(self, scores: Floats, worth: Floats, capacity: int = 1, nights: Moments | None = None) -> None:
        """Sort.

        Args:
            scores: (n,) higher is riskier; no NaN; n > 0.
            worth: (n,) what finding the row is worth: 1 for a hit, or its severity or value; else 0.
            capacity: lines of each night's list.
            nights: (n,) the night of each row; None: all are one night.
        """
        nights = np.zeros(len(scores), dtype=np.int64) if nights is None else nights
        self.worth, self.capacity = worth, capacity
        self.over_all = np.argsort(-scores, kind="stable")
        self.ties = _starts(scores[self.over_all])
        self.nightly = np.lexsort((-scores, nights))
        night = nights[self.nightly]
        self.tied = np.union1d(_starts(scores[self.nightly]), _starts(night))
        firsts = np.searchsorted(self.tied, _starts(night))
        self.first = np.repeat(firsts, np.diff(np.append(firsts, len(self.tied))))

    def walk(self, weights: Floats) -> "Walk":
        """Go down with each row as often as the (b, n) weights say."""
        ordered = weights[:, self.over_all]
        found = _sums(ordered * self.worth[self.over_all], self.ties)
        return Walk(self, weights, _cumulated(_sums(ordered, self.ties)), _cumulated(found))


@dataclass(frozen=True, eq=False)
class Walk:
    """(b, k) rows and worth down to the end of each tie, from 0; between them the expectation is a straight line."""

    order: Order
    weights: Floats
    rows: Floats
    found: Floats

    def at(self, depth: str) -> tuple[Floats, Floats]:
        """(b,) rows looked at, and worth found in them, down to one of DEPTHS."""
        if depth == "capacity":
            return self._each_night()
        number = len(self.order.worth)
        lines = max(1, -(-number * int(depth.removesuffix("pct")) // 100)) * self.rows[:, -1] / number
        told = [np.interp(line, rows, found) for line, rows, found in zip(lines, self.rows, self.found, strict=True)]
        return lines, np.array(told)

    def _each_night(self) -> tuple[Floats, Floats]:
        order = self.order
        ordered = self.weights[:, order.nightly]
        rows, found = _sums(ordered, order.tied), _sums(ordered * order.worth[order.nightly], order.tied)
        down = _cumulated(rows)
        taken = np.clip(order.capacity - (down[:, :-1] - down[:, order.first]), 0, rows)
        return taken.sum(axis=1), (taken * found / np.maximum(rows, 1)).sum(axis=1)

    def base(self) -> Floats:
        """(b,) worth a row, wherever it stands."""
        return share(self.found[:, -1], self.rows[:, -1])

    def average_precision(self) -> Floats:
        """(b,) mean precision at each hit; the worth must be 0 or 1."""
        precision = self.found[:, 1:] / np.maximum(self.rows[:, 1:], 1)
        return share((np.diff(self.found, axis=1) * precision).sum(axis=1), self.found[:, -1])

    def auc(self) -> Floats:
        """(b,) share of pairs of a hit and a clear in which the hit stands higher, ties half; the worth is 0 or 1."""
        clear = self.rows - self.found
        below = clear[:, -1:] - (clear[:, 1:] + clear[:, :-1]) / 2
        return share((np.diff(self.found, axis=1) * below).sum(axis=1), self.found[:, -1] * clear[:, -1])


def share(part: Floats, whole: Floats) -> Floats:
    """(b,) part / whole; NaN where the whole is 0."""
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def _starts(ordered: Floats | Ints) -> Ints:
    """Where each run of equal values starts."""
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))


def _sums(ordered: Floats, starts: Ints) -> Floats:
    """(b, k) sums over runs of columns."""
    return ordered if len(starts) == ordered.shape[1] else np.add.reduceat(ordered, starts, axis=1)


def _cumulated(parts: Floats) -> Floats:
    """(b, k + 1) sums so far, from 0."""
    down = np.zeros((len(parts), parts.shape[1] + 1))
    np.cumsum(parts, axis=1, out=down[:, 1:])
    return down
