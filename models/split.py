"""Splits by time: what is tested lies after what was learned, and its answers were not in yet."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from measures.arrays import Bools, Moments

NIGHT = timedelta(days=1)


@dataclass(frozen=True)
class Split:
    """Two disjoint masks over the rows; rows in the gap, or whose label came too late, are in neither."""

    learn: Bools
    test: Bools


def last_moments(as_of: Moments, known_at: Moments, share: float, gap: timedelta = NIGHT) -> Split:
    """Take the last `share` of the moments as the test.

    Learned from are the rows more than `gap` before the first moment of the test whose label was known by then.

    Args:
        as_of: (n,) the moment each row was described for, microseconds.
        known_at: (n,) when its label was known.
        share: 0 < share < 1, of the distinct moments.
        gap: what is left out between the two.

    Raises:
        ValueError: `share` is out of range, or there are fewer than two moments.
    """
    distinct = np.unique(as_of)
    if not 0 < share < 1 or len(distinct) < 2:  # noqa: PLR2004 - a test and something before it
        raise ValueError(f"a test of {share} of {len(distinct)} moment(s) leaves nothing to learn from or to test on")
    count = min(max(1, round(len(distinct) * share)), len(distinct) - 1)
    start, gap_us = int(distinct[-count]), gap // timedelta(microseconds=1)
    return Split(learn=(as_of < start - gap_us) & (known_at < start), test=as_of >= start)
