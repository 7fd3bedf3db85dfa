"""Patterns of a mapping, each matched with the whole of a plain header: which of them knows it."""

import re
from collections.abc import Iterable

MOST_TOLD = 4_096

Found = tuple[str, str | None]
"""What a pattern stands for, and the unit that its group of that name found."""


def compiled(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The patterns as they are.

    Raises:
        ValueError: one is no pattern.
    """
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"not a pattern: {pattern!r}: {error}") from error
    return patterns


class HeaderPatterns:
    """Patterns with what each stands for; the first that matches counts.

    Answers are kept: the same headers come every day, and a cell is tried with each of its neighbours.
    """

    def __init__(self, patterns: Iterable[tuple[str, str]]) -> None:
        self._patterns = [(name, re.compile(pattern)) for name, pattern in patterns]
        self._told: dict[str, Found | None] = {}

    def find(self, plain: str) -> Found | None:
        """What a plain header stands for; None when no pattern matches it."""
        if plain not in self._told:
            if len(self._told) >= MOST_TOLD:
                self._told.clear()
            self._told[plain] = self._looked_up(plain)
        return self._told[plain]

    def _looked_up(self, plain: str) -> Found | None:
        for name, pattern in self._patterns:
            if found := pattern.fullmatch(plain):
                return name, found.groupdict().get("unit")
        return None
