"""Parcels and mail: many to one hand, each just small enough; one text of many senders; returns that are none."""

import math

import ibis
from ibis import _

from features.entities import PARCELS
from features.feature import Feature
from features.share import share

MONTH = 30
_parcel = _.kind.isin(PARCELS)
_POSTAL = r"^[A-Z]{2}[0-9]{9}[A-Z]{2}$"


def _window(entity: str) -> ibis.Deferred:
    """EUR of an entity's parcels in the limit's window: 90 days where it is longer than a month, else 30."""
    cents = (ibis.coalesce(_.limit_days, MONTH) > MONTH).ifelse(_[f"{entity}_cents_90d"], _[f"{entity}_cents_30d"])
    return cents / 100


ADDRESSEE_PARCELS = Feature(
    name="consignee_parcels_30d",
    group="parcels",
    expr=_.addressee_shipments_30d,
    unit="count",
    doc="Parcels and postal items to this name with this telephone (with this address where it has none) in 30 days, "
    "this one included; null for other cargo, or without both.",
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
    expr=share(_.value_eur, _parcel.ifelse(_.limit_eur, None)),
    unit="share",
    doc="Value / the duty-free limit in force at the site, both in EUR; null for other cargo, without value or limit.",
    reason="Its value, {value_eur} EUR, is {value} of the duty-free limit",
    direction=0,
    source="INDICATORS B16; limits with their dates in the site's TOML",
    calm="Its value, {value_eur} EUR, is {value} of the duty-free limit",
    speaks=(0.8, 1.05),
    calms=(0.0, 0.5),
)
KG_OF_LIMIT = Feature(
    name="parcel_kg_of_limit",
    group="parcels",
    expr=share(_.gross_kg, _parcel.ifelse(_.limit_kg, None)),
    unit="share",
    doc="Weight / the duty-free weight in force at the site; null for other cargo, without weight or limit.",
    reason="Its weight, {gross_kg} kg, is {value} of the duty-free weight",
    direction=0,
    source="INDICATORS B16; limits with their dates in the site's TOML",
    speaks=(0.8, 1.05),
)
CONSIGNEE_SUM = Feature(
    name="consignee_value_of_limit",
    group="parcels",
    expr=_parcel.ifelse(share(_window("addressee"), _.limit_eur), ibis.null("float64")),
    unit="ratio",
    doc="Value of this consignee's parcels, this one included, in the limit's window (30 days where the law adds "
    "nothing "
    "up) / the duty-free limit; null for other cargo or without a limit.",
    reason="Parcels to this consignee add up to {value} times the duty-free limit",
    direction=0,
    source="INDICATORS B16, B17; limits with their dates and windows in the site's TOML",
    speaks=(1.0, math.inf),
)
PHONE_SUM = Feature(
    name="phone_value_of_limit",
    group="parcels",
    expr=(_parcel & _.pickup_phone.isnull()).ifelse(share(_window("parcel_phone"), _.limit_eur), ibis.null("float64")),
    unit="ratio",
    doc="The same of parcels with this consignee's telephone; null for a registered pick-up point.",
    reason="Parcels with this telephone add up to {value} times the duty-free limit",
    direction=0,
    source="INDICATORS B17, C29",
    speaks=(1.5, math.inf),
)
PHONE_SHIPMENTS = Feature(
    name="phone_shipments_90d",
    group="parcels",
    expr=_.pickup_phone.isnull().ifelse(_.phone_shipments_90d, ibis.null("int64")),
    unit="count",
    doc="Shipments in 90 days whose consignee has this telephone, this one included; null without a telephone and "
    "for a "
    "registered pick-up point.",
    reason="{value} shipments in 90 days have this consignee's telephone, this one included",
    direction=0,
    source="INDICATORS B17, C29",
    speaks=(3, math.inf),
)
PHONE_CONSIGNEES = Feature(
    name="phone_consignees_90d",
    group="parcels",
    expr=_.pickup_phone.isnull().ifelse(_.phone_consignees_90d, ibis.null("int64")),
    unit="count",
    doc="Different consignees with this telephone in 90 days; null without a telephone and for a registered pick-up "
    "point.",
    reason="{value} consignee names share one phone",
    direction=0,
    source="INDICATORS C29",
    speaks=(3, math.inf),
    calm="Nobody else has this consignee's telephone",
    calms=(1, 1),
)
TEXT_CONSIGNORS = Feature(
    name="text_consignors_90d",
    group="parcels",
    expr=_.text_consignors_90d,
    unit="count",
    doc="Different consignors that used these very words in 90 days; null without a description or for a vague one.",
    reason="Text identical to {n} {n:shipment|shipments} of {value} senders in 90 days",
    direction=0,
    source="INDICATORS A9",
    n=_.text_shipments_90d,
    speaks=(5, math.inf),
)
RETURN_UNMATCHED = Feature(
    name="returned_unmatched",
    group="parcels",
    expr=(_.transaction_nature == "returned").ifelse(_.sent_the_other_way_365d == 0, ibis.null("boolean")),
    unit="yes/no",
    doc="1 when it is declared as a return and its addressee is not known to have sent anything to its sender in 365 "
    "days; null for others.",
    reason="Declared as returned goods, but nothing that {consignee_name} sent to {consignor_name} is known from 365 "
    "days",
    direction=0,
    source="INDICATORS C36",
)
POSTAL_COUNTRY = Feature(
    name="postal_country_mismatch",
    group="parcels",
    expr=_.waybill.re_search(_POSTAL).ifelse(_.waybill.right(2) != _.consignor_country, ibis.null("boolean")),
    unit="yes/no",
    doc="1 when a postal item's number is of another country's post than the sender's address; null for other cargo or "
    "without a country.",
    reason="Posted elsewhere: the item's number is {waybill}, the sender's address is in {consignor_country}",
    direction=0,
    source="INDICATORS C36",
)
