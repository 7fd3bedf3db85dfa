"""Which ULDs to break down, against the truth of the exercise: `python -m benchmarks.ulds [folder [seed ...]]`.

A region a seed: 60 nights of results, a model learned from them, then 40 nights on which three units (ULDs, or the bulk
of a flight) are chosen by each way, from the same units and the same list. Printed: the share of the bad cases in units
that lie in the chosen ones, the same of what the list does not name, and finds added to the list's an hour: a sender's
bad cases are one find, times what a breakdown finds of what is there (the site's `finds`), times what the list's own
inspection of that sender misses. Differences from adding up scores have 95 % intervals over weeks of a seed. Lakes are
kept in `folder` where one is given.

What the region cannot show: it lays waybills into ULDs by chance, whoever sends them and whatever is in them, and the
scale of a ULD tells nothing of what is inside. So no way gains from the ULD's own signals here.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from exercises.nights import Region
from features.catalogue import FEATURES
from flows.backfill import backfill
from flows.described import stored
from flows.labelled import labelled
from flows.rules import seen
from flows.training import learn
from flows.unit import Unit
from indicators.apply import fired
from lake import sites
from lake.past import Past
from lake.runs import committed, start
from measures.arrays import Floats
from measures.bootstrap import Bootstrap, with_intervals
from measures.measure import Measure
from models.blend import ranked
from models.labels import AIMS
from models.model import Model
from simulation.grade import NEAR, Bad, read_truth
from simulation.tables import write_tables
from targets.rank import rank
from targets.target import Plan
from targets.ulds import AIM, KIND, READ, chances_of, left_by_list, sender, share_found, units, worth_breaking
from targets.ulds import Unit as Together

LAST, NIGHTS, LEARNED, CASES, MOST = date(2026, 3, 1), 100, 60, 700, 3
SEEDS = (12, 13, 14, 15)
WAYS = ("random", "largest", "adding up", "adding up, beyond the list", "mean", "maximum", "ranking", "oracle")
AGAINST = "adding up"


@dataclass(frozen=True)
class Here:
    """A night: its units, the chance and priority of every case, what is listed and what is bad."""

    units: tuple[Together, ...]
    chances: dict[str, float]
    listed: frozenset[str]
    left: dict[str, float]
    bad: frozenset[str]
    chosen: tuple[Together, ...]
    expected: float | None
    found: float


@dataclass
class Tally:
    """What a way came to on each night: bad cases, those beyond the list, finds added to it (below), hours."""

    bad: list[float] = field(default_factory=list)
    beyond: list[float] = field(default_factory=list)
    finds: list[float] = field(default_factory=list)
    hours: list[float] = field(default_factory=list)


def unit_of(seed: int, folder: Path) -> Unit:
    """The site with the capacity for three breakdowns, its region described night by night."""
    site = sites.load("almaty")
    kinds = tuple(
        kind.model_copy(update={"at_most": MOST}) if kind.kind == KIND else kind for kind in site.capacity.kinds
    )
    site = site.model_copy(update={"capacity": site.capacity.model_copy(update={"kinds": kinds})})
    unit = Unit(site, folder / str(seed))
    if not (unit.store.folder / "runs").exists():
        write_tables(unit.store, site, Region(seed=seed, nights=NIGHTS, last_day=LAST, cases_a_night=CASES))
        first = LAST - timedelta(days=NIGHTS)
        backfill(unit, first, first + timedelta(days=NIGHTS // 2))
        backfill(unit, first + timedelta(days=NIGHTS // 2 + 1), LAST)
    return unit


def model_of(unit: Unit) -> Model:
    """What was learned from the results of the first nights."""
    as_of = unit.site.as_of(LAST - timedelta(days=NIGHTS - LEARNED))
    past = Past(unit.store, start(unit.store, "training", unit.site.name, (as_of,)))
    return learn(unit, labelled(unit, past), as_of).model


def nights(unit: Unit, model: Model | None) -> Iterator[Here]:
    """The nights after those that were learned from."""
    past = Past(unit.store, committed(unit.store)[-1])
    truth = [bad for bad in read_truth(unit.store, unit.site.name) if bad.family in AIMS[AIM]]
    for ago in range(NIGHTS - LEARNED - 1, -1, -1):
        day = LAST - timedelta(days=ago)
        plan = Plan(unit.site, unit.site.as_of(day), "benchmark")
        cases, features = stored(unit, past, plan.as_of)
        met = fired(seen(cases, features, (), day), day)
        scores = ranked(model, features, unit.site.severity, FEATURES, met)
        yield here(cases, scores, rank(scores, cases, met, plan), plan, truth)


def here(cases: pa.Table, scores: pa.Table, targets: pa.Table, plan: Plan, truth: Sequence[Bad]) -> Here:
    """One night as the ways see it."""
    rows = cases.select(list(READ)).to_pylist()
    there = units(rows, plan)
    near = {bad.case_id for bad in truth if plan.day + NEAR[0] <= bad.day <= plan.day + NEAR[1]}
    chosen = worth_breaking(cases, scores, targets, plan, MOST)
    by_name = {(unit.flight_id, unit.uld): unit for unit in there}
    told = [choice.expected_hits for choice in chosen]
    return Here(
        units=tuple(there),
        chances=plain_chances(scores),
        listed=frozenset(targets["case_id"].to_pylist()),
        left=left_by_list(rows, targets.to_pylist(), plan.site),
        bad=frozenset(near),
        chosen=tuple(by_name[choice.flight_id, choice.uld] for choice in chosen),
        expected=None if None in told else float(sum(one for one in told if one is not None)),
        found=share_found(plan.site, KIND),
    )


def plain_chances(scores: pa.Table) -> dict[str, float]:
    """The model's own chances, or without a model those of the ranking: what the plain ways add up."""
    rows = scores.to_pylist()
    return chances_of(rows, {row["case_id"] for row in rows})[0]


