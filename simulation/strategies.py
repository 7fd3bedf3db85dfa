"""Ways to choose tonight's inspections. A new one is one function and one line of STRATEGIES.

A strategy sees a `Tonight` and says whom to open and whom to x-ray. The truth is in it for the oracle alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from measures.arrays import Bools, Floats
from simulation.world import Ints

RANDOM_SHARE = 0.1
"""Of each means, drawn at random by those that explore: the project's default."""


@dataclass(frozen=True)
class Tonight:
    """The cases that can be inspected tonight and were not before, in the order of their ids, and what a shift can do.

    Attributes:
        cold: (n,) cold-start priority: cited rules that fire, what stands out.
        mandatory: (n,) True where one is mandatory.
        priority: (n,) of the model, as a list would rank by it; the cold start's until there is a model.
        worth: (n,) the truth: severity of what is in it, 0 for an honest case. For the oracle alone.
        openings: so many may be opened.
        xrays: so many may be x-rayed.
        draw: chance.
    """

    cold: Floats
    mandatory: Bools
    priority: Floats
    worth: Floats
    openings: int
    xrays: int
    draw: np.random.Generator


@dataclass(frozen=True)
class Picked:
    """Places in the night: who is opened, who is x-rayed, and which of both were drawn at random."""

    opened: Ints
    xrayed: Ints
    drawn: Ints


Choose = Callable[[Tonight], Picked]


@dataclass(frozen=True)
class Strategy:
    """A way to choose.

    Attributes:
        choose: whom to inspect tonight.
        learns: whether a model is trained for it.
        says: one line for the help.
        blended: whether its model is blended with the cold start at first, as a unit's is (models/blend.py).
        openings_only: learn from openings alone. A unit learns from the hits of x-rays too, whose clears say nothing of
            drugs: that makes hits look commoner than they are.
    """

    choose: Choose
    learns: bool
    says: str
    blended: bool = True
    openings_only: bool = False


def by_weight(weight: Floats) -> Ints:
    """Return the places from the highest weight to the lowest; ties in the order of ids."""
    return np.argsort(-weight, kind="stable").astype(np.int64)


def in_order(tonight: Tonight, order: Ints) -> Picked:
    """Open the first, x-ray the next."""
    end = tonight.openings + tonight.xrays
    return Picked(order[: tonight.openings], order[tonight.openings : end], order[:0])


def with_share(tonight: Tonight, order: Ints, other: Ints, of_xrays: float) -> Picked:
    """Give RANDOM_SHARE of the openings, and `of_xrays` of the x-rays, to the first of `other` that are left."""
    opening, xray = round(tonight.openings * RANDOM_SHARE), round(tonight.xrays * of_xrays)
    opening = max(opening, min(1, tonight.openings))
    opened, xrayed = tonight.openings - opening, tonight.xrays - xray
    first = order[: opened + xrayed]
    rest = other[~np.isin(other, first)][: opening + xray]
    return Picked(np.append(first[:opened], rest[:opening]), np.append(first[opened:], rest[opening:]), rest)


def at_random(tonight: Tonight) -> Picked:
    """Draw everybody from a hat."""
    picked = in_order(tonight, _hat(tonight))
    return Picked(picked.opened, picked.xrayed, np.append(picked.opened, picked.xrayed))


def rules(tonight: Tonight) -> Picked:
    """Mandatory rules, then the cold start: cited rules that fire and what stands out. No learning."""
    return in_order(tonight, np.lexsort((-tonight.cold, ~tonight.mandatory)).astype(np.int64))


def greedy(tonight: Tonight) -> Picked:
    """Mandatory rules, then the model's order; nothing at random."""
    return in_order(tonight, _as_listed(tonight))


def hybrid(tonight: Tonight) -> Picked:
    """As greedy, with a tenth of the openings and of the x-rays drawn at random."""
    return with_share(tonight, _as_listed(tonight), _hat(tonight), RANDOM_SHARE)


def hybrid_openings(tonight: Tonight) -> Picked:
    """As hybrid, but only openings are drawn: an x-ray without a finding teaches nothing about drugs."""
    return with_share(tonight, _as_listed(tonight), _hat(tonight), 0.0)


def scout(tonight: Tonight) -> Picked:
    """As hybrid, but the tenth goes to whom the cold start ranks highest and the model does not."""
    return with_share(tonight, _as_listed(tonight), by_weight(tonight.cold), RANDOM_SHARE)


def oracle(tonight: Tonight) -> Picked:
    """Know the truth, the gravest first. Inspection can still miss them: it is what can be had, not what is there."""
    return in_order(tonight, by_weight(tonight.worth))


def _as_listed(tonight: Tonight) -> Ints:
    return np.lexsort((-tonight.priority, ~tonight.mandatory)).astype(np.int64)


def _hat(tonight: Tonight) -> Ints:
    return tonight.draw.permutation(len(tonight.cold)).astype(np.int64)


STRATEGIES: dict[str, Strategy] = {
    "random": Strategy(at_random, False, "everybody from a hat"),
    "rules": Strategy(rules, False, "mandatory rules, then the cold start; no learning"),
    "greedy": Strategy(greedy, True, "the model's order, nothing at random"),
    "hybrid": Strategy(hybrid, True, "the model's order, a tenth of either means at random"),
    "hybrid_openings": Strategy(hybrid_openings, True, "the model's order, a tenth of the openings at random"),
    "scout": Strategy(scout, True, "the model's order, a tenth to what rules would have taken instead"),
    "model_alone": Strategy(greedy, True, "as greedy, but not blended with the cold start at first", blended=False),
    "openings_only": Strategy(
        greedy, True, "as model_alone, but it learns from openings alone", blended=False, openings_only=True
    ),
    "oracle": Strategy(oracle, False, "the truth: the gravest first"),
}
