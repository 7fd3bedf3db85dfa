"""Draws fictitious names of persons and firms for benchmarks/watch.py, and writes them as others would.

Words are ordinary given names, stems of surnames and words of firms in four scripts; a name is several of them, drawn
by a long tail. Transliteration follows tables of its own (BGN, ISO 9, passports, national Latin), not our folding.
"""

import random
import tomllib
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("watch_words.toml").read_text("utf-8"))
TYPED = "abcdefghijklmnopqrstuvwxyz"
TAKEN = {"slavic": 3, "turkic": 2, "georgian": 5, "turkish": 12, "western": 3}
"""Endings that a stem of a surname takes."""
KINDS = ("table", "one slip", "two slips", "order", "form", "initials", "doubled", "script", "table and slip")


@dataclass(frozen=True)
class Name:
    """A name in its own letters: `form` is a firm's, "" for persons; `given` is the place of a given name."""

    words: tuple[str, ...]
    form: str
    given: int | None

    @property
    def same(self) -> tuple[str, ...]:
        """Two of one such tuple are called the same."""
        return tuple(sorted(self.words))


class Stock:
    """Draws names; the order of the stock decides how common a word is."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        shuffled = random.Random(0)  # which words are common is the same for every seed, as in life
        self._words: dict[str, tuple[list[str], list[float]]] = {}
        stocks = {name: WORDS[name].split() for name in ("adjectives", "nouns", "places", "sectors")}
        stocks["brands"] = _glued(
            _glued(WORDS["prefixes"].split(), WORDS["stems"].split()), ["", *WORDS["endings"].split()], 2
        )
        for tongue, roots in WORDS["roots"].items():
            stocks[f"given {tongue}"] = WORDS["given"][tongue].split()
            firsts, seconds = (["", *WORDS[part].get(tongue, "").split()] for part in ("firsts", "seconds"))
            stems = _glued(_glued(firsts, roots.split()), seconds)
            stocks[f"surname {tongue}"] = _glued(stems, WORDS["ends"][tongue].split(), TAKEN[tongue])
        for name, words in stocks.items():
            kept = list(dict.fromkeys(words))
            shuffled.shuffle(kept)
            flat = 0.3 if name == "brands" else 0.05
            self._words[name] = (
                kept,
                list(accumulate(1 / (rank + flat * len(kept)) for rank in range(1, len(kept) + 1))),
            )

    def word(self, stock: str) -> str:
        """A word of a stock, the common ones more often."""
        words, weights = self._words[stock]
        return self.rng.choices(words, cum_weights=weights)[0]

    def name(self, persons: float) -> Name:
        """A person, as often as `persons` says, or a firm."""
        return self.person() if self.rng.random() < persons else self.firm()

    def person(self) -> Name:
        """A person of one of five tongues: three words."""
        tongue = self.rng.choices(("slavic", "turkic", "georgian", "turkish", "western"), (4, 4, 1, 1.5, 3))[0]
        given, surname = self.word(f"given {tongue}"), self.word(f"surname {tongue}")
        second = self.word(f"given {tongue}")
        if tongue in ("slavic", "turkic"):
            father = second + ("евич" if second[-1] in "йь" else "ович")
            return Name((surname, given, father.replace("йе", "е").replace("ье", "е")), "", 1)
        if tongue == "georgian":
            return Name((given, second + "ს ძე", surname), "", 0)
        return Name((given, second, surname), "", 0)

    def firm(self) -> Name:
        """A firm: three or four words and a form."""
        kind = self.rng.random()
        if kind < 0.4:
            words = [self.word("brands"), self.word("nouns")]
        elif kind < 0.75:
            words = [self.word("adjectives"), self.word("nouns"), self.word("places")]
        else:
            words = [self.word("surname slavic"), self.word("nouns")]
        return Name((*dict.fromkeys([*words, self.word("sectors")]),), self.rng.choice(WORDS["forms"]), None)


def _glued(fronts: list[str], backs: list[str], taken: int | None = None) -> list[str]:
    """Words of a front and a back; `taken` backs a front, all by default: no stem takes every ending in life."""
    draw = random.Random(1)
    pairs = ((front, draw.sample(backs, min(taken or len(backs), len(backs)))) for front in fronts)
    return [(front + back).capitalize() for front, some in pairs for back in some]


def native(name: Name) -> str:
    """A name in its own letters, a firm with its form before it."""
    return " ".join((name.form, *name.words)).strip()


def latin(text: str, scheme: int) -> str:
    """Text in Latin letters by one of the schemes; other letters stay."""
    return "".join(_letter(letter, scheme) for letter in text.lower()).title()


def _letter(letter: str, scheme: int) -> str:
    ways = WORDS["latin"].get(letter, letter).split("|")
    return str(ways[scheme % len(ways)])


def slipped(text: str, rng: random.Random) -> str:
    """One slip of the hand inside a word: a letter changed, lost, added, or two swapped."""
    places = [at for at in range(1, len(text) - 1) if text[at - 1 : at + 2].isalpha()]
    if not places:
        return text
    at, kind = rng.choice(places), rng.randrange(4)
    if kind == 0:
        return text[:at] + rng.choice(TYPED) + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    return text[:at] + (rng.choice(TYPED) + text[at:] if kind == 2 else text[at + 1] + text[at] + text[at + 2 :])


def variant(name: Name, kind: str, scheme: int, rng: random.Random) -> str:
    """A listed name, which was written in `scheme`, as somebody else writes it."""
    other = rng.choice([way for way in range(3) if way != scheme])
    plain = latin(native(name), scheme)
    if kind == "table":
        return latin(native(name), other)
    if kind == "table and slip":
        return slipped(latin(native(name), other), rng)
    if kind in ("one slip", "two slips"):
        once = slipped(plain, rng)
        return slipped(once, rng) if kind == "two slips" else once
    if kind == "script":
        return native(name)
    if kind == "doubled":
        at = rng.choice([at for at, letter in enumerate(plain) if letter.isalpha()])
        return plain[:at] + plain[at].lower() + plain[at:]
    return _rearranged(name, kind, scheme, rng)


def _rearranged(name: Name, kind: str, scheme: int, rng: random.Random) -> str:
    words = [latin(word, scheme) for word in name.words]
    if kind == "initials" and name.given is not None:
        at = rng.choice([name.given, name.given + 1])
        words[at] = words[at][0] + "."
        return " ".join(words)
    if kind == "form" and name.form:
        return " ".join([*words, rng.choice(["", "LLC", "Co., Ltd"])]).strip()
    rng.shuffle(words)
    return " ".join([*words, latin(name.form, scheme)]).strip()
