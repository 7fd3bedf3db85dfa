"""The tables of a test as markdown: which columns are shown, under which words."""

from collections.abc import Mapping, Sequence
from typing import Any

from measures.measure import Measure

Rows = Sequence[Mapping[str, Any]]

RANKING = {
    "rows": "rows",
    "hits": "hits",
    "base_rate": "share of hits",
    "precision_at_10pct": "in the highest 10 %",
    "lift_at_10pct": "times better than by chance",
    "average_precision": "average precision",
    "observed_expected": "found / expected",
}
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "windows": ("By window of time", {"window": "window", **RANKING}),
    "streams": ("By stream", {"stream": "stream", **RANKING}),
    "seen": ("By what was learned from before, and what was not", {"what": "", **RANKING}),
    "bands": (
        "By band of the score: what was said and what was found (aim 0.8 to 1.25)",
        {
            "low": "probability from", "high": "to", "rows": "rows", "hits": "hits", "said": "said", "found": "found",
            "observed_expected": "found / expected",
        },
    ),
    "selections": (
        "By why they were selected: only the random speak for what arrives",
        {
            "selected_as": "selected as", "rows": "rows", "hits": "hits", "yield": "share of hits",
            "observed_expected": "found / expected",
        },
    ),
    "origins": (
        "By country of origin, were the highest tenth selected (fewer than 10 rows or 5 clear ones: suppressed)",
        {
            "origin": "origin", "rows": "rows", "selection_rate": "selected", "hit_rate": "hits among them",
            "false_selection_rate": "clear ones selected", "false_selection_ratio": "that, over all origins'",
        },
    ),
    "stability": (
        "What moved between learning and test (index above 0.25, and well above chance: another world)",
        {
            "what": "", "index": "stability index", "by_chance": "by chance", "unknown_before": "not known before",
            "unknown_after": "in the test",
        },
    ),
    "lists": (
        "What lists share, mean over nights",
        {"what": "", "pairs": "pairs of lists", "jaccard": "shared of all", "kept": "kept of the first"},
    ),
}  # fmt: skip


def markdown(tables: Mapping[str, Rows]) -> list[str]:
    """Return a heading and a table for each table that is there and has rows, in the order of TABLES."""
    return [
        f"**{title}**\n\n{_grid(tables[name], words)}" for name, (title, words) in TABLES.items() if tables.get(name)
    ]


def _grid(rows: Rows, words: Mapping[str, str]) -> str:
    lines = ["| " + " | ".join(words.values()) + " |", "|---" * len(words) + "|"]
    lines.extend("| " + " | ".join(_cell(row, name) for name in words) + " |" for row in rows)
    return "\n".join(lines)


def _cell(row: Mapping[str, Any], name: str) -> str:
    """A value, with its limits where it has some; a row that is suppressed says so."""
    value = row.get(name)
    if value is None:
        return "suppressed" if row.get("suppressed") else "not known"
    if name in ("rows", "hits"):
        return f"{value:,.0f}"
    if isinstance(value, float):
        return str(Measure(value, row.get(f"{name}_low"), row.get(f"{name}_high")))
    return str(value).replace("|", "/")
