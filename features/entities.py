"""Whom the history is kept of: each kind of entity, and how its key is read off a consignment or a case."""

import ibis
from ibis import _

PARCELS = ("parcel", "postal")
PHONE_DIGITS = 9
"""Last digits of a telephone that are compared: a number of the region without its country code or trunk 8."""
PHONE_SHORTEST = 7
"""Fewer digits are an extension or a mistake, not a telephone."""

UNIT = ibis.literal("all")
"""The key of the unit itself: its rate is what others are drawn to."""

_phone = _.consignee_phone.re_replace("[^0-9]", "")
_peer = _.stream + "|" + _.kind

ENTITIES: dict[str, ibis.Deferred | ibis.Value] = {
    "consignor": _.consignor_key,
    "consignee": _.consignee_key,
    "pair": _.consignor_key + " > " + _.consignee_key,
    "forwarder": _.forwarder_key,
    "origin": _.origin_airport,
    "goods": _.goods_class,
    "unit": UNIT,
    "addressee": _.kind.isin(PARCELS).ifelse(_.consignee_key, ibis.null("string")),
    "phone": (_phone.length() >= PHONE_SHORTEST).ifelse(_phone.right(PHONE_DIGITS), ibis.null("string")),
    "peer_stream": _peer,
    "peer": _peer + "|" + _.goods_class,
    "peer_origin": _peer + "|" + _.goods_class + "|" + _.origin_airport,
}
"""Kind of entity -> its key, null where not known; over columns of `consignments` (a case has its level as kind)."""

INSPECTED = ("consignor", "consignee", "pair", "forwarder", "origin", "goods", "unit")
"""Entities that have a history of outcomes too."""

SUMS = (
    "shipments", "weighed", "grams", "pieces", "valued", "valued_grams", "cents",
    "inspected", "hits", "inspected_revenue", "hits_revenue",
)  # fmt: skip
"""Integer sums of an entity in a slice.

shipments: consignments; weighed: those with weight and pieces, of which grams and pieces are summed; valued: those
with weight and EUR value, of which valued_grams and cents are summed; inspected, hits (and _revenue): inspections that
settle the question of illicit goods (of revenue), and those that found some.
"""
