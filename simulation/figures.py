"""What a strategy came to in a world: hits, coverage, precision and calibration by fortnight, nights to what is new."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from measures.arrays import Bools, Floats
from measures.measure import Measure
from simulation.loop import Diary
from simulation.world import Ints, World

FORTNIGHT = 14
TRAILING = 28
"""Nights over which the share of a new method that was inspected is held against that of all cases."""
SURE = 0.01
"""One-sided: as rare as this must so many of a new method be, were it chosen like everything else. Not 0.05, as the
question is asked anew every night; the line of `random` shows how often chance alone says yes."""


@dataclass(frozen=True)
class New:
    """A method that begins within the world: its name, and the night it begins."""

    method: str
    night: int


@dataclass(frozen=True)
class Fortnight:
    """Sums over up to fourteen nights; `judged` are openings with a label and a probability of the first aim."""

    inspected: int
    hits: int
    judged: int
    observed: int
    expected: float


@dataclass(frozen=True)
class Figures:
    """One strategy in one world.

    Attributes:
        nights: of the world.
        inspected: cases.
        hits: of any family.
        illicit: hits of the first aim, prohibited and security.
        severity: of what was hit, summed.
        listable: bad cases that could have been inspected on any night.
        listable_severity: theirs.
        fortnights: in order.
        calibration: observed over expected hits of the first aim among judged openings, and
        calibration_drawn: of those drawn at random; sums as (observed, expected).
        first_model: night of the first model; None without one.
        nights_to_new: nights until the new method is inspected more than chance would; None when it never is, or
            without a new method.
        new_share: share of the new method's cases that were inspected; None without any.
        new_cases: cases of the new method that could have been inspected.
    """

    nights: int
    inspected: int
    hits: int
    illicit: int
    severity: float
    listable: int
    listable_severity: float
    fortnights: tuple[Fortnight, ...]
    calibration: tuple[int, float]
    calibration_drawn: tuple[int, float]
    first_model: int | None
    nights_to_new: int | None
    new_share: float | None
    new_cases: int

    @property
    def precision(self) -> float:
        """Hits of those inspected."""
        return self.hits / max(1, self.inspected)

    @property
    def coverage(self) -> float:
        """Hits of all bad cases that could have been inspected."""
        return self.hits / max(1, self.listable)


def figures(world: World, diary: Diary, new: New | None = None) -> Figures:
    """Measure a diary against the truth of its world.

    Args:
        world: where it was written.
        diary: what was inspected.
        new: the method that begins within it.
    """
    case, night = world.case[diary.page.row], world.night[diary.page.row]
    judged = diary.page.opened & ~np.isnan(diary.told) & ~np.isnan(diary.probability)
    listable = np.zeros(len(world.case_ids), dtype=bool)
    listable[world.case] = True
    listable &= world.bad
    reached = _reached(world, diary, new) if new else (None, None, 0)
    return Figures(
        nights=len(world.days),
        inspected=len(case),
        hits=int(diary.hit.sum()),
        illicit=int(np.nansum(diary.told)),
        severity=round(float(world.severity[case][diary.hit].sum()), 6),
        listable=int(listable.sum()),
        listable_severity=round(float(world.severity[listable].sum()), 6),
        fortnights=_fortnights(diary, night // FORTNIGHT, judged, -(-len(world.days) // FORTNIGHT)),
        calibration=_sums(diary, judged),
        calibration_drawn=_sums(diary, judged & diary.page.drawn),
        first_model=diary.models[0][0] if diary.models else None,
        nights_to_new=reached[0],
        new_share=reached[1],
        new_cases=reached[2],
    )


def _sums(diary: Diary, rows: Bools) -> tuple[int, float]:
    return int(diary.told[rows].sum()), round(float(diary.probability[rows].sum()), 6)


def _fortnights(diary: Diary, of: Ints, judged: Bools, count: int) -> tuple[Fortnight, ...]:
    def summed(values: np.ndarray) -> Floats:
        return np.bincount(of, values.astype(np.float64), minlength=count).astype(np.float64)

    columns = (
        summed(np.ones(len(of))), summed(diary.hit), summed(judged), summed(np.where(judged, diary.told, 0.0)),
        summed(np.where(judged, diary.probability, 0.0)),
    )  # fmt: skip
    return tuple(
        Fortnight(int(inspected), int(hits), int(rows), int(observed), round(float(expected), 6))
        for inspected, hits, rows, observed, expected in zip(*columns, strict=True)
    )


def _reached(world: World, diary: Diary, new: New) -> tuple[int | None, float | None, int]:
    """Nights to the new method, the share of its cases that was inspected, and how many there were.

    A case counts on the first night that it could be inspected. In the trailing nights, k of the method's n cases were
    inspected, and a share p of all cases: it is reached on the first night on which a binomial (n, p) would give k or
    more in fewer than SURE of the times.
    """
    first = np.full(len(world.case_ids), len(world.days), dtype=np.int64)
    np.minimum.at(first, world.case, world.night)
    inspected = np.zeros(len(world.case_ids), dtype=bool)
    inspected[world.case[diary.page.row]] = True
    known = first < len(world.days)
    of_it = known & (world.method == new.method)
    total = int(of_it.sum())
    share = float(inspected[of_it].mean()) if total else None
    count = len(world.days)
    per_night = [np.bincount(first[rows], minlength=count) for rows in (of_it, of_it & inspected)]
    every = [np.bincount(first[rows], minlength=count) for rows in (known, known & inspected)]
    for night in range(new.night, count):
        trailing = slice(max(new.night, night - TRAILING + 1), night + 1)
        n, k = (int(each[trailing].sum()) for each in per_night)
        all_cases, all_inspected = (int(each[trailing].sum()) for each in every)
        if k and stats.binom.sf(k - 1, n, all_inspected / all_cases) < SURE:
            return night - new.night + 1, share, total
    return None, share, total


def over_seeds(values: Sequence[float]) -> Measure:
    """Return the mean of one value a seed with its 95 % t interval; no interval with fewer than two seeds.

    >>> print(over_seeds([1.0, 2.0, 3.0]))
    2 (-0.484 to 4.48)
    """
    if not values:
        return Measure(None)
    mean = float(np.mean(values))
    if len(values) < 2:  # noqa: PLR2004 - a spread needs two
        return Measure(mean)
    half = float(stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return Measure(mean, mean - half, mean + half)
