"""How well the documents speak: what is missing, vague, noted or does not add up."""

import math
from functools import reduce
from operator import add, or_

import ibis
from ibis import _

from features.feature import Feature
from features.share import any_of, share

ELEMENTS = (
    _.consignor_name, _.consignor_address, _.consignee_name, _.consignee_address,
    _.goods_description, _.pieces, _.gross_kg, ibis.coalesce(_.waybill, _.master_waybill),
)  # fmt: skip
"""The "7+1" of pre-loading: seven elements of the house and the number of its transport document."""
DANGEROUS_CODES = (
    "DGR", "RFL", "RPB", "RCM", "RCL", "RFS", "RFW", "RNG", "RCX", "ROX", "ROP", "RIS", "RRW", "RRY", "RMD", "RSB",
    "RSC", "RXS", "ELI", "ELM", "EBI", "EBM", "RLI", "RLM", "RBI", "RBM", "CAO", "ICE",
)  # fmt: skip
PERISHABLE_CODES = ("PER", "PES", "PEF", "PEM", "PEA", "PEP", "PEB", "EAT", "COL", "CRT", "FRO", "FRI", "ERT", "PIL")
"""IATA special handling codes; an own selection."""


def _coded(codes: tuple[str, ...]) -> ibis.Deferred:
    return reduce(or_, [_.handling_codes.contains(code) for code in codes])


_unsaid = reduce(
    or_,
    [
        ibis.coalesce(words & ~_coded(codes), False)
        for words, codes in (
            (_.seen_perishable, PERISHABLE_CODES), (_.seen_dangerous, DANGEROUS_CODES), (_.seen_live, ("AVI",)),
            (_.seen_valuable, ("VAL", "VUN")),
        )
    ],
)  # fmt: skip

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
    expr=_.seen_vague,
    unit="yes/no",
    doc="1 when the description is one of the words that say nothing of the goods; null without a description.",
    reason='The description says nothing of the goods: "{goods_description}"',
    direction=+1,
    source="INDICATORS A1; Transport Canada, pre-load technical guide 1.9",
)
SYMBOLS_ONLY = Feature(
    name="document_symbols_only",
    group="documents",
    expr=any_of(_.consignor_symbols_only, _.consignee_symbols_only, _.seen_symbols_only),
    unit="yes/no",
    doc="1 when the description or a party's name is only digits, signs or one letter again and again; null "
    "without any of them.",
    reason="A name or the description is only digits, signs or one letter repeated",
    direction=+1,
    source="INDICATORS A2",
)
MIXED_SCRIPT = Feature(
    name="document_mixed_script",
    group="documents",
    expr=any_of(_.consignor_mixed_script, _.consignee_mixed_script, _.seen_mixed_script),
    unit="yes/no",
    doc="1 when one word of a name or of the description mixes Latin with Cyrillic or Georgian letters; null without a "
    "name or description.",
    reason="One word of a name or of the description mixes letters of two scripts that look alike",
    direction=+1,
    source="INDICATORS A10",
)
HANDLING_CONTRADICTION = Feature(
    name="document_handling_contradiction",
    group="documents",
    expr=(_.handling_codes.length() >= 0).ifelse(_unsaid, ibis.null("boolean")),
    unit="yes/no",
    doc="1 when the words are of perishables, dangerous goods, live animals or valuables and no handling code says so; "
    "null where the message carries no handling codes at all.",
    reason='"{goods_description}" wants a special handling code, and none of that kind is given',
    direction=0,
    source="INDICATORS A8",
)
CONSOLIDATION_UNSAID = Feature(
    name="document_consolidation_unsaid",
    group="documents",
    expr=(_.level.isin(["direct", "master"])).ifelse(
        _.consignor_forwarder & _.consignee_forwarder & ~_.consolidation,
        ibis.null("boolean"),
    ),
    unit="yes/no",
    doc="1 when both parties of a waybill are forwarders by name and nothing says consolidation; null for houses and "
    "parcels.",
    reason="Both parties are forwarders, and nothing says that it is a consolidation",
    direction=0,
    source="INDICATORS A4",
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
