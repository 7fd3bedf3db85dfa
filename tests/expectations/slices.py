"""Small fictitious slices for the tests of this room."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from lake.tables import TABLES

KNOWN_AT = datetime(2026, 11, 20, 20, tzinfo=UTC)
GOOD_WAYBILLS = ("99900000011", "99900000022", "99912345675")


def message(number: int) -> str:
    return f"{number:064x}"


def messages(*records: int, ignored: int = 0, counted: int | None = None) -> pa.Table:
    """One message per argument, numbered from 1, with so many records."""
    rows = [
        {
            "message_id": message(number), "file_id": "f", "feed": "cargo", "format": "fwb", "bytes": 9,
            "records": found, "records_counted": found if counted is None else counted, "ignored": ignored,
            "known_at": KNOWN_AT,
        }
        for number, found in enumerate(records, start=1)
    ]  # fmt: skip
    return table("messages", rows)


def consignment(record: int, number: int = 1, **columns: Any) -> dict[str, Any]:
    """A consignment that breaks no rule, but for `columns`."""
    return {
        "message_id": message(number), "record": record, "known_at": KNOWN_AT, "consignment_id": "99900000011",
        "told_by": "master", "kind": "direct", "waybill": "99900000011", "stream": "cargo", "origin_airport": "IST",
        "destination_airport": "ALA", "pieces": 2, "gross_kg": 20.5, "issued_on": date(2026, 11, 19),
    } | columns  # fmt: skip


def goods(record: int, number: int = 1, **columns: Any) -> dict[str, Any]:
    return {
        "message_id": message(number), "record": record, "known_at": KNOWN_AT, "consignment_id": "99900000011",
        "line": 1, "hs_code": "851713",
    } | columns  # fmt: skip


def problem(record: int | None, what: str, severity: str = "error", number: int = 1, **columns: Any) -> dict[str, Any]:
    return {
        "message_id": message(number), "record": record, "known_at": KNOWN_AT, "line": 1, "severity": severity,
        "what": what,
    } | columns  # fmt: skip


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=TABLES[name].schema)
