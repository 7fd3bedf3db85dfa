"""Small canonical tables for tests, written by hand in fictitious words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa

from cases.assemble import Known
from lake.tables import TABLES

NIGHT = datetime(2026, 2, 28, 23, tzinfo=UTC)
WAYBILL = "02012345675"
OTHER = "02012345686"


def message(text: str) -> str:
    """A message_id made of one letter, so that order by hash is order by letter."""
    return text * 64


def hours(count: float) -> datetime:
    """A moment so many hours after the night's cut-off."""
    return NIGHT + timedelta(hours=count)


def table(name: str, rows: list[dict[str, Any]]) -> ibis.Table:
    """Rows of a canonical table; columns that are not given are null."""
    schema = TABLES[name].schema
    return ibis.memtable(pa.table({f.name: pa.array([r.get(f.name) for r in rows], f.type) for f in schema}, schema))


def known(**rows: list[dict[str, Any]]) -> Known:
    """Everything known; each arrival also gives its message and receipt unless receipts are given."""
    receipts, messages = rows.pop("receipts", None), rows.pop("messages", None)
    arrivals = {r["message_id"]: r["known_at"] for t in rows.values() for r in t if "message_id" in r}
    receipts = receipts or [{"message_id": m, "received_at": at} for m, at in arrivals.items()]
    messages = messages or [{"message_id": m, "known_at": at} for m, at in arrivals.items()]
    receipts = [{"known_at": r["received_at"], **r} for r in receipts]
    names = ("problems", "flights", "loads", "consignments", "goods", "statuses", "declarations", "inspections")
    return Known(
        messages=table("messages", messages),
        receipts=table("receipts", receipts),
        **{name: table(name, rows.get(name, [])) for name in names},
    )


def flight(letter: str = "f", at: float = -2, **more: Any) -> dict[str, Any]:
    """A manifest's header of a flight from Istanbul."""
    return {
        "message_id": message(letter), "record": 1, "known_at": hours(at), "flight_id": "KC0912-20260228-IST",
        "carrier": "KC", "flight_number": "0912", "departure_date": date(2026, 2, 28), "loading_airport": "IST",
        "arrives_at": hours(4), "part": 1, "last": True, "complete": True,
    } | more  # fmt: skip


def load(letter: str = "f", at: float = -2, **more: Any) -> dict[str, Any]:
    """A line of that manifest, unloaded in Almaty."""
    return {
        "message_id": message(letter), "record": 1, "known_at": hours(at), "flight_id": "KC0912-20260228-IST",
        "waybill": WAYBILL, "split": "T", "pieces": 10, "gross_kg": 100.0, "unloading_airport": "ALA",
    } | more  # fmt: skip


def consignment(letter: str, told_by: str, at: float = -10, **more: Any) -> dict[str, Any]:
    """What one message says of the waybill."""
    return {
        "message_id": message(letter), "record": 1, "known_at": hours(at), "told_by": told_by, "stream": "cargo",
        "consignment_id": WAYBILL, "waybill": WAYBILL, "origin_airport": "IST", "destination_airport": "ALA",
        "pieces": 10, "gross_kg": 100.0,
    } | more  # fmt: skip


def house(letter: str, number: str, told_by: str = "house", at: float = -8, **more: Any) -> dict[str, Any]:
    """What one message says of a house of the waybill."""
    named = {"consignment_id": f"{WAYBILL}/{number}", "house_waybill": number, "master_waybill": WAYBILL}
    return consignment(letter, told_by, at, waybill=None, kind="house", **(named | more))
