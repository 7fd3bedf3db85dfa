"""How well the documents speak: what is missing, vague, noted or does not add up."""

import math
from functools import reduce
from operator import add

import ibis
from ibis import _

from features.feature import Feature
from features.share import share

ELEMENTS = (
    _.consignor_name, _.consignor_address, _.consignee_name, _.consignee_address,
    _.goods_description, _.pieces, _.gross_kg, ibis.coalesce(_.waybill, _.master_waybill),
)  # fmt: skip
"""The "7+1" of pre-loading: seven elements of the house and the number of its transport document."""

MISSING_FIELDS = Feature(
    name="document_missing_fields",
    group="documents",
    expr=reduce(add, [element.isnull().cast("int64") for element in ELEMENTS]),
    unit="count",
    doc="Elements of the 7+1 that no message tells (names and addresses, description, pieces, weight, waybill): 4 or "
    "more of a case known from a manifest alone; never null.",
    reason="{value} of the 8 elements that a pre-loading message must have are not known",
    direction=+1,
    source="INDICATORS A3; ICAO/WCO 7+1 pre-loading elements",
    calm="All 8 elements of a pre-loading message are there",
    speaks=(1, 8),
    calms=(0, 0),
    once="One of the 8 elements that a pre-loading message must have is not known",
)
VAGUE_DESCRIPTION = Feature(
    name="document_vague_description",
    group="documents",
    expr=_.vague,
    unit="yes/no",
    doc="1 when the description is one of the words that say nothing of the goods; null without a description.",
    reason='The description says nothing of the goods: "{goods_description}"',
    direction=+1,
    source="INDICATORS A1; Transport Canada, pre-load technical guide 1.9",
)
DESCRIPTION_WORDS = Feature(
    name="document_description_words",
    group="documents",
    expr=_.goods_description.split(" ").length(),
    unit="count",
    doc="Words of the description; null without a description.",
    reason='Only {value} words describe the goods: "{goods_description}"',
    direction=0,
    source="INDICATORS A7",
    speaks=(0, 2),
    once='One word describes the goods: "{goods_description}"',
)
WARNINGS = Feature(
    name="document_warnings",
    group="documents",
    expr=_.warnings,
    unit="count",
    doc="Problems that the readers noted on its messages; null when not counted.",
    reason="{value} faults were noted on its messages",
    direction=0,
    source="INDICATORS A2, A3; data-quality codes",
    speaks=(1, math.inf),
    once="A fault was noted on its messages",
)
HOUSES_PIECES_SHARE = Feature(
    name="master_houses_pieces_share",
    group="documents",
    expr=share(_.houses_pieces, _.master_pieces),
    unit="share",
    doc="Pieces of the known houses / pieces of their master; null without a master or without houses.",
    reason="The {houses} known houses have {houses_pieces} pieces, their master has {master_pieces}",
    direction=0,
    source="INDICATORS A5, B19",
    calm="The {houses} known houses have {houses_pieces} pieces, their master has {master_pieces}",
    speaks=(0, 0.99),
    calms=(1.0, 1.0),
)
