"""Whom the history is kept of: each kind of entity and pair, and how its key is read off a consignment or a case.

A case has its level as `kind`, and both have `path`, the airports of the way as IST-DXB-ALA.
"""

import ibis
from ibis import _

PARCELS = ("parcel", "postal")

UNIT = ibis.literal("all")
"""The key of the unit itself: its rate is what others are drawn to."""

PATH = _.origin_airport + "-" + _.route.join("-")
"""The airports of the way as one text; null when either column is."""

_peer = _.stream + "|" + _.kind
_parcel = _.kind.isin(PARCELS)
_nobody = ibis.null("string")
_hand = ibis.coalesce(_.consignee_phone_key, _.consignee_address_key)
"""Many persons share a name: parcels to one hand have the telephone in common too, or the address without one."""

ENTITIES: dict[str, ibis.Deferred | ibis.Value] = {
    "consignor": _.consignor_key,
    "consignee": _.consignee_key,
    "forwarder": _.forwarder_key,
    "carrier": _.carrier,
    "origin": _.origin_airport,
    "path": _.path,
    "goods": _.goods_class,
    "text": _.text_key,
    "phone": _.consignee_phone_key,
    "address": _.consignee_address_key,
    "lane": _.path.notnull().ifelse(_.origin_airport + ">" + _.destination_airport, _nobody),
    "unit": UNIT,
    "addressee": _parcel.ifelse(_.consignee_key + " @ " + _hand, _nobody),
    "parcel_phone": _parcel.ifelse(_.consignee_phone_key, _nobody),
    "habit": _.consignor_key + "|" + _peer,
    "weight": _.consignor_key + "|" + (_.gross_kg * 1000).round().cast("int64").cast("string"),
    "peer_stream": _peer,
    "peer": _peer + "|" + _.goods_class,
    "peer_origin": _peer + "|" + _.goods_class + "|" + _.origin_airport,
}
"""Kind of entity -> its key, null where not known."""

INSPECTED = (
    "consignor", "consignee", "forwarder", "carrier", "origin", "path", "goods", "text", "phone", "address", "unit",
)  # fmt: skip
"""Entities that have a history of outcomes too."""

OUTCOME_KEYS = (
    "consignor_key", "consignee_key", "forwarder_key", "carrier", "origin_airport", "path", "goods_class", "text_key",
    "consignee_phone_key", "consignee_address_key",
)  # fmt: skip
"""Columns of a case that the keys of INSPECTED are made of."""

EVENT_ENTITIES: dict[str, ibis.Deferred] = {"uld_type": _.uld_type, "handler": _.handler_key}
"""Those whose history is not of consignments: key of a case."""

PARTIES = frozenset({"consignor", "consignee"})
"""Entities whose key is a party's: their past is that of every key linked to it."""

PAIRS: dict[str, tuple[ibis.Deferred | ibis.Value, ibis.Deferred | ibis.Value]] = {
    "consignor_consignee": (_.consignor_key, _.consignee_key),
    "consignor_forwarder": (_.consignor_key, _.forwarder_key),
    "consignor_origin": (_.consignor_key, _.origin_airport),
    "consignor_address": (_.consignor_key, _.consignor_address_key),
    "consignor_phone": (_.consignor_key, _.consignor_phone_key),
    "consignee_address": (_.consignee_key, _.consignee_address_key),
    "consignee_phone": (_.consignee_key, _.consignee_phone_key),
    "text_consignor": (_.text_key, _.consignor_key),
    "lane_path": (_.origin_airport + ">" + _.destination_airport, _.path),
}
"""Two things that were met in one consignment: how many of the one the other was met with, and how often together."""
