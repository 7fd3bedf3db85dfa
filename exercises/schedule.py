"""When flights come: a site's plan for the season, and the flights of one day after its cut-off."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from exercises.dice import chance, dice
from exercises.world import Airport, Carrier, hours_between, world
from lake.sites import Site

HUBS = ("IST", "IST", "DXB", "DXB", "HKG", "CAN", "URC", "URC", "FRA", "ICN", "DEL", "PVG", "LGG")


@dataclass(frozen=True, slots=True)
class Service:
    """A flight of the plan. `minutes` after the cut-off it arrives (outbound: leaves); `days` are weekdays."""

    carrier: Carrier
    number: str
    away: Airport
    inbound: bool
    minutes: int
    days: tuple[int, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Flight:
    """One flight; times are UTC."""

    service: Service
    loading: Airport
    unloading: Airport
    departs_at: datetime
    arrives_at: datetime
    registration: str

    @property
    def name(self) -> str:
        """Carrier and number, as Q10927."""
        return f"{self.service.carrier.code}{self.service.number}"

    @property
    def departs_local(self) -> datetime:
        """Departure on the clock of the loading airport."""
        return self.departs_at.astimezone(ZoneInfo(self.loading.zone))

    @property
    def arrives_local(self) -> datetime:
        """Arrival on the clock of the unloading airport."""
        return self.arrives_at.astimezone(ZoneInfo(self.unloading.zone))


def handler_of(flight: Flight) -> str:
    """Who handles a flight at the airport: each carrier has one firm."""
    firms: list[str] = world().words["handlers"]
    return firms[int(flight.service.carrier.prefix) % len(firms)]


def shift_of(flight: Flight) -> int:
    """The shift that unloads a flight: 0 from midnight, 1 from eight, 2 from four in the afternoon, local."""
    return flight.arrives_local.hour // 8


def connection(as_of: datetime, here: Airport, onward: Airport, landed: datetime) -> Flight:
    """The flight on which cargo that landed until `landed` goes on to `onward` within the day."""
    home = next(carrier for carrier in world().carriers if here.code in carrier.hubs)
    departs = min(landed + timedelta(hours=3), as_of + timedelta(hours=30))
    time_of_flight = timedelta(minutes=5 * round(hours_between(here, onward) * 12))
    number = f"{700 + list(world().airports).index(onward.code):04d}"
    service = Service(home, number, onward, inbound=False, minutes=0, days=(), share=0.0)
    return Flight(service, here, onward, departs, departs + time_of_flight, "XX70AA")


def airport_of(site: Site) -> Airport:
    """The airport of a site; ValueError when the world does not know it."""
    known = world().airports
    if site.airports[0] not in known:
        raise ValueError(f"exercises/world/airports.csv does not know {site.airports[0]} of site {site.name}")
    return known[site.airports[0]]


def _service(rng: Random, hub: str, number: int, *, inbound: bool) -> Service:
    carriers = [carrier for carrier in world().carriers if hub in carrier.hubs]
    late = chance(rng, 0.12)
    minutes = rng.randint(14 * 60, 23 * 60) if late and inbound else rng.randint(45, 13 * 60)
    if not inbound:
        minutes = rng.randint(5 * 60, 14 * 60)
    days = tuple(range(7)) if chance(rng, 0.6) else tuple(sorted(rng.sample(range(7), 4)))
    flight_number = f"{(number * 37 + rng.randrange(30)) % 9000 + 100:04d}"
    airport = world().airports[hub]
    return Service(
        rng.choice(carriers), flight_number, airport, inbound, minutes - minutes % 5, days, rng.uniform(0.5, 2)
    )


def plan(site: Site, seed: int) -> tuple[Service, ...]:
    """The site's plan: thirteen or fourteen inbound services, some not daily, and two outbound."""
    rng = dice(seed, site.name, "plan")
    hubs = [*HUBS, rng.choice(HUBS)][: rng.randint(13, 14)]
    inbound = [_service(rng, hub, number, inbound=True) for number, hub in enumerate(hubs)]
    return (*inbound, *(_service(rng, hub, 50 + n, inbound=False) for n, hub in enumerate(("IST", "DXB"))))


def flights(site: Site, services: tuple[Service, ...], day: date, rng: Random) -> list[Flight]:
    """The flights in the 24 hours after the cut-off of `day`, with the day's delays; the first is always flown."""
    here, cutoff = airport_of(site), site.as_of(day)
    flown = []
    for n, service in enumerate(services):
        delay = rng.randrange(0, 60, 5) if chance(rng, 0.3) else 0
        tail = "".join(rng.choice("ABCDEGHKLMNP") for _ in range(2))
        if day.weekday() not in service.days and n > 0 and service.inbound:
            continue
        moment = cutoff + timedelta(minutes=min(service.minutes + delay, 24 * 60 - 5))
        time_of_flight = timedelta(minutes=5 * round(hours_between(service.away, here) * 12))
        start, end = (moment - time_of_flight, moment) if service.inbound else (moment, moment + time_of_flight)
        points = (service.away, here) if service.inbound else (here, service.away)
        flown.append(Flight(service, *points, start, end, f"XX{service.number[-2:]}{tail}"))
    return flown
