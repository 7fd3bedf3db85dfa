"""The way it came."""

import math

from ibis import _

from features.feature import Feature
from features.share import enough, share

CIRCUITY = Feature(
    name="route_circuity",
    group="route",
    expr=share(_.flown_km, _.direct_km),
    unit="ratio",
    doc="Great-circle km over the stops / straight from first to last; null without a route or a known airport.",
    reason="The route is {value} times the direct distance from {origin_airport} to {destination_airport}",
    direction=0,
    source="INDICATORS D42",
    calm="The route from {origin_airport} to {destination_airport} is direct",
    speaks=(1.15, math.inf),
    calms=(1.0, 1.1),
)
LEGS = Feature(
    name="route_legs",
    group="route",
    expr=_.route.length(),
    unit="count",
    doc="Flights of the route; null without a route.",
    reason="{value} flights from {origin_airport} to {destination_airport}",
    direction=0,
    source="INDICATORS D42",
    calm="One flight from {origin_airport} to {destination_airport}",
    speaks=(2, math.inf),
    calms=(1, 1),
)
ORIGIN_GOODS_SHARE = Feature(
    name="origin_goods_share_180d",
    group="route",
    expr=enough(share(_.peer_origin_shipments_180d, _.peer_shipments_180d), _.peer_shipments_180d),
    unit="share",
    doc="Shipments of these goods that came from this origin; null with fewer than 20 of these goods in 180 days.",
    reason="Only {value} of {n} shipments of such goods in 180 days came from {origin_airport}",
    direction=0,
    source="INDICATORS D43",
    n=_.peer_shipments_180d,
    calm="{value} of {n} shipments of such goods in 180 days came from {origin_airport}",
    speaks=(0.0, 0.2),
    calms=(0.3, 1.0),
)
