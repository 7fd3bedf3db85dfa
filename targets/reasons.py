"""Says why a line is on the list: facts that carried the model's margin, rules with their source, or the draw."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pyarrow as pa

from features.feature import Feature
from features.share import ENOUGH
from targets import blanks
from targets.language import Language
from targets.sentences import fill, places, rule_sentence

FEWEST, MOST, OF_A_GROUP = 3, 5, 2
NOT_KNOWN = "not known"
"""The group of what is missing (targets/blanks.py)."""
NEW = {f"blank_{who}_new": f"{who}_shipments_365d" for who in ("consignee", "consignor")}
"""Two ways to say that a party is new to the unit."""
FAINTLY = 1.1
"""By this factor a value must differ at least to be said where nothing stronger is there."""
SMALLEST = 0.1
"""Beyond the fewest, a group with less than this part of the strongest one's contribution is not said."""

NEARLY_NONE = 0.05
"""Of what is riskier when higher and has nothing to compare with, only (nearly) none of it speaks against suspicion."""
COMPARISON = {"value", "usual", "low", "high", "n", "among"}
"""Places of a sentence that its feature fills; a column of the case of that name does not."""
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
    """What is known of one listed case: its features, its case and each feature's part of the margin.

    `peers` says of what may be missing how many comparable cases have it: targets/blanks.py.
    """

    features: Row
    case: Row
    parts: Row
    peers: Mapping[str, tuple[float, int]] = field(default_factory=dict)


def model_reasons(
    known: Described, catalogue: Sequence[Feature], language: Language, *, faint: bool = True
) -> list[Reason]:
    """Return 3-5 reasons for, strongest first, and at most one against.

    Fewer than three only where fewer facts with a sentence speak for it. A group (weight, route, ...) speaks at most
    twice, but to reach three; beyond three a fact counts that is not faint beside the strongest. To
    reach three, facts are said that hardly differ from what is usual; without `faint` only what stands out is.
    """
    facts = [fact for feature in catalogue if (fact := _fact(known, feature, language, "for"))]
    facts = sorted([*facts, *_blanks(known, language)], key=_strength)
    least = SMALLEST * max((fact.contribution or 0.0 for fact in facts), default=0.0)
    said: list[Reason] = []
    for fact in facts:
        if len(said) < FEWEST or (len(said) < MOST and (fact.contribution or 0.0) >= least):
            _add(said, fact)
    for fact in [*facts, *(_faint(known, catalogue, language) if faint else [])]:
        if len(said) < FEWEST:
            _add(said, fact, FEWEST)
    groups = by_group(known, catalogue)
    return (said or [Reason("note", language.say("reason.none"))]) + _against(known, catalogue, language, groups)


def _add(said: list[Reason], fact: Reason, of_a_group: int = OF_A_GROUP) -> None:
    """Add a fact whose group has not spoken so often, and whose matter was not said."""
    spoken = sum(one.group == fact.group for one in said)
    if spoken < of_a_group and _matter(fact) not in {_matter(one) for one in said}:
        said.append(fact)


def _blanks(known: Described, language: Language) -> list[Reason]:
    """Return what is not known where that speaks for suspicion, as facts; not what is hardly ever known."""
    row = {**known.features, **known.case}
    found = []
    for name, parts in blanks.claimed(row, known.parts).items():
        share, n = known.peers.get(name, (0.0, 0))
        text = blanks.sentence(name, row, known.peers, language)
        rare = n >= ENOUGH and share < blanks.HARDLY_EVER
        if sum(parts.values()) > 0 and text and not rare:
            fact = Reason("for", text, NOT_KNOWN, f"blank_{name}", contribution=sum(parts.values()))
            found.append(replace(fact, usual=share, n=n) if n >= ENOUGH else fact)
    return found


def _faint(known: Described, catalogue: Sequence[Feature], language: Language) -> list[Reason]:
    """Return what speaks for suspicion, also where it does not stand out, strongest first."""
    facts = [_fact(known, feature, language, "for", faint=True) for feature in catalogue]
    return sorted((fact for fact in facts if fact), key=_strength)


