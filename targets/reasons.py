"""Says why a line is on the list: facts that carried the model's margin, rules with their source, or the draw."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal

import pyarrow as pa

from features.feature import Feature
from features.share import ENOUGH
from targets.language import BARE_UNITS, GAP, Language

FEWEST, MOST = 3, 5
FAINTLY = 1.1
"""By this factor a value must differ at least to be said where nothing stronger is there."""
SMALLEST = 0.1
"""Beyond the fewest, a group with less than this part of the strongest one's contribution is not said."""

NEARLY_NONE = 0.05
"""Of what is riskier when higher and has nothing to compare with, only (nearly) none of it speaks against suspicion."""
LONGEST = 90
"""Characters of a case's own text inside a sentence; the whole of it stands on the line."""

Row = Mapping[str, Any]
Explain = Callable[[str, pa.Table], pa.Table]
"""(aim, rows of the features table) -> one float64 column a feature: its part of the margin, rows in the same order."""


@dataclass(frozen=True)
class Reason:
    """One sentence on a line; numbers are those of the features table, untouched.

    `group` is the feature's group, or a rule's source. `contribution` is the feature's own part of the margin.
    """

    kind: Literal["for", "against", "rule", "note"]
    text: str
    group: str = ""
    feature: str | None = None
    value: float | None = None
    usual: float | None = None
    n: int | None = None
    contribution: float | None = None


@dataclass(frozen=True)
class Described:
    """What is known of one listed case: its features, its case and each feature's part of the margin."""

    features: Row
    case: Row
    parts: Row


def model_reasons(known: Described, catalogue: Sequence[Feature], language: Language) -> list[Reason]:
    """Return 3-5 reasons for, strongest group first, and at most one against.

    Fewer than three only where fewer facts with a sentence speak for it. A group (weight, route, ...) speaks
    once, by its strongest feature; only to reach three does one speak again, and then a fact that hardly
    differs from what is usual.
    """
    groups = _groups(known, catalogue)
    ranked = sorted(groups, key=lambda group: (-groups[group], group))
    spoken = [facts for group in ranked if groups[group] > 0 and (facts := _facts(known, catalogue, language, group))]
    first = [facts[0] for facts in spoken][:MOST]
    again = sorted((fact for facts in spoken for fact in facts[1:]), key=_strength)
    least = SMALLEST * max(groups.values(), default=0.0)
    said = [fact for place, fact in enumerate(first) if place < FEWEST or groups[fact.group] >= least]
    for fact in [*again, *_faint(known, catalogue, language)]:
        if len(said) < FEWEST and _matter(fact) not in {_matter(told) for told in said}:
            said.append(fact)
    return (said or [Reason("note", language.say("reason.none"))]) + _against(known, catalogue, language, groups)


def _faint(known: Described, catalogue: Sequence[Feature], language: Language) -> list[Reason]:
    """Return what speaks for suspicion, also where it does not stand out, strongest first."""
    facts = [_fact(known, feature, language, "for", faint=True) for feature in catalogue]
    return sorted((fact for fact in facts if fact), key=_strength)


def _matter(reason: Reason) -> str:
    """Return what a fact is about: a rate of hits and their number are one matter, said once."""
    return (reason.feature or "").replace("_hit_rate_", "_hits_")


def _strength(reason: Reason) -> tuple[float, str]:
    return (-abs(reason.contribution or 0.0), reason.feature or "")


def _groups(known: Described, catalogue: Sequence[Feature]) -> dict[str, float]:
    groups: dict[str, float] = {}
    for feature in catalogue:
        groups[feature.group] = groups.get(feature.group, 0.0) + (known.parts.get(feature.name) or 0.0)
    return groups


def _facts(known: Described, catalogue: Sequence[Feature], language: Language, group: str) -> list[Reason]:
    """Return what a group's features say for suspicion, strongest first."""
    facts = (_fact(known, feature, language, "for") for feature in catalogue if feature.group == group)
    return sorted((fact for fact in facts if fact), key=_strength)


def _against(
    known: Described, catalogue: Sequence[Feature], language: Language, groups: Mapping[str, float]
) -> list[Reason]:
    """Return the calm sentence of the strongest group that speaks against suspicion and has one."""
    facts = [fact for feature in catalogue if (fact := _fact(known, feature, language, "against"))]
    facts.sort(key=lambda fact: (groups[fact.group], *_strength(fact)))
    return facts[:1]


def _fact(
    known: Described, feature: Feature, language: Language, kind: Literal["for", "against"], *, faint: bool = False
) -> Reason | None:
    part, value = _part(known, feature), known.features.get(feature.name)
    sign = 1 if kind == "for" else -1
    english = feature.reason if kind == "for" else feature.calm
    if part * sign <= 0 or value is None or not english or not _speaks(known, feature, sign, faint):
        return None
    usual, n = known.features.get(f"{feature.name}__usual"), known.features.get(f"{feature.name}__n")
    said = "once" if kind == "for" and feature.once and value == 1 else "reason" if kind == "for" else "calm"
    sentence = language.sentence(feature.name, feature.once or english if said == "once" else english, said)
    text = fill(sentence, _words(known, feature, language), feature.unit)
    if text is None:
        return None
    count = None if n is None else int(n)
    return Reason(kind, text, feature.group, feature.name, value, usual, count, part)


def _part(known: Described, feature: Feature) -> float:
    """Return a figure's part of the margin, with that of how far it lies from what is usual: one matter."""
    return (known.parts.get(feature.name) or 0.0) + (known.parts.get(f"{feature.name}_far") or 0.0)


