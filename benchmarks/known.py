"""Measures for which share of its cases each feature is known: `python benchmarks/known.py LAKE SITE`.

Writes features/known.csv from the last seven moments that a lake has: the stream for which a feature is known most
often, and the share. Use a lake of the exercise region as `make night` writes it.
"""

import csv
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from features.catalogue import FEATURES
from features.docs import KNOWN
from flows.described import stored
from flows.unit import open_unit
from lake.past import Past
from lake.runs import Run, moment_of

NIGHTS = 7
STREAMS = ("cargo", "courier", "mail")


def main(lake: str, site: str) -> None:
    """Measure and write."""
    unit = open_unit(Path(lake), site)
    past = Past(unit.store, Run("reader", "training", site, (moment_of("99990101T000000Z"),)))
    both = [stored(unit, past, moment_of(at)) for at in sorted(past.parts("cases"))[-NIGHTS:]]
    cases, features = (pa.concat_tables(tables) for tables in zip(*both, strict=True))
    with KNOWN.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["feature", "stream", "share"])
        for feature in FEATURES:
            shares = {stream: _share(features, cases, stream, feature.name) for stream in STREAMS}
            stream = max(shares, key=lambda name: shares[name])
            rows.writerow([feature.name, stream, f"{shares[stream] * 100:.3g} %"])
            if not shares[stream]:
                print(f"never known: {feature.name}")
    print(f"{len(FEATURES)} features, {cases.num_rows:,} cases of {len(both)} moments -> {KNOWN}")


def _share(features: pa.Table, cases: pa.Table, stream: str, name: str) -> float:
    column = features[name].filter(pc.equal(cases["stream"], stream))
    return 1 - column.null_count / max(len(column), 1)


if __name__ == "__main__":
    main(*sys.argv[1:3])
