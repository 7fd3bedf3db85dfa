"""Figures as they are compared and added up: rounded figures are the same, and a sum does not depend on an order."""

from typing import TypeVar

import ibis

FIGURES = {"pieces": 0.0, "gross_kg": 1.0, "value_eur": 0.5}
"""Figures that are compared, and up to which difference they are the same; messages round to whole kg and euros."""
SLACK = 0.01
"""And up to this share of the larger: a ULD's weight is shared out in whole kilograms."""
Figure = TypeVar("Figure", ibis.Value, ibis.Deferred)


def is_apart(one: ibis.Value, other: ibis.Value, least: ibis.Value | float) -> ibis.Value:
    """Whether two figures differ by more than `least` and more than SLACK of the larger; null where one is."""
    return (one - other).abs() > ibis.greatest(least, SLACK * ibis.greatest(one.abs(), other.abs()))


def gap(one: ibis.Value, other: ibis.Value, name: str) -> ibis.Value:
    """`one` minus `other`, 0 where they are the same figure of the column `name`; null where one is not known."""
    apart = is_apart(one, other, FIGURES[name])
    return ibis.cases((apart, (one - other).cast("float64").round(3)), (~apart, 0.0))


def summed(kg: Figure, where: ibis.Value | None = None) -> Figure:
    """The sum of weights: of whole thousandths, as a sum of floats would depend on the order of rows."""
    return (kg * 1000).round().cast("int64").sum(where=where) / 1000


def summed_if_all(kg: Figure) -> Figure:
    """The same where every row has a weight, else null."""
    return kg.notnull().all().ifelse(summed(kg), None)
