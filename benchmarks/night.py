"""Seconds and peak memory of each step of a night of about 100,000 records: `python -m benchmarks.night [cases]`.

One site of the exercise region without a past, in a temporary folder: the night takes in everything that a first
night takes in, in a cold start. Rows, seconds and memory are those of the run's record, as `accu runs` prints them.
Aim: 100,000 records within five minutes and 4 GB on two cores.
"""

import multiprocessing
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from exercises.region import write_region
from flows.nightly import night
from flows.unit import open_unit
from lake import sites

SITE, TONIGHT = "almaty", date(2026, 3, 1)
CASES = 69_000
"""Cases of the night; two of them are told of in about three records: lines of manifests, waybills, houses, parcels."""


def write(lake: Path, cases: int) -> None:
    """Write the region, in a process of its own: what it needs is not counted."""
    write_region(lake, [sites.load(SITE)], 7, 0, TONIGHT, cases_a_night=cases)


def main(cases: int) -> None:
    """Write the region, run the night, print the table."""
    with tempfile.TemporaryDirectory() as folder:
        unit = open_unit(Path(folder), SITE)
        writer = multiprocessing.get_context("spawn").Process(target=write, args=(Path(folder), cases))
        writer.start()
        writer.join()

        began = time.monotonic()
        run = night(unit, unit.site.as_of(TONIGHT))
        took = time.monotonic() - began
    feeds = run.counts["feeds"].values()
    records, files = sum(feed["records"] for feed in feeds), sum(feed["files"] for feed in feeds)
    found = sum(part.rows for part in run.parts if part.table == "cases")
    print(f"{records:,} records in {files:,} files; {found:,} cases")
    print(f"\n{'step':12} {'rows in':>10} {'rows out':>10} {'seconds':>8} {'peak MB':>8}")
    for step in run.steps:
        print(f"{step.name:12} {step.rows_in:>10,} {step.rows_out:>10,} {step.seconds:>8.1f} {step.peak_mb:>8,}")
    print(f"{'the night':12} {'':>10} {'':>10} {took:>8.1f} {max(step.peak_mb for step in run.steps):>8,}")
    print(f"\n{records / took:,.0f} records a second; counts add up: {not any('add up' in note for note in run.notes)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
