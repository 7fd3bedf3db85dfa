"""How long training, scoring and explaining take on one thread: `python -m benchmarks.training`.

The rows are drawn, not measured: this times, it says nothing about targeting quality (docs/quality.md does).
"""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import ibis
import numpy as np
import pyarrow as pa

from features.feature import Feature
from models.explain import contributions
from models.score import score
from models.settings import TrainSettings
from models.train import Trained, train

FEATURES, INSPECTED, NIGHTS, SCORED, LISTED = 60, 6_000, 120, 100_000, 30
START = datetime(2026, 1, 1, tzinfo=UTC)
SEVERITY = {"prohibited": 1.0, "security": 1.5, "revenue": 0.3}


def catalogue() -> list[Feature]:
    """Sixty features, two thirds with a known direction."""
    return [
        Feature(f"case_measure_{n:02d}", f"group {n // 4}", ibis._["x"], "ratio", "", "", (1, -1, 0)[n % 3], "drawn")
        for n in range(FEATURES)
    ]


def drawn(rows: int, nights: int) -> pa.Table:
    """Normal features, 15 % not known, spread over `nights`."""
    draw = np.random.default_rng(1)
    moments = [START + timedelta(days=row * nights // rows) for row in range(rows)]
    columns = {feature.name: pa.array(draw.normal(size=rows), mask=draw.random(rows) < 0.15) for feature in catalogue()}
    return pa.table(
        {"as_of": pa.array(moments, pa.timestamp("us", "UTC")), "case_id": [f"{n:09d}" for n in range(rows)], **columns}
    )


def labelled(features: pa.Table) -> pa.Table:
    """About 5 % illicit and 8 % revenue hits that depend on a few features."""
    draw = np.random.default_rng(2)
    first, second = (np.nan_to_num(features[f"case_measure_{n:02d}"].to_numpy()) for n in (0, 3))
    illicit = first + 0.7 * second + 1.5 * draw.normal(size=len(first)) > 3.2
    revenue = second + draw.normal(size=len(first)) > 2.0
    told = {
        "known_at": pa.array([moment + timedelta(hours=18) for moment in features["as_of"].to_pylist()]),
        "selected_as": pa.array(["model"] * len(first)),
        "families": pa.array([["prohibited"] if hit else [] for hit in illicit], pa.list_(pa.string())),
        "illicit": pa.array(illicit),
        "revenue": pa.array(revenue),
    }
    for name, column in told.items():
        features = features.append_column(name, column)
    return features


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print wall and CPU seconds, and the most memory the process has held so far."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<60} {wall:6.2f} s   {cpu:6.2f} cpu-s   {peak:5.0f} MB")


def main() -> None:
    """Train, score, explain."""
    rows, cases = labelled(drawn(INSPECTED, NIGHTS)), drawn(SCORED, 1)
    trained: Trained
    with timed(f"train: {INSPECTED} rows x {FEATURES} features, two aims, tested"):
        trained = train(rows, catalogue(), TrainSettings(START + timedelta(days=NIGHTS + 30)))
    with timed(f"score: {SCORED} cases"):
        score(trained.model, cases, SEVERITY)
    with timed(f"cold start: {SCORED} cases"):
        score(None, cases, SEVERITY, catalogue())
    with timed(f"explain: {LISTED} lines"):
        contributions(trained.model, "illicit", cases.slice(0, LISTED))
    for note in trained.model.notes:
        print(f"- {note}")


if __name__ == "__main__":
    main()
