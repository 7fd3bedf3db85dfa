"""Makes a world: the region straight to tables without results, described night by night by the night's own code.

Kept in a work folder under the hash of what was asked for, so that strategies and runs share it.
"""

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from exercises.methods import Method
from exercises.nights import TRUTH, Region
from features.catalogue import FEATURES
from flows.backfill import backfill
from flows.described import stored
from flows.rules import seen
from flows.unit import Unit
from indicators.apply import INDICATORS, fired
from lake.column import ARROW
from lake.past import Past
from lake.runs import committed
from lake.sites import Site
from measures.arrays import Moments
from models.encodings import ENCODINGS
from models.matrix import matrix, moments
from simulation import world as worlds
from simulation.tables import truth_folder, write_tables
from simulation.world import Ints, Texts, World

AT_ONCE = 40_000
"""Cases that are described in one backfill: what bounds the memory of a world."""
VERSION = 2
"""Of the arrays and of how they are made; another one makes worlds anew."""

KEYS = tuple(sorted({key for encoding in ENCODINGS for key in encoding.keys}))
"""Texts of the described cases that a model learns risks of."""


@dataclass(frozen=True)
class Asked:
    """What a world depends on; `first` to `last` are its nights, `methods` have their dates."""

    site: Site
    seed: int
    first: date
    last: date
    cases: int
    prevalence: float
    methods: tuple[Method, ...]

    @property
    def name(self) -> str:
        """A file name: the same for the same question, to the code's version."""
        said = [
            VERSION, self.site.model_dump(mode="json"), self.seed, str(self.first), str(self.last), self.cases,
            self.prevalence, [method.model_dump(mode="json") for method in self.methods],
            [feature.name for feature in FEATURES], KEYS,
        ]  # fmt: skip
        return f"{self.site.name}-{hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]}.npz"


def world_of(asked: Asked, work: Path) -> World:
    """Return the world, from the work folder where it was made before.

    Args:
        asked: what it depends on.
        work: folder of worlds; made when it is not there. A lake stands in it while the world is made.
    """
    path = work / asked.name
    if not path.exists():
        work.mkdir(parents=True, exist_ok=True)
        lake = Path(tempfile.mkdtemp(prefix="lake-", dir=work))
        try:
            _made(asked, lake).save(path)
        finally:
            shutil.rmtree(lake)
    return worlds.load(path)


