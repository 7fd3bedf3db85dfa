"""The text speaks of dangerous, perishable, live or valuable goods, and the handling codes do not, or the other way."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="handling_codes_contradict",
    fires=_.document_handling_contradiction == 1,
    reason='Text and handling codes contradict each other: "{goods_description}" with {handling_codes}',
    source="INDICATORS A8; IATA Dangerous Goods Regulations: goods not declared as dangerous",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="document",
)
