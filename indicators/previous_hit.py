"""The consignor's goods were illicit before. Not mandatory: one hit of a large sender would fill the list."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="previous_hit",
    fires=_.consignor_hits_365d >= 1,
    reason="{consignor_hits_365d} of {consignor_hits_365d__n} inspections of this consignor in 365 days found illicit "
    "goods",
    source="INDICATORS C31, C39; WCO risk indicators: previous non-compliance",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
