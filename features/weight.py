"""Weight and pieces, against comparable shipments, the consignor's own, and between messages."""

import math

import ibis
from ibis import _

from features.compare import compared, far_feature
from features.feature import Feature
from features.norms import QUANTITIES
from features.share import share

GRAMS_PER_KG = 1000
ROUND_GRAMS = 10 * GRAMS_PER_KG
"""A whole multiple of 10 kg: one weight in a hundred by chance (weights are told to 0.1 kg)."""

_whole = (_.manifest_pieces == _.pieces) & _.level.isin(("direct", "master")) & (_.versions > 0)
"""Otherwise the manifest would be held against itself: without a waybill message the case has its figures from it."""

KG_PER_PIECE = Feature(
    name="consignment_kg_per_piece",
    group="weight",
    expr=QUANTITIES["kg_piece"],
    unit="kg",
    doc="Weight of a piece; null without weight or pieces.",
    reason="{value} kg a piece; usual {low}-{high} for {among} ({n} in 180 days)",
    direction=0,
    source="INDICATORS B11",
    calm="{value} kg a piece; usual {low}-{high} for {among} ({n} in 180 days)",
    apart=1.3,
    **compared("kg_piece"),
)
KG_PER_PIECE_FAR = far_feature(
    "consignment_kg_per_piece_far", "weight", "kg_piece", QUANTITIES["kg_piece"], "the weight of a piece",
    "INDICATORS B11",
)  # fmt: skip
KG_PER_PIECE_HABIT = Feature(
    name="consignor_kg_per_piece_habit",
    group="weight",
    expr=share(QUANTITIES["kg_piece"], compared("habit_kg_piece")["usual"]),
    unit="ratio",
    doc="Weight of a piece / what is usual for the consignor's own shipments of this kind in 365 days; null with fewer "
    "than 20 of them.",
    reason="{value} times the weight a piece that this consignor's own {n} {n:shipment|shipments} have",
    direction=0,
    source="INDICATORS B11; sentences an officer trusts",
    n=_.habit_kg_piece_n,
    calm="A weight a piece as this consignor's own {n} {n:shipment|shipments} have: {value} times",
    apart=1.5,
)
KG_PER_M3 = Feature(
    name="consignment_kg_per_m3",
    group="weight",
    expr=QUANTITIES["kg_m3"],
    unit="kg/m3",
    doc="Weight of a cubic metre; null without weight or volume.",
    reason="{value} kg a cubic metre; usual {low}-{high} for {among} ({n} in 180 days)",
    direction=0,
    source="INDICATORS B12",
    calm="{value} kg a cubic metre; usual {low}-{high} for {among} ({n} in 180 days)",
    apart=1.3,
    **compared("kg_m3"),
)
KG_PER_M3_FAR = far_feature(
    "consignment_kg_per_m3_far", "weight", "kg_m3", QUANTITIES["kg_m3"], "the weight of a cubic metre", "INDICATORS B12"
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
REPEATED_WEIGHT = Feature(
    name="consignor_weight_repeated_90d",
    group="weight",
    expr=_.weight_shipments_90d,
    unit="count",
    doc="Shipments of this consignor in 90 days with the very same weight, this one included; null without consignor "
    "or weight.",
    reason="{value} shipments of this consignor in 90 days have exactly {gross_kg} kg, this one included",
    direction=0,
    source="INDICATORS B15",
    speaks=(3, math.inf),
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
MASTER_HOUSES_GAP = Feature(
    name="master_houses_weight_gap",
    group="weight",
    expr=_.master_houses_kg_gap.abs(),
    unit="kg",
    doc="|weight of the master - sum of its houses|; 0 where they agree; null without a master or houses.",
    reason="The master's weight and that of its {houses} houses differ by {value} kg",
    direction=+1,
    source="INDICATORS A5, B19",
    speaks=(5, math.inf),
)
