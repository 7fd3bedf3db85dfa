"""A draft request for information to a carrier: which elements are wanting, waybill by waybill, and until when.

In the words of a pre-loading regime (7H: a request for information is made; 7I: it is resolved). It says nothing of
risk and nothing of our reasons: only what every carrier is asked for. Codes and words: lake/reference/
data_quality_codes.csv. Nothing is sent; an officer reads it, and sends it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from textwrap import wrap
from typing import Any

import ibis
from ibis import _

from cases.standing import current
from flows.prepare import known
from flows.quarantine import Wanted, standing
from flows.unit import Unit
from lake.carriers import titled
from lake.harmless import visible
from lake.joins import left
from lake.past import Past
from lake.reference import data_quality_codes
from lake.runs import Run, committed, stamp
from lake.tables import DATA_QUALITY, RELEASED, TABLES
from manifests.awb import parse_awb

Row = dict[str, Any]
FRESH = timedelta(hours=24)
"""What names no consignment is asked for when it came within a day of the run."""
SAID = frozenset({"MISSING_CARGO_DESC", "INVALID_ROUTING", "INVALID_HOUSE_BILL_NBR", "INVALID_MESSAGE_TYPE"})
"""Codes whose offending text helps the carrier and is nobody's name or address."""
LONGEST, WIDTH, CODE = 40, 80, 26
INDENT: dict[str, Any] = {"initial_indent": "  ", "subsequent_indent": "  "}
LAST = datetime.max.replace(tzinfo=UTC)
ON = "%d %b %H:%M"


@dataclass(frozen=True)
class Terms:
    """What the unit adds: whom to answer, and how many hours before a flight arrives."""

    contact: str = "[name, telephone and e-mail of the unit]"
    hours: float = 4.0


@dataclass(frozen=True)
class Request:
    """The draft for one carrier, or for the sender of a feed where no carrier is known."""

    carrier: str
    text: str
    waybills: int


def requests(unit: Unit, as_of: datetime | None, wanted: Wanted, terms: Terms) -> list[Request]:
    """Return one draft for each carrier that has something to answer, by name of the carrier.

    Asked for is what is in force or waits in quarantine as of the night, and speaks of a case of that night (or of the
    master of one) that is still to come; also what came within a day and names no consignment.

    Args:
        unit: the unit.
        as_of: the night's moment; None is the latest night.
        wanted: the carrier, by its code, and the feed; None is every one.
        terms: what the unit adds.

    Raises:
        ValueError: there was no such night.
    """
    run = _night(unit, as_of)
    rows = _open(unit, Past(unit.store, run), wanted)
    flights = _flights(unit, Past(unit.store, run), run)
    asked: dict[str, list[Row]] = {}
    for row in rows:
        flight = flights.get(row["consignment_id"] or "")
        fresh = row["consignment_id"] is None and row["known_at"] >= run.as_of - FRESH
        if fresh or (flight and (flight["due_at"] is None or flight["due_at"] > run.as_of)):
            asked.setdefault(row["carrier"] or f"feed {row['feed']}", []).append(row)
    return [_draft(run, unit, carrier, asked[carrier], flights, terms) for carrier in sorted(asked)]


def _night(unit: Unit, as_of: datetime | None) -> Run:
    nights = [run for run in committed(unit.store) if run.kind == "night" and as_of in (None, run.as_of)]
    if not nights:
        when = f" as of {as_of:%Y-%m-%d %H:%M} UTC" if as_of else ""
        raise ValueError(f"no night was run for {unit.site.name}{when}; `accu runs --site {unit.site.name}` lists them")
    return nights[-1]


def _open(unit: Unit, past: Past, wanted: Wanted) -> list[Row]:
    """Codes of records that are in force or wait in quarantine; of released ones only what was found since."""
    rows = past.table(DATA_QUALITY.name, DATA_QUALITY.schema)
    if wanted.carrier:
        rows = rows.filter(_.carrier == wanted.carrier)
    if wanted.feed:
        rows = rows.filter(_.feed == wanted.feed)
    results = [feed.name for feed in unit.site.feeds if feed.holds == "outcome"]
    rows = rows.filter(~_.feed.isin(results)) if results else rows
    record = ["message_id", "record"]
    now = current(known(past), past.run.moments).select(*record)
    held = standing(past).filter(_.known_at < past.run.as_of).select(*record)
    rows = rows.semi_join(ibis.union(now, held, distinct=True), record)
    since = past.table(RELEASED.name, RELEASED.schema).select(*record, released_at=_.known_at)
    rows = rows.left_join(since, record).filter(_.released_at.isnull() | (_.known_at >= _.released_at))
    files = past.table("messages", TABLES["messages"].schema).select("message_id", "file_name")
    rows = left(rows.select(*DATA_QUALITY.schema.names).distinct(), files, ["message_id"])
    found = rows.to_pyarrow().to_pylist()
    return sorted(found, key=lambda row: (row["consignment_id"] or "", row["code"], row["message_id"], row["record"]))


