"""Divisions and comparisons that say "not known" instead of guessing."""

from functools import reduce
from operator import or_
from typing import TypeVar

import ibis

ENOUGH = 20
"""Cases a comparison needs, to be made and to be said: officers stop believing one with fewer.

Source: indicators page, "sentences an officer trusts".
"""
DRAWN = 20
"""Inspections' worth of the unit's own rate that a small record is drawn to (targeting benchmark: shrinkage of 20)."""

Expression = TypeVar("Expression", ibis.Deferred, ibis.Value)


def share(n: Expression, d: Expression) -> Expression:
    """Return n / d; null when d is 0 or one of the two is null, on every engine."""
    return n.cast("float64") / d.cast("float64").nullif(0.0)


def any_of(*said: Expression) -> Expression:
    """Return whether one of them is true; null only when all are null."""
    some = reduce(or_, [ibis.coalesce(one, False) for one in said])
    return ibis.coalesce(*said).notnull().ifelse(some, ibis.null("boolean"))


def first_time(met: Expression, shipments: Expression, least: int) -> Expression:
    """Return whether one known from `least` shipments is met with something for the first time, this shipment included.

    Null for one less known, and where not even this shipment was counted: its own message does not tell the two (the
    case has one of them from its master or the manifest), so nothing is known of earlier ones either.
    """
    return ((shipments >= least) & (met >= 1)).ifelse(met <= 1, ibis.null("boolean"))


def enough(value: Expression, n: Expression, least: int = ENOUGH) -> Expression:
    """Return `value` where `n` is at least `least`, else null."""
    return (n >= least).ifelse(value, ibis.null())


def drawn(hits: Expression, inspected: Expression, rate: Expression) -> Expression:
    """Return the hit rate drawn to `rate` by DRAWN inspections; null when none was inspected."""
    return share(hits.cast("float64") + DRAWN * rate, inspected.nullif(0).cast("float64") + DRAWN)
