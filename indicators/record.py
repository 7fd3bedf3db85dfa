"""How good a rule was: what it fired on, what of that was inspected, and what was found, with intervals.

Only the inspected have results, and they were not chosen by lot: a rate is held against that of all that were
inspected, and, where a random draw was, against that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any

import pyarrow as pa

from lake.column import Column, Table
from measures.intervals import clopper_pearson, ratio_ends
from measures.measure import Measure

FIRED = Table(
    "fired",
    "A rule that fired on a case, as of one moment.",
    ("as_of", "case_id", "indicator"),
    (
        Column("as_of", "timestamp", "The moment of the run.", required=True),
        Column("case_id", "string", "The case.", required=True),
        Column("indicator", "string", "The rule.", required=True),
        Column("action", "string", "What it asked for.", required=True),
        Column("family", "string", "What it was about.", required=True),
        Column("pieces", "int64", "Pieces of the case then: a part of them is not the whole; null when not known."),
    ),
)


@dataclass(frozen=True)
class Rate:
    """Hits of so many settled results, with the exact (Clopper-Pearson) interval; all null without a result."""

    hits: int
    settled: int

    @property
    def share(self) -> float | None:
        """The hit rate."""
        return self.hits / self.settled if self.settled else None

    @property
    def low(self) -> float | None:
        """The lower end.

        >>> Rate(0, 10).low, round(Rate(5, 10).low, 4)
        (0.0, 0.1871)
        """
        return clopper_pearson(self.hits, self.settled)[0] if self.settled else None

    @property
    def high(self) -> float | None:
        """The upper end.

        >>> round(Rate(0, 10).high, 4), Rate(10, 10).high
        (0.3085, 1.0)
        """
        return clopper_pearson(self.hits, self.settled)[1] if self.settled else None


@dataclass(frozen=True)
class Lift:
    """A ratio of two rates; `high` is infinite where the other rate may be nothing."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Settled:
    """A result that says something: what was found, if anything, when it was decided, and why it was selected."""

    hit: bool
    decided_at: datetime
    selected_as: str | None


def settled(labels: pa.Table, aim: str) -> dict[str, Settled]:
    """Return the results that count for a rule whose family is ranked under `aim`, by case.

    A hit is a hit whatever was found: a rule about value that leads to narcotics was right. A clear counts where the
    method would have found what the rule is about.

    Args:
        labels: case_id, decided_at, selected_as, the families that were hit, and a bool an aim (models/labels.py).
        aim: illicit or revenue.
    """
    found: dict[str, Settled] = {}
    for row in labels.to_pylist():
        hit = bool(row["families"])
        if hit or row[aim] is False:
            found[row["case_id"]] = Settled(hit, row["decided_at"], row["selected_as"])
    return found


def rate(since: Mapping[str, datetime], results: Mapping[str, Settled], selected_as: str | None = None) -> Rate:
    """Return the rate over the cases of `since` whose result was decided at that moment or later.

    Args:
        since: case to the first moment at which it was seen: a result from before could have been known to the rule.
        results: by case.
        selected_as: only results of this selection; None is all.
    """
    told = [results[case] for case, moment in since.items() if case in results and results[case].decided_at >= moment]
    told = [one for one in told if selected_as in (None, one.selected_as)]
    return Rate(sum(one.hit for one in told), len(told))


def lift(of: Rate, over: Rate) -> Lift | None:
    """Return the ratio of two rates of different cases with its interval; None where one of them has no hit rate.

    The interval is put together from the two exact ones (Donner and Zou, 2012: MOVER-R), so it also stands without a
    hit in `of`.

    >>> lift(Rate(0, 20), Rate(0, 20)) is None, lift(Rate(10, 20), Rate(10, 100)).value
    (True, 5.0)
    """
    if of.share is None or not over.share:
        return None
    return Lift(of.share / over.share, *_ends(of, over))


def lift_over_all(of: Rate, every: Rate) -> Lift | None:
    """Return the ratio of the rate of some cases to that of all, themselves among them.

    The interval is that of the ratio to the others, carried over: the shares of the two groups are what they are. None
    where one of them has no hit rate, or there are no others.
    """
    others = Rate(every.hits - of.hits, every.settled - of.settled)
    if of.share is None or not every.share or not others.settled:
        return None
    share, value = of.settled / every.settled, of.share / every.share
    low, high = _ends(of, others)
    return Lift(value, _carried(low, share), _carried(high, share))


def told(lift: Lift | None) -> str:
    """A lift as text.

    >>> told(Lift(5.0, 2.04, inf))
    '5.0 times (95 %: 2.0 or more)'
    """
    if lift is None:
        return "not known"
    ends = f"{lift.low:.1f} or more" if lift.high == inf else f"{lift.low:.1f} to {lift.high:.1f}"
    return f"{lift.value:.1f} times (95 %: {ends})"


def percent(of: Rate) -> str:
    """A rate as text.

    >>> percent(Rate(1, 10))
    '10.0 % (95 %: 0.3 to 44.5 %)'
    """
    if of.share is None or of.low is None or of.high is None:
        return "not known"
    return f"{of.share * 100:.1f} % (95 %: {of.low * 100:.1f} to {of.high * 100:.1f} %)"


def fired_rows(said: pa.Table, cases: pa.Table) -> pa.Table:
    """Return what a run keeps of the rules that fired (FIRED): their sentences can be said again, and are not kept."""
    pieces = cases.select(["as_of", "case_id", "pieces"])
    kept = said.select([name for name in FIRED.schema.names if name != "pieces"])
    joined = kept.join(pieces, ["as_of", "case_id"], join_type="left outer")
    return joined.select(FIRED.schema.names).sort_by([(name, "ascending") for name in FIRED.key]).cast(FIRED.schema)


def first_moments(rows: Iterable[Mapping[str, Any]]) -> dict[str, datetime]:
    """The first moment of each case, of rows with case_id and as_of."""
    found: dict[str, datetime] = {}
    for row in rows:
        case, moment = row["case_id"], row["as_of"]
        found[case] = min(moment, found.get(case, moment))
    return found


def _ends(of: Rate, over: Rate) -> tuple[float, float]:
    """Both ends of the ratio of two rates that have results."""
    return ratio_ends(Measure(of.share, of.low, of.high), Measure(over.share, over.low, over.high))


def _carried(ratio: float, share: float) -> float:
    """A ratio to the others as a ratio to all, the group itself being `share` of them."""
    return 1 / share if ratio == inf else ratio / (share * ratio + 1 - share)
