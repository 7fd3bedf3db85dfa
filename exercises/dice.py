"""Chance, always from a key: the same seed, site and day throw the same dice."""

from datetime import timedelta
from random import Random


def dice(*key: object) -> Random:
    """A generator for a key such as (seed, site, day, "officers"); days are independent of each other."""
    return Random("/".join(map(str, key)))


def chance(rng: Random, share: float) -> bool:
    """True in `share` of the throws."""
    return rng.random() < share


def count_of(rng: Random, expected: float) -> int:
    """A whole number whose mean is `expected`: its floor, or one more."""
    return int(expected) + (rng.random() < expected - int(expected))


def hours(rng: Random, low: float, high: float) -> timedelta:
    """A time between `low` and `high` hours, in whole seconds."""
    return timedelta(seconds=round(3600 * rng.uniform(low, high)))
