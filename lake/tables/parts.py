"""What the declarations of several tables have in common: patterns, and the columns every read row has."""

from lake.column import Column

WAYBILL = r"^\d{11}$"
POSTAL_ITEM = r"^[A-Z]{2}\d{9}[A-Z]{2}$"
RECEPTACLE = r"^[A-Z]{5}[A-Z0-9]{24}$"
ANY_WAYBILL = rf"{WAYBILL}|{POSTAL_ITEM}|{RECEPTACLE}"
AIRPORT = r"^[A-Z]{3}$"
COUNTRY = r"^[A-Z]{2}$"
CURRENCY = r"^[A-Z]{3}$"
HS = r"^\d{4,14}$"

ARRIVED = (
    Column("message_id", "string", "SHA-256 of the message's bytes.", required=True, pattern=r"^[0-9a-f]{64}$"),
    Column("record", "int64", "Number of the record inside its message, from 1.", required=True, minimum=1),
    Column("known_at", "timestamp", "When our feed got the bytes: nothing is known before it.", required=True),
)
