"""The short lists of an inspection: why it was selected, how it was done, what came of it, what was found."""

SELECTED_AS = ("random", "criteria", "history", "intelligence", "model", "officer")
METHODS = ("documents", "xray", "canine", "partial_opening", "full_opening", "uld_breakdown")
RESULTS = ("hit", "clear", "inconclusive", "not_presented", "not_examined", "laboratory_pending")
FINDINGS: dict[str, tuple[str, ...]] = {
    "prohibited": (
        "narcotics", "psychoactive_substances", "precursors", "medicines", "cites", "counterfeits", "cultural_goods",
    ),
    "security": ("weapons", "explosives", "strategic_goods"),
    "revenue": ("undervaluation", "misdescription", "undeclared_goods", "tobacco", "alcohol", "cash"),
}  # fmt: skip
ALL_FINDINGS = tuple(finding for family in FINDINGS.values() for finding in family)


def family_of(finding: str | None) -> str | None:
    """Return the family of a finding, null for null.

    >>> family_of("narcotics"), family_of(None)
    ('prohibited', None)
    """
    return next((family for family, findings in FINDINGS.items() if finding in findings), None)
