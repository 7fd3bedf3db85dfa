"""A known consignor's name with an address and a telephone never seen under it: the name may be borrowed."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="known_name_new_address_and_phone",
    fires=(_.consignor_new_address == 1) & (_.consignor_new_phone == 1),
    reason="{consignor_name} sent {consignor_shipments_365d} shipments in 365 days, never from this address "
    "and never with this telephone: ask the firm itself",
    source="INDICATORS C31, method 13: a trusted trader's name hijacked",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
