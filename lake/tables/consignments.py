"""Tables of what is said of goods: consignments, their goods lines, declarations."""

from lake.column import Column, Table
from lake.tables.parts import AIRPORT, ANY_WAYBILL, ARRIVED, COUNTRY, CURRENCY, HS, RECEPTACLE, WAYBILL


def _party(who: str, title: str) -> tuple[Column, ...]:
    return (
        Column(f"{who}_name", "string", f"Name of the {title}, lines joined with a blank."),
        Column(f"{who}_address", "string", f"Street of the {title}."),
        Column(f"{who}_city", "string", f"Place of the {title}."),
        Column(f"{who}_region", "string", f"State or province of the {title}."),
        Column(f"{who}_postcode", "string", f"Post code of the {title}."),
        Column(f"{who}_country", "string", f"Country of the {title}, ISO 3166 alpha-2.", pattern=COUNTRY),
        Column(f"{who}_phone", "string", f"Telephone of the {title}, digits as written."),
        Column(f"{who}_email", "string", f"E-mail address of the {title}."),
        Column(f"{who}_account", "string", f"Account number of the {title} with the carrier."),
        Column(f"{who}_tax_id", "string", f"Tax number of the {title}; a person's only as a keyed hash."),
    )


KEYS = (
    Column("consignor_key", "string", "Atomic party key of the consignor (parties/); null without a name."),
    Column("consignee_key", "string", "Atomic party key of the consignee; null without a name."),
    Column("forwarder_key", "string", "Atomic party key of the forwarder, by code, else by name."),
    Column("consignor_address_key", "string", "Key of the consignor's street and place; null where it is too little."),
    Column("consignee_address_key", "string", "Key of the consignee's street and place; null where it is too little."),
    Column("consignor_phone_key", "string", "The consignor's telephone as E.164 where its country is known."),
    Column("consignee_phone_key", "string", "The consignee's telephone as E.164 where its country is known."),
    Column("text_key", "string", "The description without numbers and signs, words in order; null when vague."),
    Column("freight_eur", "float64", "Freight in EUR at the dated rate; null without freight or a rate.", minimum=0),
    Column("goods_class", "string", "HS4 where declared, else the class of a known word of the text, else null."),
    Column("value_eur", "float64", "Value in EUR at the dated rate; null without a value or a rate.", minimum=0),
)
"""Columns of `consignments` that are added when it is stored; a reader does not know them."""

KINDS = ("direct", "master", "house", "parcel", "postal")
TOLD_BY = (
    "house", "item", "register", "declaration", "master", "check_list", "receptacle", "customs_manifest", "manifest",
)  # fmt: skip
"""Kinds of telling; what each is believed in is in cases/telling.py."""

NATURES = ("sale", "gift", "documents", "sample", "returned", "other")

