"""A consolidation of which nobody told what is in it."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="consolidation_without_houses",
    fires=_.consolidation & (_.houses.isnull() | (_.houses == 0)),
    reason="A consolidation of {pieces} pieces, {gross_kg} kg, of which no house is known: request for information",
    source="INDICATORS A5; pre-loading rules ask for the house level",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="document",
)
