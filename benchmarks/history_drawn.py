"""Drawn consignments, outcomes, landings, links and cases for benchmarks/history.py: parties by a long tail."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cases.case import CASES
from features.history import EVENTS
from lake.column import ARROW, Column
from lake.tables import CONSIGNMENTS

START = datetime(2025, 9, 1, 23, tzinfo=UTC)
MOMENT = pa.timestamp("us", tz="UTC")
AMENDED = 0.1
"""Share of versions that amend an earlier one of the same consignment, days later."""
INSPECTED, HIT = 0.02, 0.1
KEYS: dict[str, tuple[int, str, float]] = {
    "consignor_key": (50_000, "CONSIGNOR {}", 1.0),
    "consignee_key": (300_000, "CONSIGNEE {}", 0.98),
    "forwarder_key": (500, "FORWARDER {}", 0.6),
    "carrier": (30, "X{:02}", 1.0),
    "origin_airport": (60, "A{:02}", 1.0),
    "goods_class": (400, "{:04}", 0.8),
    "text_key": (20_000, "GOODS OF KIND {}", 0.95),
    "consignor_address_key": (60_000, "STREET {} 7, CANTON", 0.8),
    "consignor_phone_key": (60_000, "+8613{:08}", 0.5),
    "consignee_address_key": (250_000, "STREET {} 5, ALMATI", 0.9),
    "consignee_phone_key": (280_000, "+7700{:07}", 0.8),
}
"""Key -> how many different ones, how they are written, share of rows that have one."""
TAIL = 3
"""A key's number is u ** TAIL of all: of 50,000 the commonest has 2.7 % of the rows, half of the rows the first 1/8."""
HUBS = (["ALA"], ["DXB", "ALA"], ["IST", "ALA"])


def consignments(draw: np.random.Generator, versions: int, days: int) -> pa.Table:
    """Versions of consignments over some days: what history does not read is null."""
    ids = np.arange(versions)
    late = draw.random(versions) < AMENDED
    ids[late] = draw.integers(0, versions, late.sum())
    seconds = np.sort(draw.integers(0, days * 86_400, versions))
    known = np.datetime64(START.replace(tzinfo=None), "us") + seconds.astype("timedelta64[s]")
    columns = _told(draw, versions) | {
        "message_id": _numbered(np.arange(versions), "{:064x}"),
        "known_at": pa.array(known).cast(MOMENT),
        "consignment_id": _numbered(ids, "C{:09}"),
    }
    columns["told_by"] = pc.if_else(pc.equal(columns["kind"], "parcel"), "register", "house")
    return _filled(columns, CONSIGNMENTS.columns, versions)


def outcomes(draw: np.random.Generator, told: pa.Table) -> pa.Table:
    """Inspections of some of them, known at once: one in ten a hit."""
    size = int(told.num_rows * INSPECTED)
    taken = told.take(pa.array(np.sort(draw.choice(told.num_rows, size, replace=False))))
    columns = {name: taken[name] for name in ("known_at", "message_id", "record", *KEYS)}
    hit = pa.array(draw.random(size) < HIT)
    more = {"inspection_id": _numbered(np.arange(size), "I{:09}"), "case_id": taken["consignment_id"]}
    path = pc.binary_join_element_wise(taken["origin_airport"], "ALA", "-")
    return pa.table(columns | more | {"path": path, "hit_illicit": hit, "hit_revenue": hit})


def events(draw: np.random.Generator, days: int, a_day: int) -> pa.Table:
    """Landings told by a handful of handlers, and weights of ULDs."""
    size = days * a_day
    known = np.datetime64(START.replace(tzinfo=None), "us") + np.sort(draw.integers(0, days * 86_400, size)).astype(
        "timedelta64[s]"
    )
    landing, logs = draw.random(size) < 0.8, np.round(draw.normal(7_000, 400, size)).astype(np.int64)
    columns = {
        "entity": np.where(landing, "handler", "uld_type"),
        "key": np.where(landing, "HANDS", "PMC"),
        "event_id": _numbered(np.arange(size), "E{:09}"),
        "known_at": pa.array(known).cast(MOMENT),
        "message_id": _numbered(np.arange(size), "{:064x}"),
        "record": np.ones(size, np.int64),
        "landed": landing.astype(np.int64),
        "shorts": (landing & (draw.random(size) < 0.02)).astype(np.int64),
        "uld_kg_n": (~landing).astype(np.int64),
        "uld_kg_ln": np.where(landing, 0, logs),
        "uld_kg_ln2": np.where(landing, 0, logs * logs),
    }
    return pa.table({name: columns[name] for name in EVENTS.names}).cast(EVENTS)


