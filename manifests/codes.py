"""Converters for code lists: countries and currencies, by code or by name, and money with its currency in the cell."""

import csv
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import iso3166
import iso4217

from lake.vague import plain_words
from manifests.amounts import LONGEST, amount, currency_code, split_money
from manifests.cells import Converted, bare

NAMES = Path(__file__).parent.parent / "lake" / "reference" / "country_names.csv"
CURRENCIES = frozenset(currency.code for currency in iso4217.Currency)


@cache
def country_names(path: Path = NAMES) -> dict[str, str]:
    """Plain name or code -> alpha-2: ISO 3166, and the names of the file, which go first."""
    names: dict[str, str] = {}
    for country in iso3166.countries:
        for name in (country.alpha2, country.alpha3, country.name, country.apolitical_name):
            names[plain_words(name)] = country.alpha2
    with path.open(encoding="utf-8", newline="") as lines:
        names.update((plain_words(row["name"]), row["country"]) for row in csv.DictReader(lines))
    return names


@lru_cache(maxsize=1 << 12)
def country(cell: str) -> Converted:
    """A country's alpha-2 code from its code or its name in several languages.

    >>> country("KZ"), country("Kazakhstan"), country("KAZ"), country("Турция"), country("-"), country("XX")
    (('KZ', None), ('KZ', None), ('KZ', None), ('TR', None), (None, None), (None, 'unknown_country'))
    """
    kept = bare(cell)
    if kept is None:
        return None, None
    code = country_names().get(plain_words(kept))
    return code, None if code else "unknown_country"


@lru_cache(maxsize=1 << 12)
def currency(cell: str) -> Converted:
    """A currency's ISO 4217 code from its code, sign or name.

    >>> currency("usd"), currency("₸"), currency("RMB"), currency("beads")
    (('USD', None), ('KZT', None), ('CNY', None), (None, 'unknown_code'))
    """
    kept = bare(cell)
    if kept is None:
        return None, None
    code = currency_code(kept, CURRENCIES)
    return code, None if code else "unknown_code"


@lru_cache(maxsize=1 << 15)
def money(cell: str) -> Converted:
    """The amount in a cell of money; a currency beside it is read by `currency_beside`.

    >>> money("10$"), money("1 080,50"), money("USD 1,050.00"), money("￥30"), money("10 beads"), money("-3")
    ((10.0, None), (1080.5, None), (1050.0, None), (30.0, None), (None, 'number_format'), (None, 'negative_value'))
    """
    kept = bare(cell)
    if kept is None:
        return None, None
    figures, beside = split_money(_narrow(kept))
    found = amount(figures)
    if found is None or (beside and currency_code(beside, CURRENCIES) is None):
        return None, "number_format"
    return (found, None) if found >= 0 else (None, "negative_value")


@lru_cache(maxsize=1 << 12)
def currency_beside(cell: str) -> str | None:
    """The currency that stands beside the amount in its own cell; None when there is none.

    >>> currency_beside("10$"), currency_beside("10")
    ('USD', None)
    """
    beside = split_money(_narrow(cell.strip()))[1]
    return currency_code(beside, CURRENCIES) if beside else None


def _narrow(text: str) -> str:
    """Full-width figures and signs, as Chinese lists have them, as usual ones."""
    return text if text.isascii() or len(text) > LONGEST else unicodedata.normalize("NFKC", text)
