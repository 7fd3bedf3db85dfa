"""From a margin to a probability: a straight line on the log odds, stored as two numbers.

Platt's line, drawn towards what the trees themselves say (slope 1, offset 0), so that it is sane with three hits and
follows the rows with three hundred. Source: Platt 1999, with a normal prior in place of his smoothed targets.
"""

from dataclasses import dataclass

import numpy as np

from measures.arrays import Bools, Floats

SMALLEST_SLOPE = 0.05
"""A probability always rises with the margin."""
SLOPE_SD, OFFSET_SD = 0.5, 1.0
"""How far the line may leave the prior without rows: the offset weighs about as much as one hit."""
CLOSEST = 1e-6
"""A probability is never closer to 0 or 1: no number of inspections would support it."""


@dataclass(frozen=True)
class Calibration:
    """log odds = slope x margin + offset, fitted on `rows` out-of-fold rows."""

    slope: float = 1.0
    offset: float = 0.0
    rows: int = 0

    def probabilities(self, margins: Floats) -> Floats:
        """Return (n,) probabilities in (0, 1), rising with the margin."""
        odds = np.clip(self.slope * margins + self.offset, -700, 700)
        return np.clip(1 / (1 + np.exp(-odds)), CLOSEST, 1 - CLOSEST)


def fit(margins: Floats, hits: Bools, usual_offset: float = 0.0) -> Calibration:
    """Fit the line on margins of rows that the trees had not seen.

    Args:
        margins: (n,) out of fold; n may be 0, which gives the prior.
        hits: (n,) what was found.
        usual_offset: the offset without rows; not 0 when trees of another aim are borrowed.
    """
    from scipy.optimize import minimize

    told = hits.astype(np.float64)

    def loss(line: Floats) -> tuple[float, Floats]:
        odds = line[0] * margins + line[1]
        away = np.array([(line[0] - 1.0) / SLOPE_SD**2, (line[1] - usual_offset) / OFFSET_SD**2])
        off = 1 / (1 + np.exp(-np.clip(odds, -700, 700))) - told
        prior = (line[0] - 1.0) ** 2 / SLOPE_SD**2 / 2 + (line[1] - usual_offset) ** 2 / OFFSET_SD**2 / 2
        value = float(np.sum(np.logaddexp(0.0, odds) - told * odds) + prior)
        return value, np.array([off @ margins, off.sum()]) + away

    start = np.array([1.0, usual_offset])
    bounds = [(SMALLEST_SLOPE, None), (None, None)]
    slope, offset = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Calibration(round(float(slope), 9), round(float(offset), 9), len(margins))
