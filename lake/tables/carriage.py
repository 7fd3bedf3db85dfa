"""Tables of how goods fly: flights, loads, and what happened to a waybill on its way."""

from lake.column import Column, Table
from lake.tables.parts import AIRPORT, ARRIVED, WAYBILL

MANIFESTS = ("carrier", "customs")

FLIGHTS = Table(
    "flights",
    "A manifest's header: one row a message (part) of a flight from one loading point.",
    ("flight_id", "message_id"),
    (
        *ARRIVED,
        Column("flight_id", "string", "carrier+number-date-loading airport, as KC0927-20260301-IST.", required=True),
        Column(
            "manifest",
            "string",
            "Whose manifest: the carrier's, or that of the customs system; null is the carrier's.",
            one_of=MANIFESTS,
        ),
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
        Column(
            "uld_gross_kg",
            "float64",
            "Weight stated for the whole ULD, without its tare where that is stated, kg.",
            minimum=0,
            maximum=200_000,
        ),
        Column("total_pieces", "int64", "Pieces of the whole consignment.", minimum=1, maximum=99999),
        Column("goods_description", "string", "Up to 15 characters in a manifest."),
        Column("unloading_airport", "string", "Where this line leaves the aircraft.", pattern=AIRPORT),
        Column("arrives_at", "timestamp", "Arrival at that airport, when the manifest says it; local time made UTC."),
        Column("next_airport", "string", "Onward movement: the next airport.", pattern=AIRPORT),
        Column("handling_codes", "strings", "Special handling codes."),
    ),
)

STATUSES = Table(
    "statuses",
    "What happened to a waybill on its way, as a handler or carrier tells it: received, missing, found, offloaded.",
    ("consignment_id", "status", "message_id", "record"),
    (
        *ARRIVED,
        Column("consignment_id", "string", "The waybill, or master/house.", required=True),
        Column("waybill", "string", "The waybill, 11 digits.", required=True, pattern=WAYBILL),
        Column(
            "status", "string", "Code, as RCS, RCF, DIS; docs/formats.md.", required=True, pattern=r"^[A-Z][A-Z0-9]{2}$"
        ),
        Column("discrepancy", "string", "What was wrong, where the status is DIS: FDCA, MSCA, OFLD, ..."),
        Column("airport", "string", "Where it happened.", pattern=AIRPORT),
        Column("to_airport", "string", "Where the flight goes, when the status names it.", pattern=AIRPORT),
        Column("carrier", "string", "Carrier of the flight, or the one received from or handed to."),
        Column("flight_number", "string", "Four digits and a suffix."),
        Column("flight_date", "date", "Day of the flight, local."),
        Column("occurred_on", "date", "Day it happened, local."),
        Column("occurred_at", "timestamp", "When it happened, where the zone of the airport is known."),
        Column("split", "string", "T total, P part, S split, D both.", one_of=("T", "P", "S", "D")),
        Column("pieces", "int64", "Pieces it speaks of.", minimum=1, maximum=99999),
        Column("gross_kg", "float64", "Weight of those, kg.", minimum=0, maximum=200_000),
        Column("total_pieces", "int64", "Pieces of the whole consignment.", minimum=1, maximum=99999),
        Column("party_name", "string", "Who brought it, took it or was told: a firm, or a handler."),
        Column("detail", "string", "What else the line says: other service information."),
    ),
)
