"""How long a feed is waited for: tries, the pause between them, and an end to it all."""

import random
import threading
import time
from collections.abc import Callable
from copy import copy
from typing import TypeVar

from flows.feeds.source import FeedError, LostError

T = TypeVar("T")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before the second try; twice as many before each further one, up to the longest."""


class Patience:
    """What a feed's settings allow."""

    def __init__(self, tries: int, seconds: float):
        self.tries = tries
        self._until, self._over = time.monotonic() + seconds, threading.Event()
        self._why_over = [f"the {seconds:g} s for this feed were over"]

    def once(self) -> "Patience":
        """The same patience, with one try only."""
        found = copy(self)
        found.tries = 1
        return found

    def left(self) -> float:
        """Seconds until the end."""
        return max(0.0, self._until - time.monotonic())

    def end(self, why: str | None = None) -> None:
        """Wait no more, from now on, and say why; by default that the time was over."""
        self._why_over.extend([why] if why else [])
        self._over.set()

    def check(self) -> None:
        """Go on only while there is time.

        Raises:
            FeedError: it is over.
        """
        if self._over.is_set() or not self.left():
            raise FeedError(self._why_over[-1])

    def pause(self, failed: int) -> None:
        """Wait after the failed try of this number, from 1; by chance less, so that not all come back at once."""
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failed - 1))
        self._over.wait(min(random.uniform(longest / 2, longest), self.left()))  # noqa: S311 - no secret
        self.check()

    def insist(self, ask: Callable[[], T]) -> T:
        """What `ask` returns, asked again while its line drops.

        Raises:
            OSError: that of the last try, or one that another try would not mend.
        """
        failed = 0
        while True:
            self.check()
            try:
                return ask()
            except LostError:
                failed += 1
                if failed >= self.tries:
                    raise
            self.pause(failed)
