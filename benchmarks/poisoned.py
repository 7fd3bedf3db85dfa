"""How often turned labels are noticed, and clean ones suspected: `python -m benchmarks.poisoned [SEEDS]`.

Drawn, not measured: 60 nights of 28 inspections to learn from, then new nights of which labels are turned over at
random, or all of one of ten officers are "clear". It says how many new labels it takes, not what a region is like.
All of it once with parcels on their own, and once with a tenth of the senders sending six of one fate on a day.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

os.environ.setdefault("OMP_NUM_THREADS", "1")

import ibis
import numpy as np
import pyarrow as pa

from features.feature import Feature
from flows.judge import expected
from measures.bootstrap import Bootstrap
from measures.intervals import share_of
from models.model import Model
from models.settings import TrainSettings
from models.suspect_labels import Labels, suspect
from models.train import train
from models.trial import Given

NIGHTS, A_NIGHT, OFFICERS, SEEDS = 60, 28, 10, 20
NEW_NIGHTS = (7, 28, 56)
TOGETHER = {"parcels on their own": 1, "four of ten parcels in sixes of one fate": 6}
"""Parcels of a sender's day that are hits, or are none, together."""
SENDING_MANY = 0.1
"""Share of the senders of a night that send so many."""
BASES = {"2 %": -5.1, "8 %": -3.4}
"""Share of hits among the inspected, and the intercept that gives it."""
START = datetime(2026, 1, 1, tzinfo=UTC)
SEVERITY = {"prohibited": 1.0, "security": 1.5, "revenue": 0.3}
FEATURES = [
    Feature(f"case_measure_{n:02d}", f"group {n // 3}", ibis._["x"], "ratio", "", "", (1, -1, 0)[n % 3], "drawn")
    for n in range(12)
]
Turn = Callable[[Labels, np.random.Generator], Labels]


def senders(nights: int, together: int, draw: np.random.Generator) -> np.ndarray:
    """Return (nights x A_NIGHT,) a number for the sender of each row; nobody sends on two nights."""
    sent = np.where(draw.random(nights * A_NIGHT) < SENDING_MANY, together, 1)
    nightly = [np.repeat(np.arange(A_NIGHT), part)[:A_NIGHT] for part in sent.reshape(nights, A_NIGHT)]
    return np.concatenate([night * A_NIGHT + number for night, number in enumerate(nightly)])


def rows(nights: int, intercept: float, together: int, draw: np.random.Generator) -> pa.Table:
    """Labelled rows: two of twelve measures tell, with an area under the curve near 0.8 at best.

    What tells, and what is found, is one for a sender's day.
    """
    count = nights * A_NIGHT
    sender = senders(nights, together, draw)
    measures = draw.normal(size=(count, len(FEATURES)))
    measures[:, :2] = measures[sender, :2]
    odds = 1.1 * measures[:, 0] - 0.9 * measures[:, 1] + intercept
    hits = draw.random(count)[sender] < 1 / (1 + np.exp(-odds))
    at = [START + timedelta(days=n // A_NIGHT) for n in range(count)]
    moment = pa.timestamp("us", "UTC")
    told = {
        "as_of": pa.array(at, moment),
        "case_id": [f"{n:09d}" for n in range(count)],
        "decided_at": pa.array([one + timedelta(hours=2) for one in at], moment),
        "known_at": pa.array([one + timedelta(hours=12) for one in at], moment),
        "consignor_key": [f"sender {n}" for n in sender],
        "selected_as": ["model"] * count,
        "officer_id": [f"officer {n}" for n in draw.integers(0, OFFICERS, count)],
        "method": draw.choice(["xray", "full_opening"], count).tolist(),
        "families": pa.array([["prohibited"] if hit else [] for hit in hits], pa.list_(pa.string())),
        "illicit": pa.array(hits),
        "revenue": pa.nulls(count, pa.bool_()),
        **{feature.name: measures[:, n] for n, feature in enumerate(FEATURES)},
    }
    return pa.table(told)


def turned(share: float) -> Turn:
    """Labels of which a share is turned over at random."""

    def turn(labels: Labels, draw: np.random.Generator) -> Labels:
        return replace(labels, hits=labels.hits ^ (draw.random(len(labels.hits)) < share))

    return turn


def one_clears(labels: Labels, draw: np.random.Generator) -> Labels:
    """All labels of one officer are clear."""
    return replace(labels, hits=labels.hits & (labels.officers != f"officer {draw.integers(0, OFFICERS)}"))


SCENARIOS: dict[str, Turn] = {
    "clean (false alarms)": turned(0.0),
    "5 % turned": turned(0.05),
    "20 % turned": turned(0.2),
    "one of ten officers: all clear": one_clears,
}


def held(intercept: float, nights: int, together: int, seed: int) -> tuple[Labels, Labels] | None:
    """New and old labels with what a model of the older ones expects of them."""
    found = rows(NIGHTS + nights, intercept, together, np.random.default_rng([seed, nights]))
    champion = Model((), {}, {}, START + timedelta(days=NIGHTS), ())

    def learn(known: pa.Table, at: datetime) -> Model:
        return train(known, FEATURES, TrainSettings(at, min_positives=15, bootstrap=Bootstrap(2))).model

    return expected(Given(found, FEATURES, SEVERITY, learn), champion)


def noticed(base: str, nights: int, senders_send: str, seeds: int) -> None:
    """Print how often each batch of one size is noticed."""
    together = TOGETHER[senders_send]
    batches = [batch for seed in range(seeds) if (batch := held(BASES[base], nights, together, seed))]
    size = f"hits among inspected {base}, {nights * A_NIGHT} new labels, {senders_send}"
    print(f"\n{size}: {len(batches)} batches could be judged")
    for name, turn in SCENARIOS.items():
        draw = np.random.default_rng(nights)
        found = [bool(suspect(turn(new, draw), old).reasons) for new, old in batches]
        print(f"  {name:<32} {share_of(sum(found), len(found))}")


def main(seeds: int = SEEDS) -> None:
    """Print how often each batch is noticed, with exact 95 % intervals over the seeds."""
    print(f"{seeds} seeds; {NIGHTS * A_NIGHT} labels before; share of batches that the gate would refuse")
    for base, nights, senders_send in product(BASES, NEW_NIGHTS, TOGETHER):
        noticed(base, nights, senders_send, seeds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
