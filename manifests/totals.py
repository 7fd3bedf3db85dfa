"""Sums of lines, and whether a total that a form states is theirs."""

import math
from collections.abc import Iterable

SHARE, LEAST = 0.001, 0.001
"""A sum may differ from its total by this share, or by a gram or a tenth of a cent: figures are rounded on the form."""


def added(figures: Iterable[float | None]) -> float | None:
    """The sum; None where one of the figures is not known, or there is none.

    >>> added([0.1, 0.2]), added([1, None]), added([])
    (0.3, None, None)
    """
    known = list(figures)
    return round(math.fsum(filter(None, known)), 6) if known and None not in known else None


def agree(total: float | None, lines: float | None) -> bool:
    """Whether a total and the sum of its lines are the same figure; true where one is not known.

    >>> agree(100, 100.05), agree(100, 101), agree(None, 5)
    (True, False, True)
    """
    return total is None or lines is None or abs(total - lines) <= max(LEAST, SHARE * abs(total))
