"""Writes docs/indicators.md from the rules themselves."""

from indicators import apply
from indicators.indicator import Indicator

HEAD = """# Indicators

Generated from `indicators/`; do not edit. A rule never fires outside its dates.

| rule | action | family | sentence | source | owner | in force |
|---|---|---|---|---|---|---|
"""


def indicators_page() -> str:
    """The page: one line a rule, by name."""
    return HEAD + "".join(_line(rule) for rule in apply.INDICATORS)


def _line(rule: Indicator) -> str:
    dates = f"{rule.valid_from} to {rule.valid_to}" if rule.valid_to else f"from {rule.valid_from}"
    cells = (f"`{rule.name}`", rule.action, rule.family, rule.reason, rule.source, rule.owner, dates)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
