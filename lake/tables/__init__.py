"""The tables of the lake, each declared once: columns, units, limits, meaning.

The Parquet schema, the base expectations and `docs/tables.md` follow from these files.
Unknown is null, never 0 or "". Times are UTC. To add a column, add a line to the file of its table.
"""

from lake.column import Table
from lake.tables.carriage import FLIGHTS, LOADS, STATUSES
from lake.tables.consignments import CONSIGNMENTS, DECLARATIONS, GOODS, KEYS, KINDS, LANES, NATURES, TOLD_BY
from lake.tables.inspections import INSPECTIONS
from lake.tables.messages import DATA_QUALITY, MESSAGES, PROBLEMS, QUARANTINE, RECEIPTS, RELEASED
from lake.tables.parties import PARTY_KEYS, PARTY_LINKS, WATCH_HITS, WATCH_SCORES
from lake.tables.parts import AIRPORT, ARRIVED, COUNTRY, CURRENCY, HS, POSTAL_ITEM, RECEPTACLE, WAYBILL

__all__ = [
    "AIRPORT", "ARRIVED", "CONSIGNMENTS", "COUNTRY", "CURRENCY", "DATA_QUALITY", "DECLARATIONS", "FLIGHTS",
    "GOODS", "HS", "INSPECTIONS", "KEYS", "KINDS", "LANES", "LOADS", "MESSAGES", "NATURES", "PARTY_KEYS", "PARTY_LINKS",
    "POSTAL_ITEM", "PROBLEMS", "QUARANTINE", "READ_TABLES", "RECEIPTS", "RECEPTACLE", "RELEASED", "STATUSES",
    "TABLES", "TOLD_BY", "WATCH_HITS", "WATCH_SCORES", "WAYBILL",
]  # fmt: skip

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        MESSAGES, RECEIPTS, PROBLEMS, QUARANTINE, RELEASED, DATA_QUALITY, FLIGHTS, LOADS, STATUSES, CONSIGNMENTS,
        GOODS, DECLARATIONS, INSPECTIONS, PARTY_KEYS, PARTY_LINKS, WATCH_SCORES, WATCH_HITS,
    )
}  # fmt: skip
READ_TABLES = ("flights", "loads", "statuses", "consignments", "goods", "declarations", "inspections")