def cases(draw: np.random.Generator, as_of: datetime, count: int) -> pa.Table:
    """The cases of a night: parties of the same long tail, so that most have a past and some have none."""
    told = _told(draw, count)
    moments = pa.array([as_of] * count, MOMENT)
    flights = draw.integers(0, 60, count)
    columns = told | {
        "as_of": moments,
        "case_id": _numbered(np.arange(count), "C{:09}"),
        "level": told["kind"],
        "case_type": pc.binary_join_element_wise(told["stream"], told["kind"], "-"),
        "first_known_at": moments,
        "last_known_at": moments,
        "versions": pa.array(np.ones(count, np.int64)),
        "flight_id": _numbered(flights, "XX{:03}"),
        "uld": _numbered(flights * 20 + draw.integers(0, 20, count), "PMC{:05}XX"),
        "uld_type": pa.array(["PMC"] * count),
        "handler_key": pa.array(["HANDS"] * count),
    }
    return _filled(columns, CASES.columns, count)


def links(as_of: datetime, every: int) -> pa.Table:
    """Of the consignors and consignees every so many-th is another name of the one before it."""
    keys, parties = [], []
    for name in ("consignor_key", "consignee_key"):
        size, written, _share = KEYS[name]
        keys += [written.format(number) for number in range(1, size, every)]
        parties += [written.format(number - 1) for number in range(1, size, every)]
    return pa.table({"as_of": pa.array([as_of] * len(keys), MOMENT), "key": keys, "party_id": parties})


def _told(draw: np.random.Generator, rows: int) -> dict[str, pa.Array]:
    """What a consignment and a case alike say."""
    parcel = draw.random(rows) < 0.5
    columns = {name: _one_of(draw, rows, *how) for name, how in KEYS.items()}
    routes = pa.array(HUBS, pa.list_(pa.string()))
    kg = np.round(draw.lognormal(np.where(parcel, 1, 4), 1), 1) + 0.1
    return columns | {
        "kind": pa.array(np.where(parcel, "parcel", "house")),
        "stream": pa.array(np.where(parcel, "courier", "cargo")),
        "destination_airport": pa.array(["ALA"] * rows),
        "route": routes.take(pa.array(np.minimum(draw.integers(0, 5, rows), 2))),
        "record": pa.array(np.ones(rows, np.int64)),
        "pieces": pa.array(draw.integers(1, 40, rows)),
        "gross_kg": pa.array(kg),
        "volume_m3": pa.array(np.round(kg / 150, 2), mask=draw.random(rows) < 0.5),
        "value_eur": pa.array(np.round(draw.lognormal(4, 1, rows), 2), mask=draw.random(rows) < 0.5),
        "freight_eur": pa.array(np.round(draw.lognormal(3, 1, rows), 2), mask=draw.random(rows) < 0.7),
        "goods_description": columns["text_key"],
        "consignor_name": columns["consignor_key"],
        "consignee_name": columns["consignee_key"],
    }


def _one_of(draw: np.random.Generator, rows: int, kinds: int, written: str, share: float) -> pa.Array:
    places = pa.array((draw.random(rows) ** TAIL * kinds).astype(np.int64), mask=draw.random(rows) >= share)
    return _numbered(np.arange(kinds), written).take(places)


def _numbered(numbers: np.ndarray, written: str) -> pa.Array:
    return pa.array([written.format(number) for number in numbers.tolist()])


def _filled(columns: dict[str, pa.Array], declared: tuple[Column, ...], rows: int) -> pa.Table:
    return pa.table({
        column.name: columns.get(column.name, pa.nulls(rows, ARROW[column.kind])).cast(ARROW[column.kind])
        for column in declared
    })  # fmt: skip
