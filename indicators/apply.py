"""Applies the rules in force to described cases and fills their sentences."""

from collections.abc import Sequence
from datetime import date
from string import Formatter

import ibis

from indicators.indicator import Indicator
from lake.collect import collect

NOT_KNOWN = "not known"

INDICATORS: tuple[Indicator, ...] = tuple(sorted(collect("indicators", Indicator), key=lambda rule: rule.name))


def fired(table: ibis.Table, day: date, indicators: Sequence[Indicator] = INDICATORS) -> ibis.Table:
    """Return the rules that fired, in the order of (as_of, case_id, indicator).

    Args:
        table: cases joined with their features, one row per (as_of, case_id).
        day: the shift's day: a rule that does not hold on it never fires.
        indicators: at least one.

    Returns:
        as_of, case_id, indicator, action, family, sentence, source; all text but as_of, none null.

    Raises:
        ValueError: `indicators` is empty.
    """
    if not indicators:
        raise ValueError("no indicator to apply")
    parts = [_one(table, rule, day) for rule in indicators]
    together = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return together.order_by("as_of", "case_id", "indicator")


def _one(table: ibis.Table, rule: Indicator, day: date) -> ibis.Table:
    met = table.filter(rule.fires) if rule.holds(day) else table.filter(ibis.literal(False))
    return met.select(
        "as_of",
        "case_id",
        indicator=ibis.literal(rule.name),
        action=ibis.literal(rule.action),
        family=ibis.literal(rule.family),
        sentence=_sentence(met, rule.reason),
        source=ibis.literal(rule.source),
    )


def _sentence(table: ibis.Table, reason: str) -> ibis.Value:
    """The sentence with each {column} in its place."""
    said = ibis.literal("")
    for text, column, _spec, _conversion in Formatter().parse(reason):
        said = said + text
        if column:
            said = said + _told(table[column])
    return said


def _told(value: ibis.Value) -> ibis.Value:
    """A value as text: whole numbers without a point, others with one digit behind it."""
    text = value.cast("string")
    if value.type().is_floating():
        whole = value.round().cast("int64").cast("string")
        text = (value == value.round()).ifelse(whole, value.round(1).cast("string"))
    return ibis.coalesce(text, NOT_KNOWN)
