"""The telephone or the address of goods that were illicit, whoever the name says it is.

It is the strongest trace a new name leaves. Pick-up points have many names: they are left out.
"""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

NAMES = 4

INDICATOR = Indicator(
    name="phone_of_earlier_hits",
    fires=((_.phone_hits_365d >= 1) & (_.phone_consignees_90d <= NAMES)).fill_null(False)
    | ((_.address_hits_365d >= 1) & (_.address_consignees_90d <= NAMES)).fill_null(False),
    reason="Illicit goods were found in 365 days with this consignee's telephone ({phone_hits_365d} of "
    "{phone_hits_365d__n} inspections) or address ({address_hits_365d} of {address_hits_365d__n})",
    source="INDICATORS C31; the 4 names are an assumption",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
