"""What the fictitious region is made of: goods, airports, carriers, words. Read once from exercises/world/."""

import csv
import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORLD = Path(__file__).parent / "world"


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of goods with its norms: kg a piece, EUR a kg, kg a m3 are medians of honest ones."""

    name: str
    sector: str
    hs: str
    kg_piece: float
    eur_kg: float
    codes: tuple[str, ...]
    courier: bool
    texts: tuple[str, ...]
    local_texts: tuple[str, ...]
    kg_m3: float


@dataclass(frozen=True, slots=True)
class Airport:
    """An airport; `hubs` are the loading points through which its cargo comes to the region."""

    code: str
    city: str
    country: str
    currency: str
    zone: str
    lat: float
    lon: float
    sectors: tuple[str, ...]
    hubs: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Carrier:
    """A fictitious carrier and the three digits its waybills begin with.

    `speaks` is what its messages are written in: cargo_imp, cargo_xml, or one_record, which is for waybills alone.
    """

    code: str
    prefix: str
    name: str
    hubs: tuple[str, ...]
    speaks: str


@dataclass(frozen=True, slots=True)
class World:
    """All of it; the order is that of the files."""

    goods: dict[str, Goods]
    airports: dict[str, Airport]
    carriers: tuple[Carrier, ...]
    words: dict[str, Any]

    @property
    def rates(self) -> dict[str, float]:
        """EUR for one unit of a currency."""
        return self.words["rates"]

    def of_sectors(self, sectors: tuple[str, ...]) -> list[Goods]:
        """The goods of some sectors, in the order of the file."""
        return [goods for goods in self.goods.values() if goods.sector in sectors]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (WORLD / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _parts(cell: str | None, separator: str = "|") -> tuple[str, ...]:
    return tuple(part for part in (cell or "").split(separator) if part)


def _goods(row: dict[str, str], density: dict[str, float]) -> Goods:
    return Goods(
        row["name"],
        row["sector"],
        row["hs"],
        float(row["kg_piece"]),
        float(row["eur_kg"]),
        _parts(row["codes"], "/"),
        row["courier"] == "1",
        _parts(row["texts"]),
        _parts(row["local_texts"]),
        density[row["sector"]],
    )


def _airport(row: dict[str, str]) -> Airport:
    return Airport(
        row["code"],
        row["city"],
        row["country"],
        row["currency"],
        row["zone"],
        float(row["lat"]),
        float(row["lon"]),
        _parts(row["sectors"]),
        _parts(row["hubs"]),
        int(row["weight"]),
    )


@cache
def world() -> World:
    """The world of the exercise, read once."""
    words = tomllib.loads((WORLD / "words.toml").read_text("utf-8"))
    return World(
        goods={row["name"]: _goods(row, words["density"]) for row in _rows("goods.csv")},
        airports={row["code"]: _airport(row) for row in _rows("airports.csv")},
        carriers=tuple(
            Carrier(row["code"], row["prefix"], row["name"], _parts(row["hubs"]), row["speaks"])
            for row in _rows("carriers.csv")
        ),
        words=words,
    )


def hours_between(a: Airport, b: Airport) -> float:
    """Hours a flight takes from `a` to `b`: great circle at 800 km/h and half an hour for the rest."""
    la, lb, dl = math.radians(a.lat), math.radians(b.lat), math.radians(b.lon - a.lon)
    cosine = math.sin(la) * math.sin(lb) + math.cos(la) * math.cos(lb) * math.cos(dl)
    return 6371.0 * math.acos(max(-1.0, min(1.0, cosine))) / 800.0 + 0.5
