"""One telephone for many consignees; registered pick-up points are not counted."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

NAMES = 6

INDICATOR = Indicator(
    name="phone_shared_by_many",
    fires=_.phone_consignees_90d >= NAMES,
    reason="{phone_consignees_90d} consignees gave this telephone in 90 days",
    source="INDICATORS C29; 99 of 100 telephones have at most two; 6 is an assumption",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
