"""Times the history and the description of a night at a million versions: `python benchmarks/history.py [versions]`.

Everything is drawn: 180 days, parties by a long tail, one version in ten amends an earlier one. Aim: slices and one
night of 100,000 cases within 60 s and 4 GB on two cores.
"""

import resource
import sys
import time
from datetime import UTC, datetime, timedelta

import ibis
import numpy as np
import pyarrow as pa

from cases.case import CASES
from features.describe import describe
from features.history import slices
from lake.column import ARROW, Column
from lake.engine import duckdb
from lake.reference import Limit
from lake.tables import CONSIGNMENTS

START = datetime(2026, 1, 1, 23, tzinfo=UTC)
DAYS = 180
CUTOFFS = [START + timedelta(days=day) for day in range(1, DAYS + 1)]
LIMITS = (Limit(START - timedelta(days=400), START + timedelta(days=400), 200.0),)
INSPECTED = 20_000
NIGHT = 100_000
BACKFILL = (60, 3_000)
VALUED, HIT = 0.5, 0.1


def consignments(draw: np.random.Generator, versions: int) -> pa.Table:
    """Drawn versions of consignments: all columns of the table, those that nothing here reads are null."""
    number = draw.integers(0, int(versions * 0.9), versions)
    seconds = np.sort(draw.integers(0, DAYS * 86_400, versions))
    known = np.datetime64(START.replace(tzinfo=None), "us") + seconds * np.timedelta64(1_000_000, "us")
    parcel = number % 2 == 0
    columns = {
        "message_id": pa.array(np.arange(versions)).cast(pa.string()),
        "record": pa.array(np.ones(versions, dtype=np.int64)),
        "known_at": pa.array(known, pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC")),
        "consignment_id": pa.array(number).cast(pa.string()),
        "kind": pa.array(np.where(parcel, "parcel", "house")),
        "stream": pa.array(np.where(parcel, "courier", "cargo")),
        "origin_airport": _one_of(draw, versions, 40, "A{:02}"),
        "pieces": pa.array(draw.integers(1, 40, versions)),
        "gross_kg": pa.array(np.round(draw.lognormal(3, 1, versions), 1)),
        "value_eur": pa.array(np.round(draw.lognormal(4, 1, versions), 2), mask=draw.random(versions) > VALUED),
        "goods_class": _one_of(draw, versions, 200, "{:04}"),
        "consignor_key": _one_of(draw, versions, 50_000, "CONSIGNOR {}"),
        "consignee_key": _one_of(draw, versions, 200_000, "CONSIGNEE {}"),
        "forwarder_key": _one_of(draw, versions, 500, "FORWARDER {}"),
        "consignee_phone": _one_of(draw, versions, 200_000, "+7 700 {:07}"),
    }
    return _filled(columns, CONSIGNMENTS.columns, versions)


def cases(told: pa.Table, moments: list[datetime], each: int) -> pa.Table:
    """As many cases at each moment, as the last versions told."""
    parts = []
    for as_of in moments:
        taken = told.slice(told.num_rows - each)
        columns = {name: taken[name] for name in told.column_names if name in CASES.schema.names}
        columns |= {
            "as_of": pa.array([as_of] * each, pa.timestamp("us", tz="UTC")),
            "case_id": pa.array(np.arange(each)).cast(pa.string()),
            "level": taken["kind"],
            "route": pa.array([["DXB", "ALA"]] * each),
            "goods_description": taken["goods_class"],
        }
        parts.append(_filled(columns, CASES.columns, each))
    return pa.concat_tables(parts)


def outcomes(told: pa.Table, draw: np.random.Generator) -> pa.Table:
    """Inspections of some of them, one in ten a hit."""
    taken = told.take(np.sort(draw.choice(told.num_rows, INSPECTED, replace=False)))
    kept = ["known_at", "consignor_key", "consignee_key", "forwarder_key", "origin_airport", "goods_class"]
    hit = pa.array(draw.random(INSPECTED) < HIT)
    table = taken.select(kept).append_column("hit_illicit", hit).append_column("hit_revenue", hit)
    table = table.append_column("inspection_id", pa.array(np.arange(INSPECTED)).cast(pa.string()))
    return table.append_column("case_id", taken["consignment_id"])


def _one_of(draw: np.random.Generator, size: int, kinds: int, pattern: str) -> pa.Array:
    names = pa.array([pattern.format(number) for number in range(kinds)])
    return names.take(pa.array((draw.random(size) ** 2 * kinds).astype(np.int64)))


def _filled(columns: dict[str, pa.Array], declared: tuple[Column, ...], rows: int) -> pa.Table:
    return pa.table(
        {
            column.name: columns.get(column.name, pa.nulls(rows, ARROW[column.kind])).cast(ARROW[column.kind])
            for column in declared
        }
    )


def _timed(title: str, backend: ibis.BaseBackend, name: str, table: ibis.Table | None, began: float) -> None:
    rows = backend.create_table(name, table).count().to_pyarrow().as_py()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{title}: {rows:,} rows, {time.perf_counter() - began:.1f} s, peak {peak:.2f} GB")


def main(versions: int) -> None:
    """Build, time, print."""
    draw = np.random.default_rng(1)
    told = consignments(draw, versions)
    backend = duckdb()
    known = backend.create_table("consignments", told)
    found = backend.create_table("outcomes", outcomes(told, draw))
    night = backend.create_table("night", cases(told, CUTOFFS[-1:], min(NIGHT, versions)))
    moments, each = BACKFILL
    many = backend.create_table("many", cases(told, CUTOFFS[-moments:], min(each, versions)))
    began = time.perf_counter()
    _timed("180 slices", backend, "history", slices(known, found, CUTOFFS), began)
    began = time.perf_counter()
    last = slices(known, found, CUTOFFS[-1:], after=CUTOFFS[-2])
    _timed("last slice", backend, "slice", last, began)
    history = backend.table("history")
    began = time.perf_counter()
    _timed("one night", backend, "described", describe(night, history, LIMITS), began)
    began = time.perf_counter()
    _timed("60 moments", backend, "described_many", describe(many, history, LIMITS), began)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
