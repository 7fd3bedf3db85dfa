"""Tables of what arrived: messages, receipts, problems, quarantine and what left it, codes of data quality."""

from lake.column import Column, Table
from lake.tables.parts import ARRIVED

MESSAGES = Table(
    "messages",
    "Every message that was read, once: the same bytes are one message. Its last reading stands (lake/past.py).",
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
        Column("reading", "int64", "Null at first; 2, 3, ... for a row by which a retry replaces it.", minimum=1),
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

RELEASED = Table(
    "released",
    "Records that a retry took out of the quarantine: no reason there holds them any more.",
    ("message_id", "record"),
    (*ARRIVED, Column("run", "string", "The run that read it again.", required=True)),
)

DATA_QUALITY = Table(
    "data_quality",
    "What a pre-loading regime would find wanting in a record, in its codes: what the carrier can be asked for.",
    ("message_id", "record", "code"),
    (
        *ARRIVED,
        Column("consignment_id", "string", "The consignment; null when the record names none."),
        Column("feed", "string", "The feed that brought it.", required=True),
        Column("carrier", "string", "Carrier of the waybill's prefix, else of the flight; null when neither is known."),
        Column("code", "string", "One of lake/reference/data_quality_codes.csv.", required=True),
        Column("detail", "string", "The offending text."),
    ),
)
