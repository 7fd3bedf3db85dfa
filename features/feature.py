"""What a feature is: a declared value with its unit, the meaning of null, a direction and a sentence."""

import math
from dataclasses import dataclass
from typing import Literal

import ibis


@dataclass(frozen=True)
class Feature:
    """One thing known about a case as of a moment.

    The features Parquet has a column `name`; where the feature compares with peers or a past, it also
    has `name__usual` (same unit: what is usual), `name__low` and `name__high` (the middle half) and `name__n` (cases
    behind that comparison).

    Attributes:
        name: `<entity>_<what>_<window>`.
        group: what an officer would call it, as "weight" or "history of hits"; reasons are grouped by it.
        expr: Ibis deferred expression over the described case (its columns and history columns).
        unit: kg, km, EUR/kg, share, count, ratio, hours, yes/no.
        doc: what it says, and what null means.
        reason: English sentence; may use {value}, {usual}, {low}, {high}, {n}, {among} and any column of a case or of
            WORDS (features/beside.py), e.g. {origin_airport}.
        direction: +1 riskier when higher, -1 riskier when lower, 0 not known (learned).
        source: the indicator or page it comes from.
        usual: expression for `name__usual`, or None.
        low: expression for `name__low`, the lower end of what is usual, or None.
        high: the upper end.
        n: expression for `name__n`, or None.
        level: expression for `name__level`, how close the peers are (features/norms.py), or None.
        calm: sentence used when the feature speaks against suspicion; None when it never does.
        once: `reason` for a value of 1, where a plural would be wrong.
        speaks: values (lowest, highest) at which `reason` is worth an officer's time; both ends included.
        calms: the same for `calm`.
        apart: for a comparison or a ratio: by which factor it must differ from usual, up or down, before `reason` is
            worth saying; `calm` is said only when it is nearer than that (with a direction: as far on the other side).
    """

    name: str
    group: str
    expr: ibis.Deferred
    unit: str
    doc: str
    reason: str
    direction: Literal[-1, 0, 1]
    source: str
    usual: ibis.Deferred | None = None
    low: ibis.Deferred | None = None
    high: ibis.Deferred | None = None
    n: ibis.Deferred | None = None
    level: ibis.Deferred | None = None
    calm: str | None = None
    once: str | None = None
    speaks: tuple[float, float] = (-math.inf, math.inf)
    calms: tuple[float, float] = (-math.inf, math.inf)
    apart: float | None = None
