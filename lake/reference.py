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
    """The duty-free value in EUR for every moment with since <= moment < until."""

    since: datetime
    until: datetime
    eur: float


def _rows(name: str, folder: Path) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rates(folder: Path = FOLDER) -> Rates:
    """Read the exchange rates."""
    steps: dict[str, list[tuple[date, float]]] = {}
    for row in _rows("exchange_rates.csv", folder):
        steps.setdefault(row["currency"], []).append((date.fromisoformat(row["valid_from"]), float(row["eur"])))
    return Rates({currency: tuple(sorted(found)) for currency, found in sorted(steps.items())})


def goods_words(folder: Path = FOLDER) -> dict[str, str]:
    """Words of goods descriptions, as written in the file, and the HS heading (4 digits) each stands for."""
    return {row["word"]: row["hs4"] for row in _rows("goods_words.csv", folder)}


def problem_meanings(folder: Path = FOLDER) -> dict[str, str]:
    """What each slug of the table `problems` says, by slug."""
    return {row["slug"]: row["meaning"] for row in _rows("problems.csv", folder)}


def carriers(folder: Path = FOLDER) -> dict[str, tuple[str, str]]:
    """Code and name of the carrier that issues waybills of a prefix (three digits), by prefix."""
    return {row["prefix"]: (row["carrier"], row["name"]) for row in _rows("carriers.csv", folder)}


def data_quality_codes(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """The 22 codes of a pre-loading regime: element, meaning, asks, `told_by` they are held against."""
    return {row["code"]: row for row in _rows("data_quality_codes.csv", folder)}


def data_quality_problems(folder: Path = FOLDER) -> list[dict[str, str]]:
    """Which problem means which code; the first row that fits in slug, field, severity and detail counts."""
    return _rows("data_quality_problems.csv", folder)


def door_words(folder: Path = FOLDER) -> dict[str, str]:
    """Goods descriptions, as written in the file, that are dropped at the door when they stand alone, and why."""
    return {row["word"]: row["reason"] for row in _rows("door_words.csv", folder)}


@cache
def locations() -> frozenset[str]:
    """Every IATA code of an airport or of a city with several."""
    return frozenset(airports()) | frozenset(airportsdata.load_iata_macs())


@cache
def airports() -> dict[str, tuple[float, float]]:
    """Latitude and longitude (degrees) of every airport with an IATA code."""
    return {code: (row["lat"], row["lon"]) for code, row in airportsdata.load("IATA").items()}


def duty_free_limits(site: Site, dated: Rates) -> tuple[Limit, ...]:
    """The site's threshold `duty_free_value` in EUR over time: a step where the law or the rate changes.

    Days are the site's own; where no limit or no rate holds there is no row.
    """
    stated = [limit for limit in site.thresholds if limit.name == "duty_free_value"]
    days = {limit.valid_from for limit in stated}
    days |= {limit.valid_to + timedelta(days=1) for limit in stated if limit.valid_to}
    days |= {since for limit in stated for since, _ in dated.steps.get(limit.unit, ())}
    ordered = sorted(days)
    found = []
    for day, until in zip(ordered, [*ordered[1:], date(9999, 1, 1)], strict=True):
        limit = site.threshold("duty_free_value", day)
        eur = dated.eur(limit.unit, day) if limit else None
        if limit and eur is not None:
            found.append(Limit(_midnight(day, site), _midnight(until, site), limit.amount * eur))
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
