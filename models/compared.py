"""Two rankings of the same rows: who finds more, and whether what was said was found.

What belongs here: the rows of a comparison and the figures taken of them. What is asked of the figures is in gate.py,
for a challenger, and in in_use.py, for a champion; where the rows come from is in trial.py.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from measures.arrays import Bools, Floats, Ints, Moments
from measures.bootstrap import FEWEST_HITS, Bootstrap, Figures, with_intervals
from measures.clustered import design_effect
from measures.intervals import clopper_pearson
from measures.measure import Measure
from measures.order import Order, share
from measures.probabilities import AIM


@dataclass(frozen=True)
class GateSettings:
    """What is fixed before a trial.

    The primary measure is *coverage*: of all that was found in the trial's nights, weighed by severity, the share that
    stands in the highest `depth_share` of each night's inspected, at most the shift's openings. Results exist for the
    inspected only, and a list's full length would hold nearly all of them: a fifth is where rankings differ.

    Attributes:
        depth_share: of each night's inspected.
        openings: of a shift, from the site's TOML.
        delta: how much worse than the champion the challenger may be at the lower end of the interval, as coverage.
        fewest_rows: inspections in the trial.
        fewest_hits: consignors' days with a hit in it; fewer have no interval.
        origin_hits: hits found or expected of an origin before it is looked at.
        bootstrap: how the interval of the difference is drawn.
    """

    depth_share: float = 0.2
    openings: int = 20
    delta: float = 0.05
    fewest_rows: int = 50
    fewest_hits: int = FEWEST_HITS
    origin_hits: float = 10.0
    bootstrap: Bootstrap = field(default_factory=lambda: Bootstrap(1000))


@dataclass(frozen=True)
class Said:
    """What the challenger said of one aim, and what was found; only rows of which it is known.

    Attributes:
        hits: (n,) what was found.
        probabilities: (n,) the challenger's.
        clusters: (n,) of a consignor's day.
        origins: (n,) country of origin; empty where not known.
    """

    hits: Bools
    probabilities: Floats
    clusters: Ints
    origins: NDArray[np.str_]


@dataclass(frozen=True)
class Trial:
    """Two rankings of the same rows, none of which either had learned from.

    Attributes:
        against: what the challenger is held against, as "champion 1a2b3c4d" or "the simple ranking".
        nights: (n,) moment of each row.
        clusters: (n,) rows of one number are alike: a consignor's day.
        worth: (n,) severity of what was found; 0 for a clear.
        challenger: (n,) priorities by the challenger, as trained before the first of these nights.
        other: (n,) priorities by what it is held against.
        said: aim to what the challenger said; only aims with trees.
        notes: sentences on how the nights were chosen.
        chosen: (n,) True where a model's place on the list had the row inspected, or where nobody knows; None: nobody
            knows of any.
    """

    against: str
    nights: Moments
    clusters: Ints
    worth: Floats
    challenger: Floats
    other: Floats
    said: dict[str, Said]
    notes: tuple[str, ...] = ()
    chosen: Bools | None = None


def unchosen(trial: Trial, settings: GateSettings) -> Trial | None:
    """Return the rows that no model had chosen (random, criteria, an officer); None with too few hits among them.

    Of what a ranking had inspected, only what it placed high has results: its misses are missing, those of the other
    are not, and the other looks better than it is (by 0.04 to 0.08 of coverage at equal skill, drawn).
    """
    if trial.chosen is None:
        return None
    mask = ~trial.chosen
    if days_with_hits(trial, mask) < settings.fewest_hits:
        return None
    rows = {name: getattr(trial, name)[mask] for name in ("nights", "clusters", "worth", "challenger", "other")}
    return replace(trial, **rows, chosen=trial.chosen[mask])


def days_with_hits(trial: Trial, mask: Bools | None = None) -> int:
    """How many clusters have a hit, among the rows of the mask."""
    hit = trial.worth > 0
    return len(np.unique(trial.clusters[hit if mask is None else hit & mask]))


def depth(trial: Trial, settings: GateSettings) -> int:
    """How many of each night's inspected the primary measure looks at."""
    _, rows = np.unique(trial.nights, return_counts=True)
    return max(1, min(settings.openings, round(settings.depth_share * float(np.median(rows)))))


def coverage(trial: Trial, lines: int) -> Figures:
    """Return the coverage of both rankings, and their difference, as figures of resampled rows."""
    orders = {
        name: Order(scores, trial.worth, lines, trial.nights)
        for name, scores in (("challenger", trial.challenger), ("other", trial.other))
    }

    def figures(weights: Floats) -> dict[str, Floats]:
        total = weights @ trial.worth
        told = {name: share(order.walk(weights).at("capacity")[1], total) for name, order in orders.items()}
        return {**told, "difference": told["challenger"] - told["other"]}

    return figures


def difference(trial: Trial, settings: GateSettings) -> dict[str, Measure]:
    """Return the coverage of both rankings and their difference, all over the same resamples of clusters."""
    figures = coverage(trial, depth(trial, settings))
    return with_intervals(figures, trial.worth > 0, trial.clusters, settings.bootstrap)


def ratio_of(said: Said, level: float = 0.95) -> Measure:
    """Return hits found over expected with an exact interval on as many rows as the clusters are worth.

    Source: Korn and Graubard 1998, as measures/probabilities.observed_expected, here at any level.
    """
    mean = float(said.probabilities.mean()) if len(said.hits) else 0.0
    if mean <= 0:
        return Measure(None)
    rows = len(said.hits) / design_effect(said.hits, said.clusters)
    low, high = clopper_pearson(float(said.hits.mean()) * rows, rows, level)
    return Measure(*(round(end / mean, 6) for end in (float(said.hits.mean()), low, high)))


def broken(ratio: Measure) -> bool:
    """Whether the whole interval of found over expected lies outside 0.8 to 1.25."""
    return ratio.low is not None and ratio.high is not None and (ratio.low > AIM[1] or ratio.high < AIM[0])