def ways(night: Here, draw: np.random.Generator, known: set[str]) -> dict[str, tuple[Together, ...]]:
    """Three units by each way; the oracle takes the most finds an hour, of bad cases new to it."""
    left = night.bad - known

    def real(unit: Together) -> float:
        return sum(night.left.get(who, 1.0) for who in {sender(row) for row in unit.rows if row["case_id"] in left})

    def top(worth: Callable[[Together], float]) -> tuple[Together, ...]:
        return tuple(sorted(night.units, key=lambda unit: (-worth(unit), unit.flight_id, unit.uld or ""))[:MOST])

    def chances(unit: Together, *, beyond: bool = False) -> list[float]:
        ids = [row["case_id"] for row in unit.rows]
        return [night.chances.get(one, 0.0) for one in ids if not (beyond and one in night.listed)]

    at_random = draw.random(len(night.units))
    place = {id(unit): at_random[n] for n, unit in enumerate(night.units)}
    made = (
        top(lambda unit: place[id(unit)]),
        top(lambda unit: len(unit.rows)),
        top(lambda unit: sum(chances(unit))),
        top(lambda unit: sum(chances(unit, beyond=True))),
        top(lambda unit: float(np.mean(chances(unit)))),
        top(lambda unit: max(chances(unit))),
        night.chosen,
        top(lambda unit: real(unit) / unit.minutes),
    )
    return dict(zip(WAYS, made, strict=True))


def count(tallies: dict[str, Tally], night: Here, draw: np.random.Generator, known: dict[str, set[str]]) -> None:
    """Add a night to the tallies; a bad case counts for a way once, on the first night that it is chosen."""
    for way, chosen in ways(night, draw, known["oracle"]).items():
        rows = [row for unit in chosen for row in unit.rows if row["case_id"] in night.bad - known[way]]
        beyond = [row for row in rows if row["case_id"] not in night.listed]
        known[way] |= {row["case_id"] for row in rows}
        tally = tallies[way]
        tally.bad.append(len(rows))
        tally.beyond.append(len(beyond))
        tally.finds.append(night.found * sum(night.left.get(who, 1.0) for who in {sender(row) for row in rows}))
        tally.hours.append(sum(unit.minutes for unit in chosen) / 60)


