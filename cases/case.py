"""The columns of a case: what is scored, assembled as of a moment. Declared like every table of the lake."""

from lake.column import Column, Table
from lake.tables import CONSIGNMENTS, KINDS, LANES

TAKEN = (
    "waybill", "master_waybill", "house_waybill", "stream", "origin_airport", "destination_airport", "route", "carrier",
    "pieces", "slac", "gross_kg", "volume_m3", "goods_description", "hs_codes", "value", "currency", "value_eur",
    "carriage_value", "payment", "freight", "freight_currency", "freight_eur", "handling_codes", "transaction_nature",
    "mail_class",
    "consignor_name", "consignor_address", "consignor_city", "consignor_country", "consignor_phone", "consignor_tax_id",
    "consignee_name", "consignee_address", "consignee_city", "consignee_country", "consignee_phone", "consignee_tax_id",
    "notify_name", "forwarder_name", "forwarder_code",
    "consignor_key", "consignee_key", "forwarder_key", "goods_class",
    "consignor_address_key", "consignee_address_key", "consignor_phone_key", "consignee_phone_key", "text_key",
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
        Column("uld_type", "string", "First three characters of its ULD; null is bulk or not known."),
        Column("uld_waybills", "int64", "Waybills in that ULD on its flight, as the newest manifest says."),
        Column("uld_pieces", "int64", "Pieces in it; null where a line says none."),
        Column("uld_kg", "float64", "Weight of the lines in it, kg; null where a line says none."),
        Column(
            "uld_declared_kg", "float64", "Weight that the manifest states for the ULD itself, without its tare, kg."
        ),
        Column(
            "uld_loading_airports",
            "int64",
            "Airports where that ULD was loaded, by the manifests of the last ten days.",
        ),
        Column("departs_at", "timestamp", "Departure of the flight; null when not known."),
        Column("arrives_at", "timestamp", "Arrival of that flight; null when not known."),
        Column("last_chance_at", "timestamp", "Until when it can be held; null when no flight is known."),
        Column("first_known_at", "timestamp", "First message about it.", required=True),
        Column("last_known_at", "timestamp", "Last message about it before as_of.", required=True),
        Column("versions", "int64", "Different waybill, house or register messages so far; 1: never amended; 0: none."),
        Column("consignee_changed", "bool", "True when two versions name different consignees; null without two."),
        Column("consignee_changed_at", "timestamp", "When the last change of consignee became known; else null."),
        Column("weight_changed_kg", "float64", "Newest minus first declared weight, kg; null without two versions."),
        Column("value_changed_eur", "float64", "Newest minus first value, EUR; null without two versions that say it."),
        *(
            Column(name, "bool", f"True when two versions say another {what}; null without two versions.")
            for name, what in (
                ("description_changed", "description"),
                ("class_changed", "class of goods"),
                ("consignor_changed", "consignor"),
                ("origin_changed", "origin"),
                ("destination_changed", "destination"),
            )
        ),
        Column("changes", "int64", "Columns that versions say differently, each change counted; null without two."),
        Column("last_change_at", "timestamp", "When the last of them became known; null without any."),
        Column("changed_hours_before_arrival", "float64", "Hours from then to the arrival; below 0: after it."),
        Column("consignee_before", "string", "Consignee before the last change of consignee; else null."),
        Column("description_before", "string", "Description before the last change of it; else null."),
        Column("gross_kg_before", "float64", "Weight before the last change of it, kg; else null."),
        Column(
            "formats_apart", "int64", "Columns of which another kind of message says otherwise; null with one kind."
        ),
        Column("declared", "bool", "True when a customs declaration names it or its master."),
        Column(
            "lane",
            "string",
            "Strictest lane that the newest declarations of it, else of its master, were ordered; null when not told.",
            one_of=LANES,
        ),
        Column("declaration_kg_gap", "float64", "Weight of the declaration minus the waybill's, kg; 0: they agree."),
        Column("declaration_pieces_gap", "float64", "Pieces likewise; null where one of the two does not say it."),
        Column("declaration_value_gap_eur", "float64", "Value likewise, EUR."),
        Column("declaration_goods_differ", "bool", "True when their classes of goods differ; null where one has none."),
        Column("declaration_consignee_differ", "bool", "True when their consignees differ; null where one names none."),
        Column(
            "master_houses_kg_gap", "float64", "Weight of its master minus that of all its houses, kg; 0: the same."
        ),
        Column("master_houses_pieces_gap", "float64", "Pieces likewise; null where the master or a house is silent."),
        *(
            Column(f"legs_differ_{name}", "bool", f"Of a transhipment: {what} told otherwise after it came; else null.")
            for name, what in (("goods", "goods"), ("kg", "weight"), ("pieces", "pieces"), ("consignee", "consignee"))
        ),
        Column("statuses", "int64", "Statuses that handlers or carriers told of it or its master."),
        Column("received_pieces", "int64", "Pieces received from a flight at the site (RCF); null when not told."),
        Column(
            "landed_short_pieces", "int64", "Pieces told missing at the site (MSCA, MSMB); null: nothing told there."
        ),
        Column(
            "landed_over_pieces", "int64", "Pieces found at the site that no paper named (FDCA, FDMB); null likewise."
        ),
        Column("offloaded", "bool", "True when told offloaded or shortshipped anywhere; null without a status."),
        Column("handler", "string", "Who handled it, as the newest status that names one writes it."),
        Column("handler_key", "string", "That name simplified."),
        Column("manifest_pieces", "int64", "Pieces over the manifest's lines of the waybill; null without a manifest."),
        Column("manifest_kg", "float64", "Weight over those lines, kg."),
        Column("master_pieces", "int64", "Pieces of its master as the master waybill says; null for a direct."),
        Column("houses_pieces", "int64", "Pieces over the known houses of its master (or of itself); null without."),
        Column("houses", "int64", "Known houses of its master (or of itself)."),
        Column("warnings", "int64", "Problems noted on its messages."),
        Column("messages", "strings", "message_ids it was assembled from, in order."),
    ),
)
