"""The best use of a shift: which cases are inspected, and how, within officers, equipment, time and the list.

Solved exactly with HiGHS (scipy.optimize.milp): rules first, then what the declaration system ordered, of each as many
cases as can be and then the kinds that find most, then the worth of all. A limit of nodes, not of time, keeps the same
input to the same answer; where it is reached, greedily.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from lake.sites import Site
from targets.greedy import filled_by, greedy
from targets.room import LEVELS, Option, Room, Wanted, filled, options, served, total

MOST = 600
"""Cases that the solver is given, by level and priority: more than any list has lines."""
NODES, SECONDS = 20_000, 60.0
"""Where the solver gives up. The seconds are a last resort, on a machine that hangs: nodes come first."""
GAP = 1e-4
"""How far, as a share of the worth, the answer may be from the best: less than any priority is known."""
SHIFT = 720.0
"""Minutes are given to the solver as parts of twelve hours: its tolerance is the same for any row."""
SLACK = 1e-6
"""What a level may lose to rounding when the next one is solved."""
GOALS: tuple[Callable[[Sequence[Option], int], float], ...] = (served, total)
"""Of each level, the first before the second."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Use:
    """What a shift is used for: at most one kind of inspection a case, in the order that the cases were wanted.

    Attributes:
        options: what was chosen.
        exact: False where the solver gave up and the answer is the greedy one.
    """

    options: tuple[Option, ...]
    exact: bool = True


def best_use(wanted: Sequence[Wanted], free: Room, site: Site, seconds: float = SECONDS) -> Use:
    """Return the use of `free` with the greatest worth, level by level.

    Args:
        wanted: ordered; between cases that are alike in all but their place the first are taken.
        free: what is left of the shift.
        site: kinds, and what they find.
        seconds: after which the solver gives up.
    """
    kept = pruned(wanted, free, site)
    given = [option for one in kept for option in options(one, site)]
    if not given or free.lines <= 0:
        return Use(())
    chosen = _solved(given, free, seconds)
    taken = greedy(given, free) if chosen is None else chosen
    listed = {option.wanted.case_id for option in taken}
    others = [option for option in given if option.wanted.case_id not in listed]
    taken += filled_by(others, filled(free, taken))  # worth less than the solver can tell from nothing
    return Use(_first_of_alike(kept, taken, free, site), chosen is not None)


def pruned(wanted: Sequence[Wanted], free: Room, site: Site) -> list[Wanted]:
    """Return the cases that can be in a best use, MOST of them at the most.

    Of cases that may have the same kinds, alone and with one aim, only the highest can be, as many as there are lines.
    """
    groups: defaultdict[tuple[object, ...], list[Wanted]] = defaultdict(list)
    places = {one.case_id: place for place, one in enumerate(wanted)}
    for one in sorted(wanted, key=lambda one: (-one.priority, places[one.case_id])):
        may = tuple(option.kind.kind for option in options(one, site))
        groups[one.level, one.aim, may].append(one)
    kept = [one for group in groups.values() for one in group[: max(0, free.lines)]]
    kept.sort(key=lambda one: (one.level, -one.priority, places[one.case_id]))
    return sorted(kept[:MOST], key=lambda one: places[one.case_id])


def _solved(given: Sequence[Option], free: Room, seconds: float) -> list[Option] | None:
    """The best of the options; None where the solver gave up."""
    within = _within(given, free)
    answer: Floats | None = None
    for level, worth in itertools.product(LEVELS, GOALS):
        aims = np.zeros(within[0].A.shape[1])
        aims[: len(given)] = [worth((option,), level) for option in given]
        if not aims.any():
            continue
        aims /= aims.max()
        limits = {"mip_rel_gap": GAP, "node_limit": NODES, "time_limit": seconds}
        found = milp(-aims, integrality=np.ones(len(aims)), bounds=Bounds(0, 1), constraints=within, options=limits)
        if found.status != 0:
            return None
        answer = np.round(found.x[: len(given)])
        within = [*within, LinearConstraint(aims[np.newaxis], lb=aims[: len(given)] @ answer - SLACK)]
    return [] if answer is None else [option for option, one in zip(given, answer, strict=True) if one > 0]


def _within(given: Sequence[Option], free: Room) -> list[LinearConstraint]:
    """What the chosen must not exceed; behind the options stands a column for each batch that is to be set up."""
    batches = {batch: n for n, batch in enumerate(sorted({o.batch for o in given if o.batch and free.setup(o)}))}
    first = {batch: next(o for o in given if o.batch == batch) for batch in batches}
    columns = [*given, *first.values()]
    own = [option.minutes for option in given] + [option.kind.setup_minutes for option in first.values()]
    entries: list[dict[int, float]] = []
    limits: list[float] = []

    cases: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for n, option in enumerate(given):
        cases[option.wanted.case_id][n] = 1.0
        if option.batch in batches:
            entries.append({n: 1.0, len(given) + batches[option.batch]: -1.0})
            limits.append(0.0)
    entries += [*cases.values(), dict.fromkeys(range(len(given)), 1.0)]
    limits += [*[1.0] * len(cases), free.lines]
    entries.append({n: own[n] * option.kind.officers / SHIFT for n, option in enumerate(columns)})
    limits.append(free.officers / SHIFT)
    for name, minutes in sorted(free.equipment.items()):
        entries.append({n: own[n] / SHIFT for n, option in enumerate(columns) if option.kind.equipment == name})
        limits.append(minutes / SHIFT)
    for name in sorted({option.kind.kind for option in given}):
        entries.append({n: 1.0 for n, option in enumerate(given) if option.kind.kind == name})
        limits.append(free.kinds.get(name, 0))
    return [LinearConstraint(_matrix(entries, len(columns)), ub=limits)]


def _matrix(entries: Sequence[dict[int, float]], columns: int) -> csr_array:
    rows = [(row, column, value) for row, values in enumerate(entries) for column, value in values.items()]
    at, to, values = zip(*rows, strict=True)
    return csr_array((values, (at, to)), shape=(len(entries), columns))


def _first_of_alike(wanted: Sequence[Wanted], chosen: Sequence[Option], free: Room, site: Site) -> tuple[Option, ...]:
    """The same use with the first of cases that are alike, and the better kinds to the first of them.

    What they are presented with may only differ where the other setting up fits as well.
    """
    for apart in (False, True):
        found = _moved(wanted, chosen, site, apart)
        if filled(free, found).holds:
            break
    return found


def _moved(wanted: Sequence[Wanted], chosen: Sequence[Option], site: Site, apart: bool) -> tuple[Option, ...]:
    by_case = {option.wanted.case_id: option for option in chosen}
    groups: defaultdict[tuple[object, ...], list[Wanted]] = defaultdict(list)
    for one in wanted:
        may = tuple(option.kind.kind for option in options(one, site))
        groups[one.level, one.priority, one.aim, may, one.batch if apart else None].append(one)
    found: dict[str, Option] = {}
    for group in groups.values():
        kinds = sorted((by_case[one.case_id] for one in group if one.case_id in by_case), key=_better)
        for one, option in zip(group, kinds, strict=False):
            found[one.case_id] = Option(one, option.kind, option.finds)
    return tuple(found[one.case_id] for one in wanted if one.case_id in found)


def _better(option: Option) -> tuple[float, str]:
    return -option.finds, option.kind.kind
