"""Rules: seconds for generated rules over generated cases, booleans, sentences and all; memory at the peak.

    python -m benchmarks.rules [--rules 500] [--cases 100000] [--repeats 3]

Each rule compares two or three of forty columns and fires on about one case in a hundred; a third of the sentences
fill two columns. The cases carry two hundred columns, as a night's do. Two threads; the figure is the median.
"""

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import ibis
import numpy as np
import pyarrow as pa
from ibis import _

from indicators.apply import fired
from indicators.indicator import Indicator

NAMED, COLUMNS, DAY = 40, 200, date(2026, 3, 2)
SELDOM = 0.01
"""Share of cases that a rule fires on: an officer reads no more."""
AIM = 60.0


def night(cases: int, seed: int = 1) -> pa.Table:
    """Cases with their features; one value in ten is not known."""
    draw = np.random.default_rng(seed)
    figures = {}
    for number in range(COLUMNS):
        values = draw.random(cases)
        figures[f"figure_{number}"] = pa.array(np.where(draw.random(cases) < 0.1, np.nan, values), from_pandas=True)
    return pa.table(
        {
            "as_of": pa.array([datetime(2026, 3, 1, 23, tzinfo=UTC)] * cases, pa.timestamp("us", tz="UTC")),
            "case_id": [f"{number:011d}/H{number % 7}" for number in range(cases)],
            "stream": pa.array(draw.choice(["cargo", "courier", "mail"], cases)),
            **figures,
        }
    )


def rules(count: int, seed: int = 2) -> Iterator[Indicator]:
    """Rules as a unit writes them: a column or two against a limit, a third of them for one stream only."""
    draw = np.random.default_rng(seed)
    for number in range(count):
        first, second = (f"figure_{at}" for at in draw.choice(NAMED, 2, replace=False))
        share = SELDOM**0.5
        fires = (_[first] > 1 - share) & (_[second].fill_null(0.5) < share)
        if number % 3 == 0:
            fires = (_[first] > 1 - SELDOM * 3) & (_.stream == "courier")
        yield Indicator(
            name=f"rule_{number:04d}",
            fires=fires,
            reason=f"Of {{{first}:.1%}} and {{{second}}}" if number % 3 else "A courier's parcel far from the others",
            source="generated",
            owner="benchmark",
            valid_from=date(2026, 1, 1),
            valid_to=None,
            action="review",
            family="prohibited",
        )


def main() -> None:
    """Print the median."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    for name, default in (("rules", 500), ("cases", 100_000), ("repeats", 3)):
        asked.add_argument(f"--{name}", type=int, default=default)
    given = asked.parse_args()
    backend = ibis.duckdb.connect(threads=2)
    ibis.set_backend(backend)
    cases, made = ibis.memtable(night(given.cases)), tuple(rules(given.rules))
    seconds, rows = [], 0
    for _repeat in range(given.repeats):
        began = time.perf_counter()
        rows = fired(cases, DAY, made).num_rows
        seconds.append(time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"{given.rules} rules x {given.cases:,} cases: {statistics.median(seconds):.1f} s (aim under {AIM:.0f} s; "
        f"median of {given.repeats}, {min(seconds):.1f} to {max(seconds):.1f}), {rows:,} fired with a sentence, "
        f"peak {peak} MB, 2 threads\n"
    )


if __name__ == "__main__":
    main()
