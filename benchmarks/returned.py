"""How often a sound champion is taken back, and how soon a bad one: `python -m benchmarks.returned [SEEDS]`.

Drawn, not measured: 60 nights of results, looked at after each of them as a night does (models/in_use.py), all
inspected and those drawn at random apart. Only found over expected is drawn, not the comparison with the one before,
which is a note and takes nothing back.
"""

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from measures.intervals import share_of
from models.compared import Said, broken, ratio_of
from models.in_use import LEVEL

NIGHTS, A_NIGHT, DRAWN, SEEDS = 60, 15, 0.1, 200
TRUTHS = (1.0, 1.25, 1.6, 2.0, 3.0, 0.6, 0.4)
BASE = 0.1


def returned_after(times: float, draw: np.random.Generator) -> int | None:
    """The night after which a champion that finds `times` what it expects is taken back; None: never."""
    rows = NIGHTS * A_NIGHT
    expected = draw.beta(0.5, 0.5 * (1 - BASE) / BASE, rows).clip(1e-6, 0.999)
    hits = draw.random(rows) < np.minimum(expected * times, 1)
    random = draw.random(rows) < DRAWN
    for night in range(1, NIGHTS + 1):
        until = np.arange(rows) < night * A_NIGHT
        for mask in (until, until & random):
            said = Said(hits[mask], expected[mask], np.flatnonzero(mask), np.full(int(mask.sum()), ""))
            if len(said.hits) and broken(ratio_of(said, LEVEL)):
                return night
    return None


def main(seeds: int = SEEDS) -> None:
    """Print, for each true ratio, how often it is taken back within the nights, and the median night."""
    print(f"{seeds} seeds, {NIGHTS} nights of {A_NIGHT} results, {BASE:.0%} hits expected, intervals of {LEVEL:.1%}")
    for times in TRUTHS:
        nights = [returned_after(times, np.random.default_rng([seed, int(100 * times)])) for seed in range(seeds)]
        back = [night for night in nights if night is not None]
        median = f"median after {np.median(back):.0f} nights" if back else "never"
        print(f"  found {times:>4} times what is expected: taken back {share_of(len(back), seeds)}, {median}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
