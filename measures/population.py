"""What the inspected say of everything that arrived: bad goods and their share, by inverse probability, with intervals.

Lines of rules and of the model are taken all: they stand for themselves. Lines drawn at random stand for the rest, each
for 1 / its probability: that of its draw times that of being settled once listed, which is estimated here. What belongs
here: arithmetic over lines; which lines there are is gathered by the caller.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.arrays import Bools, Floats
from measures.intervals import clopper_pearson, effective_size, gamma, rows_for_width
from measures.measure import Measure

Codes = NDArray[np.int64]
FEWEST_SETTLED = 20
"""Settled lines a stratum needs for a response rate of its own; with fewer it shares that of all its kind."""


@dataclass(frozen=True)
class Listed:
    """The lines of a period's lists, (n,) each; a case that stands on several lists has its first line.

    Attributes:
        drawn: drawn at random; the others were taken all.
        probability: of the draw, in (0, 1]; 1 for what was taken all.
        stratum: codes of what the draw was spread over.
        settled: inspected by a method that would have found it. A property of the method, not of the result.
        hits: what was found, by whatever method.
    """

    drawn: Bools
    probability: Floats
    stratum: Codes
    settled: Bools
    hits: Bools

    def __post_init__(self) -> None:
        """Refuse a probability that is none."""
        if len(self.probability) and not (self.probability.min() > 0 and self.probability.max() <= 1):
            raise ValueError(f"probabilities from {self.probability.min()} to {self.probability.max()}: not in (0, 1]")


@dataclass(frozen=True)
class Population:
    """What arrived in a period, as far as the lines can tell.

    Attributes:
        arrived: cases.
        found: hits on the lines.
        drawn: settled lines that were drawn at random.
        effective: how many lines of equal weight those are worth (Kish).
        bad: cases that a strong method would have found; null where nothing drawn was settled.
        prevalence: their share of what arrived.
        detected: the share of them that was found on the lines.
        leakage: the share that was not.
    """

    arrived: int
    found: int
    drawn: int
    effective: float
    bad: Measure
    prevalence: Measure
    detected: Measure
    leakage: Measure


def responses(listed: Listed) -> Floats:
    """Return (n,) the probability of a line to be settled once it is listed; NaN where no line of its kind was.

    Estimated from the lines themselves, weighed by 1 / probability of their draw: drawn and taken lines apart, and by
    stratum where that has enough settled lines. Hits by a method that is not strong enough are left out: they stand
    for themselves alone. What is assumed is that within such a class neither officers nor chance kept away from the bad
    (or the good): nothing in the lines can tell.
    """
    weights = 1 / listed.probability
    asked = listed.settled | ~listed.hits
    found = np.full(len(weights), np.nan)
    for kind in (listed.drawn, ~listed.drawn):
        found[kind] = _rate(weights, listed.settled, kind & asked)
        for code in np.unique(listed.stratum[kind]):
            here = kind & (listed.stratum == code)
            if (here & listed.settled).sum() >= FEWEST_SETTLED:
                found[here] = _rate(weights, listed.settled, here & asked)
    return found


def _rate(weights: Floats, settled: Bools, of: Bools) -> float:
    asked, told = float(weights[of].sum()), float(weights[of & settled].sum())
    return told / asked if told else np.nan


def population(listed: Listed, arrived: int) -> Population:
    """Return what arrived, from what was listed.

    The settled random lines are scaled to the cases that were not taken: cases of several nights count once. The
    interval is one of what was not found: the sum of weights above one over the hits, by the gamma law, with one more
    hit of the largest weight at its upper end. Hits of unequal weights, none at all and lines that are taken all need
    no rule of their own. Its lower end takes no credit for taken lines that were not settled: officers chose which
    those are, and they may hold nothing.

    Args:
        listed: every line.
        arrived: cases of the period, listed or not.

    Raises:
        ValueError: more cases were taken than arrived.

    Source: Horvitz and Thompson 1952; Fay and Feuer 1997 for the interval.
    """
    taken = int((~listed.drawn).sum())
    if taken > arrived:
        raise ValueError(f"{taken} cases were taken of {arrived} that arrived")
    weights = _weights(listed, arrived)
    random = listed.drawn & listed.settled
    found, drawn = int(listed.hits.sum()), int(random.sum())
    if not drawn:
        nothing = Measure(None)
        return Population(arrived, found, 0, 0.0, nothing, nothing, nothing, nothing)
    bad = _total(weights, listed, float(weights[random].max()), arrived)
    return Population(
        arrived=arrived,
        found=found,
        drawn=drawn,
        effective=effective_size(weights[random]),
        bad=bad,
        prevalence=_over(bad, arrived),
        detected=_detected(found, bad),
        leakage=_leakage(found, bad),
    )


def _weights(listed: Listed, arrived: int) -> Floats:
    """Return (n,) for how many cases each line stands; at least itself, and 0 where it is not settled.

    Weights of the random lines add up to the rest, those of the others to what was taken, also where a stratum has no
    settled line.
    """
    weights = 1 / listed.probability / responses(listed)
    own = listed.hits & ~listed.settled
    for kind, cases in ((listed.drawn, _rest(listed, arrived)), (~listed.drawn, int((~listed.drawn).sum()))):
        settled = kind & listed.settled
        if settled.any():
            weights[settled] *= (cases - (kind & own).sum()) / weights[settled].sum()
    weights = np.where(listed.settled, np.maximum(weights, 1.0), 0.0)
    return np.where(own, 1.0, weights)


def _rest(listed: Listed, arrived: int) -> int:
    """Cases that the random lines stand for: what was not taken, and what was where none of that was settled."""
    taken = ~listed.drawn
    return arrived - int((taken if (taken & listed.settled).any() else taken & listed.hits).sum())


def _total(weights: Floats, listed: Listed, heaviest: float, arrived: int) -> Measure:
    """The sum of the hits' weights: what was found, and what those hits say of the rest."""
    found = int(listed.hits.sum())
    low, _ = gamma(*_unseen(weights[listed.hits & listed.drawn]))
    unseen, variance = _unseen(weights[listed.hits])
    _, high = gamma(unseen + heaviest - 1, variance + (heaviest - 1) * heaviest)
    return Measure(*(float(min(found + more, arrived)) for more in (unseen, min(low, unseen), high)))


