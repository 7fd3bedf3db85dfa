"""To send it costs more than it is worth."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="freight_above_value",
    fires=_.freight_of_value > 1,
    reason="Freight of {freight_eur} EUR for goods of {value_eur} EUR",
    source="INDICATORS B14, B22; method 4",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
