"""A figure with its interval: what every measure of this house is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A figure and its 95 % interval; null where the rows cannot say (no hits, or too few for an interval)."""

    value: float | None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        """As `0.31 (0.22 to 0.4)`."""
        if self.value is None:
            return "not known"
        if self.low is None or self.high is None:
            return f"{self.value:.3g}"
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"


Measures = dict[str, Measure]
