"""The tables of the lake, each declared once: columns, units, limits, meaning.

The Parquet schema, the base expectations and `docs/tables.md` follow from these lines.
Unknown is null, never 0 or "". Times are UTC. Start here to add a column.
"""

from lake.column import Column, Table
from lake.findings import ALL_FINDINGS, METHODS, RESULTS, SELECTED_AS

WAYBILL = r"^\d{11}$"
AIRPORT = r"^[A-Z]{3}$"
COUNTRY = r"^[A-Z]{2}$"
CURRENCY = r"^[A-Z]{3}$"
HS = r"^\d{4,14}$"

ARRIVED = (
    Column("message_id", "string", "SHA-256 of the message's bytes.", required=True, pattern=r"^[0-9a-f]{64}$"),
    Column("record", "int64", "Number of the record inside its message, from 1.", required=True, minimum=1),
    Column("known_at", "timestamp", "When our feed got the bytes: nothing is known before it.", required=True),
)


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


MESSAGES = Table(
    "messages",
    "Every message that was read, once: the same bytes are one message.",
    ("message_id",),
    (
        Column("message_id", "string", "SHA-256 of the message's bytes.", required=True, pattern=r"^[0-9a-f]{64}$"),
        Column("file_id", "string", "SHA-256 of the file it came in; the bytes are in raw/.", required=True),
        Column("file_name", "string", "Name of that file in the feed."),
        Column("feed", "string", "The feed that brought it first, from the site's TOML.", required=True),
        Column(
            "format", "string", "Reader that understood it: ffm, fwb, fhl, courier, outcome, or unknown.", required=True
        ),
        Column("version", "string", "Version the message names of itself."),
        Column("purpose", "string", "What it does to its key.", one_of=("original", "update", "cancel")),
        Column("sender", "string", "Type-B or PIMA address of the sender."),
        Column("sent_at", "timestamp", "What the message says of itself; often absent, sometimes wrong."),
        Column("part", "int64", "Part number of a message sent in parts.", minimum=1),
        Column("bytes", "int64", "Size of the message in bytes.", required=True, minimum=0),
        Column("records", "int64", "Records in it, by the reader.", required=True, minimum=0),
        Column("records_counted", "int64", "Records in it, by the independent counter.", required=True, minimum=0),
        Column("ignored", "int64", "Records recognised and not used.", required=True, minimum=0),
        Column("known_at", "timestamp", "First receipt.", required=True),
    ),
)

RECEIPTS = Table(
    "receipts",
    "Every arrival of a message, repeats too: a text sent again after a different one is known as such.",
    ("received_at", "message_id", "file_name"),
    (
        Column("message_id", "string", "The message that arrived.", required=True),
        Column("file_id", "string", "The file it arrived in.", required=True),
        Column("file_name", "string", "Name of the file in the feed.", required=True),
        Column("feed", "string", "The feed that brought it.", required=True),
        Column("received_at", "timestamp", "When our feed got the bytes.", required=True),
        Column("changed_at", "timestamp", "Time of the file in the feed; it names what was pulled.", required=True),
        Column("known_at", "timestamp", "The same moment: receipts are rows like any other.", required=True),
    ),
)

PROBLEMS = Table(
    "problems",
    "What is wrong with a message; a warning keeps the record, an error does not place it.",
    ("message_id", "line", "record", "what"),
    (
        Column("message_id", "string", "The message.", required=True),
        Column("record", "int64", "The record inside it; null when it is about the whole message.", minimum=1),
        Column("known_at", "timestamp", "Receipt of the message.", required=True),
        Column("line", "int64", "Physical line of the message, from 1; null when it is about the whole.", minimum=1),
        Column("severity", "string", "error or warning.", required=True, one_of=("error", "warning")),
        Column("what", "string", "Slug of the problem, docs/formats.md.", required=True),
        Column("field", "string", "Column it is about."),
        Column("detail", "string", "The offending text."),
    ),
)

