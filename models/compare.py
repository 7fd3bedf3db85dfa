"""Two trainings side by side: what differs between them, and what that did on the rows that both were tested on.

What belongs here: the comparison as plain values. The page is models/compare_page.py.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from measures.arrays import Bools, Floats, Ints
from measures.bootstrap import Bootstrap, Figure, paired_difference
from measures.measure import Measure
from measures.ranking import figure
from models.evidence import Report

PRIMARY = "average_precision"
"""The one measure that the verdict goes by, fixed beforehand."""
RANKED = (
    "average_precision", "auc", "precision_at_1pct", "precision_at_2pct", "precision_at_5pct", "precision_at_10pct",
    "recall_at_10pct", "brier",
)  # fmt: skip
"""Measures of which the paired difference is taken, in the order of the page."""
SMALLER_IS_BETTER = ("brier", "ece")


@dataclass(frozen=True)
class Shared:
    """One aim's rows that two trainings were both tested on.

    Attributes:
        first: (n,) margins of the one.
        second: (n,) margins of the other.
        said: (n,) probabilities of both.
        hits: (n,) what was found.
        clusters: (n,) rows that fall or stand together.
    """

    first: Floats
    second: Floats
    said: tuple[Floats, Floats]
    hits: Bools
    clusters: Ints


@dataclass(frozen=True)
class Difference:
    """A measure of both, and by how much the second is higher on the shared rows (null where there are none)."""

    name: str
    first: Measure
    second: Measure
    paired: Measure | None = None

    @property
    def tells(self) -> str:
        """better, worse, or undecided where the interval holds 0; "" without an interval."""
        if self.paired is None or self.paired.low is None or self.paired.high is None:
            return ""
        if self.paired.low <= 0 <= self.paired.high:
            return "undecided"
        return "better" if (self.paired.low > 0) != (self.name in SMALLER_IS_BETTER) else "worse"


@dataclass(frozen=True)
class AimCompared:
    """One aim of both.

    Attributes:
        aim: its name.
        verdict: one sentence.
        tested: the shared rows; None without any.
        shared: rows and hits that both were tested on.
        differences: every measure that either has.
    """

    aim: str
    verdict: str
    tested: Shared | None
    shared: tuple[int, int]
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Comparison:
    """Two trainings, the first one the yardstick.

    Attributes:
        reports: of both.
        aims: those that either was tested on.
        added: features that only the second has.
        removed: features that only the first has.
        changed: features of both that are computed otherwise now.
    """

    reports: tuple[Report, Report]
    aims: tuple[AimCompared, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]


def compare(first: Report, second: Report, scores: tuple[pa.Table, pa.Table], bootstrap: Bootstrap) -> Comparison:
    """Compare two trainings of one unit.

    Args:
        first: the yardstick.
        second: the one that is asked about.
        scores: the tested rows of both (models/evidence.SCORES).
        bootstrap: how the intervals of differences are drawn.

    Raises:
        ValueError: they are of two units.
    """
    if first.site != second.site:
        raise ValueError(f"{first.name} is of {first.site}, {second.name} of {second.site}: no row is in both")
    aims = sorted(set(first.measures) | set(second.measures))
    same = [name for name in second.features if name in first.features]
    return Comparison(
        reports=(first, second),
        aims=tuple(_aim(aim, (first, second), scores, bootstrap) for aim in aims),
        added=tuple(name for name in second.features if name not in first.features),
        removed=tuple(name for name in first.features if name not in second.features),
        changed=tuple(name for name in same if first.features[name] != second.features[name]),
    )


def shared(aim: str, scores: tuple[pa.Table, pa.Table]) -> Shared | None:
    """Return the rows (as_of, case_id) of an aim that both were tested on and judged alike; None without any."""
    wanted = ["aim", "as_of", "case_id", "hit", "margin", "probability", "cluster"]
    one, other = (table.select(wanted) for table in scores)
    both = one.join(other, wanted[:4], join_type="inner", right_suffix="_other")
    both = both.sort_by([("as_of", "ascending"), ("case_id", "ascending")])
    column = columns_of(both, aim)
    if not len(column["hit"]):
        return None
    said = column["probability"], column["probability_other"]
    return Shared(column["margin"], column["margin_other"], said, column["hit"], column["cluster"])


def columns_of(scores: pa.Table, aim: str) -> dict[str, NDArray[Any]]:
    """The columns of an aim's rows as arrays, by name."""
    rows = scores.filter(pc.equal(scores["aim"], aim))
    return {name: rows[name].to_numpy() for name in rows.column_names}


def _aim(
    aim: str, reports: tuple[Report, Report], scores: tuple[pa.Table, pa.Table], bootstrap: Bootstrap
) -> AimCompared:
    tested = shared(aim, scores)
    paired = _paired(tested, bootstrap) if tested else {}
    one, other = (report.measures.get(aim, {}) for report in reports)
    names = [*RANKED, *sorted((set(one) | set(other)) - set(RANKED))]
    nothing = Measure(None)
    differences = tuple(
        Difference(name, one.get(name, nothing), other.get(name, nothing), paired.get(name))
        for name in names
        if name in one or name in other
    )
    count = (len(tested.hits), int(tested.hits.sum())) if tested else (0, 0)
    return AimCompared(aim, _verdict(aim, differences, count), tested, count, differences)


def _paired(tested: Shared, bootstrap: Bootstrap) -> dict[str, Measure]:
    """By how much the second is higher, measure by measure, on the shared rows."""
    ways: dict[str, tuple[Figure, Floats, Floats]] = {
        name: (brier, tested.said[1], tested.said[0])
        if name == "brier"
        else (figure(name), tested.second, tested.first)
        for name in RANKED
    }
    return {
        name: paired_difference(of, second, first, tested.hits, tested.clusters, bootstrap)
        for name, (of, second, first) in ways.items()
    }


def brier(probabilities: Floats, hits: Bools, weights: Floats) -> Floats:
    """Return (b,) mean squared distance of probability and hit under (b, n) weights."""
    return np.asarray(weights @ (probabilities - hits) ** 2 / weights.sum(axis=1), dtype=np.float64)


def _verdict(aim: str, differences: tuple[Difference, ...], count: tuple[int, int]) -> str:
    """One sentence by the primary measure."""
    found = next((difference for difference in differences if difference.name == PRIMARY), None)
    if found is None or found.paired is None or found.paired.value is None:
        return f"{aim}: no row with a hit was tested in both, so that nothing can be said of the difference."
    rows, hits = count
    said = f"average precision differs by {found.paired.value:+.3f}"
    on = f"on the same {rows:,} tested rows with {hits:,} hits"
    if found.paired.low is None or found.paired.high is None:
        return f"{aim}: {said} {on}: too few hits for an interval, so that nothing can be said of it."
    if found.paired.low == found.paired.high == 0:
        return f"{aim}: A and B rank the same {rows:,} tested rows with {hits:,} hits alike."
    ends = f"(95 % interval {found.paired.low:+.3f} to {found.paired.high:+.3f})"
    ending = {
        "better": "B ranks better than A.",
        "worse": "B ranks worse than A.",
        "undecided": "the interval holds 0: these rows cannot tell A and B apart.",
    }[found.tells]
    return f"{aim}: {said} {ends} {on}: {ending}"
