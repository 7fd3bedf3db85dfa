"""Who pays."""

from ibis import _

from features.feature import Feature

COLLECT_ONE_OFF = Feature(
    name="payment_collect_one_off",
    group="payment",
    expr=(_.payment == "collect") & (_.consignor_shipments_365d <= 1),
    unit="yes/no",
    doc="1 when freight is collect and the consignor has no other shipment in 365 days; null when not known.",
    reason="Freight is collect, and no other shipment of this consignor is known from 365 days",
    direction=0,
    source="INDICATORS E53",
)
