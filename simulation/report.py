"""The report of a simulation: one table a question, paired differences, fortnights, and the same as JSON."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from measures.intervals import poisson
from measures.measure import Measure
from simulation.figures import Figures, over_seeds
from simulation.strategies import STRATEGIES
from simulation.trials import Question, Trial

MONTH = 30
PAIRS = (
    ("rules", "random"), ("greedy", "random"), ("greedy", "rules"), ("hybrid", "rules"), ("hybrid", "greedy"),
    ("hybrid_openings", "greedy"), ("scout", "greedy"), ("scout", "hybrid"), ("model_alone", "greedy"),
    ("openings_only", "model_alone"),
)  # fmt: skip
"""Differences that are shown where both were tried: the first minus the second, seed by seed."""
QUARTER = 6
"""Fortnights that a row of the table of precision sums up."""

Take = Callable[[Figures], float]


def summary(question: Question, done: Sequence[Trial]) -> dict[str, Any]:
    """Return everything that the report says, as plain values; measures are value, low, high."""
    return {
        "asked": _asked(question, done),
        "strategies": {name: {key: asdict(one) for key, one in _line(done, name).items()} for name in done[0].figures},
        "paired": [
            {"first": first, "second": second} | {key: asdict(one) for key, one in _paired(done, first, second).items()}
            for first, second in _pairs(done)
        ],
        "seconds": {name: [trial.seconds[name] for trial in done] for name in done[0].seconds},
        "trials": [
            {"seed": trial.seed, "traffic": trial.traffic, "listable": trial.listable}
            | {"figures": {name: asdict(found) for name, found in trial.figures.items()}}
            for trial in done
        ],
    }


def as_json(question: Question, done: Sequence[Trial]) -> str:
    """Return the summary as JSON, keys in order."""
    return json.dumps(summary(question, done), indent=1, sort_keys=True) + "\n"


def shown(question: Question, done: Sequence[Trial]) -> Group:
    """Return what is printed: what was asked, a line a strategy, the differences, precision over time."""
    parts = [Text(_headline(question, done)), _strategies(done), _differences(done), _over_time(done), _cost(done)]
    return Group(*(part for part in parts if part is not None))


def _asked(question: Question, done: Sequence[Trial]) -> dict[str, Any]:
    world, nights = question.world, next(iter(done[0].figures.values())).nights
    traffic = sum(trial.traffic for trial in done) / len(done)
    return {
        "site": world.site.name, "first": str(world.first), "last": str(world.last), "nights": nights,
        "cases_made_a_night": world.cases, "cases_held_a_night": round(traffic, 1), "prevalence": world.prevalence,
        "bad_listable": [trial.listable for trial in done], "seeds": list(question.seeds),
        "openings": question.openings, "xrays": question.xrays,
        "share_inspected": round(min(1.0, (question.openings + question.xrays) / traffic), 4),
        "methods": [method.name for method in world.methods],
        "new": {"method": question.new[0], "from": str(question.new[1])} if question.new else None,
    }  # fmt: skip


def _headline(question: Question, done: Sequence[Trial]) -> str:
    said = _asked(question, done)
    bad = sum(said["bad_listable"]) / len(done)
    new = f" {said['new']['method']} begins on {said['new']['from']}." if said["new"] else ""
    return (
        f"{said['site']}, {said['nights']} nights from {said['first']}, {len(done)} seed(s), about "
        f"{said['cases_held_a_night']:.0f} cases a night that can be held, prevalence {said['prevalence']:.4%}: "
        f"{bad:.0f} bad ones a seed. {said['openings']} openings and {said['xrays']} x-rays a night are "
        f"{said['share_inspected']:.1%} of the traffic; {len(said['methods'])} methods.{new} "
        "Means over the seeds with 95 % t intervals. A fictitious region: weak evidence."
    )


def _each(done: Sequence[Trial], name: str, take: Take) -> Measure:
    return over_seeds([take(trial.figures[name]) for trial in done])


def _line(done: Sequence[Trial], name: str) -> dict[str, Measure]:
    """The measures of a strategy."""
    found = [trial.figures[name] for trial in done]
    line = {
        "hits_a_month": _each(done, name, lambda one: one.hits / one.nights * MONTH),
        "illicit_a_month": _each(done, name, lambda one: one.illicit / one.nights * MONTH),
        "severity_a_month": _each(done, name, lambda one: one.severity / one.nights * MONTH),
        "coverage": _each(done, name, lambda one: one.coverage),
        "precision": _each(done, name, lambda one: one.precision),
        "of_oracle": _of_oracle(done, name),
        "observed_expected": _observed_expected([one.calibration for one in found]),
        "observed_expected_drawn": _observed_expected([one.calibration_drawn for one in found]),
    }
    models = [one.first_model for one in found if one.first_model is not None]
    reached = [one.nights_to_new for one in found if one.nights_to_new is not None]
    shares = [one.new_share for one in found if one.new_share is not None]
    return line | {
        "seeds_with_model": Measure(float(len(models))), "first_model": _median(models),
        "seeds_reaching_new": Measure(float(len(reached))), "nights_to_new": _median(reached),
        "new_share": over_seeds(shares),
    }  # fmt: skip


def _median(values: Sequence[int]) -> Measure:
    """The middle one of the seeds that have one, and the range."""
    ordered = sorted(values)
    return (
        Measure(float(ordered[len(ordered) // 2]), float(ordered[0]), float(ordered[-1])) if ordered else Measure(None)
    )


def _of_oracle(done: Sequence[Trial], name: str) -> Measure:
    if "oracle" not in done[0].figures:
        return Measure(None)
    return over_seeds([t.figures[name].hits / max(1, t.figures["oracle"].hits) for t in done])


def _observed_expected(sums: Sequence[tuple[int, float]]) -> Measure:
    """Of all seeds together, with an exact Poisson interval of what was observed."""
    observed, expected = sum(one for one, _ in sums), sum(two for _, two in sums)
    if not expected:
        return Measure(None)
    low, high = poisson(observed)
    return Measure(observed / expected, low / expected, high / expected)


def _pairs(done: Sequence[Trial]) -> list[tuple[str, str]]:
    return [pair for pair in PAIRS if set(pair) <= set(done[0].figures)]


def _paired(done: Sequence[Trial], first: str, second: str) -> dict[str, Measure]:
    def apart(take: Take) -> Measure:
        return over_seeds([take(trial.figures[first]) - take(trial.figures[second]) for trial in done])

    return {
        "hits_a_month": apart(lambda one: one.hits / one.nights * MONTH),
        "severity_a_month": apart(lambda one: one.severity / one.nights * MONTH),
        "coverage": apart(lambda one: one.coverage),
    }


def _strategies(done: Sequence[Trial]) -> Table:
    heads = ("hits a month", "severity a month", "of the oracle", "coverage", "hit rate", "obs/exp", "obs/exp drawn")
    keys = (
        "hits_a_month", "severity_a_month", "of_oracle", "coverage", "precision", "observed_expected",
        "observed_expected_drawn",
    )  # fmt: skip
    new = any(found.new_cases for found in done[0].figures.values())
    table = Table("strategy", *heads, "first model, night", *(["nights to the new one"] if new else []))
    for name in done[0].figures:
        line = _line(done, name)
        cells = [str(line[key]) for key in keys]
        begun = _counted(line["first_model"], line["seeds_with_model"], len(done))
        begun = begun if STRATEGIES[name].learns else "-"
        reached = [_counted(line["nights_to_new"], line["seeds_reaching_new"], len(done))] if new else []
        table.add_row(name, *cells, begun, *reached)
    return table


def _counted(median: Measure, seeds: Measure, of: int) -> str:
    """As `44 (30 to 61), in 3 of 5`: the median of the seeds that got there and their range."""
    if median.value is None:
        return f"never, in 0 of {of}"
    return f"{median}, in {seeds.value:.0f} of {of}"


def _differences(done: Sequence[Trial]) -> Table | None:
    if not _pairs(done):
        return None
    table = Table("paired difference", "hits a month", "severity a month", "coverage")
    for first, second in _pairs(done):
        table.add_row(f"{first} - {second}", *(str(one) for one in _paired(done, first, second).values()))
    return table


def _over_time(done: Sequence[Trial]) -> Table:
    """Hit rate of the inspected and observed over expected, twelve weeks a row; fortnights are in the JSON."""
    names = list(done[0].figures)
    table = Table("weeks", *(f"{name}: hit rate, obs/exp" for name in names))
    count = len(done[0].figures[names[0]].fortnights)
    for start in range(0, count, QUARTER):
        cells = []
        for name in names:
            some = [one for trial in done for one in trial.figures[name].fortnights[start : start + QUARTER]]
            hits, inspected = sum(one.hits for one in some), sum(one.inspected for one in some)
            expected, observed = sum(one.expected for one in some), sum(one.observed for one in some)
            ratio = f"{observed / expected:.2f}" if expected else "-"
            cells.append(f"{hits / max(1, inspected):.3f}, {ratio}")
        table.add_row(f"{2 * start + 1}-{2 * min(start + QUARTER, count)}", *cells)
    return table


def _cost(done: Sequence[Trial]) -> Text:
    """Wall seconds, which are not part of what is the same twice."""
    nights = next(iter(done[0].figures.values())).nights
    months = nights / MONTH * len(done)
    each = {name: sum(trial.seconds[name] for trial in done) for name in done[0].seconds if name in done[0].figures}
    said = ", ".join(f"{name} {seconds / months:.2f}" for name, seconds in each.items())
    world = sum(trial.seconds.get("world", 0.0) for trial in done) / len(done)
    return Text(f"Seconds: {world:.1f} a world to make or read; a strategy and month: {said}.")
