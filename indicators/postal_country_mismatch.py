"""A postal item whose number is of another country than its sender."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="postal_country_mismatch",
    fires=_.postal_country_mismatch == 1,
    reason="Posted in another country than that of its sender ({consignor_country}): item {waybill}",
    source="INDICATORS C36; UPU S10: the last two letters are the country of posting",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
