"""Is a country of origin looked at more than its goods deserve? Rates by origin, and ratios at equal risk.

What belongs here: rates of selection by group. Small numbers are suppressed: three waybills are one person's
business, and their rate is a draw of lots.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from measures.arrays import Bools, Floats, Ints
from measures.bootstrap import FEWEST_HITS, Bootstrap, with_intervals
from measures.measure import Measure, Measures
from measures.order import share

FEWEST_ROWS, FEWEST_CLEAR = 10, 5
"""An origin with fewer rows, or fewer that were clear, is suppressed."""
RATIO = (0.8, 1.25)
"""Selection against that of all that is aimed at, at equal true risk (issue 5)."""

Verdict = Literal["within", "outside", "not sure", "suppressed"]


@dataclass(frozen=True)
class Origin:
    """How one origin fares.

    Attributes:
        origin: country or airport.
        rows: tested rows of it.
        suppressed: too few rows or clear rows: all measures are null.
        selection_rate: share of its rows that is selected.
        hit_rate: share of its selected rows that are hits.
        false_selection_rate: share of its clear rows that is selected.
        selection_ratio: its selection rate over that of all.
        false_selection_ratio: its false-selection rate over that of all: what equal treatment of the innocent means
            where true risk is not known.
    """

    origin: str
    rows: int
    suppressed: bool
    selection_rate: Measure
    hit_rate: Measure
    false_selection_rate: Measure
    selection_ratio: Measure
    false_selection_ratio: Measure


RATES = ("selection_rate", "hit_rate", "false_selection_rate", "selection_ratio", "false_selection_ratio")


def by_origin(
    origins: Sequence[str | None],
    selected: Floats,
    hits: Bools,
    bootstrap: Bootstrap,
    clusters: Ints | None = None,
) -> tuple[Origin, ...]:
    """Return each origin's rates, in the order of their names; rows without a known origin count in the whole only.

    Args:
        origins: (n,) where each row comes from; None is not known.
        selected: (n,) how surely it is selected, 0 to 1 (measures.ranking.listed).
        hits: (n,) what was found.
        bootstrap: how intervals are drawn; none is given below ten selected clusters of an origin.
        clusters: (n,) rows of one number are resampled together; None: each on its own.
    """
    names, member = _members(origins)
    if not names:
        return ()
    clear = (~hits).astype(np.float64)
    parts = {"selection_rate": np.ones(len(hits)), "false_selection_rate": clear}

    def figures(weights: Floats) -> dict[str, Floats]:
        told: dict[str, Floats] = {}
        for name, among in parts.items():
            chosen, all_of = weights * (selected * among), weights * among
            rates, of_all = _shares(chosen @ member, all_of @ member), share(chosen.sum(axis=1), all_of.sum(axis=1))
            told |= _named(name, names, rates)
            told |= _named(name.replace("_rate", "_ratio"), names, _shares(rates, of_all[:, None]))
        found = weights * (selected * hits)
        return told | _named("hit_rate", names, _shares(found @ member, (weights * selected) @ member))

    everywhere = np.ones(len(hits), dtype=bool)
    told = _where_enough(with_intervals(figures, everywhere, clusters, bootstrap), names, member, selected, clusters)
    return tuple(_origin(name, member[:, place] > 0, hits, told) for place, name in enumerate(names))


def ratio_at_equal_risk(
    origins: Sequence[str | None],
    selected: Floats,
    risk: Ints,
    bootstrap: Bootstrap,
    clusters: Ints | None = None,
) -> dict[str, Measure]:
    """Return, by origin, selected rows over what all origins' rates at the same true risk would have selected.

    Needs the truth of every row, selected or not: only an exercise has it.

    Args:
        origins: (n,) where each row comes from; None is not known.
        selected: (n,) how surely it is selected, 0 to 1.
        risk: (n,) stratum of true risk: rows of one number deserve the same.
        bootstrap: how intervals are drawn.
        clusters: (n,) rows of one number are resampled together; None: each on its own.

    Returns:
        Origin to ratio; null where suppressed (too few rows) or where nothing would be selected.
    """
    names, member = _members(origins)
    strata = np.eye(int(risk.max()) + 1)[risk] if len(risk) else np.empty((0, 1))

    def figures(weights: Floats) -> dict[str, Floats]:
        chosen = weights * selected
        usual = _shares(chosen @ strata, weights @ strata)
        expected = (weights * (np.nan_to_num(usual) @ strata.T)) @ member
        return _named("ratio", names, _shares(chosen @ member, expected))

    if not names:
        return {}
    everywhere = np.ones(len(risk), dtype=bool)
    told = _where_enough(with_intervals(figures, everywhere, clusters, bootstrap), names, member, selected, clusters)
    few = {name for place, name in enumerate(names) if member[:, place].sum() < FEWEST_ROWS}
    return {name: Measure(None) if name in few else told[f"ratio {name}"] for name in names}


def verdict(ratio: Measure) -> Verdict:
    """Say whether a ratio keeps to 0.8 to 1.25: its whole interval within, or outside; else it is not sure.

    >>> verdict(Measure(1.0, 0.9, 1.1)), verdict(Measure(1.6, 1.3, 2.0)), verdict(Measure(1.0, 0.5, 1.5))
    ('within', 'outside', 'not sure')
    """
    low, high = RATIO
    if ratio.value is None:
        return "suppressed"
    if ratio.low is None or ratio.high is None:
        return "not sure"
    if low <= ratio.low and ratio.high <= high:
        return "within"
    return "outside" if ratio.high < low or ratio.low > high else "not sure"


def _members(origins: Sequence[str | None]) -> tuple[list[str], Floats]:
    """The names in order, and (n, k) which row is of which."""
    names = sorted({origin for origin in origins if origin is not None})
    place = {name: number for number, name in enumerate(names)}
    member = np.zeros((len(origins), len(names)))
    for row, origin in enumerate(origins):
        if origin is not None:
            member[row, place[origin]] = 1.0
    return names, member


def _named(what: str, names: Sequence[str], values: Floats) -> dict[str, Floats]:
    return {f"{what} {name}": values[:, place] for place, name in enumerate(names)}


def _shares(part: Floats, whole: Floats) -> Floats:
    """(b, k) part / whole; NaN where the whole is 0 or not known."""
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=np.broadcast_to(whole > 0, part.shape))


def _where_enough(
    told: Measures, names: Sequence[str], member: Floats, selected: Floats, clusters: Ints | None
) -> Measures:
    """The measures, with no interval for an origin of which fewer than ten clusters are selected."""
    clusters = np.arange(len(selected)) if clusters is None else clusters
    chosen = {
        name: len(np.unique(clusters[(member[:, place] > 0) & (selected > 0)])) for place, name in enumerate(names)
    }
    return {
        key: measure if chosen[key.partition(" ")[2]] >= FEWEST_HITS else Measure(measure.value)
        for key, measure in told.items()
    }


def _origin(name: str, of_it: Bools, hits: Bools, told: Measures) -> Origin:
    rows, clear = int(of_it.sum()), int((of_it & ~hits).sum())
    few = rows < FEWEST_ROWS or clear < FEWEST_CLEAR
    rates = {rate: Measure(None) if few else told[f"{rate} {name}"] for rate in RATES}
    return Origin(name, rows, few, **rates)