QUARANTINE = Table(
    "quarantine",
    "Records that are kept out of the cases, each with the name of what refused it.",
    ("message_id", "record", "rule"),
    (
        *ARRIVED,
        Column("feed", "string", "The feed that brought it.", required=True),
        Column("table", "string", "Table the row was meant for; null when it could not be read."),
        Column("rule", "string", "Slug of the problem or name of the expectation.", required=True),
        Column("detail", "string", "The offending value."),
    ),
)

FLIGHTS = Table(
    "flights",
    "A manifest's header: one row a message (part) of a flight from one loading point.",
    ("flight_id", "message_id"),
    (
        *ARRIVED,
        Column("flight_id", "string", "carrier+number-date-loading airport, as KC0927-20260301-IST.", required=True),
        Column("carrier", "string", "Carrier, two letters or digits.", required=True, pattern=r"^[A-Z0-9]{2}$"),
        Column("flight_number", "string", "Four digits and a suffix.", required=True),
        Column("departure_date", "date", "Day of departure as the manifest says, local.", required=True),
        Column("loading_airport", "string", "Where the cargo was loaded.", required=True, pattern=AIRPORT),
        Column(
            "unloading_airport", "string", "The one point of unloading; null when there are several.", pattern=AIRPORT
        ),
        Column("registration", "string", "Registration of the aircraft."),
        Column("departs_at", "timestamp", "Departure, when a zone is known."),
        Column("arrives_at", "timestamp", "Arrival at the unloading airport, when it is said."),
        Column("part", "int64", "Part of the transmission, from 1.", minimum=1),
        Column("last", "bool", "True when LAST closes this part."),
        Column("complete", "bool", "True when LAST was seen and every part before it is here."),
    ),
)

LOADS = Table(
    "loads",
    "A line of a manifest: flight x ULD x waybill.",
    ("flight_id", "uld", "waybill", "message_id", "record"),
    (
        *ARRIVED,
        Column("flight_id", "string", "The flight.", required=True),
        Column("uld", "string", "Unit load device; null is bulk."),
        Column("uld_type", "string", "First three characters of the ULD."),
        Column(
            "waybill", "string", "Waybill, 11 digits, also with a wrong check digit.", required=True, pattern=WAYBILL
        ),
        Column("split", "string", "T total, P part, S split over ULDs, D both.", one_of=("T", "P", "S", "D")),
        Column("pieces", "int64", "Pieces on this line.", minimum=1, maximum=99999),
        Column("gross_kg", "float64", "Gross weight of this line, kg.", minimum=0, maximum=200_000),
        Column("volume_m3", "float64", "Volume of this line, m3; a dummy is null.", minimum=0, maximum=1_000),
        Column("total_pieces", "int64", "Pieces of the whole consignment.", minimum=1, maximum=99999),
        Column("goods_description", "string", "Up to 15 characters in a manifest."),
        Column("unloading_airport", "string", "Where this line leaves the aircraft.", pattern=AIRPORT),
        Column("arrives_at", "timestamp", "Arrival at that airport, when the manifest says it; local time made UTC."),
        Column("next_airport", "string", "Onward movement: the next airport.", pattern=AIRPORT),
        Column("handling_codes", "strings", "Special handling codes."),
    ),
)

KEYS = (
    Column("consignor_key", "string", "Atomic party key of the consignor (parties/); null without a name."),
    Column("consignee_key", "string", "Atomic party key of the consignee; null without a name."),
    Column("forwarder_key", "string", "Atomic party key of the forwarder, by code, else by name."),
    Column("goods_class", "string", "HS4 where declared, else the class of a known word of the text, else null."),
    Column("value_eur", "float64", "Value in EUR at the dated rate; null without a value or a rate.", minimum=0),
)
"""Columns of `consignments` that are added when it is stored; a reader does not know them."""

KINDS = ("direct", "master", "house", "parcel", "postal")
TOLD_BY = ("house", "declaration", "master", "check_list", "manifest", "register")

