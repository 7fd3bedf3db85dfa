"""A consignor that the unit trusts, met as it knows it.

The list is kept by the unit (indicators/trusted.py). A name alone is never trusted: its address or its telephone must
be a known one, and nothing may have been found with it. On a case that a mandatory rule asks for it is silent
(apply.py).
"""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="trusted_trader",
    fires=_.trusted_by.notnull()
    & ((_.consignor_new_address == 0).fill_null(False) | (_.consignor_new_phone == 0).fill_null(False))
    & (_.consignor_hits_365d.fill_null(0) == 0),
    reason="On the list of trusted traders, put there by {trusted_by} until {trusted_until}; address or "
    "telephone as known",
    source="WCO SAFE Framework, authorised economic operators; the unit's trusted_traders.csv",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="facilitate",
    family="document",
)