def _flights(unit: Unit, past: Past, run: Run) -> dict[str, Row]:
    """Flight and arrival (departure, of an export) of every case of the night, and of the masters above them."""
    part = run.part("cases") or past.parts("cases").get(stamp(run.as_of))
    cases = unit.store.read(part).to_pylist() if part else []
    found: dict[str, Row] = {}
    for case in cases:
        due = case["arrives_at"] or case["last_chance_at"]
        row = {"flight_id": case["flight_id"], "due_at": due}
        for name in (case["case_id"], case["parent_id"]):
            before = found.get(name) if name else None
            if name and (before is None or (due and (before["due_at"] is None or due < before["due_at"]))):
                found[name] = row
    return found


def _draft(run: Run, unit: Unit, carrier: str, rows: list[Row], flights: dict[str, Row], terms: Terms) -> Request:
    """The text for one carrier: the first to arrive first; houses of a waybill that want the same stand together."""
    wants: dict[str, dict[str, Row]] = {}
    for row in rows:
        if row["consignment_id"]:
            wants.setdefault(row["consignment_id"], {})[row["code"]] = row
    together: dict[tuple[object, ...], list[str]] = {}
    for number in sorted(wants, key=lambda one: (flights[one]["due_at"] or LAST, one)):
        said = tuple("".join(_asked(row)) for row in wants[number].values())
        flight = flights[number]
        together.setdefault((number.partition("/")[0], flight["flight_id"], flight["due_at"], said), []).append(number)
    lines = _head(run, unit, carrier, terms)
    if wants:
        lines += ["", _columns("Waybill", "Flight", "Arrives (UTC)", "Answer by (UTC)"), "-" * WIDTH]
    for numbers in together.values():
        lines += ["", *_waybill(numbers, flights[numbers[0]], run.as_of, terms)]
        lines += [line for row in wants[numbers[0]].values() for line in _asked(row)]
    if unnamed := [row for row in rows if not row["consignment_id"]]:
        lines += ["", "Messages of which no waybill could be read", "-" * WIDTH]
        lines += [line for row in unnamed for line in (*_message(row), *_asked(row))]
    lines += ["", *wrap(f"Answers, and questions about this request: {terms.contact}", WIDTH)]
    return Request(carrier, "\n".join(lines) + "\n", len(wants))


def _head(run: Run, unit: Unit, carrier: str, terms: Terms) -> list[str]:
    said = (
        "The advance data of the consignments below are incomplete or cannot be read. Please send what is asked for "
        "under each waybill, as a corrected message or in answer to this request, not later than "
        f"{terms.hours:g} hours before the flight arrives. The request stays in place (7J) until the data are "
        "complete, and is then resolved (7I)."
    )
    return [
        "DRAFT. Nothing was sent; to be read, completed and sent by an officer.",
        "",
        "REQUEST FOR INFORMATION (7H)",
        "",
        f"To:    {titled(carrier)}",
        f"From:  Air Cargo Control Unit, {unit.site.title}",
        f"As of: {run.as_of:%Y-%m-%d %H:%M} UTC",
        "",
        *wrap(said, WIDTH),
    ]


def _columns(*cells: str) -> str:
    widths = (30, 15, 16, 15)
    return " ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _waybill(numbers: list[str], flight: Row, as_of: datetime, terms: Terms) -> list[str]:
    master = numbers[0].partition("/")[0]
    written = f"{master[:3]}-{master[3:]}" if parse_awb(master) else visible(master)
    due = flight["due_at"]
    by = due - timedelta(hours=terms.hours) if due else None
    until = "not known" if by is None else by.strftime(ON) if by > as_of else "at once"
    name = (flight["flight_id"] or "not known").partition("-")[0]
    houses = ", ".join(visible(number.partition("/")[2]) for number in numbers if "/" in number)
    first = _columns(written, name, due.strftime(ON) if due else "not known", until)
    return [first, *wrap(f"house{'s' if len(numbers) > 1 else ''} {houses}" if houses else "", WIDTH, **INDENT)]


def _message(row: Row) -> list[str]:
    named = f"{visible(row['file_name'] or '')}, received {row['known_at']:{ON}} UTC, record {row['record']}"
    return ["", *wrap(named, WIDTH)]


def _asked(row: Row) -> list[str]:
    """A code, and what it asks for in plain words."""
    asks = data_quality_codes()[row["code"]]["asks"]
    detail = visible(row["detail"] or "") if row["code"] in SAID else ""
    now = f' (now: "{detail[:LONGEST]}{"..." if len(detail) > LONGEST else ""}")' if detail else ""
    first, *others = wrap(f"{asks}{now}", WIDTH - CODE)
    return [f"  {row['code']:{CODE - 2}}{first}", *(" " * CODE + line for line in others)]
