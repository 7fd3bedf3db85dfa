"""Who sends and who receives: a site's consignors, consignees, forwarders and private people, with their habits."""

from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from exercises.dice import chance, dice
from exercises.spelling import coined, dirtied, latin, local_variants, variants, wire
from exercises.world import Airport, Goods, world
from lake.sites import Site

REGISTERED = 10
"""Pick-up points of a site that are on its list; two more are honest and on no list yet."""


@dataclass(frozen=True, slots=True)
class Party:
    """A party as one message writes it; the native fields are in its own letters."""

    name: str
    street: str
    city: str
    post: str
    country: str
    phone: str
    native: str = ""
    native_street: str = ""


@dataclass(frozen=True, slots=True)
class Trader:
    """A company that comes again: the ways its name is written and where it is."""

    names: tuple[str, ...]
    home: Party

    def written(self, rng: Random) -> Party:
        """The party as tonight's clerk writes it: a variant of the name, now and then with a slip."""
        name = self.names[0] if chance(rng, 0.7) else rng.choice(self.names)
        return replace(self.home, name=wire(dirtied(name, rng) if chance(rng, 0.04) else name, 35))


@dataclass(frozen=True, slots=True)
class Consignor:
    """A consignor's habits: what it ships, how heavy, how dear, through whom, to whom, how well described."""

    trader: Trader
    airport: Airport
    goods: tuple[Goods, ...]
    kg_factor: float
    eur_factor: float
    forwarder: int
    consignees: tuple[int, ...]
    vague: float
    says_value: bool
    says_hs: bool


@dataclass(frozen=True, slots=True)
class Forwarder:
    """An agent with a seven-digit code and two offices: abroad and at the site."""

    code: str
    abroad: Party
    here: Party

    def at(self, airport: Airport) -> "Forwarder":
        """The same agent, acting from its office at `airport`."""
        return replace(self, abroad=replace(self.abroad, city=airport.city[:17], country=airport.country, post=""))


@dataclass(frozen=True, slots=True)
class Traders:
    """Everybody a site knows; `weights` are cumulative, in the order of `consignors`."""

    consignors: tuple[Consignor, ...]
    consignees: tuple[Trader, ...]
    people: tuple[Party, ...]
    forwarders: tuple[Forwarder, ...]
    pickup_points: tuple[Party, ...]


def phone(rng: Random, start: str) -> str:
    """A telephone number in a range that nobody has, as fourteen digits at most."""
    return f"{start.lstrip('+')}{rng.randrange(10**7):07d}"


def company_abroad(rng: Random, airport: Airport, sector: str) -> Trader:
    """A fictitious company at a foreign airport."""
    words = world().words
    name = f"{rng.choice(words['example'])} {coined(rng, words['syllables'])} {sector.upper()}"
    forms = words["forms"].get(airport.country, ["LTD", "LLC"])
    home = Party(
        name,
        f"{rng.randrange(1, 400)} {rng.choice(words['streets'])} STREET",
        airport.city[:17],
        f"{rng.randrange(10000, 99999)}" if chance(rng, 0.6) else "",
        airport.country,
        phone(rng, "0000"),
    )
    return Trader(variants(name, forms, rng), home)


def _local(site: Site) -> dict[str, list[str] | str]:
    local = world().words["local"]
    return local.get(site.country, local["KZ"])


def local_company(rng: Random, site: Site) -> Trader:
    """A fictitious company of the site's country: a native name and the ways it is turned into Latin letters."""
    words = _local(site)
    native = f"{rng.choice(list(words['company']))} {coined(rng, list(words['syllables'])).capitalize()}"
    form = rng.choice(list(words["forms"]))
    names = local_variants(native, form, rng)
    return Trader(names, replace(_home(rng, site), name=wire(names[0], 35), native=f"{form} «{native}»"))


def person(rng: Random, site: Site) -> Party:
    """A private person, plainly made up."""
    words = _local(site)
    native = f"{rng.choice(list(words['family']))} {rng.choice(list(words['given']))}"
    if chance(rng, 0.5):
        native += f" {coined(rng, list(words['syllables']), 1).capitalize()}"
    name = wire(latin(native, rng.randrange(2)), 35)
    home, flat = _home(rng, site), f"-{rng.randrange(1, 120)}" if chance(rng, 0.6) else ""
    street, native_street = home.street + flat, home.native_street + flat
    return replace(home, name=name, native=native, street=street, native_street=native_street)


def _home(rng: Random, site: Site) -> Party:
    words = _local(site)
    street = f"{rng.choice(list(words['street']))} {rng.randrange(1, 220)}"
    post = f"0{rng.randrange(10000, 60000)}"
    number = phone(rng, str(words["phone"]))
    return Party(
        "", wire(latin(street, 0), 35), site.title.upper()[:17], post, site.country, number, native_street=street
    )


def _pickup_point(rng: Random, site: Site, number: int) -> Party:
    native = f"{next(iter(_local(site)['company']))} {number + 1}"
    return replace(_home(rng, site), name=wire(latin(native, 0), 35), native=native)


def forwarder(rng: Random, site: Site, number: int) -> Forwarder:
    """A fictitious agent; its code begins with 99."""
    hubs = [airport for airport in world().airports.values() if airport.weight]
    abroad = company_abroad(rng, rng.choice(hubs), rng.choice(["CARGO", "LOGISTICS", "FORWARDING", "FREIGHT"]))
    here = local_company(rng, site)
    party = replace(here.home, name=wire(f"{here.names[0]} CARGO", 35))
    return Forwarder(f"99{number:02d}{rng.randrange(1000):03d}", abroad.written(rng), party)


def consignor(rng: Random, airport: Airport, forwarders: int, consignees: int) -> Consignor:
    """A consignor at `airport` with habits of its own."""
    sector = rng.choice(airport.sectors)
    of_sector = world().of_sectors((sector,))
    goods = tuple(rng.sample(of_sector, min(len(of_sector), rng.randint(1, 3))))
    return Consignor(
        company_abroad(rng, airport, sector),
        airport,
        goods,
        rng.lognormvariate(0, 0.25),
        rng.lognormvariate(0, 0.3),
        rng.randrange(forwarders),
        tuple(rng.randrange(consignees) for _ in range(rng.choice([1, 1, 2, 3, 5]))),
        rng.choice([0.01, 0.03, 0.05, 0.1, 0.35]),
        chance(rng, 0.3),
        chance(rng, 0.14),
    )


def traders(site: Site, seed: int, size: int) -> Traders:
    """Everybody around a site: `size` regular consignors; the same for the same seed, whatever the nights."""
    rng = dice(seed, site.name, "traders")
    forwarders = tuple(forwarder(rng, site, number) for number in range(25))
    consignees = tuple(local_company(rng, site) for _ in range(size * 3 // 4))
    airports = [airport for airport in world().airports.values() if airport.weight]
    weights = list(accumulate(airport.weight for airport in airports))
    homes = rng.choices(airports, cum_weights=weights, k=size)
    return Traders(
        tuple(consignor(rng, home, len(forwarders), len(consignees)) for home in homes),
        consignees,
        tuple(person(rng, site) for _ in range(size * 6)),
        forwarders,
        tuple(_pickup_point(rng, site, n) for n in range(REGISTERED + 2)),
    )
