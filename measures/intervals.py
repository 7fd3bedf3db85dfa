"""95 % intervals of shares, counts and sums of weighted counts, honest where hits are few or none.

What belongs here: an interval from counts alone. What is resampled is in ranking.py, what is sampled in population.py.
"""

from math import inf, sqrt

import numpy as np
from scipy.special import bdtr, betaincinv, gammaincinv

from measures.arrays import Floats
from measures.measure import Measure

LEVEL = 0.95
TAIL = (1 - LEVEL) / 2
Ends = tuple[float, float]


def clopper_pearson(hits: float, rows: float, level: float = LEVEL) -> Ends:
    """Return the exact interval of a share; it covers at least `level` of the time, whatever the share is.

    Args:
        hits: at least 0, at most `rows`; may be a fraction, as in an effective sample.
        rows: more than 0; may be a fraction.
        level: of the interval.

    Raises:
        ValueError: the counts are impossible.

    Source: Clopper and Pearson 1934; on an effective sample size Korn and Graubard 1998.

    >>> [round(end, 4) for end in clopper_pearson(0, 120)]
    [0.0, 0.0303]
    """
    if not 0 <= hits <= rows or rows <= 0:
        raise ValueError(f"{hits} hits of {rows} rows is no share")
    tail = (1 - level) / 2
    low = float(betaincinv(hits, rows - hits + 1, tail)) if hits > 0 else 0.0
    high = float(betaincinv(hits + 1, rows - hits, 1 - tail)) if hits < rows else 1.0
    return low, high


def share_of(hits: float, rows: float) -> Measure:
    """Return a share with its exact interval; null without rows.

    >>> print(share_of(0, 120), share_of(0, 0))
    0 (0 to 0.0303) not known
    """
    return Measure(hits / rows, *clopper_pearson(hits, rows)) if rows > 0 else Measure(None)


def poisson(count: float, level: float = LEVEL) -> Ends:
    """Return the exact interval of the expectation of a count.

    Source: Garwood 1936.

    >>> [round(end, 4) for end in poisson(0)]
    [0.0, 3.6889]
    """
    if count < 0:
        raise ValueError(f"{count} is no count")
    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count > 0 else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail))


def gamma(value: float, variance: float, level: float = LEVEL) -> Ends:
    """Return the interval of a sum of weighted counts that has this value and variance, by the gamma law.

    The lower end of Fay and Feuer is that of (value, variance), the upper one that of the sum with one more count of
    the largest weight: the caller adds it. Nothing has neither width nor value.

    Source: Fay and Feuer 1997.
    """
    if value <= 0:
        return 0.0, 0.0
    if variance <= 0:
        return value, value
    tail, shape, scale = (1 - level) / 2, value**2 / variance, variance / value
    return scale * float(gammaincinv(shape, tail)), scale * float(gammaincinv(shape, 1 - tail))


def effective_size(weights: Floats) -> float:
    """Return how many rows of equal weight would be worth as much; 0 without rows.

    Source: Kish 1965, (sum of weights)^2 / sum of squared weights.

    >>> import numpy as np
    >>> effective_size(np.array([1.0, 1.0, 1.0, 1.0])), round(effective_size(np.array([1.0, 3.0])), 6)
    (4.0, 1.6)
    """
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def ratio(above: Measure, below: Measure) -> Measure:
    """Return the ratio of two independent figures that are never negative, from their intervals.

    Null where one is not known or `below` is nothing; without an upper end (null) where `below` may be nothing.

    Source: Donner and Zou 2012, MOVER-R.
    """
    if above.value is None or not below.value:
        return Measure(None)
    if None in (above.low, above.high, below.low, below.high):
        return Measure(above.value / below.value)
    low, high = ratio_ends(above, below)
    return Measure(above.value / below.value, low, None if high == inf else high)


def ratio_ends(above: Measure, below: Measure) -> Ends:
    """Return the ends of the ratio of two figures with intervals, also where `below` is 0; the upper one may be inf."""
    values = (above.value or 0.0, below.value or 0.0)
    low = _end(values, (above.low or 0.0, below.high or 0.0), -1)
    return low, _end(values, (above.high or 0.0, below.low or 0.0), 1)


def _end(values: Ends, ends: Ends, sign: int) -> float:
    """One end of a ratio, from the ends of the two figures that lead to it."""
    (above, below), (p, q) = values, ends
    product, divisor = above * below, q * (2 * below - q)
    if q == 0:
        return inf
    if divisor == 0:  # its limit: the quadratic has become a line
        return p * (2 * above - p) / (2 * product) if product else 0.0
    return max(0.0, (product + sign * sqrt(max(product**2 - p * divisor * (2 * above - p), 0.0))) / divisor)


def quantile_of(values: Floats, share: float) -> Measure:
    """Return a quantile with its exact interval, which is one of order statistics; null without values.

    An end is null where there are too few values to give one.

    >>> import numpy as np
    >>> print(quantile_of(np.arange(1.0, 102.0), 0.5))
    51 (41 to 61)
    """
    if not len(values):
        return Measure(None)
    ordered, rows = np.sort(values), len(values)
    chances = bdtr(np.arange(rows), rows, share)  # that at most so many values lie below the quantile
    low, high = int(np.searchsorted(chances, TAIL, "right")) - 1, int(np.searchsorted(chances, 1 - TAIL, "left"))
    return Measure(
        float(np.quantile(ordered, share)),
        float(ordered[low]) if low >= 0 else None,
        float(ordered[high]) if high < rows else None,
    )


def rows_for_width(share: float, width: float, most: int = 10_000_000) -> int:
    """Return how many rows it takes until the exact interval of `share` is expected to be no wider than `width`.

    The hits are taken as their expectation: it is an aid to plan with, not a promise.

    Raises:
        ValueError: `share` or `width` is not between 0 and 1, or more than `most` rows would not do.
    """
    if not 0 <= share <= 1 or not 0 < width < 1:
        raise ValueError(f"a share of {share} within {width} cannot be had")

    def narrow(rows: int) -> bool:
        low, high = clopper_pearson(share * rows, rows)
        return high - low <= width

    low, high = 1, 1
    while not narrow(high):
        low, high = high, high * 2
        if high > most:
            raise ValueError(f"more than {most:,} rows for an interval of {width} at {share}")
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if narrow(middle) else (middle + 1, high)
    return low