def _matter(reason: Reason) -> str:
    """Return what a fact is about: a rate of hits and their number are one matter, said once; so is being new."""
    name = (reason.feature or "").replace("_hit_rate_", "_hits_")
    return NEW.get(name, name)


def _strength(reason: Reason) -> tuple[float, str]:
    return (-abs(reason.contribution or 0.0), reason.feature or "")


def by_group(known: Described, catalogue: Sequence[Feature]) -> dict[str, float]:
    """Return what each group of features adds to the margin, all of them; what is not known is a group of its own."""
    unknown = blanks.claimed({**known.features, **known.case}, known.parts)
    claimed = {name: part for parts in unknown.values() for name, part in parts.items()}
    groups = {NOT_KNOWN: sum(claimed.values())} if claimed else {}
    for feature in catalogue:
        part = 0.0 if feature.name in claimed else known.parts.get(feature.name) or 0.0
        groups[feature.group] = groups.get(feature.group, 0.0) + part
    return groups


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
    text = fill(sentence, _words(known, feature, places(sentence), language), feature.unit, language)
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


def _words(known: Described, feature: Feature, names: frozenset[str], language: Language) -> dict[str, str]:
    """Return what a sentence names: the case's columns, the value and, with enough peers, the comparison.

    A feature that compares with nothing says its own count (2 of 3 inspections) however small.
    """
    texts = {name: known.case.get(name, known.features.get(name)) for name in names - COMPARISON}
    words = _texts(texts, language)
    words["value"] = language.amount(known.features[feature.name], feature.unit)
    usual, n = known.features.get(f"{feature.name}__usual"), known.features.get(f"{feature.name}__n")
    if n is not None and (n >= ENOUGH or feature.usual is None):
        words["n"] = language.number(n)
        if usual is not None:
            words["usual"] = language.amount(usual, feature.unit)
            words |= _range(known, feature, language)
    return words


def _texts(columns: Row, language: Language) -> dict[str, str]:
    """Return columns as words, what is not known left out, long ones cut."""
    said = {name: _said(name, value, language) for name, value in columns.items() if value not in (None, "", [])}
    return {name: f"{text[:LONGEST]}…" if len(text) > LONGEST else text for name, text in said.items()}


def _said(name: str, value: object, language: Language) -> str:
    """Return a column's value as words; a route as it is flown, IST-DXB-ALA."""
    return "-".join(map(str, value)) if name == "route" and isinstance(value, list) else language.value(name, value)


def _range(known: Described, feature: Feature, language: Language) -> dict[str, str]:
    """Return the middle half of what is usual, and among whom, where the feature has them."""
    found = {end: known.features.get(f"{feature.name}__{end}") for end in ("low", "high", "level")}
    words: dict[str, str] = {
        end: language.number(value) for end, value in found.items() if value is not None and end != "level"
    }
    if found["level"] is not None:
        sentence = language.say(f"among.{found['level']:.0f}")
        among = fill(
            sentence, _texts({name: known.case.get(name) for name in places(sentence)}, language), "", language
        )
        words["among"] = among or language.say("among.0")
    return words


def rule_reasons(fired: Sequence[Row], language: Language) -> list[Reason]:
    """Return the rules that fired on a case as what they are: a sentence and its source, mandatory ones first."""
    ordered = sorted(fired, key=lambda row: (row["action"] != "mandatory", row["indicator"]))
    return [Reason("rule", rule_sentence(row, language), row["source"], row["indicator"]) for row in ordered]


def random_note(share: float, probability: float | None, drawn: int, language: Language) -> Reason:
    """Return what is said of a random pick: that it is one."""
    if not probability:
        return Reason("note", language.say("reason.random_plain"))
    pool = language.number(round(drawn / probability))
    return Reason("note", language.say("reason.random", share=language.share(share), n=drawn, pool=pool))
