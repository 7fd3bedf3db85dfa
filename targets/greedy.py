"""A good use of a shift, quickly: what is taken where the exact solver gives up (targets/shift.py)."""

from collections import Counter
from collections.abc import Callable, Sequence

from targets.room import LEVELS, MODEL, Option, Room, filled, served, total

Price = Callable[[Option], float]


def greedy(given: Sequence[Option], free: Room) -> list[Option]:
    """Return options that fit, at most one a case: rules, then orders, then the rest, each by the best of some orders.

    Of rules and of orders as many cases as may be have a place before any of them has a better kind.

    How near it comes is measured by `python -m benchmarks.shift`.
    """
    taken: list[Option] = []
    for level in LEVELS:
        taken += _of_level([option for option in given if option.wanted.level == level], level, filled(free, taken))
    return taken


def filled_by(ordered: Sequence[Option], free: Room) -> list[Option]:
    """Return the options that fit one after the other, at most one a case."""
    done: set[str] = set()
    taken: list[Option] = []
    for option in ordered:
        if option.wanted.case_id not in done and free.fits(option):
            taken.append(option)
            done.add(option.wanted.case_id)
            free = free.less(option)
    return taken


def _of_level(given: Sequence[Option], level: int, free: Room) -> list[Option]:
    mates = Counter(option.batch for option in given)
    prices: list[Price] = [
        lambda option: 1.0,
        lambda option: _share(option, free, 1),
        lambda option: _share(option, free, mates[option.batch]),
        lambda option: _share(option, free, mates[option.batch]) ** 0.5,
    ]
    if level != MODEL:
        prices.append(lambda option: option.value(level) * _share(option, free, mates[option.batch]))  # the cheapest
    tried = [filled_by(_ordered(given, level, price), free) for price in prices]
    return max(
        (_improved(one, given, level, free) for one in tried), key=lambda one: (served(one, level), total(one, level))
    )


def _ordered(given: Sequence[Option], level: int, price: Price) -> list[Option]:
    """The options by worth for their price, the highest first; ties by priority, then as given."""
    return sorted(given, key=lambda option: (-option.value(level) / price(option), -option.wanted.priority))


def _improved(taken: list[Option], given: Sequence[Option], level: int, free: Room) -> list[Option]:
    """The same with better kinds where they fit after all, the worthiest cases first."""
    kinds: dict[str, list[Option]] = {}
    for option in given:
        kinds.setdefault(option.wanted.case_id, []).append(option)
    for at in sorted(range(len(taken)), key=lambda at: -taken[at].wanted.priority):
        left = filled(free, [*taken[:at], *taken[at + 1 :]])
        fit = [option for option in kinds[taken[at].wanted.case_id] if left.fits(option)]
        taken = [*taken[:at], max(fit, key=lambda option: option.value(level)), *taken[at + 1 :]]
    return taken


def _share(option: Option, free: Room, mates: int) -> float:
    """What an option takes of what is left, all limits added up, where so many share what is set up."""
    machine = option.kind.equipment
    minutes = option.minutes + free.setup(option) / mates
    return (
        1 / max(free.lines, 1)
        + minutes * option.kind.officers / max(free.officers, 1.0)
        + (minutes / max(free.equipment[machine], 1.0) if machine else 0.0)
        + 1 / max(free.kinds.get(option.kind.kind, 0), 1)
    )
