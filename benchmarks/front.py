"""Time and memory of the front page over a month and over a year of lists: `python -m benchmarks.front [LINES]`.

Drawn, not real: lists of LINES lines with what came home of most of them, in a lake of its own, a message a result.
"""

import os
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1] / "tests/flows"))

import numpy as np
from past_lists import case_of, line, night_of, result

from flows.front import gathered, write_front
from flows.unit import Unit, open_unit

SITE, LAST, TIMES = "almaty", date(2026, 3, 1), 5
RESULTS = (("hit", 0.1), ("clear", 0.6), ("inconclusive", 0.1), ("not_presented", 0.05), (None, 0.15))


def fill(unit: Unit, nights: int, lines: int, draw: np.random.Generator) -> None:
    """Write the nights before and up to LAST."""
    names, shares = zip(*RESULTS, strict=True)
    home: list[dict[str, object]] = []
    for back in range(nights - 1, -1, -1):
        as_of = unit.site.as_of(LAST - timedelta(days=back))
        told = [line(n, selected_as="random" if n % 10 == 0 else "model") for n in range(1, lines + 1)]
        run = night_of(unit, as_of, told, home)
        list_id = f"{SITE}-{unit.site.day_of(run.as_of)}"
        said = draw.choice(len(names), lines, p=shares)
        home = [
            result(list_id, n, as_of + timedelta(hours=15), case_id=case_of(n), result=names[said[n - 1]])
            for n in range(1, lines + 1)
        ]


def main(lines: int = 300) -> None:
    """Print what writing the page takes with a month and with a year of nights in the lake."""
    for nights in (30, 365):
        with tempfile.TemporaryDirectory() as folder:
            unit = open_unit(Path(folder), SITE)
            fill(unit, nights, lines, np.random.default_rng(7))
            took = []
            for _time in range(TIMES):
                began = time.perf_counter()
                if trouble := write_front(unit):
                    raise SystemExit(trouble)
                took.append(time.perf_counter() - began)
            size = (unit.store.folder / "lists/index.html").stat().st_size
            shown = sum(night.lines or 0 for night in gathered(unit).nights)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{nights} nights of {lines} lines: {len(unit.site.languages)} pages in {np.median(took):.2f} s "
            f"(first {took[0]:.2f}), {shown} lines shown, {size / 1000:.0f} kB a page, peak {peak} MB"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
