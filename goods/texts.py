"""What a description or a name says of itself: each distinct one is looked at once, and the rest is a join.

Words are compared whole and simplified (lake.words.simplify), so one line of a list stands for every spelling of it.
"""

import re
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from lake.reference import controlled_words, forwarder_words, goods_kinds, goods_words, legal_forms, trade_words
from lake.vague import is_filler, is_vague
from lake.words import simplify

CONTROLLED = ("narcotic", "weapon", "precursor", "dual_use", "wildlife", "medicine", "culture")
"""Kinds of controlled words; of several in a text the first of these is told."""
HARMLESS = {"harmless": frozenset(CONTROLLED)} | {
    f"not_{kind}": frozenset({kind}) for kind in ("perishable", "dangerous", "live", "valuable")
}
"""Kinds of phrases in which words mean no such thing, and of which kinds that is so: nail polish "acetone free"."""
PERSON = range(2, 5)
"""Words of a person's name as it is written on a label; one word or many may be anything."""

TEXTS = pa.schema({
    "text": pa.string(),
    "vague": pa.bool_(),
    "symbols_only": pa.bool_(),
    "words": pa.int64(),
    "mixed_script": pa.bool_(),
    "controlled": pa.string(),
    "controlled_word": pa.string(),
    "cover": pa.string(),
    "perishable": pa.bool_(),
    "dangerous": pa.bool_(),
    "live": pa.bool_(),
    "valuable": pa.bool_(),
    "consolidation": pa.bool_(),
})  # fmt: skip
NAMES = pa.schema({
    "text": pa.string(),
    "symbols_only": pa.bool_(),
    "mixed_script": pa.bool_(),
    "private": pa.bool_(),
    "forwarder": pa.bool_(),
})  # fmt: skip

_LATIN, _OTHER = "A-Za-zÀ-ɏḀ-ỿ", "Ѐ-ԯႠ-ჿᲐ-Ჿ"
_BOTH = re.compile(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]")
_CYRILLIC = re.compile("[Ѐ-ԯ]{2,}")
_LATIN_WORD = re.compile(f"[{_LATIN}]{{2,}}")
_ALIKE = str.maketrans("АВЕЗКМНОРСТУХЬаеорсухіјѕһԁԛԝІЈЅҺ", "ABE3KMHOPCTYXbaeopcyxijshdqwIJSH")
"""Cyrillic letters and the Latin ones that look like them."""


_Phrases = dict[str, list[tuple[str, ...]]]
"""Phrases by their first word."""


@dataclass(frozen=True)
class _Word:
    """A listed word or phrase: its kind, what it covers for, and how the list writes it."""

    parts: tuple[str, ...]
    kind: str
    cover: str
    written: str


@dataclass(frozen=True)
class _Found:
    """A listed word in a text, from place `at` to before `end`."""

    at: int
    end: int
    word: _Word


def look(texts: list[str]) -> pa.Table:
    """Return what descriptions say of themselves (schema TEXTS), a row for each distinct one, in order of the text.

    vague: says nothing of the goods (lake.vague). symbols_only: no letter, or one letter three times or more. words:
    how many. mixed_script: a word of letters of two scripts, or a Cyrillic word that passes for a Latin one among
    Latin words. controlled: the kind of controlled goods it names, of CONTROLLED, and controlled_word, as the list
    writes it; null without. cover: the kind of goods that often cover others; null without. perishable, dangerous,
    live, valuable: names goods that need a handling code as PER, a DG code, AVI, VAL. consolidation: says it is one.
    """
    return _table([_looked(text) for text in sorted(set(texts))], TEXTS)


def look_names(names: list[str]) -> pa.Table:
    """Return what names say of themselves (schema NAMES), a row for each distinct one, in order of the name.

    private: a person's, as it carries no legal form, no word of a trade and no figure; null where it has so few or so
    many words that it may be anything. It says nothing of who the person is. forwarder: carries a word as CARGO.
    """
    return _table([_named(name) for name in sorted(set(names))], NAMES)


