"""The rows of a test with what was said of them, and the measures of all of them or of a part."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from measures.arrays import Bools, Floats, Ints, Moments
from measures.bootstrap import Bootstrap
from measures.clustered import share_in_clusters
from measures.measure import Measure, Measures
from measures.probabilities import measure_probabilities, observed_expected
from measures.ranking import measure_coverage, measure_ranking
from models.about import ABOUT, is_drawn, worth

PART_RESAMPLES = 200
"""Resamples at most for a part of the rows: there are many parts."""
SECOND_US = 1_000_000


@dataclass(frozen=True)
class Tested:
    """Rows that lie after everything the ranking learned from.

    Attributes:
        scores: (n,) margins.
        probabilities: (n,) calibrated.
        simple: (n,) priorities of the simple ranking.
        hits: (n,) what was found.
        nights: (n,) moment of each row, microseconds.
        clusters: (n,) rows of one number fall or stand together.
        about: (n,) rows of models/about.ABOUT.
        capacity: lines of a night's list.
        bootstrap: how intervals are drawn.
        settled: (n,) True where a clear would have been a label too. Shares and probabilities are held against these
            alone: where only hits are known, every share is too high.
    """

    scores: Floats
    probabilities: Floats
    simple: Floats
    hits: Bools
    nights: Moments
    clusters: Ints
    about: pa.Table
    capacity: int
    bootstrap: Bootstrap
    settled: Bools

    @property
    def fair(self) -> "Tested":
        """The rows that count for shares."""
        return self.where(self.settled)

    def where(self, mask: Bools) -> "Tested":
        """The rows of the mask, with fewer resamples."""
        return replace(
            self,
            scores=self.scores[mask],
            probabilities=self.probabilities[mask],
            simple=self.simple[mask],
            hits=self.hits[mask],
            nights=self.nights[mask],
            clusters=self.clusters[mask],
            about=self.about.filter(pa.array(mask)),
            settled=self.settled[mask],
            bootstrap=replace(self.bootstrap, resamples=min(self.bootstrap.resamples, PART_RESAMPLES)),
        )

    def figures(self) -> Measures:
        """How well the rows are ordered, and whether the probabilities hold."""
        ways, fair = (self.capacity, self.bootstrap, self.nights, self.clusters), self.fair
        return {
            **measure_ranking(self.scores, self.hits, *ways),
            **measure_probabilities(fair.probabilities, fair.hits, self.bootstrap, fair.clusters),
        }

    def simple_figures(self) -> Measures:
        """How well the simple ranking orders them."""
        return measure_ranking(self.simple, self.hits, self.capacity, self.bootstrap, self.nights, self.clusters)

    def coverage(self) -> Measures:
        """Share of the severity, and of the value, of all hits so far down; left out where no hit has one."""
        found: Measures = {}
        for name, column in (("severity", "severity"), ("value", "value_eur")):
            of_hits = worth(self.about, column, self.hits)
            if of_hits.any():
                ways = (self.capacity, self.bootstrap, self.nights, self.clusters)
                measured = measure_coverage(self.scores, of_hits, *ways)
                found |= {f"{name}_{depth}": measure for depth, measure in measured.items()}
        return found

    def exact(self) -> Measures:
        """Settled rows, hits, their share, and observed over expected; exact intervals, which few hits have too."""
        fair = self.fair
        return {
            "rows": Measure(float(len(fair.hits))),
            "hits": Measure(float(fair.hits.sum())),
            "yield": share_in_clusters(fair.hits, fair.clusters),
            "observed_expected": observed_expected(fair.probabilities, fair.hits, fair.clusters),
        }

    def on_random(self) -> Measures:
        """The same of the rows drawn at random, as random_…, unweighted: `accu measures` weighs them by their draw."""
        return {f"random_{name}": measure for name, measure in self.where(is_drawn(self.about)).exact().items()}

    def windows(self) -> list[str]:
        """The month of each row, or its week when all are of one month."""
        days = [datetime.fromtimestamp(int(night) // SECOND_US, UTC) for night in self.nights]
        months = [f"{day:%Y-%m}" for day in days]
        return months if len(set(months)) > 1 else [f"{day:%G-W%V}" for day in days]


def nothing_about(rows: int) -> pa.Table:
    """ABOUT of rows of which nothing is known."""
    return pa.table([pa.nulls(rows, field.type) for field in ABOUT], schema=ABOUT)


def each_alone(rows: int) -> Ints:
    """Clusters of rows that are independent of each other."""
    return np.arange(rows)
