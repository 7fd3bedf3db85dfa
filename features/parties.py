"""How well the unit knows the parties. The consignment itself is counted, once a message of it told its parties."""

import math

import ibis
from ibis import _

from features.feature import Feature
from features.share import enough, first_time, share

WEEK, QUARTER = 7, 90
KNOWN = 10
"""Shipments from which a party is a known one, so that a new address under its name says something."""


def _shipments(who: str, indicator: str, of: str) -> Feature:
    return Feature(
        name=f"{who}_shipments_365d",
        group="parties",
        expr=_[f"{who}_shipments_365d"],
        unit="count",
        doc=f"Shipments of the {who}, under all the names linked to it, that became known in 365 days, this one "
        f"included; null without a {who}.",
        reason=f"Only {{value}} shipments {of} this {who} are known in 365 days, this one included",
        direction=0,
        source=f"INDICATORS {indicator}",
        calm=f"{{value}} shipments {of} this {who} are known from 365 days",
        speaks=(1, 5),
        calms=(10, math.inf),
        once=f"The only shipment {of} this {who} that is known from 365 days",
    )


def _burst(who: str, verb: str) -> Feature:
    week, quarter = _[f"{who}_shipments_7d"], _[f"{who}_shipments_90d"]
    return Feature(
        name=f"{who}_burst_7d",
        group="parties",
        expr=share(week + 1, quarter * WEEK / QUARTER + 1),
        unit="ratio",
        doc=f"(Shipments in 7 days + 1) / (an even week of the last 90 days + 1); null without a {who}.",
        reason=f"In 7 days this {who} {verb} {{value}} times its even week ({{n}} {{n:shipment|shipments}} in 90 days)",
        direction=0,
        source="INDICATORS C26",
        n=quarter,
        calm=f"This {who} {verb} evenly: {{value}} times its even week ({{n}} {{n:shipment|shipments}} in 90 days)",
        speaks=(2, math.inf),
        calms=(0.5, 1.5),
    )


def _new(who: str, what: str, said: str, indicator: str) -> Feature:
    """1 when a known party is met with an address or telephone for the first time."""
    return Feature(
        name=f"{who}_new_{what}",
        group="parties",
        expr=first_time(_[f"{who}_{what}_met_365d"], _[f"{who}_shipments_365d"], KNOWN),
        unit="yes/no",
        doc=f"1 when a {who} of {KNOWN} or more shipments in 365 days is met with this {said} for the first time; null "
        f"for one less known, or without {said}.",
        reason=f"{{consignor_name}} is known from {{n}} {{n:shipment|shipments}}, never with this {said}"
        if who == "consignor"
        else f"{{consignee_name}} is known from {{n}} {{n:shipment|shipments}}, never with this {said}",
        direction=0,
        source=f"INDICATORS {indicator}; method 13",
        n=_[f"{who}_shipments_365d"],
    )


CONSIGNOR_SHIPMENTS = _shipments("consignor", "C23", "of")
CONSIGNEE_SHIPMENTS = _shipments("consignee", "C24", "to")
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
    once="The only shipment between these two that is known from 365 days",
)
CONSIGNOR_BURST = _burst("consignor", "sent")
CONSIGNEE_BURST = _burst("consignee", "received")
CONSIGNOR_NEW_ADDRESS = _new("consignor", "address", "address", "C31")
CONSIGNOR_NEW_PHONE = _new("consignor", "phone", "telephone", "C31")
CONSIGNEE_NEW_ADDRESS = _new("consignee", "address", "address", "C30")
CONSIGNEE_NEW_PHONE = _new("consignee", "phone", "telephone", "C30")
CONSIGNOR_CONSIGNEES = Feature(
    name="consignor_new_consignees_share_90d",
    group="parties",
    expr=enough(share(_.consignor_consignees_90d, _.consignor_shipments_90d), _.consignor_shipments_90d),
    unit="share",
    doc="Different consignees / shipments of the consignor in 90 days: 1 when nobody ever orders again; null with "
    "fewer "
    "than 20 shipments.",
    reason="This consignor's {n} {n:shipment|shipments} in 90 days went to ever new consignees "
    "({value} different ones a shipment)",
    direction=0,
    source="INDICATORS C25, A9",
    n=_.consignor_shipments_90d,
    speaks=(0.9, math.inf),
    calm="This consignor's {n} {n:shipment|shipments} in 90 days went to consignees that come back",
    calms=(0, 0.3),
)
CONSIGNEE_CONSIGNORS = Feature(
    name="consignee_consignors_90d",
    group="parties",
    expr=_.consignee_consignors_90d,
    unit="count",
    doc="Different consignors of this consignee in 90 days, this one included; null without a consignee.",
    reason="{value} different consignors sent to this consignee in 90 days",
    direction=0,
    source="INDICATORS C30; method 15",
    speaks=(4, math.inf),
)
CONSIGNEE_ADDRESSES = Feature(
    name="consignee_addresses_365d",
    group="parties",
    expr=_.consignee_addresses_365d,
    unit="count",
    doc="Different addresses under this consignee's name in 365 days; null without a consignee.",
    reason="This consignee gave {value} different addresses in 365 days",
    direction=0,
    source="INDICATORS C30",
    speaks=(3, math.inf),
)
ADDRESS_CONSIGNEES = Feature(
    name="address_consignees_90d",
    group="parties",
    expr=_.pickup_address.isnull().ifelse(_.address_consignees_90d, ibis.null("int64")),
    unit="count",
    doc="Different consignees at this address in 90 days; null without an address and for a registered pick-up point.",
    reason="{value} consignee names share one address",
    direction=0,
    source="INDICATORS C30",
    speaks=(4, math.inf),
)
FORWARDERS = Feature(
    name="consignor_forwarders_90d",
    group="parties",
    expr=_.consignor_forwarders_90d,
    unit="count",
    doc="Different forwarders of this consignor in 90 days; null without a consignor.",
    reason="This consignor used {value} different forwarders in 90 days",
    direction=0,
    source="INDICATORS D50",
    speaks=(3, math.inf),
)
FORWARDER_NEW = Feature(
    name="forwarder_new_for_consignor",
    group="parties",
    expr=first_time(_.forwarder_met_90d, _.consignor_shipments_90d, KNOWN),
    unit="yes/no",
    doc=f"1 when a consignor of {KNOWN} or more shipments in 90 days uses this forwarder for the first time; null for "
    "one less known, without a forwarder, or where its own message names none.",
    reason="This consignor's {n} {n:shipment|shipments} in 90 days never went through {forwarder_name}",
    direction=0,
    source="INDICATORS D50",
    n=_.consignor_shipments_90d,
)
NOTIFY_FORWARDER = Feature(
    name="notify_is_forwarder",
    group="parties",
    expr=_.notify_forwarder,
    unit="yes/no",
    doc="1 when the party to notify is a forwarder by its name; null without one.",
    reason="To be notified is a forwarder: {notify_name}",
    direction=0,
    source="INDICATORS C33",
)
PRIVATE = Feature(
    name="private_to_private",
    group="parties",
    expr=_.consignor_private & _.consignee_private,
    unit="yes/no",
    doc="1 when neither name is a company's; null without one of the names.",
    reason="Sent from one private name to another",
    direction=0,
    source="INDICATORS C40",
)
