"""The way it came."""

import math

import ibis
from ibis import _

from features.feature import Feature
from features.share import ENOUGH, enough, first_time, share

CIRCUITY = Feature(
    name="route_circuity",
    group="route",
    expr=share(_.flown_km, _.direct_km),
    unit="ratio",
    doc="Great-circle km over the stops / straight from first to last; null without a route or a known airport.",
    reason="Routed {origin_airport}-{route}: {value} times the direct distance",
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
PATH_SHARE = Feature(
    name="route_share_180d",
    group="route",
    expr=enough(share(_.lane_path_met_180d, _.lane_shipments_180d), _.lane_shipments_180d),
    unit="share",
    doc="Shipments between these two airports that went the same way, of those whose message tells a way; null with "
    "fewer than 20 in 180 days.",
    reason="{value} of {n} {n:shipment|shipments} from {origin_airport} to {destination_airport} went this way",
    direction=0,
    source="INDICATORS D42",
    n=_.lane_shipments_180d,
    calm="{value} of {n} {n:shipment|shipments} from {origin_airport} to {destination_airport} went this way",
    speaks=(0.0, 0.1),
    calms=(0.5, 1.0),
)
HUB = Feature(
    name="route_hub",
    group="route",
    expr=_.path.notnull().ifelse(_.hub.notnull(), None),
    unit="yes/no",
    doc="1 when it changed planes at an airport of the list of transshipment hubs; null without a route.",
    reason="It changed planes at {hub}, a transshipment hub of the unit's list",
    direction=0,
    source="INDICATORS D41, F56; lake/reference/hubs.csv",
)
ORIGIN_GOODS_SHARE = Feature(
    name="origin_goods_share_180d",
    group="route",
    expr=enough(share(_.peer_origin_shipments_180d.nullif(0), _.peer_shipments_180d), _.peer_shipments_180d),
    unit="share",
    doc="Shipments of these goods that came from this origin, this one included; null with fewer than 20 of these "
    "goods in 180 days, and where its own message tells no origin.",
    reason="Only {value} of {n} {n:shipment|shipments} of such goods in 180 days came from {origin_airport}",
    direction=0,
    source="INDICATORS D43",
    n=_.peer_shipments_180d,
    calm="{value} of {n} {n:shipment|shipments} of such goods in 180 days came from {origin_airport}",
    speaks=(0.0, 0.2),
    calms=(0.3, 1.0),
)
ORIGIN_COUNTRY = Feature(
    name="origin_country_mismatch",
    group="route",
    expr=_.consignor_country != _.origin_place_country,
    unit="yes/no",
    doc="1 when the consignor's address is in another country than the airport of origin; null without one of them.",
    reason="The consignor's address is in {consignor_country}, the goods fly from {origin_airport}",
    direction=0,
    source="INDICATORS D44",
)
NEW_ORIGIN = Feature(
    name="consignor_new_origin",
    group="route",
    expr=first_time(_.origin_met_90d, _.consignor_shipments_90d, ENOUGH),
    unit="yes/no",
    doc="1 when a consignor of 20 or more shipments in 90 days sends from this airport for the first time; null for "
    "one less known, without an origin, or where its own message tells none.",
    reason="This consignor's {n} {n:shipment|shipments} in 90 days never came from {origin_airport}",
    direction=0,
    source="INDICATORS D51",
    n=_.consignor_shipments_90d,
)
SWITCHED = Feature(
    name="airport_switched_after_hit",
    group="route",
    expr=(_.consignor_hits_365d > 0).ifelse(_.consignor_origins_90d, ibis.null("int64")),
    unit="count",
    doc="Airports from which a consignor with a hit in 365 days sent in 90 days; null without a hit.",
    reason="Illicit goods of this consignor were found; it has sent from {value} airports in 90 days",
    direction=0,
    source="INDICATORS D51",
    speaks=(2, math.inf),
)