def _speaks(known: Described, feature: Feature, sign: int, faint: bool) -> bool:
    """Return whether the value lies on the side that its sentence speaks of.

    A model may count "no" or "less than usual" for suspicion; the sentence that says "yes" would be a lie.
    """
    value, usual = known.features[feature.name], known.features.get(f"{feature.name}__usual")
    if _is_usual(known, feature) == (sign > 0) or not _worth_saying(feature, value, usual, sign, faint):
        return False
    side = sign * (feature.direction or 1)
    if feature.unit == "yes/no":
        return bool(value) == (side > 0)
    if feature.direction == 0:
        return True
    if feature.direction > 0 and sign > 0 and value == 0:
        return False
    if usual is None:
        return sign > 0 or feature.direction < 0 or value <= NEARLY_NONE
    return (value - usual) * side > 0


def _is_usual(known: Described, feature: Feature) -> bool | None:
    """Return whether the value lies in the middle half of what is usual; None where no range is known."""
    value, low, high = (known.features.get(f"{feature.name}{end}") for end in ("", "__low", "__high"))
    return None if value is None or low is None or high is None else low <= value <= high


def _worth_saying(feature: Feature, value: float, usual: float | None, sign: int, faint: bool) -> bool:
    """Return whether the value is far enough from what is usual (or near enough, for a calm sentence)."""
    lowest, highest = feature.speaks if sign > 0 else feature.calms
    if not lowest <= value <= highest:
        return False
    times = value / usual if usual else value if feature.unit == "ratio" else None
    if feature.apart is None or times is None:
        return True
    far = times <= 0 or abs(math.log(times)) >= math.log(FAINTLY if faint else feature.apart)
    return far if feature.direction else far == (sign > 0)


def _words(known: Described, feature: Feature, language: Language) -> dict[str, str]:
    """Return what a sentence may name: the case's columns, the value and, with enough peers, the comparison.

    A feature that compares with nothing says its own count (2 of 3 inspections) however small.
    """
    texts = {name: value for name, value in known.features.items() if isinstance(value, str)} | dict(known.case)
    said = {name: _said(name, value, language) for name, value in texts.items() if value not in (None, "", [])}
    words = {name: f"{text[:LONGEST]}…" if len(text) > LONGEST else text for name, text in said.items()}
    for name in ("value", "usual", "low", "high", "n", "among"):
        words.pop(name, None)
    words["value"] = language.amount(known.features[feature.name], feature.unit)
    usual, n = known.features.get(f"{feature.name}__usual"), known.features.get(f"{feature.name}__n")
    if n is not None and (n >= ENOUGH or feature.usual is None):
        words["n"] = language.number(n)
        if usual is not None:
            words["usual"] = language.amount(usual, feature.unit)
            words |= _range(known, feature, language)
    return words


def _said(name: str, value: object, language: Language) -> str:
    """Return a column's value as words; a route as it is flown, IST-DXB-ALA."""
    return "-".join(map(str, value)) if name == "route" and isinstance(value, list) else language.text(value)


def _range(known: Described, feature: Feature, language: Language) -> dict[str, str]:
    """Return the middle half of what is usual, and among whom, where the feature has them."""
    found = {end: known.features.get(f"{feature.name}__{end}") for end in ("low", "high", "level")}
    words = {end: language.number(value) for end, value in found.items() if value is not None and end != "level"}
    if found["level"] is not None:
        among = fill(language.say(f"among.{found['level']:.0f}"), _case_words(known, language), "count")
        words["among"] = among or language.say("among.0")
    return words


def _case_words(known: Described, language: Language) -> dict[str, str]:
    return {name: language.text(value) for name, value in known.case.items() if value not in (None, "", [])}


def fill(sentence: str, words: Mapping[str, str], unit: str) -> str | None:
    """Fill a sentence; a part (between semicolons) that names something unknown is left out.

    Where that is the first part the whole is, None: a comparison alone would hang in the air.
    The unit is not said twice where the sentence itself has it beside the value.

    >>> fill("{value} a piece; usual {usual}, {n} cases", {"value": "19 kg"}, "kg")
    '19 kg a piece'
    >>> fill("{value} of its {n} inspections; usual {usual}", {"value": "12 %"}, "share") is None
    True
    """
    parts = [_filled(part.strip(), words, unit) for part in sentence.split(";")]
    return "; ".join(part for part in parts if part) if parts[0] else None


def _filled(part: str, words: Mapping[str, str], unit: str) -> str | None:
    pieces = list(Formatter().parse(part))
    if any(name is not None and name not in words for _, name, _, _ in pieces):
        return None
    said = ""
    for place, (literal, name, _, _) in enumerate(pieces):
        said += literal
        if name is None:
            continue
        word = words[name]
        after = pieces[place + 1][0] if place + 1 < len(pieces) else ""
        if name in ("value", "usual") and _named(unit, literal, after):
            word = word.removesuffix(f"{GAP}{unit}")
        said += word
    return said


def _named(unit: str, before: str, after: str) -> bool:
    """Return whether the sentence itself says the unit (or its first word) beside the number."""
    first = unit.split("/")[0]
    return unit not in BARE_UNITS and (after.lstrip(" -").startswith(first) or before.rstrip().endswith(first))


def rule_reasons(fired: Sequence[Row]) -> list[Reason]:
    """Return the rules that fired on a case as what they are: a sentence and its source, mandatory ones first."""
    ordered = sorted(fired, key=lambda row: (row["action"] != "mandatory", row["indicator"]))
    return [Reason("rule", row["sentence"], row["source"], row["indicator"]) for row in ordered]


def random_note(share: float, probability: float | None, drawn: int, language: Language) -> Reason:
    """Return what is said of a random pick: that it is one."""
    if not probability:
        return Reason("note", language.say("reason.random_plain"))
    pool = language.number(round(drawn / probability))
    return Reason("note", language.say("reason.random", share=language.share(share), n=drawn, pool=pool))
