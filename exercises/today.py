"""One day at one site: who, when, which flights, the numbers given out, and how the day's dice fall."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from exercises.dice import chance
from exercises.schedule import Flight
from exercises.traders import Traders
from exercises.world import Airport
from lake.sites import Site

SERIALS_A_DAY = 25_000  # of a carrier's ten million: a number comes back after 400 days
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
STEP = 7_919  # a prime that shares no factor with SERIALS_A_DAY: numbers of a day do not run in order


@dataclass(frozen=True)
class Today:
    """What every part of a day needs to know."""

    site: Site
    here: Airport
    seed: int
    day: date
    as_of: datetime
    traders: Traders
    inbound: tuple[Flight, ...]
    outbound: tuple[Flight, ...]
    limit_eur: float


class Numbers:
    """Waybill and house numbers of one day; no two days within 400 share one."""

    def __init__(self, day: date, rng: Random) -> None:
        self._day, self._rng = day.toordinal(), rng
        self._given: dict[str, int] = {}
        self._start = rng.randrange(SERIALS_A_DAY)

    def waybill(self, prefix: str) -> str:
        """Eleven digits; one in eight has a wrong check digit, as in the wild."""
        n = self._next(prefix)
        serial = self._day % 400 * SERIALS_A_DAY + (self._start + n * STEP) % SERIALS_A_DAY
        check = serial % 7
        if chance(self._rng, 0.125):
            check = (check + self._rng.randint(1, 6)) % 10
        return f"{prefix}{serial:07d}{check}"

    def house(self, letters: str) -> str:
        """A house number of at most twelve characters."""
        return f"{letters}{self._day % 1000:03d}{self._next(letters):06d}"

    def item(self, letters: str, country: str) -> str:
        """A postal item's number (S10), with its check digit wrong in one of forty."""
        serial = self._day % 400 * SERIALS_A_DAY + (self._start + self._next(letters + country) * STEP) % SERIALS_A_DAY
        digits = f"{serial:08d}"
        check = s10_check(digits)
        if chance(self._rng, 0.025):
            check = (check + 1) % 10
        return f"{letters}{digits}{check}{country}"

    def _next(self, series: str) -> int:
        self._given[series] = n = self._given.get(series, -1) + 1
        if n >= SERIALS_A_DAY and series.isdigit():
            raise ValueError(f"more than {SERIALS_A_DAY} waybills of carrier {series} in a day")
        return n


def s10_check(digits: str) -> int:
    """The check digit of the eight digits of a postal item's number.

    >>> s10_check("47312482")
    9
    """
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, S10_WEIGHTS, strict=True)) % 11
    return 0 if check == 10 else 5 if check == 11 else check


def hyphened(waybill: str) -> str:
    """A waybill as messages write it.

    >>> hyphened("90112345675")
    '901-12345675'
    """
    return f"{waybill[:3]}-{waybill[3:]}"