CONSIGNMENTS = Table(
    "consignments",
    "What one message says of one consignment: every version stays.",
    ("consignment_id", "message_id", "record"),
    (
        *ARRIVED,
        Column("consignment_id", "string", "Waybill, or master/house; stable for life.", required=True),
        Column("told_by", "string", "The kind of message, which decides precedence.", required=True, one_of=TOLD_BY),
        Column("kind", "string", "Null where the message cannot know (a manifest).", one_of=KINDS),
        Column("waybill", "string", "Direct or master waybill, 11 digits.", pattern=WAYBILL),
        Column("master_waybill", "string", "The master of a house or parcel.", pattern=WAYBILL),
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

DECLARATIONS = Table(
    "declarations",
    "A customs declaration's header.",
    ("declaration_id", "message_id"),
    (
        *ARRIVED,
        Column("declaration_id", "string", "system/office/number.", required=True),
        Column("system", "string", "SAD, EAEU.", required=True),
        Column("office", "string", "Customs office."),
        Column("declared_on", "date", "Day of registration."),
        Column("procedure", "string", "Customs procedure."),
        Column("declaration_type", "string", "Type."),
        Column("waybill", "string", "Waybill of the previous document."),
        Column("declarant_id", "string", "Declarant; a person's only as a keyed hash."),
        Column("total_value", "float64", "Invoice total.", minimum=0),
        Column("currency", "string", "ISO 4217.", pattern=CURRENCY),
        Column("gross_kg", "float64", "Gross weight, kg.", minimum=0),
    ),
)

INSPECTIONS = Table(
    "inspections",
    "What an officer decided and found; a row comes home on the outcome sheet.",
    ("inspection_id", "message_id"),
    (
        *ARRIVED,
        Column("inspection_id", "string", "list line or case, and the moment it was decided.", required=True),
        Column("case_id", "string", "The case.", required=True),
        Column("list_line", "int64", "Line of the list; null when the officer added it.", minimum=1),
        Column("selected_as", "string", "Why it was selected.", one_of=SELECTED_AS),
        Column("selection_probability", "float64", "Probability of the selection, when drawn.", minimum=0, maximum=1),
        Column("decision", "string", "Decision.", one_of=("accepted", "declined", "not_reached")),
        Column("decision_reason", "string", "Why it was declined."),
        Column("decided_at", "timestamp", "When it was decided; null when the sheet does not say."),
        Column("presented", "bool", "Whether the goods were presented."),
        Column("method", "string", "Strongest method used.", one_of=METHODS),
        Column("started_at", "timestamp", "Start of the examination."),
        Column("finished_at", "timestamp", "End of the examination."),
        Column("result", "string", "Result; unknown is never clear.", one_of=RESULTS),
        Column("finding", "string", "What was found, one of a short list.", one_of=ALL_FINDINGS),
        Column("hs", "string", "HS code of what was found.", pattern=HS),
        Column("quantity", "float64", "Quantity found.", minimum=0),
        Column("unit", "string", "Unit of the quantity."),
        Column("value", "float64", "Value of what was found.", minimum=0),
        Column("concealment", "string", "Where it was concealed."),
        Column("pieces_found", "int64", "Pieces counted.", minimum=0),
        Column("kg_found", "float64", "Weight measured, kg.", minimum=0),
        Column("xray_image_id", "string", "Number of the x-ray image."),
        Column("officer_id", "string", "Keyed hash of the officer."),
        Column("remarks", "string", "Remarks."),
        Column("recorded_at", "timestamp", "When the officer wrote it."),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        MESSAGES, RECEIPTS, PROBLEMS, QUARANTINE, FLIGHTS, LOADS, CONSIGNMENTS, GOODS, DECLARATIONS, INSPECTIONS,
    )
}  # fmt: skip
READ_TABLES = ("flights", "loads", "consignments", "goods", "declarations", "inspections")
