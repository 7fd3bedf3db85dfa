"""Seconds and size of a receipt: `python -m benchmarks.receipts [NIGHTS] [LINES]`.

A made-up lake of so many nights with lists of so many lines, each worked and returned; then one more sheet is answered,
written as a page and as text. Medians of five; rows are read, placed and compared with all that came before.
"""

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")

import csv
import io
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.receipt import Home, receipt_of
from flows.unit import Unit
from lake import sites
from lake.past import Past
from lake.runs import commit, start
from lake.sheet import SHEET
from lake.tables import INSPECTIONS, RECEIPTS
from targets.language import load
from targets.receipt import Receipt, receipt_page
from targets.target import TARGETS

FIRST = datetime(2026, 1, 1, 23, tzinfo=UTC)
TIMES = 5
LINE = {
    "revision": 1, "selected_as": "model", "selection_probability": 1.0, "aim": "illicit", "action": "xray",
    "state": "new", "standby": False, "flight_id": "XY0123-20260102-IST",
}  # fmt: skip
OPENED = {"decision": "accepted", "method": "full_opening", "result": "clear", "presented": True}


def rows_of(list_id: str, night: int, lines: int) -> list[dict[str, Any]]:
    """Lines of a list as the sheet names them."""
    return [{"list_id": list_id, "list_line": n, "case_id": f"{night:04}{n:07}"} for n in range(1, lines + 1)]


def nights(unit: Unit, count: int, lines: int) -> None:
    """Write the lists of past nights, and what came home of each."""
    for night in range(count):
        as_of = FIRST + timedelta(days=night)
        run = start(unit.store, "night", unit.site.name, (as_of,))
        named = rows_of(f"{unit.site.name}-{night}", night, lines)
        listed = [
            LINE | {"list_id": r["list_id"], "line": r["list_line"], "case_id": r["case_id"], "as_of": as_of}
            for r in named
        ]
        at = as_of + timedelta(hours=14)
        told = {"message_id": f"{night:064}", "known_at": at, "decided_at": at - timedelta(hours=8), "officer_id": "a"}
        home = [
            r | OPENED | told | {"record": n, "inspection_id": f"{r['list_id']}/{r['list_line']}"}
            for n, r in enumerate(named, 1)
        ]
        came = [told | {"received_at": at, "changed_at": at, "feed": "results", "file_id": "f", "file_name": "f"}]
        for table, rows in ((TARGETS, listed), (INSPECTIONS, home), (RECEIPTS, came)):
            part = pa.Table.from_pylist(
                [{k: v for k, v in r.items() if k in table.schema.names} for r in rows], table.schema
            )
            run.parts.append(unit.store.write(table.name, part, run.run_id))
        commit(unit.store, run)


def sheet(unit: Unit, night: int, lines: int) -> bytes:
    """The last night's sheet, returned again by another officer who found a hit in every tenth line."""
    text = io.StringIO()
    made = csv.DictWriter(text, [column.name for column in SHEET], quoting=csv.QUOTE_ALL)
    made.writeheader()
    for row in rows_of(f"{unit.site.name}-{night}", night, lines):
        hit = {"result": "hit", "finding": "narcotics"} if row["list_line"] % 10 == 0 else {}
        made.writerow(row | OPENED | {"presented": "yes", "officer_id": "b", "decided_at": "2026-03-01 06:00"} | hit)
    return text.getvalue().encode()


def main(count: int = 60, lines: int = 300) -> None:
    """Print medians of TIMES."""
    with tempfile.TemporaryDirectory() as folder:
        unit = Unit(sites.load("almaty"), Path(folder))
        nights(unit, count, lines)
        at = FIRST + timedelta(days=count - 1, hours=15)
        data, seconds, pages = sheet(unit, count - 1, lines), [], []
        language = load("ru")
        receipt_page(Receipt("", "UTC", "", at, at), language)  # fonts are cut once a process
        for _ in range(TIMES):
            begun = time.perf_counter()
            run = start(unit.store, "night", unit.site.name, (at + timedelta(hours=9),))
            receipt = receipt_of(unit, Past(unit.store, run), Home("sheet.csv", data, at))
            seconds.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            page = receipt_page(receipt, language)
            pages.append(time.perf_counter() - begun)
        print(f"{count} nights of {lines} lines and results; a sheet of {len(data):,} bytes: {receipt.totals}")
        median, written = statistics.median(seconds), statistics.median(pages)
        print(f"answered in {median:.2f} s, page in {written:.2f} s, {len(page):,} bytes")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
