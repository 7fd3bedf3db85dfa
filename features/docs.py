"""Writes docs/features.md from the features themselves."""

from itertools import groupby

from features import catalogue
from features.feature import Feature

DIRECTIONS = {1: "riskier when higher", -1: "riskier when lower", 0: "learned"}
HEAD = """# Features

Generated from `features/`; do not edit. A feature is null where it is not known. `__usual` is what is usual among
comparable shipments and `__n` how many there were; with fewer than 20 the usual is null.
"""


def features_page() -> str:
    """The page, one table a group."""
    ordered = sorted(catalogue.FEATURES, key=lambda feature: (feature.group, feature.name))
    parts = [HEAD]
    for group, features in groupby(ordered, key=lambda feature: feature.group):
        parts.append(
            f"\n## {group.capitalize()}\n\n| feature | unit | what it says | direction | sentence | source |\n"
        )
        parts.append("|---|---|---|---|---|---|\n")
        parts.extend(_line(feature) for feature in features)
    return "".join(parts)


def _line(feature: Feature) -> str:
    compared = " (compared)" if feature.usual is not None else ""
    cells = (
        f"`{feature.name}`{compared}",
        feature.unit,
        feature.doc,
        DIRECTIONS[feature.direction],
        feature.reason,
        feature.source,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
