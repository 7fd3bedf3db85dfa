"""Times the check of one big night: 100,000 consignments with all their columns, in one process.

Run: `.venv/bin/python -m benchmarks.checking [consignments]`. Prints seconds and the peak memory of the process.
"""

import resource
import sys
import time
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa

from expectations.check import check
from lake.column import ARROW, Column, Table
from lake.tables import TABLES

KNOWN_AT = datetime(2026, 11, 20, 20, tzinfo=UTC)
PER_MESSAGE = 50


def night(consignments: int) -> tuple[dict[str, pa.Table], dict[str, str]]:
    """Return tables of `consignments` rows with every column filled, each with a load and a goods line."""
    rng = np.random.default_rng(7)
    ids = [f"{number:064x}" for number in range(-(-consignments // PER_MESSAGE))]
    tables = {name: filled(TABLES[name], consignments, ids, rng) for name in ("consignments", "loads", "goods")}
    messages = filled(TABLES["messages"], len(ids), ids, rng)
    known = {"message_id": ids, "records": [PER_MESSAGE] * len(ids), "records_counted": [PER_MESSAGE] * len(ids)}
    for name, values in known.items():
        place = messages.schema.get_field_index(name)
        messages = messages.set_column(place, name, pa.array(values))
    return {"messages": messages, **tables}, dict.fromkeys(ids, "cargo")


def filled(table: Table, rows: int, ids: list[str], rng: np.random.Generator) -> pa.Table:
    """Return a table with every column filled, mostly within its limits."""
    arrays = [pa.array(values(column, rows, ids, rng), ARROW[column.kind]) for column in table.columns]
    return pa.Table.from_arrays(arrays, names=[column.name for column in table.columns])


def values(column: Column, rows: int, ids: list[str], rng: np.random.Generator) -> list[object]:
    """Return values of one column; one in a hundred is null unless it is required."""
    number = np.arange(rows)
    by_name: dict[str, list[object]] = {
        "message_id": [ids[i // PER_MESSAGE] for i in number],
        "record": [int(i % PER_MESSAGE) + 1 for i in number],
        "waybill": [waybill(int(serial), rng) for serial in rng.integers(1_000_000, 9_999_999, rows)],
        "value": [float(v) for v in rng.integers(1, 900, rows)],
    }
    by_kind: dict[str, list[object]] = {
        "timestamp": [KNOWN_AT] * rows,
        "date": [date(2026, 11, 19)] * rows,
        "int64": [int(v) for v in rng.integers(1, 40, rows)],
        "float64": [float(v) for v in rng.integers(1, 900, rows)],
        "bool": [bool(v) for v in rng.integers(0, 2, rows)],
        "strings": [["ALA", "IST"]] * rows,
    }
    letters = {r"^[A-Z]{2}$": "KZ", r"^[A-Z]{3}$": "EUR", r"^\d{11}$": "12300000000", r"^\d{4,14}$": "851713"}
    plain = column.one_of[0] if column.one_of else letters.get(column.pattern or "", "K4")
    found = by_name.get(column.name) or by_kind.get(column.kind) or [f"{plain}" for _ in number]
    if column.name.endswith(("_name", "_address", "_id", "description")) and column.name != "message_id":
        found = [f"{column.name} number {i} in a fictitious street" for i in number]
    return [None if not column.required and i % 100 == 0 else value for i, value in zip(number, found, strict=True)]


def waybill(serial: int, rng: np.random.Generator) -> str:
    """Return a waybill of an invented airline; one in six has a wrong check digit, as in the wild."""
    return f"999{serial}{(serial % 7 + (rng.random() < 1 / 6)) % 10}"


def main() -> None:
    """Build, check twice (the first time pays the import) and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    tables, feed_of = night(rows)
    built = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for attempt in ("first, with imports", "second"):
        start, cpu = time.perf_counter(), time.process_time()
        checked = check(tables, feed_of)
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{attempt}: {wall:.1f} s wall, {cpu:.1f} s cpu, peak {peak} MB (tables alone {built} MB)")
    failed = sum(result.failed for result in checked.results)
    print(
        f"{rows} consignments, {len(checked.results)} rules, {failed} failing rows, {len(checked.quarantine)} refused"
    )


if __name__ == "__main__":
    main()
