"""Many small ones to one address, each below the limit."""

import math

from ibis import _

from features.feature import Feature
from features.share import share

ADDRESSEE_PARCELS = Feature(
    name="consignee_parcels_30d",
    group="parcels",
    expr=_.addressee_shipments_30d,
    unit="count",
    doc="Parcels and postal items to this consignee in 30 days, this one included; null for other cargo.",
    reason="{value} parcels to this consignee in 30 days, this one included",
    direction=0,
    source="INDICATORS B17",
    calm="The only parcel to this consignee in 30 days",
    speaks=(3, math.inf),
    calms=(1, 1),
)
VALUE_OF_LIMIT = Feature(
    name="parcel_value_of_limit",
    group="parcels",
    expr=share(_.value_eur, _.kind.isin(("parcel", "postal")).ifelse(_.limit_eur, None)),
    unit="share",
    doc="Value / the duty-free limit in force at the site, both in EUR; null for other cargo, without value or limit.",
    reason="Its value, {value_eur} EUR, is {value} of the duty-free limit",
    direction=0,
    source="INDICATORS B16; limits with their dates in the site's TOML",
    calm="Its value, {value_eur} EUR, is {value} of the duty-free limit",
    speaks=(0.8, 1.05),
    calms=(0.0, 0.5),
)
PHONE_SHIPMENTS = Feature(
    name="phone_shipments_90d",
    group="parcels",
    expr=_.phone_shipments_90d,
    unit="count",
    doc="Shipments in 90 days whose consignee has this telephone, this one included; null without a telephone.",
    reason="{value} shipments in 90 days have this consignee's telephone, this one included",
    direction=0,
    source="INDICATORS B17, C29",
    speaks=(3, math.inf),
)
