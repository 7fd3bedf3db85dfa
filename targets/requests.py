"""Consolidations of which no house is known: what is asked, and of whom. A question, no suspicion, and no line."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from targets.target import Plan

READ = (
    "as_of", "case_id", "waybill", "consolidation", "forwarder_name", "carrier", "flight_id", "last_chance_at",
    "pieces", "gross_kg", "text_key", "consignor_name", "consignee_name",
)  # fmt: skip
ASKED: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "ask.houses": lambda case: True,
    "ask.consignees": lambda case: True,
    "ask.description": lambda case: case["text_key"] is None,
    "ask.consignor": lambda case: case["consignor_name"] is None,
    "ask.consignee": lambda case: case["consignee_name"] is None,
    "ask.pieces": lambda case: case["pieces"] is None,
    "ask.weight": lambda case: case["gross_kg"] is None,
    "ask.flight": lambda case: case["flight_id"] is None,
}
"""The words for what is asked (targets/languages), in order, and when it is."""


@dataclass(frozen=True)
class Request:
    """A question about a consolidation.

    Attributes:
        number: 1, 2, ... by last chance.
        case_id: the case.
        waybill: its number.
        forwarder: who is asked; None where nobody is named: then the carrier is.
        carrier: code of the carrier; None when not known.
        flight_id: the flight; None when not known.
        last_chance_at: until when an answer helps; None when not known.
        pieces: as the waybill says.
        gross_kg: likewise.
        asks: keys of what is asked, `ask.houses` first.
    """

    number: int
    case_id: str
    waybill: str | None
    forwarder: str | None
    carrier: str | None
    flight_id: str | None
    last_chance_at: datetime | None
    pieces: int | None
    gross_kg: float | None
    asks: tuple[str, ...]


def to_ask(case: Mapping[str, Any]) -> bool:
    """Whether a case is asked about first: a consolidation of which no house is known."""
    return case.get("consolidation") is True


def requests(cases: pa.Table, plan: Plan, listed: Collection[str]) -> tuple[Request, ...]:
    """Return the requests of a run, by last chance, those without one last; ties by flight, then by case.

    Args:
        cases: CASES; rows of another moment are not looked at.
        plan: its moment and its site's horizon.
        listed: case ids of lines: what is inspected anyway is not asked about.
    """
    end = plan.as_of + timedelta(hours=plan.site.horizon_hours)
    rows = [row for row in cases.select(READ).to_pylist() if row["as_of"] == plan.as_of and to_ask(row)]
    rows = [row for row in rows if row["case_id"] not in listed and _ahead(row["last_chance_at"], plan.as_of, end)]
    rows.sort(key=_order)
    return tuple(_request(number, row) for number, row in enumerate(rows, 1))


def _ahead(until: datetime | None, as_of: datetime, end: datetime) -> bool:
    return until is None or as_of < until <= end


def _order(row: Mapping[str, Any]) -> tuple[bool, datetime, str, str]:
    until = row["last_chance_at"]
    return until is None, until or row["as_of"], row["flight_id"] or "", row["case_id"]


def _request(number: int, row: Mapping[str, Any]) -> Request:
    return Request(
        number=number,
        case_id=row["case_id"],
        waybill=row["waybill"],
        forwarder=row["forwarder_name"],
        carrier=row["carrier"],
        flight_id=row["flight_id"],
        last_chance_at=row["last_chance_at"],
        pieces=row["pieces"],
        gross_kg=row["gross_kg"],
        asks=tuple(key for key, asked in ASKED.items() if asked(row)),
    )
