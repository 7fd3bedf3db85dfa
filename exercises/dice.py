"""Chance, always from a key: the same seed, site and day throw the same dice."""

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
