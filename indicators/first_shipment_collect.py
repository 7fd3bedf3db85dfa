"""The first shipment of both, and the consignee pays the freight."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="first_shipment_collect",
    fires=(_.consignor_shipments_365d == 1) & (_.consignee_shipments_365d == 1) & (_.payment == "collect"),
    reason="First shipment of {consignor_name} and first for {consignee_name} in 365 days, freight to be "
    "paid by the consignee",
    source="INDICATORS C23, C24, E53",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
