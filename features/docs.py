"""Writes docs/features.md from the features themselves: a field manual, and which indicator became what."""

import csv
import re
from functools import cache
from itertools import groupby
from pathlib import Path

from features import catalogue
from features.feature import Feature

DIRECTIONS = {1: "riskier when higher", -1: "riskier when lower", 0: "direction learned"}
INDICATORS = Path(__file__).parent / "indicators.csv"
KNOWN = Path(__file__).parent / "known.csv"
CODE = re.compile(r"\b([A-G]\d{1,2})\b")
PLURAL = re.compile(r"\{\w+:[^{}|]*\|([^{}|]*)\}")
HEAD = """# Features

Generated from `features/`; do not edit. What is known of a case as of the moment of a run, and how an officer is told.

- **Null** is not known: it is never 0, and no sentence is said of it.
- **Usual** is the middle half of comparable shipments of 180 days (a geometric norm): of the same HS heading from the
  same origin where there are 20 of them, else of the heading, else of the same stream and level. A norm of few is drawn
  to the wider one by 20 cases' worth. `__usual`, `__low`, `__high`, `__n` and `__level` stand beside such a feature.
- **Past** is counted by party: all names that were linked to it before the moment, and nothing that came later.
- **Known** is the stream for which the feature was known most often, and the share of its cases, on seven nights of the
  exercise region, which is fictitious (`python benchmarks/known.py`).
- A sentence is said when the model or the cold start counts the fact against the case and its value lies where the
  sentence is worth an officer's time; the calm one, when the fact speaks for it.
"""
GROUPS = {
    "documents": "What the papers lack, hide or contradict. Most faults are honest: 8 elements are asked of every "
    "message, "
    "and carriers leave some out every day.",
    "weight": "Weight of a piece and of a cubic metre against shipments of the same goods, and between messages. The "
    "scale "
    "is the first instrument: weigh before opening.",
    "value": "The declared value against the same goods, and against the freight. Few cargo waybills carry a value: "
    "null "
    "is the rule there, and means nothing.",
    "parties": "How well the unit knows them. A first shipment alone is no reason: many are, every night.",
    "route": "The way it came, against the others between the same airports, and against where such goods come from.",
    "timing": "When it was told, and what was changed afterwards, or between two legs.",
    "payment": "Who pays the freight.",
    "parcels": "Many parcels to one hand, each small enough; one text of many senders; returns that are none. "
    "Telephones "
    "and addresses of registered pick-up points (`pickup_points.csv`) are left out.",
    "ULD and handling": "The ULD it flies in, and what handlers told of landings.",
    "declaration": "The declaration against the waybill; null where none names the consignment.",
    "history of hits": "What was found before with the same party, telephone, address, words, goods or way, drawn to "
    "the "
    "unit's own rate where little was inspected.",
    "text": "What the words say of the goods. The classifier is the unit's own, learned each week from declared "
    "goods lines.",
    "watch lists": "Parties alike to an entry of a list that the unit keeps or was given.",
}  # fmt: skip
"""What a group watches, in the order of the page."""


def features_page(rules: dict[str, str] | None = None) -> str:
    """The page.

    Args:
        rules: name of each rule -> its source, for the table of indicators.
    """
    ordered = sorted(catalogue.FEATURES, key=lambda feature: (list(GROUPS).index(feature.group), feature.name))
    parts = [HEAD, f"\n{len(ordered)} features in {len(GROUPS)} groups.\n"]
    for group, features in groupby(ordered, key=lambda feature: feature.group):
        parts.append(f"\n## {group[0].upper()}{group[1:]}\n\n{GROUPS[group]}\n")
        parts.extend(_entry(feature) for feature in features)
    return "".join([*parts, _indicators(rules or {})])


def indicators() -> list[dict[str, str]]:
    """The 62 public indicators: indicator, title, and why not where none of it is built."""
    with INDICATORS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def known() -> dict[str, tuple[str, str]]:
    """Feature -> the stream for which it is known most often, and for which share of its cases, as measured."""
    with KNOWN.open(encoding="utf-8", newline="") as lines:
        return {row["feature"]: (row["stream"], row["share"]) for row in csv.DictReader(lines)}


def built_of(sources: dict[str, str]) -> dict[str, list[str]]:
    """Indicator -> names whose source cites it."""
    found: dict[str, list[str]] = {}
    for name, source in sorted(sources.items()):
        for code in CODE.findall(source):
            found.setdefault(code, []).append(name)
    return found


def _entry(feature: Feature) -> str:
    stream, share = known()[feature.name]
    lines = [
        f"\n### `{feature.name}`\n",
        f"{feature.doc}\n",
        f"- {feature.unit}; {DIRECTIONS[feature.direction]}; known for {share} of {stream}; {feature.source}",
    ]
    if feature.usual is not None:
        lines.append("- compared with what is usual")
    lines += [f"- says: {_plain(said)}" for said in dict.fromkeys((feature.reason, feature.once)) if said]
    if feature.calm:
        lines.append(f"- calms: {_plain(feature.calm)}")
    return "\n".join(lines) + "\n"


def _plain(sentence: str) -> str:
    """Return a sentence with its plural only: `{n} shipments`."""
    return PLURAL.sub(r"\1", sentence)


def _indicators(rules: dict[str, str]) -> str:
    features = built_of({feature.name: feature.source for feature in catalogue.FEATURES})
    cited = built_of(rules)
    lines = ["\n## From indicator to feature\n", "| indicator | what | features | rules |", "|---|---|---|---|"]
    for row in indicators():
        code = row["indicator"]
        built = ", ".join(f"`{name}`" for name in features.get(code, [])) or f"not built: {row['not_built']}"
        lines.append(f"| {code} | {row['title']} | {built} | {', '.join(cited.get(code, []))} |")
    return "\n".join(lines) + "\n"
