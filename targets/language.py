"""The words of one language and its way to write numbers, moments and chances. Nothing here knows a list."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from lake import sheet_words

LANGUAGES = Path(__file__).parent / "languages"
BARE_UNITS = ("count", "ratio", "share", "yes/no", "deviations")
"""Units that are said by the number itself; any other stands behind it."""
PLURALS = ("zero", "one", "two", "few", "many", "other")
"""The categories of CLDR, in the order in which a sentence gives its forms; a language uses some of them."""
NEARLY_ALL = 0.99
NEARLY_NOTHING = 0.005
GAP = "\u00a0"
"""Between a number and its unit: a line does not end there."""
ROUND_FROM = 10
"""A number is said whole from here on, and so are the ones below 100 of `about 1 in ...`."""


class Number(str):
    """A number as it is written, that still knows what it was: a plural goes by it."""

    __slots__ = ("value",)
    value: float

    def __new__(cls, text: str, value: float) -> "Number":
        """Return `text`, knowing `value`."""
        made = super().__new__(cls, text)
        made.value = value
        return made


@dataclass(frozen=True)
class Language:
    """One folder of languages/, flattened: `page.title` is the key `title` of its table `page`, in any of its files."""

    code: str
    words: Mapping[str, Any]

    @property
    def locale(self) -> Locale:
        """What Babel knows of the language."""
        return _locale(self.code)

    @property
    def plurals(self) -> tuple[str, ...]:
        """The categories that forms of a plural are given for, in order; Russian fractions take the few form."""
        known = {"other", *self.locale.plural_form.tags}
        return tuple(kind for kind in PLURALS if kind in known and not (kind == "other" and "many" in known))

    def say(self, key: str, **values: object) -> str:
        """Return the words of `key`, filled; KeyError when the language lacks them."""
        words = str(self.words[key])
        return _Filler(self).vformat(words, (), values) if values else words

    def all(self, key: str) -> list[str]:
        """Return the words of a key that holds a list."""
        return [str(word) for word in self.words[key]]

    def sentence(self, feature: str, english: str, part: str = "reason") -> str:
        """Return a feature's sentence (`part` reason, calm or once), or the English one of its declaration."""
        return str(self.words.get(f"feature.{feature}.{part}", english))

    def plural(self, value: float, forms: str) -> str:
        """Return the form for a number.

        >>> load("en").plural(1, "case|cases"), load("en").plural(3, "case|cases")
        ('case', 'cases')
        """
        shown = Decimal(int(value)) if float(value).is_integer() else Decimal(str(value))
        given, kind = forms.split("|"), self.locale.plural_form(shown)
        spoken = kind if kind in self.plurals else "few"  # Russian fractions: 1,5 партии
        place = self.plurals.index(spoken) if spoken in self.plurals else len(given) - 1
        return given[min(place, len(given) - 1)]

    def number(self, value: float) -> Number:
        r"""Return a number as one would say it: whole from 10 up, else two significant digits.

        >>> load("en").number(5840.4), load("en").number(6.25), load("en").number(0.01234)
        ('5,840', '6.2', '0.012')
        """
        if not math.isfinite(value):
            return Number("–", 0)
        decimals = 0 if abs(value) >= ROUND_FROM or not value else max(0, 1 - math.floor(math.log10(abs(value))))
        shown = Decimal(f"{value:.{decimals}f}")
        return self.exact(shown.normalize() if decimals else shown)

    def exact(self, value: Decimal) -> Number:
        """Return a number with the digits it has."""
        text = format_decimal(value, format="#,##0.###", locale=self.locale, decimal_quantization=False)
        return Number(text, float(value))

    def share(self, value: float) -> Number:
        r"""Return a share as a percentage; more than 99 % and less than all is never rounded to all.

        >>> load("en").share(0.125), load("en").share(0.9996)
        ('12\xa0%', '99.9\xa0%')
        """
        if NEARLY_ALL < value < 1:
            text: str = self.exact(Decimal(f"{min(value, 0.999) * 100:.1f}"))
        elif 0 < value < NEARLY_NOTHING:
            text = self.say("number.under", n=1)
        else:
            text = self.number(value * 100)
        return Number(f"{text}{GAP}%", value * 100)

    def amount(self, value: object, unit: str) -> str:
        """Return a feature's value with its unit: a share as a percentage, yes/no as a word, a count whole."""
        if not isinstance(value, int | float):
            return self.text(value)
        if unit == "yes/no":
            return self.say("unit.yes" if value else "unit.no")
        if unit == "share":
            return self.share(value)
        number = self.number(value)
        return number if unit in BARE_UNITS else Number(f"{number}{GAP}{self.unit(unit)}", number.value)

    def unit(self, unit: str) -> str:
        """Return what stands behind a number: `unit.kg`; a unit that is no word is said as it is (EUR, m3)."""
        return str(self.words.get(f"unit.{unit}", unit))

    def text(self, value: object) -> str:
        """Return any value of a case as words: lists joined, numbers rounded, moments by the language."""
        if isinstance(value, list | tuple):
            return ", ".join(map(str, value))
        if isinstance(value, datetime):
            return self.moment(value)
        return self.number(value) if isinstance(value, int | float) else str(value)

    def value(self, column: str, value: object) -> str:
        """Return what a column of a case holds as words: a code by its word, where the language has one."""
        return str(self.words.get(f"value.{column}.{value}", self.text(value)))

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
        rounded = round(one_in) if one_in < ROUND_FROM**2 else round(one_in, 1 - math.floor(math.log10(one_in)))
        return self.say(key, n=round(probability * 10) if key == "chance.in_ten" else rounded)

    def moment(self, at: date, *, day: bool = False) -> str:
        """Return a moment, already in the zone wanted, as day and time (or the day with its year)."""
        if day:
            return str(format_date(at, self.say("date.day"), locale=self.locale))
        return str(format_datetime(at, self.say("date.moment"), locale=self.locale))

    def left(self, span: timedelta) -> str:
        """Return a span of time in hours and minutes, or the word for over."""
        minutes = int(span.total_seconds() // 60)
        return (
            self.say("date.left", hours=minutes // 60, minutes=minutes % 60) if minutes > 0 else self.say("date.over")
        )


class _Filler(Formatter):
    """Fills a sentence: `{n}` is a number as the language writes it, `{n:one|other}` the form that goes with it."""

    def __init__(self, language: Language):
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return one place of the sentence."""
        number = value.value if isinstance(value, Number) else value
        numeric = isinstance(number, int | float) and not isinstance(number, bool)
        if "|" in format_spec:
            return self._language.plural(float(number) if numeric else 0.0, format_spec)
        if format_spec or not numeric or isinstance(value, str):
            return format(value, format_spec)
        return self._language.number(number)


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    words: dict[str, Any] = {}
    for key, value in table.items():
        words |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return words


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def codes() -> list[str]:
    """Return the languages there are, in order."""
    return sorted(found.name for found in LANGUAGES.iterdir() if found.is_dir())


@cache
def load(code: str) -> Language:
    """Read a language: every file of its folder, and the words of the sheet that comes home.

    Raises:
        ValueError: there is no such language, or a key stands in two of its files.
    """
    if code not in codes():
        raise ValueError(f"unknown language {code!r}; there are: {', '.join(codes())}")
    words = _flat(sheet_words.words(code))
    for path in sorted((LANGUAGES / code).glob("*.toml")):
        found = _flat(tomllib.loads(path.read_text("utf-8")))
        if twice := sorted(words.keys() & found.keys()):
            raise ValueError(f"{path.name} of {code} says again: {', '.join(twice)}")
        words |= found
    return Language(code, words)
