"""A world from made-up arrays: bad cases have a high value in one directed feature, and nothing else tells them."""

from datetime import date, timedelta

import numpy as np

from features.catalogue import FEATURES
from simulation.world import World

NAMES = [feature.name for feature in FEATURES]
TELLS = next(feature.name for feature in FEATURES if feature.direction == 1)
FIRST = date(2026, 1, 1)


def made(nights: int = 40, a_night: int = 40, bad: float = 0.2, new_from: int | None = None) -> World:
    """Every case is held on one night; with `new_from`, all bad ones from that night on are of the method `later`."""
    draw = np.random.default_rng(3)
    rows = nights * a_night
    night = np.repeat(np.arange(nights), a_night)
    is_bad = draw.random(rows) < bad
    columns = draw.normal(size=(rows, len(NAMES))).astype(np.float32)
    columns[:, NAMES.index(TELLS)] += 3 * is_bad
    columns[draw.random(columns.shape) < 0.1] = np.nan
    family = np.where(is_bad, np.where(np.arange(rows) % 5 == 0, "revenue", "prohibited"), "")
    finding = np.where(family == "revenue", "tobacco", np.where(is_bad, "narcotics", ""))
    method = np.where(is_bad, "early" if new_from is None else np.where(night >= new_from, "later", "early"), "")
    days = [FIRST + timedelta(days=n) for n in range(nights)]
    return World(
        days=np.array([day.isoformat() for day in days]),
        as_of=np.array([(day - date(1970, 1, 1)).days * 86_400_000_000 for day in days], dtype=np.int64),
        names=np.array(NAMES),
        night=night,
        case=np.arange(rows),
        columns=columns,
        cold=draw.random(rows),
        keys=np.array(["goods_chapter"]),
        words=np.array(["61", "84"]),
        codes=draw.integers(-1, 2, (rows, 1)),
        rule_row=np.array([0, 1, 1]),
        rule=np.array(["first", "first", "second"]),
        action=np.array(["mandatory", "review", "facilitate"]),
        case_ids=np.array([f"{90000000000 + row}" for row in range(rows)]),
        stream=np.array(["cargo"] * rows),
        method=method,
        family=family,
        finding=finding,
        severity=np.where(is_bad, np.where(family == "revenue", 0.3, 1.0), 0.0),
    )
