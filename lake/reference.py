"""Dated figures and words that are data, not code: exchange rates, goods words, airports, limits in EUR.

The exchange rates are rounded figures made for the exercise region, not a bank's: a unit puts its own
rows into `lake/reference/exchange_rates.csv`. A rate holds from its day until the next row of its currency.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import airportsdata
import pyarrow as pa

from lake.sites import Site

FOLDER = Path(__file__).parent / "reference"


@dataclass(frozen=True)
class Rates:
    """EUR for one unit of a currency, by day: `steps[currency]` is a tuple of (valid_from, eur), oldest first."""

    steps: dict[str, tuple[tuple[date, float], ...]]

    def eur(self, currency: str, day: date) -> float | None:
        """EUR for one unit of `currency` on `day`; None when no row holds then.

        >>> Rates({"USD": ((date(2026, 1, 1), 0.9),)}).eur("USD", date(2026, 3, 1))
        0.9
        """
        held = [eur for since, eur in self.steps.get(currency, ()) if since <= day]
        return held[-1] if held else None


@dataclass(frozen=True)
class Limit:
    """The personal-use limits for every moment with since <= moment < until.

    Attributes:
        eur: the duty-free value, EUR.
        kg: the duty-free weight; None where the law has none.
        days: the window in which one person's parcels are added up; None where each counts alone.
    """

    since: datetime
    until: datetime
    eur: float
    kg: float | None = None
    days: int | None = None


def rows_of(name: str, folder: Path = FOLDER) -> list[dict[str, str]]:
    """The rows of a file of the folder, all as text."""
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rates(folder: Path = FOLDER) -> Rates:
    """Read the exchange rates."""
    steps: dict[str, list[tuple[date, float]]] = {}
    for row in rows_of("exchange_rates.csv", folder):
        steps.setdefault(row["currency"], []).append((date.fromisoformat(row["valid_from"]), float(row["eur"])))
    return Rates({currency: tuple(sorted(found)) for currency, found in sorted(steps.items())})


def goods_words(folder: Path = FOLDER) -> dict[str, str]:
    """Words of goods descriptions, as written in the file, and the HS heading (4 digits) each stands for."""
    return {row["word"]: row["hs4"] for row in rows_of("goods_words.csv", folder)}


@dataclass(frozen=True)
class Heading:
    """An HS heading (4 digits): what it is, and what the trade calls it in any language."""

    hs4: str
    title: str
    words: tuple[str, ...]


def headings(folder: Path = FOLDER) -> tuple[Heading, ...]:
    """Headings that air cargo, couriers and mail carry, in our own words; in order."""
    rows = rows_of("headings.csv", folder)
    return tuple(Heading(row["hs4"], row["title"], tuple(row["words"].split("; "))) for row in rows)


def controlled_words(folder: Path = FOLDER) -> list[dict[str, str]]:
    """Words of controlled goods: word, language, kind (of control, or harmless: a phrase that means none), source."""
    return rows_of("controlled_words.csv", folder)


def goods_kinds(folder: Path = FOLDER) -> list[dict[str, str]]:
    """Words of goods that need a handling code, cover others or are consolidated: word, language, kind, cover, source.

    A kind that begins with not_ holds phrases in which the words of the other mean no such thing.
    """
    return rows_of("goods_kinds.csv", folder)


def forwarder_words(folder: Path = FOLDER) -> list[str]:
    """Words by which the name of a forwarder, carrier or courier is known."""
    return [row["word"] for row in rows_of("forwarder_words.csv", folder)]


def problem_meanings(folder: Path = FOLDER) -> dict[str, str]:
    """What each slug of the table `problems` says, by slug."""
    return {row["slug"]: row["meaning"] for row in rows_of("problems.csv", folder)}


def carriers(folder: Path = FOLDER) -> dict[str, tuple[str, str]]:
    """Code and name of the carrier that issues waybills of a prefix (three digits), by prefix."""
    return {row["prefix"]: (row["carrier"], row["name"]) for row in rows_of("carriers.csv", folder)}


def data_quality_codes(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """The 22 codes of a pre-loading regime: element, meaning, asks, `told_by` they are held against."""
    return {row["code"]: row for row in rows_of("data_quality_codes.csv", folder)}


def data_quality_problems(folder: Path = FOLDER) -> list[dict[str, str]]:
    """Which problem means which code; the first row that fits in slug, field, severity and detail counts."""
    return rows_of("data_quality_problems.csv", folder)


def door_words(folder: Path = FOLDER) -> dict[str, str]:
    """Goods descriptions, as written in the file, that are dropped at the door when they stand alone, and why."""
    return {row["word"]: row["reason"] for row in rows_of("door_words.csv", folder)}


def legal_forms(folder: Path = FOLDER) -> list[dict[str, str]]:
    """Legal forms of companies as they are written: form, place (end, or both ends of a name), country, source."""
    return rows_of("legal_forms.csv", folder)


def trade_words(folder: Path = FOLDER) -> list[str]:
    """Words of company names that say what a firm does, not which one it is."""
    return [row["word"] for row in rows_of("trade_words.csv", folder)]


def address_words(folder: Path = FOLDER) -> list[dict[str, str]]:
    """Words of addresses, as written: word, language, means (drop, flat, floor, box, or place), says (of a place)."""
    return rows_of("address_words.csv", folder)


@cache
def controlled_hs() -> pa.Table:
    """Headings of controlled goods, our own choice of public lists: since, until (UTC), hs4, kind, why."""
    return _steps("controlled_hs.csv", ("hs4", "kind", "why"))


@cache
def hubs() -> pa.Table:
    """Airports through which diverted goods are known to go: since, until (UTC), airport. An assumption to replace."""
    return _steps("hubs.csv", ("airport",))


def _steps(name: str, columns: tuple[str, ...]) -> pa.Table:
    """Rows of a file with valid_from and valid_to, as moments since <= moment < until."""
    rows, moment = rows_of(name, FOLDER), pa.timestamp("us", tz="UTC")
    since = [datetime.fromisoformat(row["valid_from"]).replace(tzinfo=UTC) for row in rows]
    last = [date.fromisoformat(row["valid_to"] or "9998-12-31") + timedelta(days=1) for row in rows]
    until = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in last]
    texts = {column: pa.array([row[column] for row in rows], pa.string()) for column in columns}
    return pa.table({"since": pa.array(since, moment), "until": pa.array(until, moment), **texts})


@cache
def locations() -> frozenset[str]:
    """Every IATA code of an airport or of a city with several."""
    return frozenset(airports()) | frozenset(airportsdata.load_iata_macs())


@cache
def airport_countries() -> dict[str, str]:
    """Country, ISO 3166 alpha-2, of every airport and city with an IATA code."""
    cities = {code: row["country"] for code, row in airportsdata.load_iata_macs().items()}
    return cities | {code: row["country"] for code, row in airportsdata.load("IATA").items()}


@cache
def airports() -> dict[str, tuple[float, float]]:
    """Latitude and longitude (degrees) of every airport with an IATA code."""
    return {code: (row["lat"], row["lon"]) for code, row in airportsdata.load("IATA").items()}


def duty_free_limits(site: Site, dated: Rates) -> tuple[Limit, ...]:
    """The site's thresholds `duty_free_value` (in EUR) and `duty_free_weight` over time: a step where one changes.

    Days are the site's own; where no limit or no rate holds there is no row.
    """
    stated = [limit for limit in site.thresholds if limit.name in ("duty_free_value", "duty_free_weight")]
    days = {limit.valid_from for limit in stated}
    days |= {limit.valid_to + timedelta(days=1) for limit in stated if limit.valid_to}
    days |= {since for limit in stated for since, _ in dated.steps.get(limit.unit, ())}
    ordered = sorted(days)
    found = []
    for day, until in zip(ordered, [*ordered[1:], date(9999, 1, 1)], strict=True):
        limit = site.threshold("duty_free_value", day)
        eur = dated.eur(limit.unit, day) if limit else None
        if limit and eur is not None:
            weight = site.threshold("duty_free_weight", day)
            since, kg = _midnight(day, site), weight.amount if weight else None
            found.append(Limit(since, _midnight(until, site), limit.amount * eur, kg, limit.window_days))
    return tuple(found)


def _midnight(day: date, site: Site) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(site.timezone)).astimezone(UTC)


def first_known(words: Iterable[str], classes: dict[str, str]) -> str | None:
    """The class of the first word that has one, also without a plural's S or ES; None when none has.

    >>> first_known(["NEW", "SHOES"], {"SHOE": "6403"})
    '6403'
    """
    for word in words:
        for form in (word, word.removesuffix("S"), word.removesuffix("ES")):
            if form in classes:
                return classes[form]
    return None
