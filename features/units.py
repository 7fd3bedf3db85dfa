"""The ULD it flies in, and those who handle it."""

import math

import ibis
from ibis import _

from features.compare import compared, far_feature
from features.feature import Feature
from features.share import enough, share

MIXED = 3
"""Waybills from which a ULD is a mixed one."""

_unit = _.uld.notnull() & (_.uld_waybills >= MIXED)

ULD_KG = Feature(
    name="uld_goods_kg",
    group="ULD and handling",
    expr=_.uld_kg,
    unit="kg",
    doc="Weight of the goods in its ULD as the manifest's lines say; null for bulk.",
    reason="Its {uld_type} carries {value} kg; usual {low}-{high} ({n} of that type in 180 days)",
    direction=0,
    source="INDICATORS G60",
    apart=1.5,
    **compared("uld_kg"),
)
ULD_KG_FAR = far_feature(
    "uld_goods_kg_far", "ULD and handling", "uld_kg", _.uld_kg, "the weight in its ULD", "INDICATORS G60"
)
ULD_GAP = Feature(
    name="uld_weight_gap",
    group="ULD and handling",
    expr=share((_.uld_declared_kg - _.uld_kg).abs(), _.uld_kg),
    unit="share",
    doc="|weight that the manifest states for the ULD - weight of its lines| / lines; null where none is stated.",
    reason="Its ULD weighs {uld_declared_kg} kg, its waybills {uld_kg} kg",
    direction=+1,
    source="INDICATORS G60",
    speaks=(0.03, math.inf),
)
ONE_NEW = Feature(
    name="uld_one_new_consignor",
    group="ULD and handling",
    expr=_unit.ifelse((_.uld_first_timers == 1) & (_.consignor_shipments_365d <= 1), ibis.null("boolean")),
    unit="yes/no",
    doc="1 when it is the only first-time consignor in a ULD of three or more waybills; null for bulk and smaller "
    "ULDs.",
    reason="The only first-time consignor among the {uld_waybills} waybills of ULD {uld}",
    direction=0,
    source="INDICATORS G60",
)
ELSEWHERE = Feature(
    name="uld_airports_10d",
    group="ULD and handling",
    expr=_.uld_loading_airports,
    unit="count",
    doc="Airports at which a ULD of this number was loaded in the last 10 days of manifests; null for bulk.",
    reason="A ULD of this number was loaded at {value} airports in 10 days",
    direction=0,
    source="INDICATORS G60",
    speaks=(2, math.inf),
)
SHORT = Feature(
    name="handler_short_pieces",
    group="ULD and handling",
    expr=_.landed_short_pieces,
    unit="count",
    doc="Pieces that a handler reported missing; null without a status message.",
    reason="{value} pieces of it were reported missing at landing",
    direction=0,
    source="INDICATORS B20, B21",
    speaks=(1, math.inf),
    once="One piece of it was reported missing at landing",
)
OVER = Feature(
    name="handler_over_pieces",
    group="ULD and handling",
    expr=_.landed_over_pieces,
    unit="count",
    doc="Pieces that a handler found without papers; null without a status message.",
    reason="{value} pieces more than its papers say were found at landing",
    direction=0,
    source="INDICATORS B20",
    speaks=(1, math.inf),
    once="One piece more than its papers say was found at landing",
)
OFFLOADED = Feature(
    name="flight_offloaded",
    group="ULD and handling",
    expr=_.offloaded,
    unit="yes/no",
    doc="1 when it was taken off its flight on the way; null without a status message.",
    reason="It was taken off its flight on the way",
    direction=0,
    source="INDICATORS B20, G60",
)
HANDLER_SHORTS = Feature(
    name="handler_short_rate_365d",
    group="ULD and handling",
    expr=enough(share(_.handler_shorts_365d, _.handler_landed_365d), _.handler_landed_365d),
    unit="share",
    doc="Consignments of its handler in 365 days that landed with pieces missing; null with fewer than 20.",
    reason="{value} of the {n} {n:consignment|consignments} that its handler landed had pieces missing",
    direction=+1,
    source="INDICATORS B21",
    n=_.handler_landed_365d,
    speaks=(0.03, math.inf),
)
