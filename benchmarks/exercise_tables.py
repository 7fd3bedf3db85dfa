"""The region straight to tables, timed: `python -m benchmarks.exercise_tables [consignments] [nights]`.

Three sites, a process each, over two years of nights and the night of the last day; into a temporary folder. The
processes share the machine's cores. Aim: 5,000,000 consignments in under 20 minutes on two cores.
"""

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from exercises.nights import Region, RegionSummary
from lake import sites
from lake.store import Store
from simulation.tables import write_tables

CONSIGNMENTS, NIGHTS, LAST = 200_000, 729, date(2026, 3, 1)


def write(site: str, lake: Path, cases: int, nights: int) -> tuple[RegionSummary, float, int]:
    """Write one site; its counts, its CPU seconds, and the peak of its process in MB."""
    region = Region(seed=7, nights=nights, last_day=LAST, cases_a_night=cases)
    summary = write_tables(Store(lake / site), sites.load(site), region)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return summary, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def main(consignments: int, nights: int) -> None:
    """Write the region and print what it took."""
    names = sites.names()
    cases = max(1, round(consignments / len(names) / (nights + 1)))
    with tempfile.TemporaryDirectory() as folder:
        lake, began = Path(folder), time.monotonic()
        with multiprocessing.get_context("spawn").Pool(len(names), maxtasksperchild=1) as pool:
            found = pool.starmap(write, [(name, lake, cases, nights) for name in names])
        took = time.monotonic() - began
        size = sum(path.stat().st_size for path in lake.rglob("*.parquet"))
    together = sum((summary for summary, _, _ in found), RegionSummary())
    cpu, peak = sum(seconds for _, seconds, _ in found), max(mb for _, _, mb in found)
    print(f"{together.cases:,} consignments of {len(names)} sites over {nights + 1} nights, {cases:,} a site and night")
    print(
        f"{together.bad:,} bad; {together.results:,} results with {together.hits:,} hits; {size / 1e6:,.0f} MB Parquet"
    )
    print(
        f"{took:.1f} s on {os.cpu_count()} cores, {cpu:.1f} CPU s: {together.cases / took:,.0f} consignments a second"
    )
    more = 5e6 / together.cases / 60
    print(f"peak {peak:,} MB a process; 5 M so: {more * took:.1f} minutes; {more * cpu / 2:.1f} on two free cores")


if __name__ == "__main__":
    asked = [int(text) for text in sys.argv[1:]]
    main(*(asked + [CONSIGNMENTS, NIGHTS][len(asked) :]))
