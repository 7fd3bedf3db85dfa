"""The words of one language and its way to write numbers, moments and chances. Nothing here knows a list."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = Path(__file__).parent / "languages"
BARE_UNITS = ("count", "ratio", "share", "yes/no", "deviations")
"""Units that are said by the number itself; any other stands behind it."""
NEARLY_ALL = 0.99
NEARLY_NOTHING = 0.005
GAP = "\u00a0"
"""Between a number and its unit: a line does not end there."""


@dataclass(frozen=True)
class Language:
    """One file of languages/, flattened: `page.title` is the key `title` of its table `page`."""

    code: str
    words: Mapping[str, Any]

    def say(self, key: str, **values: object) -> str:
        """Return the words of `key`, filled; KeyError when the language lacks them."""
        words = str(self.words[key])
        return words.format(**values) if values else words

    def all(self, key: str) -> list[str]:
        """Return the words of a key that holds a list."""
        return [str(word) for word in self.words[key]]

    def sentence(self, feature: str, english: str, part: str = "reason") -> str:
        """Return a feature's sentence (`part` reason or calm), or the English one of its declaration."""
        return str(self.words.get(f"feature.{feature}.{part}", english))

    def number(self, value: float) -> str:
        """Return a number as one would say it: whole from 10 up, else two significant digits.

        >>> load("en").number(5840.4), load("en").number(6.25), load("en").number(0.01234)
        ('5,840', '6.2', '0.012')
        """
        if value == 0 or not math.isfinite(value):
            return "0" if value == 0 else "–"
        decimals = 0 if abs(value) >= 10 else max(0, 1 - math.floor(math.log10(abs(value))))  # noqa: PLR2004 - 10
        text = f"{value:,.{decimals}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return self.say("number.decimal").join(
            part.replace(",", self.say("number.thousands")) for part in text.split(".")
        )

    def share(self, value: float) -> str:
        r"""Return a share as a percentage; more than 99 % and less than all is never rounded to all.

        >>> load("en").share(0.125), load("en").share(0.9996)
        ('12\xa0%', '99.9\xa0%')
        """
        if NEARLY_ALL < value < 1:
            return f"{min(value, 0.999):.1%}".replace("%", f"{GAP}%").replace(".", self.say("number.decimal"))
        if 0 < value < NEARLY_NOTHING:
            return f"{self.say('number.under')} 1{GAP}%"
        return f"{self.number(value * 100)}{GAP}%"

    def amount(self, value: object, unit: str) -> str:
        """Return a feature's value with its unit: a share as a percentage, yes/no as a word, a count whole."""
        if not isinstance(value, int | float):
            return self.text(value)
        if unit == "yes/no":
            return self.say("unit.yes" if value else "unit.no")
        if unit == "share":
            return self.share(value)
        return self.number(value) if unit in BARE_UNITS else f"{self.number(value)}{GAP}{unit}"

    def text(self, value: object) -> str:
        """Return any value of a case as words: lists joined, numbers rounded."""
        if isinstance(value, list | tuple):
            return ", ".join(map(str, value))
        return self.number(value) if isinstance(value, int | float) else str(value)

    def chance(self, probability: float | None) -> str:
        """Return a probability as an officer says it.

        >>> [load("en").chance(p) for p in (None, 0.128, 0.0031, 0.82)]
        ['not estimated', 'about 1 in 8', 'about 1 in 320', 'about 8 in 10']
        """
        if probability is None:
            return self.say("chance.unknown")
        bands = ((0.95, "chance.nearly_certain"), (2 / 3, "chance.in_ten"), (0.0001, "chance.one_in"))
        key = next((key for least, key in bands if probability >= least), "chance.none")
        one_in = 1 / max(probability, 0.0001)
        rounded = round(one_in) if one_in < 100 else round(one_in, 1 - math.floor(math.log10(one_in)))  # noqa: PLR2004
        return self.say(key, n=round(probability * 10) if key == "chance.in_ten" else self.number(rounded))

    def moment(self, at: datetime, *, day: bool = False) -> str:
        """Return a moment, already in the zone wanted, as day and time (or the day with its year)."""
        month = self.all("date.months")[at.month - 1]
        return self.say("date.day" if day else "date.moment", day=at.day, month=month, year=at.year, time=f"{at:%H:%M}")

    def left(self, span: timedelta) -> str:
        """Return a span of time in hours and minutes, or the word for over."""
        minutes = int(span.total_seconds() // 60)
        return (
            self.say("date.left", hours=minutes // 60, minutes=minutes % 60) if minutes > 0 else self.say("date.over")
        )


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    words: dict[str, Any] = {}
    for key, value in table.items():
        words |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return words


@cache
def load(code: str) -> Language:
    """Read a language.

    Raises:
        ValueError: there is no such language; the message names those there are.
    """
    path = LANGUAGES / f"{code}.toml"
    known = sorted(found.stem for found in LANGUAGES.glob("*.toml"))
    if code not in known:
        raise ValueError(f"unknown language {code!r}; there are: {', '.join(known)}")
    return Language(code, _flat(tomllib.loads(path.read_text("utf-8"))))