def is_mixed(text: str) -> bool:
    """Whether a word mixes Latin with Cyrillic or Georgian letters, or a Cyrillic one reads as an English word.

    The latter only among Latin words, and of words that our lists know: many an honest Russian word has no letter
    that Latin has not.

    >>> is_mixed("Cоtton"), is_mixed("USB-кабель"), is_mixed("ТОО Silk Road"), is_mixed("СОСА powder")
    (True, False, False, True)
    """
    if text.isascii():
        return False
    if _BOTH.search(text):
        return True
    read = {word.translate(_ALIKE).upper() for word in _CYRILLIC.findall(text)}
    return _LATIN_WORD.search(text) is not None and not read.isdisjoint(_english())


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.table([pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema)


def _looked(text: str) -> tuple[object, ...]:
    tokens = simplify(text).split()
    found = _meant(_listed(tokens))
    kinds = {one.word.kind for one in found}
    controlled = _first(text, [one for one in found if one.word.kind in CONTROLLED])
    cover = _first(text, [one for one in found if one.word.kind == "cover"])
    return (
        text,
        is_vague(text),
        is_filler(text),
        len(tokens),
        is_mixed(text),
        controlled.kind if controlled else None,
        controlled.written if controlled else None,
        cover.cover if cover else None,
        "perishable" in kinds and "live" not in kinds,
        *(kind in kinds for kind in ("dangerous", "live", "valuable", "consolidation")),
    )


def _first(text: str, found: list[_Found]) -> _Word | None:
    """The word that is told: by kind, then the first in the text, the longest, the one that is spelled like it."""
    ranks = {kind: at for at, kind in enumerate(CONTROLLED)}
    written = text.casefold()

    def place(one: _Found) -> tuple[int, int, int, bool, str]:
        word = one.word
        return ranks.get(word.kind, 0), one.at, -one.end, word.written.casefold() not in written, word.written

    return min(found, key=place).word if found else None


def _named(name: str) -> tuple[object, ...]:
    tokens = simplify(name).split()
    forwarder = _holds(tokens, _forwarders())
    return name, is_filler(name), is_mixed(name), _is_private(tokens, forwarder=forwarder), forwarder


def _is_private(tokens: list[str], *, forwarder: bool) -> bool | None:
    if forwarder or _has_form(tokens) or _holds(tokens, _trades()):
        return False
    if any(not token.isalpha() for token in tokens):
        return False
    return True if len(tokens) in PERSON else None


def _has_form(tokens: list[str]) -> bool:
    """Whether a name begins or ends with the form of a company."""
    every, leading = _forms()
    ends = any(tuple(tokens[-size:]) in every for size in range(1, len(tokens)))
    return ends or any(tuple(tokens[:size]) in leading for size in range(1, len(tokens)))


def _holds(tokens: list[str], phrases: _Phrases) -> bool:
    return any(
        tuple(tokens[at : at + len(phrase)]) == phrase
        for at, token in enumerate(tokens)
        if token in phrases
        for phrase in phrases[token]
    )


def _listed(tokens: list[str]) -> list[_Found]:
    words = _words()
    return [
        _Found(at, at + len(word.parts), word)
        for at, token in enumerate(tokens)
        if token in words
        for word in words[token]
        if tuple(tokens[at : at + len(word.parts)]) == word.parts
    ]


def _meant(found: list[_Found]) -> list[_Found]:
    """Without the words that lie in a phrase in which they mean no such thing."""
    fine = [one for one in found if one.word.kind in HARMLESS]
    if not fine:
        return found
    return [
        one
        for one in found
        if not any(
            one.word.kind in HARMLESS[other.word.kind] and other.at <= one.at and one.end <= other.end for other in fine
        )
    ]


@cache
def _words() -> dict[str, tuple[_Word, ...]]:
    """Every listed word by its first part."""
    rows = [*controlled_words(), *goods_kinds()]
    found: dict[str, list[_Word]] = {}
    for row in rows:
        parts = tuple(simplify(row["word"]).split())
        found.setdefault(parts[0], []).append(_Word(parts, row["kind"], row.get("cover", ""), row["word"]))
    return {first: tuple(words) for first, words in found.items()}


@cache
def _forms() -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """Legal forms as they end a name, and those that begin one too."""
    parts = [(tuple(simplify(row["form"]).split()), row["place"]) for row in legal_forms()]
    return frozenset(form for form, _ in parts), frozenset(form for form, place in parts if place == "both")


@cache
def _trades() -> _Phrases:
    return _by_first(trade_words())


@cache
def _forwarders() -> _Phrases:
    return _by_first(forwarder_words())


def _by_first(written: list[str]) -> _Phrases:
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in written:
        parts = tuple(simplify(words).split())
        found.setdefault(parts[0], []).append(parts)
    return found


@cache
def _english() -> frozenset[str]:
    """Words of the lists that are written in Latin letters."""
    controlled = (row["word"] for row in controlled_words() if row["language"] == "en")
    phrases = [*controlled, *goods_words(), *trade_words(), *forwarder_words()]
    return frozenset(word for phrase in phrases if phrase.isascii() for word in phrase.upper().split())
