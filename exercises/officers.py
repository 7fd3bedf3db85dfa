"""The officers of the exercise: who they are, what they like to look at, how they tire, what each means finds.

Every share here is an assumption of the exercise.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from exercises.dice import dice
from exercises.methods import Method
from exercises.pools import Pooled
from exercises.world import world
from lake.sites import Site

FINDS = {
    "full_opening": {"prohibited": 0.9, "security": 0.9, "revenue": 0.9},
    "partial_opening": {"prohibited": 0.7, "security": 0.7, "revenue": 0.6},
    "canine": {"prohibited": 0.8, "security": 0.1, "revenue": 0.02},
    "xray": {"prohibited": 0.5, "security": 0.8, "revenue": 0.2},
}
"""Share of bad consignments that a means of inspection finds, by family, while the officer is fresh."""
HALF = timedelta(hours=12)
"""A shift; two make a day."""
TIRED = 0.2
"""Share of these that an officer misses in the last hour of a shift, beside what anybody misses."""
DECLINES, DECLINES_TIRED = 0.015, 0.04
"""Share of lines that an officer declines when fresh, and how many more in the last hour."""
LIKED = {"sector": 0.3, "carrier": 0.2, "origin": 0.2}
"""What a favourite adds to how odd a case looks to its officer."""


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer with favourites: a trade, a carrier, an airport of origin.

    `covers` is the method whose goods this officer lets through; null but for one officer of a site.
    """

    number: int
    sector: str
    carrier: str
    origin: str
    covers: str | None = None

    def likes(self, case: Pooled) -> float:
        """What the officer's habits add to how odd a case looks."""
        it = case.consignment
        liked = LIKED["sector"] * (it.goods.sector == self.sector) + LIKED["carrier"] * (case.carrier == self.carrier)
        return liked + LIKED["origin"] * (it.origin == self.origin)

    def is_on(self, day: int, half: int) -> bool:
        """Whether the officer works in a half of a day; halves change daily."""
        return (self.number + day) % 2 == half


def staff(site: Site, seed: int, methods: tuple[Method, ...]) -> tuple[Officer, ...]:
    """A site's officers; one of them covers for a ring of consignees, where a method has one."""
    rings = [method.name for method in methods if method.way.consignee == "ring"]
    rng = dice(seed, site.name, "insider")
    insider, covered = rng.randint(1, site.capacity.officers), rng.choice(rings) if rings else None
    sectors = sorted({goods.sector for goods in world().goods.values()})
    origins = [airport.code for airport in world().airports.values() if airport.weight]
    found = []
    for number in range(1, site.capacity.officers + 1):
        rng = dice(seed, site.name, "officer", number)
        likes = rng.choice(sectors), rng.choice(world().carriers).code, rng.choice(origins)
        found.append(Officer(number, *likes, covered if number == insider else None))
    return tuple(found)


def half_of(as_of: datetime, at: datetime) -> int:
    """The half of the day that opens at `as_of` in which a moment lies: 0, or 1 from the twelfth hour on."""
    return int(at >= as_of + HALF)


def tiredness(as_of: datetime, at: datetime) -> float:
    """How far a shift has gone at a moment: 0 at its begin, 1 at its end and in overtime."""
    return min(1.0, max(0.0, (at - as_of - half_of(as_of, at) * HALF) / HALF))


@dataclass
class Memory:
    """What a unit knows of its past: consignors that were hit, hits of each method."""

    consignors: set[str] = field(default_factory=set)
    caught: dict[str, int] = field(default_factory=dict)

    def learn(self, consignor: str, method: str) -> None:
        """Remember a hit."""
        self.consignors.add(consignor)
        self.caught[method] = self.caught.get(method, 0) + 1
