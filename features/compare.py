"""Declares features that are held against a norm: the figure with what is usual, and how far it lies from there."""

import ibis
from ibis import _

from features.feature import Feature
from features.norms import HALF, PLACES

THOUSANDTHS = 1000
"""Of ln(x): what the sums of a norm are in."""


def compared(norm: str) -> dict[str, ibis.Deferred]:
    """Return usual, low, high, n and level of a norm's columns as arguments of a Feature.

    Args:
        norm: prefix and name of the norm, as kg_piece or habit_kg_piece (features/describe.py).
    """
    mean, sd = _[f"{norm}_mean"], _[f"{norm}_sd"]
    return {
        "usual": (mean / THOUSANDTHS).exp().round(PLACES),
        "low": ((mean - HALF * sd) / THOUSANDTHS).exp().round(PLACES),
        "high": ((mean + HALF * sd) / THOUSANDTHS).exp().round(PLACES),
        "n": _[f"{norm}_n"],
        "level": _[f"{norm}_level"],
    }


def far(norm: str, quantity: ibis.Deferred) -> ibis.Deferred:
    """Return how far a quantity lies from its norm: signed standard deviations of the logarithm; null without norm."""
    positive = (quantity > 0).ifelse(quantity, ibis.null("float64"))
    return ((positive.ln() * THOUSANDTHS - _[f"{norm}_mean"]) / _[f"{norm}_sd"]).round(PLACES)


def far_feature(name: str, group: str, norm: str, quantity: ibis.Deferred, what: str, source: str) -> Feature:
    """Return the feature that says how far a figure lies from what is usual, for the model; the figure has the words.

    Args:
        name: of the feature, as consignment_kg_per_piece_far.
        group: its group.
        norm: prefix and name of the norm.
        quantity: the figure.
        what: what the figure is, for the page.
        source: the indicator.
    """
    return Feature(
        name=name,
        group=group,
        expr=far(norm, quantity),
        unit="deviations",
        doc=f"How far {what} lies from what is usual, in standard deviations of the logarithm, below it negative; null "
        "without the figure or with fewer than 20 comparable shipments.",
        reason="",
        direction=0,
        source=source,
        n=_[f"{norm}_n"],
    )
