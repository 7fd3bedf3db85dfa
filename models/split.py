"""Splits by time: what is tested lies after what was learned, and its answers were not in yet."""

from collections.abc import Iterator
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
    return _split(as_of, known_at, int(distinct[-count]), None, gap)


def forward_folds(as_of: Moments, known_at: Moments, parts: int = 5, first: int = 2) -> Iterator[Split]:
    """Yield folds that walk forward: learn from the parts before, test on the next part.

    Args:
        as_of: (n,) moments, microseconds.
        known_at: (n,) when each label was known.
        parts: the distinct moments are cut into so many parts, in order.
        first: parts that are only learned from.
    """
    distinct = np.unique(as_of)
    edges = [int(distinct[len(distinct) * part // parts]) for part in range(parts)] if len(distinct) >= parts else []
    for part in range(first, len(edges)):
        end = edges[part + 1] if part + 1 < len(edges) else None
        yield _split(as_of, known_at, edges[part], end, NIGHT)


def _split(as_of: Moments, known_at: Moments, start: int, end: int | None, gap: timedelta) -> Split:
    test = as_of >= start if end is None else (as_of >= start) & (as_of < end)
    gap_us = gap // timedelta(microseconds=1)
    return Split(learn=(as_of < start - gap_us) & (known_at < start), test=test)
