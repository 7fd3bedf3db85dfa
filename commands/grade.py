"""How good the lists of an exercise were, by its truth."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from commands.asked import LAKE, Lake, Site, UsageError, day_of, err, out, sites_of
from lake import sites
from lake.runs import committed
from lake.store import Store

if TYPE_CHECKING:
    from simulation.grade import Grade, Graded

Day = Annotated[str | None, typer.Option(help="The shift, as 2026-03-01; without it the last with a list.")]
BY_CHANCE = 0.01
"""From this tail on, listing what leaves no trace is as by chance."""
HEADERS = ("", "bad", "listed", "share (95 %)", "oracle", "by chance", "severity")
LINE = "{:24} {:>6} {:>7}  {:24} {:>6} {:>9} {:>9}"
"""Bad cases that could be held; listed by the unit; by the truth; at random; and the share of severity listed."""


def grade(
    site: Site = None,
    day: Day = None,
    first: Annotated[str | None, typer.Option("--from", help="First shift of several.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last shift of several.")] = None,
    lake: Lake = LAKE,
) -> None:
    """Grade the lists of an exercise against its truth: each unit, each method, and the units together.

    Example: `accu grade --day 2026-03-01`
    """
    from simulation.grade import grade as graded

    if (first is None) != (last is None) or (first and day):
        raise UsageError("--day names one shift, --from and --to together several")
    done, faults = [], []
    for name in sites_of(site):
        store, unit = Store(lake / name), sites.load(name)
        try:
            since, until = _days(store, unit, day or first, day or last)
            done.append(graded(store, unit, since, until))
        except ValueError as error:
            faults.append(str(error))
    if not done:
        raise UsageError("; ".join(faults))
    for fault in faults:
        err.print(f"accu: {fault}", soft_wrap=True, markup=False, highlight=False)
    for one in done:
        _print(one)
    if len(done) > 1:
        _print_joint(done)


def _days(store: Store, unit: sites.Site, first: str | None, last: str | None) -> tuple[date, date]:
    """The shifts asked for; without a word the last one that has a list."""
    if first and last:
        return day_of(first), day_of(last)
    nights = [run for run in committed(store) if run.kind == "night"]
    if not nights:
        raise ValueError(f"{unit.name} handed out no list yet; `accu night` does")
    shift = unit.day_of(nights[-1].as_of)
    return shift, shift


def _print(one: "Graded") -> None:
    from simulation.grade import grade_of

    grades = one.by_method()
    _say(f"{one.site}: {one.shifts} shifts, {one.lines} lines listed")
    if one.missing:
        _say(f"no list on {', '.join(map(str, one.missing))}")
    _say_table({**grades, "all": grade_of(one.cases)})
    _say_unseen(grades)
    _say_origins(one)


def _print_joint(done: Sequence["Graded"]) -> None:
    """The units beside each other, and together by method."""
    from simulation.grade import grade_of

    everything = [case for one in done for case in one.cases]
    _say(f"joint exercise: {', '.join(one.site for one in done)}, {sum(one.lines for one in done)} lines listed")
    units = {one.site: grade_of(one.cases) for one in done}
    names = sorted({case.bad.method for case in everything})
    methods = {name: grade_of(case for case in everything if case.bad.method == name) for name in names}
    _say_table({**units, **methods, "all": grade_of(everything)})
    _say_unseen(methods)


def _say_table(grades: dict[str, "Grade"]) -> None:
    """A line for each grade, under its headers."""
    _say(LINE.format(*HEADERS))
    for name, one in grades.items():
        weighed = "" if one.severity_share is None else f"{one.severity_share:.2f}"
        _say(LINE.format(name, one.bad, one.listed, str(one.share), one.oracle, f"{one.by_chance:.1f}", weighed))


def _say_unseen(grades: dict[str, "Grade"]) -> None:
    """What the papers do not show must be listed about as often as by chance: more often, and something leaks."""
    for name, one in grades.items():
        if one.tail is not None:
            usual = one.tail >= BY_CHANCE
            verdict = "as by chance" if usual else "more often than by chance: look for a leak"
            _say(f"{name} leaves no trace: {one.listed} of {one.bad} listed, {verdict} (p = {one.tail:.2g})")


def _say_origins(one: "Graded") -> None:
    """How often origins are listed against all of the same true risk, of those with enough cases."""
    from measures.fairness import RATIO, verdict

    told = {origin: ratio for origin, ratio in one.origins.items() if ratio.value is not None}
    few = len(one.origins) - len(told)
    _say(f"listed at equal true risk against all origins, aim {RATIO[0]} to {RATIO[1]}; {few} with too few cases:")
    for origin, ratio in told.items():
        _say(f"  {origin} {ratio}: {verdict(ratio)}")


def _say(line: str) -> None:
    out.print(line, soft_wrap=True, markup=False, highlight=False)
