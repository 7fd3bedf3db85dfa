"""Does the ground move? How scores and features drift between two windows, and lists from night to night."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measures.arrays import Floats, Ints, Moments

PARTS = 10
LOOK, ACT = 0.1, 0.25
"""Usual reading of the index: below the first the windows are alike, above the second they are not."""


@dataclass(frozen=True)
class Shift:
    """How far one distribution lies from another.

    Attributes:
        index: population stability index, 0 when alike; null where a window has no rows.
        by_chance: what it would be on average if nothing had moved, for as many rows: below about twice this, it says
            nothing.
        unknown_before: share of the first window where it is not known.
        unknown_after: share of the second.
    """

    index: float | None
    by_chance: float | None
    unknown_before: float | None
    unknown_after: float | None


def shift(before: Floats, after: Floats) -> Shift:
    """Return how far `after` lies from `before`, over ten parts of as many rows of `before`; not known is one more.

    Args:
        before: (n,) a score or a feature in the first window; NaN is not known.
        after: (m,) in the second.

    Source: Siddiqi 2006, population stability index; its chance level is (parts - 1) (1/n + 1/m), Yurdakul 2018.
    """
    if not len(before) or not len(after):
        return Shift(None, None, None, None)
    told = before[~np.isnan(before)]
    edges = np.unique(np.quantile(told, np.arange(1, PARTS) / PARTS)) if len(told) else np.empty(0)
    first, second = _parts(before, edges), _parts(after, edges)
    some = first + second > 0
    parts = int(some.sum())
    p, q = ((counts[some] + 0.5) / (counts[some].sum() + 0.5 * parts) for counts in (first, second))
    index = float(((q - p) * np.log(q / p)).sum())
    chance = (parts - 1) * (1 / len(before) + 1 / len(after))
    unknown = (float(np.isnan(before).mean()), float(np.isnan(after).mean()))
    return Shift(round(index, 6), round(chance, 6), round(unknown[0], 6), round(unknown[1], 6))


def _parts(values: Floats, edges: Floats) -> Ints:
    """Rows in each part, and those that are not known last. A value that ends a part belongs to it."""
    part = np.where(np.isnan(values), len(edges) + 1, np.searchsorted(edges, values, side="left"))
    return np.bincount(part, minlength=len(edges) + 2)


@dataclass(frozen=True)
class Overlap:
    """Two lists: what they share of all they name, and how much of the first is still in the second; null if empty."""

    jaccard: float | None
    kept: float | None


def overlap(first: Sequence[str], second: Sequence[str]) -> Overlap:
    """Return what two lists share.

    >>> overlap(["a", "b", "c"], ["b", "c", "d"])
    Overlap(jaccard=0.5, kept=0.666667)
    """
    one, other = set(first), set(second)
    both = len(one & other)
    named = len(one | other)
    return Overlap(round(both / named, 6) if named else None, round(both / len(one), 6) if one else None)


def mean_overlap(nights: Sequence[Overlap]) -> Overlap:
    """The mean over nights, those without a list left out; null without any."""

    def mean(values: list[float | None]) -> float | None:
        told = [value for value in values if value is not None]
        return round(sum(told) / len(told), 6) if told else None

    return Overlap(mean([night.jaccard for night in nights]), mean([night.kept for night in nights]))


def top(scores: Floats, ids: Sequence[str], capacity: int) -> list[str]:
    """Return the ids of the `capacity` highest scores, ties in the order of the ids."""
    order = sorted(range(len(ids)), key=lambda row: (-scores[row], ids[row]))
    return [ids[row] for row in order[:capacity]]


def night_to_night(scores: Floats, ids: Sequence[str], nights: Moments, capacity: int) -> list[Overlap]:
    """Return the overlap of each night's list with the next one's, among what both nights had to choose from.

    Args:
        scores: (n,) higher is riskier.
        ids: (n,) of what is listed: the case, or its consignor, who may be listed with another case.
        nights: (n,) moment of each row.
        capacity: lines of a list.
    """
    lists: list[tuple[set[str], list[str]]] = []
    for night in np.unique(nights):
        rows = np.flatnonzero(nights == night)
        named = [ids[row] for row in rows]
        lists.append((set(named), top(scores[rows], named, capacity)))
    return [
        overlap([one for one in first if one in later], [one for one in second if one in there])
        for (there, first), (later, second) in itertools.pairwise(lists)
    ]


def two_rankings(one: Floats, other: Floats, ids: Sequence[str], nights: Moments, capacity: int) -> list[Overlap]:
    """Return, night by night, what the lists of two rankings of the same rows share.

    Args:
        one: (n,) higher is riskier.
        other: (n,) of the other ranking; what of the first is `kept` is there too.
        ids: (n,) ties are broken on them.
        nights: (n,) moment of each row.
        capacity: lines of a list.
    """
    shared = []
    for night in np.unique(nights):
        rows = np.flatnonzero(nights == night)
        named = [ids[row] for row in rows]
        shared.append(overlap(top(one[rows], named, capacity), top(other[rows], named, capacity)))
    return shared
