"""A world: everything that arrives at a site over many nights, described by the project's own features, and the truth.

What belongs here: the arrays, and their file. How they are made is in simulation/build.py; nothing is chosen here.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from features.catalogue import FEATURES
from lake.column import ARROW
from measures.arrays import Bools, Floats, Moments
from models import cold_start

Ints = NDArray[np.int64]
Texts = NDArray[np.str_]
AT_ONCE = 30
"""Nights that are ranked together."""
HONEST = ""
"""What stands for the method, family and finding of an honest case."""


@dataclass(frozen=True)
class World:
    """Rows are (night, case) for every case that can still be held on that night, ordered by night and case_id.

    Nothing in `columns` comes from a result: the lake that it was read from holds no inspections, so that features
    which count earlier hits are those of a unit without any.

    Attributes:
        days: (d,) days of the nights as ISO texts, in order, without gaps.
        as_of: (d,) their cut-offs, microseconds since 1970, UTC.
        names: (k,) the features, in order.
        night: (n,) place of the row's night in `days`.
        case: (n,) place of the row's case in `case_ids`.
        columns: (n, k) float32 features; NaN is not known.
        cold: (n,) cold-start priority within its night, in [0, 1]. Not stored: it is the present code's.
        keys: (q,) names of the texts that risks are learned of (models/encodings.py).
        words: every text of any of them, in order.
        codes: (n, q) place of each row's text in `words`; -1 where it has none.
        rule_row: (m,) row on which a cited rule fires, ascending; a row with three rules is there three times.
        rule: (m,) its name.
        action: (m,) mandatory, review or facilitate.
        case_ids: (c,) every case of any night, in order.
        stream: (c,) cargo, courier, mail.
        method: (c,) the smuggling method, empty for an honest case; so are family and finding.
        family: (c,) prohibited, security, revenue.
        finding: (c,) what an opening would find.
        severity: (c,) weight in the truth, 0 for an honest case.
    """

    days: Texts
    as_of: Moments
    names: Texts
    night: Ints
    case: Ints
    columns: NDArray[np.float32]
    cold: Floats
    keys: Texts
    words: Texts
    codes: Ints
    rule_row: Ints
    rule: Texts
    action: Texts
    case_ids: Texts
    stream: Texts
    method: Texts
    family: Texts
    finding: Texts
    severity: Floats

    @property
    def starts(self) -> Ints:
        """(d + 1,) where each night's rows begin; its rows are starts[d] to starts[d + 1]."""
        return np.searchsorted(self.night, np.arange(len(self.days) + 1)).astype(np.int64)

    @property
    def mandatory(self) -> Bools:
        """(n,) True where a mandatory rule fires."""
        return np.bincount(self.rule_row[self.action == "mandatory"], minlength=len(self.night)) > 0

    @property
    def bad(self) -> Bools:
        """(c,) True where there is something to find."""
        return self.severity > 0

    @property
    def traffic(self) -> float:
        """Cases that can be held, of a night, on average."""
        return len(self.night) / len(self.days)

    def save(self, path: Path) -> None:
        """Write the arrays but `cold`, whole or not at all; no pickle."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        with beside.open("wb") as file:
            np.savez(file, **{name: getattr(self, name) for name in STORED})
        beside.replace(path)


STORED = tuple(field.name for field in fields(World) if field.name != "cold")


def load(path: Path) -> World:
    """Read a world that was saved, and rank it by the cold start.

    Raises:
        FileNotFoundError: there is none.
        KeyError: an array is missing: it was saved by another version.
    """
    with np.load(path, allow_pickle=False) as arrays:
        stored = {name: arrays[name] for name in STORED}
    world = World(cold=np.zeros(len(stored["night"])), **stored)
    return replace(world, cold=_cold(world))


def _cold(world: World) -> Floats:
    """(n,) cold-start priorities of every night, some nights at a time."""
    starts = world.starts
    edges = [int(starts[night]) for night in range(0, len(world.days), AT_ONCE)] + [len(world.night)]
    parts = [
        cold_start.priorities(table(world, np.arange(*between)), FEATURES, rules_of(world, between))
        for between in pairwise(edges)
    ]
    return np.concatenate(parts)


def table(world: World, rows: Ints) -> pa.Table:
    """Return rows of a world as a features table: as_of, case_id, the features and the texts that keys are made of."""
    columns, codes = world.columns[rows].astype(np.float64), world.codes[rows]
    told: dict[str, pa.Array] = {
        "as_of": pa.array(world.as_of[world.night[rows]]).cast(ARROW["timestamp"]),
        "case_id": pa.array(world.case_ids[world.case[rows]].tolist(), pa.string()),
    }
    for at, name in enumerate(world.names.tolist()):
        told[name] = pa.array(columns[:, at], from_pandas=True)  # NaN is null again
    for at, name in enumerate(world.keys.tolist()):
        told[name] = pa.array(world.words[codes[:, at]].tolist(), pa.string(), mask=codes[:, at] < 0)
    return pa.table(told)


def rules_of(world: World, between: tuple[int, int]) -> pa.Table:
    """Return the rules that fire on the rows from the first of `between` to before the second, as TOLD has them."""
    begin, end = np.searchsorted(world.rule_row, between)
    rows = world.rule_row[begin:end]
    return pa.table(
        {
            "as_of": pa.array(world.as_of[world.night[rows]]).cast(ARROW["timestamp"]),
            "case_id": pa.array(world.case_ids[world.case[rows]].tolist(), pa.string()),
            "indicator": pa.array(world.rule[begin:end].tolist(), pa.string()),
            "action": pa.array(world.action[begin:end].tolist(), pa.string()),
        }
    )


def nights(first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last`, both of them."""
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