def _unseen(hits: Floats) -> tuple[float, float]:
    """What hits of these weights stand for beside themselves, and its variance."""
    return float((hits - 1).sum()), float(((hits - 1) * hits).sum())


def _over(bad: Measure, arrived: int) -> Measure:
    if bad.value is None or bad.low is None or bad.high is None:
        return Measure(None)
    return Measure(bad.value / arrived, bad.low / arrived, bad.high / arrived)


def _detected(found: int, bad: Measure) -> Measure:
    """Found of all; not known where the estimate is nothing, though its interval may be known."""
    value, low, high = (found / total if total else None for total in (bad.value, bad.high, bad.low))
    return Measure(value, 0.0 if low is None else low, 1.0 if high is None else high)


def _leakage(found: int, bad: Measure) -> Measure:
    of = _detected(found, bad)
    return Measure(None if of.value is None else 1 - of.value, 1 - (of.high or 0.0), 1 - (of.low or 0.0))


def by_effective_size(listed: Listed, arrived: int) -> Measure:
    """Return the bad of what arrived by the exact interval on the effective sample: the simpler way, to compare with.

    What was taken is expanded by its response without any width of its own.

    Source: Kish 1965; Korn and Graubard 1998.
    """
    rest, weights = _rest(listed, arrived), _weights(listed, arrived)
    random = listed.drawn & listed.settled
    size = effective_size(weights[random])
    if not size:
        return Measure(None)
    share = float(weights[random & listed.hits].sum() / weights[random].sum())
    sure = float(weights[~listed.drawn & listed.hits].sum())
    low, high = clopper_pearson(share * size, size)
    return Measure(*(min(sure + part * rest, float(arrived)) for part in (share, low, high)))


def openings_a_day(prevalence: float, width: float, days: int, response: float = 1.0) -> float:
    """Return how many random openings a day it takes for an interval of the prevalence that is `width` wide.

    Args:
        prevalence: in the rest, as it is thought to be.
        width: from the lower to the upper end.
        days: of the period.
        response: share of the lines drawn that end settled.

    >>> round(openings_a_day(0.003, 0.03, 30), 1), round(openings_a_day(0.003, 0.003, 30))
    (5.0, 195)
    """
    return rows_for_width(prevalence, width) / days / response
