"""The columns of a case: what is scored, assembled as of a moment. Declared like every table of the lake."""

from lake.column import Column, Table
from lake.tables import CONSIGNMENTS, KINDS

TAKEN = (
    "waybill", "master_waybill", "house_waybill", "stream", "origin_airport", "destination_airport", "route", "carrier",
    "pieces", "slac", "gross_kg", "volume_m3", "goods_description", "hs_codes", "value", "currency", "value_eur",
    "carriage_value", "payment", "handling_codes",
    "consignor_name", "consignor_address", "consignor_city", "consignor_country", "consignor_phone", "consignor_tax_id",
    "consignee_name", "consignee_address", "consignee_city", "consignee_country", "consignee_phone", "consignee_tax_id",
    "notify_name", "forwarder_name", "forwarder_code",
    "consignor_key", "consignee_key", "forwarder_key", "goods_class",
)  # fmt: skip
"""Columns of `consignments` that a case takes, each from the first message that says it (cases/assemble.py)."""

TOLD = ("pieces", "gross_kg", "goods_description", "value", "consignor_name", "consignee_name")
"""Columns of which a case keeps who told it; what the others say otherwise is in cases/differences.py."""

CASES = Table(
    "cases",
    "A consignment at its lowest known level as of one moment.",
    ("as_of", "case_id"),
    (
        Column("as_of", "timestamp", "The moment of the run; only known_at < as_of counts.", required=True),
        Column("case_id", "string", "consignment_id: waybill, or master/house; stable for life.", required=True),
        Column("parent_id", "string", "The master of a house or parcel, which is a roll-up; else null."),
        Column("level", "string", "Level of the case.", required=True, one_of=KINDS),
        Column(
            "case_type", "string", "stream-level, with -consolidation: peers are compared within it.", required=True
        ),
        Column("traffic", "string", "Traffic, seen from the site.", required=True),
        Column("consolidation", "bool", "True for a consolidation of which no houses are known."),
        *(CONSIGNMENTS.column(name) for name in TAKEN),
        *(
            Column(f"{name}_told_by", "string", f"Kind of telling that {name} is taken from; null without.")
            for name in TOLD
        ),
        Column("flight_id", "string", "The flight that brings it; null when no manifest or waybill names one."),
        Column("uld", "string", "Its ULD, the first in order when there are several; null is bulk or not known."),
        Column("arrives_at", "timestamp", "Arrival of that flight; null when not known."),
        Column("last_chance_at", "timestamp", "Until when it can be held; null when no flight is known."),
        Column("first_known_at", "timestamp", "First message about it.", required=True),
        Column("last_known_at", "timestamp", "Last message about it before as_of.", required=True),
        Column("versions", "int64", "Different waybill, house or register messages so far; 1: never amended; 0: none."),
        Column("consignee_changed", "bool", "True when two versions name different consignees; null without two."),
        Column("consignee_changed_at", "timestamp", "When the last change of consignee became known; else null."),
        Column("weight_changed_kg", "float64", "Newest minus first declared weight, kg; null without two versions."),
        Column("manifest_pieces", "int64", "Pieces over the manifest's lines of the waybill; null without a manifest."),
        Column("manifest_kg", "float64", "Weight over those lines, kg."),
        Column("master_pieces", "int64", "Pieces of its master as the master waybill says; null for a direct."),
        Column("houses_pieces", "int64", "Pieces over the known houses of its master (or of itself); null without."),
        Column("houses", "int64", "Known houses of its master (or of itself)."),
        Column("warnings", "int64", "Problems noted on its messages."),
        Column("messages", "strings", "message_ids it was assembled from, in order."),
    ),
)
