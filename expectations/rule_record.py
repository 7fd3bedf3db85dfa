"""What the quality page says of a rule."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RuleRecord:
    """What a rule fired on, and what was found there.

    Attributes:
        name: the rule.
        action: what it asks for.
        fired_30d: different cases it fired on in 30 days.
        fired_365d: the same in 365 days.
        inspected: of these, with a result of any kind.
        settled: of these, with a result that says yes or no.
        hits: of these, with a finding.
        share: hits / settled; null without a settled result.
        low: lower end of its 95 % interval (Clopper-Pearson).
        high: upper end.
    """

    name: str
    action: str
    fired_30d: int
    fired_365d: int
    inspected: int
    settled: int
    hits: int
    share: float | None
    low: float | None
    high: float | None
