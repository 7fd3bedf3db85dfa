"""How well the unit knows the parties. The consignment itself is counted, once a message of it told its parties."""

import math

from ibis import _

from features.feature import Feature
from features.share import share

WEEK, QUARTER = 7, 90

CONSIGNOR_SHIPMENTS = Feature(
    name="consignor_shipments_365d",
    group="parties",
    expr=_.consignor_shipments_365d,
    unit="count",
    doc="Shipments of the consignor that became known in 365 days, this one included; null without a consignor.",
    reason="Only {value} shipments of this consignor are known in 365 days, this one included",
    direction=0,
    source="INDICATORS C23",
    calm="{value} shipments of this consignor are known from 365 days",
    speaks=(1, 5),
    calms=(10, math.inf),
    once="The first shipment of this consignor that the unit knows",
)
CONSIGNEE_SHIPMENTS = Feature(
    name="consignee_shipments_365d",
    group="parties",
    expr=_.consignee_shipments_365d,
    unit="count",
    doc="Shipments of the consignee that became known in 365 days, this one included; null without a consignee.",
    reason="Only {value} shipments to this consignee are known in 365 days, this one included",
    direction=0,
    source="INDICATORS C24",
    calm="{value} shipments of this consignee are known from 365 days",
    speaks=(1, 5),
    calms=(10, math.inf),
    once="The first shipment to this consignee that the unit knows",
)
PAIR_SHIPMENTS = Feature(
    name="pair_shipments_365d",
    group="parties",
    expr=_.pair_shipments_365d,
    unit="count",
    doc="Shipments between these two in 365 days, this one included; null without one of the parties.",
    reason="Only {value} shipments between these two are known in 365 days, this one included",
    direction=0,
    source="INDICATORS C25",
    calm="{value} shipments between these two are known from 365 days",
    speaks=(1, 3),
    calms=(5, math.inf),
    once="The first shipment between these two that the unit knows",
)
CONSIGNOR_BURST = Feature(
    name="consignor_burst_7d",
    group="parties",
    expr=share(_.consignor_shipments_7d + 1, _.consignor_shipments_90d * WEEK / QUARTER + 1),
    unit="ratio",
    doc="(Shipments in 7 days + 1) / (an even week of the last 90 days + 1); null without a consignor.",
    reason="In 7 days this consignor sent {value} times its even week ({n} shipments in 90 days)",
    direction=0,
    source="INDICATORS C26",
    n=_.consignor_shipments_90d,
    calm="This consignor sends evenly: {value} times its even week ({n} shipments in 90 days)",
    speaks=(2, math.inf),
    calms=(0.5, 1.5),
)
