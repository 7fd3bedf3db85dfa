"""Weight and pieces, against comparable shipments and between messages."""

import math

import ibis
from ibis import _

from features.compare import usual
from features.feature import Feature
from features.share import share

GRAMS_PER_KG = 1000
ROUND_GRAMS = 10 * GRAMS_PER_KG
"""A whole multiple of 10 kg: one weight in a hundred by chance (weights are told to 0.1 kg)."""

_kg_per_piece = share(_.gross_kg, _.pieces)
_usual, _n = usual("weighed", over="grams", under="pieces", scale=1 / GRAMS_PER_KG)
_whole = (_.manifest_pieces == _.pieces) & _.level.isin(("direct", "master")) & (_.versions > 0)
"""Otherwise the manifest would be held against itself: without a waybill message the case has its figures from it."""

KG_PER_PIECE = Feature(
    name="consignment_kg_per_piece",
    group="weight",
    expr=_kg_per_piece,
    unit="kg",
    doc="Weight of a piece; null without weight or pieces. Usual: the peers' kilograms / the peers' pieces.",
    reason="{value} kg a piece; usual {usual} among comparable shipments ({n} in 180 days)",
    direction=0,
    source="INDICATORS B11",
    usual=_usual,
    n=_n,
    calm="{value} kg a piece; usual {usual} among comparable shipments ({n} in 180 days)",
    apart=1.3,
)
KG_PER_PIECE_RATIO = Feature(
    name="consignment_kg_per_piece_ratio",
    group="weight",
    expr=share(_kg_per_piece, _usual),
    unit="ratio",
    doc="Weight of a piece / what is usual among comparable shipments; null with fewer than 20 of them.",
    reason="{value} times the usual weight a piece ({n} comparable shipments in 180 days)",
    direction=0,
    source="INDICATORS B11",
    n=_n,
    calm="{value} times the usual weight a piece ({n} comparable shipments in 180 days)",
    apart=1.3,
)
ROUND_WEIGHT = Feature(
    name="consignment_round_weight",
    group="weight",
    expr=(_.gross_kg > 0) & ((_.gross_kg * GRAMS_PER_KG).round().cast("int64") % ROUND_GRAMS == 0),
    unit="yes/no",
    doc="1 when the weight is a whole multiple of 10 kg; null without a weight.",
    reason="The weight is a round figure: {gross_kg} kg",
    direction=0,
    source="INDICATORS B15",
)
MANIFEST_GAP = Feature(
    name="waybill_manifest_weight_gap",
    group="weight",
    expr=_whole.ifelse(share((_.manifest_kg - _.gross_kg).abs(), _.gross_kg), ibis.null("float64")),
    unit="share",
    doc="|manifest - waybill| / waybill, by weight; null for houses, without a waybill message, and where the manifest "
    "has not the same pieces.",
    reason="The manifest says {manifest_kg} kg, the waybill {gross_kg} kg, for the same {pieces} pieces",
    direction=+1,
    source="INDICATORS B19",
    calm="Manifest and waybill agree: {manifest_kg} kg and {gross_kg} kg for {pieces} pieces",
    speaks=(0.03, math.inf),
    calms=(0.0, 0.01),
)