def _made(asked: Asked, lake: Path) -> World:
    unit = Unit(asked.site, lake)
    region = Region(
        asked.seed, (asked.last - asked.first).days, asked.last, asked.cases, asked.prevalence, asked.methods, False
    )
    write_tables(unit.store, asked.site, region)
    days = worlds.nights(asked.first, asked.last)
    step = max(1, AT_ONCE // asked.cases)
    for start in range(0, len(days), step):
        backfill(unit, days[start], days[min(start + step, len(days)) - 1])
    return read(unit, days, _truth(unit))


def _truth(unit: Unit) -> list[tuple[str, ...]]:
    with (truth_folder(unit.store) / f"{unit.site.name}.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row[name] for name in TRUTH) for row in csv.DictReader(file)]


@dataclass(frozen=True)
class _Rows:
    """Rows of some nights that can still be held, by night and case_id."""

    as_of: Moments
    case_ids: Texts
    streams: Texts
    columns: NDArray[np.float32]
    texts: Texts
    rule_row: Ints
    rule: Texts
    action: Texts


def read(unit: Unit, days: Sequence[date], truth: Sequence[tuple[str, ...]], step: int = 60) -> World:
    """Read the described nights of a lake as a world, not yet ranked by the cold start.

    Args:
        unit: its lake has every night of `days`.
        days: in order.
        truth: rows of exercises.nights.TRUTH.
        step: nights that are read together.
    """
    past = Past(unit.store, committed(unit.store)[-1])
    rows = _together([_rows(unit, past, days[start : start + step]) for start in range(0, len(days), step)])
    ids, first, case = np.unique(rows.case_ids, return_index=True, return_inverse=True)
    as_of = _moments([unit.site.as_of(day) for day in days])
    told = {row[0]: row for row in sorted(truth)}
    columns = [[told[one][at] if one in told else "" for one in ids.tolist()] for at in range(len(TRUTH))]
    of = dict(zip(TRUTH, columns, strict=True))
    words, codes = np.unique(rows.texts, return_inverse=True)
    return World(
        days=np.array([day.isoformat() for day in days], dtype=np.str_),
        as_of=as_of,
        names=np.array([feature.name for feature in FEATURES], dtype=np.str_),
        night=np.searchsorted(as_of, rows.as_of).astype(np.int64),
        case=case.astype(np.int64),
        columns=rows.columns,
        cold=np.zeros(len(rows.as_of)),
        keys=np.array(KEYS, dtype=np.str_),
        words=words,
        codes=np.where(rows.texts == "", -1, codes.reshape(rows.texts.shape)).astype(np.int64),
        rule_row=rows.rule_row,
        rule=rows.rule,
        action=rows.action,
        case_ids=ids,
        stream=rows.streams[first],
        method=np.array(of["method"], dtype=np.str_),
        family=np.array(of["family"], dtype=np.str_),
        finding=np.array(of["finding"], dtype=np.str_),
        severity=np.array([float(one or 0) for one in of["severity"]]),
    )


def _moments(told: Sequence[datetime]) -> Moments:
    return moments(pa.chunked_array([pa.array(told, ARROW["timestamp"])]))


def _together(parts: Sequence[_Rows]) -> _Rows:
    """All parts as one; rows of rules count on."""
    starts = np.cumsum([0, *(len(part.as_of) for part in parts)])
    shifted = [
        replace(part, rule_row=part.rule_row + start) for part, start in zip(parts, starts.tolist(), strict=False)
    ]
    return _Rows(*(np.concatenate([getattr(part, field.name) for part in shifted]) for field in fields(_Rows)))


def _rows(unit: Unit, past: Past, days: Sequence[date]) -> _Rows:
    """What can still be held of stored nights; the rules are today's, whatever their dates."""
    nights = [stored(unit, past, unit.site.as_of(day)) for day in days]
    cases, features = (pa.concat_tables(tables) for tables in zip(*nights, strict=True))
    every = [replace(rule, valid_from=days[0], valid_to=None) for rule in INDICATORS]
    met = fired(seen(cases, features, (), days[0]), days[0], every)
    chance = cases["last_chance_at"]
    ahead = pc.or_kleene(pc.is_null(chance), pc.greater(chance, cases["as_of"])).to_numpy()
    rule_row, rule, action = _rules(cases.filter(pa.array(ahead)), met)
    return _Rows(
        moments(cases["as_of"])[ahead],
        _texts(cases, "case_id")[ahead],
        _texts(cases, "stream")[ahead],
        matrix(features, [feature.name for feature in FEATURES])[ahead].astype(np.float32),
        np.column_stack([_texts(features, key) for key in KEYS])[ahead],
        rule_row,
        rule,
        action,
    )


def _texts(table: pa.Table, name: str) -> Texts:
    return np.array([text or "" for text in table[name].to_pylist()], dtype=np.str_)


def _rules(cases: pa.Table, met: pa.Table) -> tuple[Ints, Texts, Texts]:
    """Rows of `cases` on which rules fire, the rules, and what they ask for; ordered by row and rule."""
    keys = zip(cases["as_of"].to_pylist(), cases["case_id"].to_pylist(), strict=True)
    place = {key: row for row, key in enumerate(keys)}
    told = [(place.get((row["as_of"], row["case_id"])), row["indicator"], row["action"]) for row in met.to_pylist()]
    held = sorted((row, rule, action) for row, rule, action in told if row is not None)
    return (
        np.array([row for row, _, _ in held], dtype=np.int64),
        np.array([rule for _, rule, _ in held], dtype=np.str_),
        np.array([action for _, _, action in held], dtype=np.str_),
    )


def begun(methods: Sequence[Method], name: str, day: date) -> tuple[Method, ...]:
    """Return the methods with `name` beginning on `day`, not before; its other limits hold.

    Raises:
        ValueError: none of them has that name.
    """
    if name not in {method.name for method in methods}:
        raise ValueError(f"there is no method {name!r}; there are: {', '.join(method.name for method in methods)}")
    return tuple(
        method.model_copy(update={"from_day": day, "from_days_ago": None}) if method.name == name else method
        for method in methods
    )


def month(first: date, number: int) -> date:
    """The day that `number` months of 30 nights after `first`."""
    return first + timedelta(days=30 * number)
