"""Does the 95 % interval of what arrived cover the truth, and how wide is it? 500 simulated months a prevalence.

A month: 30 nights of 1,400 cases in nine strata (stream x traffic) of unequal size and risk. A list of 40 lines: 36
by a score that is told more of the bad than of the good, 4 drawn at random as the night draws them (targets/rank.py).
Then officers: they decline by stratum, do not reach, find nothing presented or cannot tell; opened are the first 16 and
nine in ten random lines, the others are x-rayed, which finds half and settles nothing. What is known of the month is
what is on the lines; the interval is measures/population.py's.

Run: OMP_NUM_THREADS=1 python -m benchmarks.population [months]
"""

import sys
from dataclasses import dataclass

import numpy as np

from measures.arrays import Bools, Floats
from measures.intervals import clopper_pearson
from measures.measure import Measure
from measures.population import Listed, by_effective_size, openings_a_day, population, responses
from targets.rank import systematic

PREVALENCES = (0.0002, 0.003, 0.02, 0.09)
NIGHTS, CASES, TAKEN, DRAWN, OPENED = 30, 1400, 36, 4, 16
SIZES = np.array([0.30, 0.05, 0.08, 0.26, 0.02, 0.03, 0.22, 0.02, 0.02])
RISKS = np.array([1.0, 0.4, 2.0, 0.8, 0.5, 1.5, 1.3, 0.3, 1.0])
DECLINES = np.array([0.02, 0.05, 0.02, 0.15, 0.10, 0.20, 0.03, 0.02, 0.02])
SEEN, XRAY_FINDS = 1.5, 0.5


@dataclass(frozen=True)
class World:
    """What may go otherwise than the figures assume.

    Attributes:
        clean_declined: how much oftener officers decline a clean random line than a bad one.
        missed: share of the bad that an opening does not find.
    """

    name: str
    clean_declined: float = 0.0
    missed: float = 0.0


AS_ASSUMED = World("as assumed: officers decline by stratum, not by what is inside")
OTHERWISE = (
    World("officers feel which random line is clean, and decline 30 % more of those", clean_declined=0.3),
    World("an opening misses 30 % of the bad", missed=0.3),
)


def month(draw: np.random.Generator, prevalence: float, world: World) -> tuple[Listed, int]:
    """Return the lines of a month and how many bad cases arrived."""
    stratum = np.sort(draw.choice(len(SIZES), (NIGHTS, CASES), p=SIZES), axis=1)
    bad = draw.random((NIGHTS, CASES)) < np.minimum(prevalence * RISKS[stratum] / (SIZES @ RISKS), 1)
    score = draw.normal(size=(NIGHTS, CASES)) + SEEN * bad
    order = np.argsort(-score, axis=1)
    night, place, drawn, opened = [], [], [], []
    for number in range(NIGHTS):
        taken, rest = order[number, :TAKEN], np.sort(order[number, TAKEN:])
        within = np.lexsort((draw.random(len(rest)), stratum[number, rest]))
        lot = rest[within][systematic(len(rest), DRAWN, float(draw.random()))]
        night += [number] * (TAKEN + DRAWN)
        place += [*taken, *lot]
        drawn += [False] * TAKEN + [True] * DRAWN
        opened += [True] * OPENED + [False] * (TAKEN - OPENED) + list(draw.random(DRAWN) < 0.9)
    lines = (np.array(night), np.array(place))
    return _worked(draw, world, stratum[lines], bad[lines], (np.array(drawn), np.array(opened))), int(bad.sum())


def _worked(
    draw: np.random.Generator, world: World, stratum: np.ndarray, bad: Bools, how: tuple[Bools, Bools]
) -> Listed:
    """What the officers make of the lines."""
    drawn, opened = how
    declined = draw.random(len(bad)) < DECLINES[stratum] + world.clean_declined * (drawn & ~bad)
    away = draw.random(len(bad)) < 0.05 + 0.02 + 0.03  # not reached, not presented, nobody could tell
    looked = ~declined & ~away
    found = np.where(opened, draw.random(len(bad)) >= world.missed, draw.random(len(bad)) < XRAY_FINDS)
    probability = np.where(drawn, DRAWN / (CASES - TAKEN), 1.0)
    return Listed(drawn, probability, stratum.astype(np.int64), looked & opened, looked & bad & found)


@dataclass(frozen=True)
class Months:
    """What many months came to, (n,) each; shares of what arrived."""

    true: Floats
    said: list[Measure]
    simple: list[Measure]
    effective: Floats
    response: float


def months(count: int, prevalence: float, world: World) -> Months:
    """Simulate; the seed follows from the prevalence and the world."""
    draw = np.random.default_rng([round(prevalence * 1e6), round(100 * (world.clean_declined + 2 * world.missed))])
    true, said, simple, effective, response = [], [], [], [], []
    for _ in range(count):
        listed, bad = month(draw, prevalence, world)
        of = population(listed, NIGHTS * CASES)
        true.append(bad / (NIGHTS * CASES))
        said.append(of.prevalence)
        simple.append(_share(by_effective_size(listed, NIGHTS * CASES)))
        effective.append(of.effective)
        response.append(responses(listed)[listed.drawn].mean())
    return Months(np.array(true), said, simple, np.array(effective), float(np.mean(response)))


def _share(bad: Measure) -> Measure:
    total = NIGHTS * CASES
    return Measure(*(None if end is None else end / total for end in (bad.value, bad.low, bad.high)))


def covered(true: Floats, said: list[Measure]) -> tuple[float, float, float]:
    """Return how often the intervals hold the truth, and their mean and median width."""
    low, high = (np.array([getattr(one, end) for one in said], dtype=np.float64) for end in ("low", "high"))
    return float(np.mean((low <= true) & (true <= high))), float(np.mean(high - low)), float(np.median(high - low))


def table(count: int, world: World) -> None:
    """Print one world."""
    error = 1.96 * (0.05 * 0.95 / count) ** 0.5
    print(f"\n{world.name} ({count} months each; 95 % less Monte Carlo error is {0.95 - error:.1%})")
    print(
        f"{'prevalence':>10} {'covers':>7} {'width, mean':>12} {'median':>8} {'estimate':>9} {'effective n':>12}",
        end="",
    )
    print(f" {'simple way covers':>18} {'its width':>10} {'openings a day for a width as the prevalence':>45}")
    for prevalence in PREVALENCES:
        of = months(count, prevalence, world)
        covers, mean, median = covered(of.true, of.said)
        simple = covered(of.true, of.simple)
        times = np.mean([one.value for one in of.said]) / of.true.mean()
        needed = openings_a_day(prevalence, prevalence, NIGHTS, of.response)
        print(
            f"{prevalence:10.2%} {covers:7.1%} {mean:12.2%} {median:8.2%} {times:8.2f}x {of.effective.mean():12.0f}"
            f" {simple[0]:18.1%} {simple[1]:10.2%} {needed:45,.0f}"
        )


def main() -> None:
    """Print how often and how widely the truth is covered, and where it is not."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    low, high = clopper_pearson(0, NIGHTS * DRAWN)
    print(
        f"{DRAWN} random openings a day are {NIGHTS * DRAWN} a month: without a hit among them {low:.0%} to {high:.1%}."
    )
    for world in (AS_ASSUMED, *OTHERWISE):
        table(count, world)


if __name__ == "__main__":
    main()