def over(upper: Floats, lower: Floats, weeks: np.ndarray, minus: Floats | None = None, by: Floats | None = None) -> str:
    """Sum of `upper` / sum of `lower`, less the same of `minus` and `by`, with its interval over weeks."""

    def figure(weights: Floats) -> dict[str, Floats]:
        value = weights @ upper / (weights @ lower)
        return {"it": value if minus is None or by is None else value - weights @ minus / (weights @ by)}

    found: Measure = with_intervals(figure, upper + (0 if minus is None else minus) > 0, weeks, Bootstrap())["it"]
    told = [value for value in (found.value, found.low, found.high) if value is not None]
    return f"{told[0]:.3f} [{told[1]:.3f}, {told[2]:.3f}]" if len(told) == len("vlh") else f"{told[0]:.3f}"


def show(tallies: dict[str, Tally], all_bad: Floats, all_beyond: Floats, weeks: np.ndarray) -> None:
    """Print a line a way, and its difference from adding up scores."""
    print("| way | share of bad cases | of those beyond the list | less adding up | finds added an hour "
          "| less adding up |\n|---|---|---|---|---|---|")  # fmt: skip
    base = tallies[AGAINST]
    for way in WAYS:
        bad, beyond, finds, hours = (np.array(column) for column in vars(tallies[way]).values())
        base_beyond, base_finds, base_hours = (np.array(one) for one in (base.beyond, base.finds, base.hours))
        share = f"{bad.sum() / all_bad.sum():.3f} | {over(beyond, all_beyond, weeks)}"
        lead = over(beyond, all_beyond, weeks, base_beyond, all_beyond) if way != AGAINST else "-"
        hourly = over(finds, hours, weeks)
        faster = over(finds, hours, weeks, base_finds, base_hours) if way != AGAINST else "-"
        print(f"| {way} | {share} | {lead} | {hourly} | {faster} |")


def run(units_of: Sequence[tuple[int, Unit]], models: dict[int, Model | None]) -> None:
    """Play every seed and print."""
    tallies = {way: Tally() for way in WAYS}
    all_bad, all_beyond, weeks, expected = list[float](), list[float](), list[int](), list[float]()
    counted = 0
    for seed, unit in units_of:
        draw, known = np.random.default_rng(seed), {way: set[str]() for way in WAYS}
        for number, night in enumerate(nights(unit, models[seed])):
            count(tallies, night, draw, known)
            inside = {row["case_id"] for one in night.units for row in one.rows} & night.bad
            all_bad.append(len(inside))
            all_beyond.append(len(inside - night.listed))
            weeks.append(seed * 100 + number // 7)
            counted += len(night.units)
            expected += [] if night.expected is None else [night.expected]
    print(f"{len(weeks)} nights, {counted / len(weeks):.1f} units a night; {sum(all_bad):.0f} bad cases in them, "
          f"{sum(all_beyond):.0f} beyond the list")  # fmt: skip
    show(tallies, np.array(all_bad), np.array(all_beyond), np.array(weeks))
    if expected:
        met = sum(tallies["ranking"].finds)
        print(f"expected finds {sum(expected):.1f}; by the truth {met:.1f}")


def main(folder: Path, seeds: Sequence[int]) -> None:
    """With the learned model, then in a cold start."""
    units_of = [(seed, unit_of(seed, folder)) for seed in seeds]
    print(f"seeds {', '.join(map(str, seeds))}, {MOST} units a night, {CASES} cases a night\n\nWith a model")
    run(units_of, {seed: model_of(unit) for seed, unit in units_of})
    print("\nCold start")
    run(units_of, dict.fromkeys(seeds))


if __name__ == "__main__":
    asked = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(asked[0]) if asked else Path(temporary), [int(text) for text in asked[1:]] or SEEDS)
