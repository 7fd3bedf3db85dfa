"""Fills the sentences of features and rules: what is unknown falls away, numbers and plurals follow the language."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from string import Formatter
from typing import Any

from lake.notes import recognised
from targets.language import BARE_UNITS, GAP, Language, Number

DAY = len("2026-03-01")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T|$)")


@cache
def places(sentence: str) -> frozenset[str]:
    """Return what a sentence names.

    >>> sorted(places("{value} a piece; {n} {n:case|cases}"))
    ['n', 'value']
    """
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


def fill(sentence: str, words: Mapping[str, str], unit: str, language: Language) -> str | None:
    """Fill a sentence; a part (between semicolons) that names something unknown is left out.

    Where that is the first part the whole is, None: a comparison alone would hang in the air.
    The unit is not said twice where the sentence itself has it beside the value.

    >>> from targets.language import load
    >>> fill("{value} a piece; usual {usual}, {n} cases", {"value": "19 kg"}, "kg", load("en"))
    '19 kg a piece'
    >>> fill("{value} of its {n} inspections; usual {usual}", {"value": "12 %"}, "share", load("en")) is None
    True
    """
    parts = [_filled(part.strip(), words, unit, language) for part in sentence.split(";")]
    return "; ".join(part for part in parts if part) if parts[0] else None


def _filled(part: str, words: Mapping[str, str], unit: str, language: Language) -> str | None:
    pieces = list(Formatter().parse(part))
    if any(name is not None and name not in words for _, name, _, _ in pieces):
        return None
    said = ""
    for place, (literal, name, forms, _) in enumerate(pieces):
        said += literal
        if name is None:
            continue
        word = words[name]
        after = pieces[place + 1][0] if place + 1 < len(pieces) else ""
        if forms:
            word = language.plural(word.value if isinstance(word, Number) else 0.0, forms)
        elif name in ("value", "usual") and _named(unit, literal, after, language):
            word = word.removesuffix(f"{GAP}{language.unit(unit)}")
        said += word
    return said


def _named(unit: str, before: str, after: str, language: Language) -> bool:
    """Return whether the sentence itself says the unit (or its first word) beside the number."""
    first = language.unit(unit).split("/")[0]
    return unit not in BARE_UNITS and (after.lstrip(" -").startswith(first) or before.rstrip().endswith(first))


def rule_sentence(row: Mapping[str, Any], language: Language) -> str:
    """Return a rule's sentence in the language; where that has none, as the rule itself said it."""
    sentence = language.words.get(f"rule.{row['indicator']}.sentence")
    if sentence is None:
        return str(row["sentence"])
    told = json.loads(row["told"])
    pieces = Formatter().parse(str(sentence))
    return "".join(
        text + (_told(name, told.get(name), spec or "", language) if name else "") for text, name, spec, _ in pieces
    )


def _told(name: str, value: Any, spec: str, language: Language) -> str:
    """Return one value of a rule's sentence, by its format where the sentence gives one."""
    if value is None or value == []:
        return language.say("reason.not_known")
    if "|" in spec:
        return language.plural(float(value), spec)
    if spec.endswith("%"):
        return f"{language.exact(Decimal(format(value * 100, spec.replace('%', 'f'))))}{GAP}%"
    if spec:
        return language.exact(Decimal(format(value, spec.replace(",", ""))))
    if _is_moment(value):
        return language.moment(datetime.fromisoformat(value), day=len(value) == DAY)
    return language.value(name, value)


def _is_moment(value: Any) -> bool:
    return isinstance(value, str) and bool(MOMENT.match(value))


def note_sentence(sentence: str, language: Language) -> str:
    """Return a note of a run in the language; what is no note that lake/notes.py declares stays as it is."""
    found = recognised(sentence)
    if found is None or f"note.{found[0]}" not in language.words:
        return sentence
    name, values = found
    stream = values.get("stream")
    if stream and f"stream.{stream}" in language.words:
        values["stream"] = language.say(f"stream.{stream}")
    return language.say(f"note.{name}", **values)