CONSIGNMENTS = Table(
    "consignments",
    "What one message says of one consignment: every version stays.",
    ("consignment_id", "message_id", "record"),
    (
        *ARRIVED,
        Column("consignment_id", "string", "Waybill, or master/house; stable for life.", required=True),
        Column("told_by", "string", "The kind of message, which decides precedence.", required=True, one_of=TOLD_BY),
        Column("kind", "string", "Null where the message cannot know (a manifest).", one_of=KINDS),
        Column(
            "waybill",
            "string",
            "Direct or master waybill, 11 digits; S10 of an item, S9 of a receptacle.",
            pattern=ANY_WAYBILL,
        ),
        Column(
            "master_waybill",
            "string",
            "The master of a house or parcel; the receptacle of an item.",
            pattern=rf"{WAYBILL}|{RECEPTACLE}",
        ),
        Column("house_waybill", "string", "House or tracking number as written, without blanks."),
        Column("stream", "string", "Stream.", required=True, one_of=("cargo", "courier", "mail")),
        Column(
            "traffic",
            "string",
            "Null until a site looks at it.",
            one_of=("import", "export", "transit", "transhipment"),
        ),
        Column("origin_airport", "string", "Airport or city of origin.", pattern=AIRPORT),
        Column("destination_airport", "string", "Airport or city of destination.", pattern=AIRPORT),
        Column("route", "strings", "Airports after the origin, in order."),
        Column("carrier", "string", "First carrier.", pattern=r"^[A-Z0-9]{2}$"),
        Column("flight_id", "string", "The flight, when the message names one."),
        Column("pieces", "int64", "Pieces of the consignment.", minimum=1, maximum=99999),
        Column("slac", "int64", "Shipper's load and count.", minimum=1, maximum=9_999_999),
        Column("gross_kg", "float64", "Declared gross weight, kg.", minimum=0, maximum=200_000),
        Column("volume_m3", "float64", "Volume, m3; a dummy is null.", minimum=0, maximum=1_000),
        Column("goods_description", "string", "The goods in the message's words."),
        Column("hs_codes", "strings", "HS codes as digits."),
        Column("value", "float64", "Value for customs; NCV is null.", minimum=0),
        Column("currency", "string", "ISO 4217; null when there is no value.", pattern=CURRENCY),
        Column("carriage_value", "float64", "Value for carriage; NVD is null.", minimum=0),
        Column("payment", "string", "Who pays the freight.", one_of=("prepaid", "collect")),
        Column("freight", "float64", "Freight and other charges, all of them, in `freight_currency`.", minimum=0),
        Column("freight_currency", "string", "ISO 4217; null when no charge is said.", pattern=CURRENCY),
        Column("consolidation", "bool", "True for a consolidation; null when not said."),
        Column("handling_codes", "strings", "Special handling codes."),
        *_party("consignor", "consignor"),
        *_party("consignee", "consignee"),
        Column("notify_name", "string", "Party to notify."),
        Column("notify_country", "string", "Country of that party.", pattern=COUNTRY),
        Column("forwarder_name", "string", "Agent who issued the waybill."),
        Column("forwarder_code", "string", "Seven-digit IATA code of the agent."),
        Column("issued_on", "date", "Day of issue of the waybill."),
        Column("issued_place", "string", "Place of issue."),
        Column(
            "mail_class", "string", "Class of mail: U letter packets, C parcels, E EMS, T empty.", pattern=r"^[A-Z]$"
        ),
        Column("mail_category", "string", "A air, B SAL, C surface, D priority surface.", pattern=r"^[A-D]$"),
        Column("transaction_nature", "string", "What the sender says it is.", one_of=NATURES),
        Column(
            "check_digit_ok", "bool", "False when the waybill's check digit is wrong; a warning, no reason to drop."
        ),
        *KEYS,
    ),
)

GOODS = Table(
    "goods",
    "A goods line of a consignment, as one message says it.",
    ("consignment_id", "line", "message_id"),
    (
        *ARRIVED,
        Column("consignment_id", "string", "The consignment.", required=True),
        Column("line", "int64", "1, 2, ... inside the consignment.", required=True, minimum=1),
        Column("hs_code", "string", "HS code as digits.", pattern=HS),
        Column("goods_description", "string", "The goods in the message's words."),
        Column("quantity", "float64", "Quantity in `unit`.", minimum=0),
        Column("unit", "string", "Unit of the quantity."),
        Column("gross_kg", "float64", "Gross weight of the line, kg.", minimum=0, maximum=200_000),
        Column("net_kg", "float64", "Net weight of the line, kg.", minimum=0, maximum=200_000),
        Column("value", "float64", "Value of the line.", minimum=0),
        Column("currency", "string", "ISO 4217.", pattern=CURRENCY),
        Column("origin_country", "string", "Country of origin of the goods.", pattern=COUNTRY),
    ),
)

LANES = ("red", "yellow", "green", "blue")
"""What a declaration system orders: a physical examination, a check of documents, nothing, a check after release.
Source: UNCTAD, ASYCUDA reference on selectivity."""

DECLARATIONS = Table(
    "declarations",
    "A customs declaration's header; what it says of goods and parties is in consignments, told_by declaration.",
    ("declaration_id", "message_id"),
    (
        *ARRIVED,
        Column("declaration_id", "string", "system/office/number.", required=True),
        Column("system", "string", "SAD, EAEU; LIST: a table that tells its lane alone.", required=True),
        Column("office", "string", "Customs office."),
        Column("declared_on", "date", "Day of registration."),
        Column("procedure", "string", "Customs procedure."),
        Column("declaration_type", "string", "Type."),
        Column("waybill", "string", "Waybill of the previous document."),
        Column(
            "consignment_id", "string", "The consignment it names: waybill, or master/house; null when it names none."
        ),
        Column("manifest_reference", "string", "Manifest of the customs system that it names."),
        Column("declarant_id", "string", "Declarant; a person's only as a keyed hash."),
        Column("lane", "string", "What the declaration system ordered; null when not told.", one_of=LANES),
        Column("total_value", "float64", "Invoice total.", minimum=0),
        Column("currency", "string", "ISO 4217.", pattern=CURRENCY),
        Column("gross_kg", "float64", "Gross weight, kg.", minimum=0),
    ),
)
