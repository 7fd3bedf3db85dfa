"""One unit at work: its site, its lake, and how a step of a run is carried out and recorded."""

import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyarrow as pa

from lake import sites
from lake.runs import Run, Step
from lake.sites import Site
from lake.store import Store
from targets import language as languages

T = TypeVar("T")


@dataclass(frozen=True)
class Unit:
    """A site and its lake, `<lake>/<site>`; raw data and names never leave it."""

    site: Site
    lake: Path

    @property
    def store(self) -> Store:
        """The unit's own lake."""
        return Store(self.lake / self.site.name)


def open_unit(lake: Path, site: str) -> Unit:
    """Open the unit of `site`.

    Raises:
        SiteError: the site is unknown or its TOML is wrong.
    """
    unit = Unit(sites.load(site), lake)
    try:
        for code in unit.site.languages:
            languages.load(code)
    except ValueError as error:
        raise sites.SiteError(f"{site}.toml: language: {error}") from error
    return unit


class Do(Protocol):
    """How a step is carried out: plainly, or as a task of a scheduler."""

    def __call__(self, name: str, step: Callable[[], T]) -> T:
        """Carry out `step` and return what it returns."""


def plainly(name: str, step: Callable[[], T]) -> T:
    """Carry out a step in this process, and nothing else."""
    del name
    return step()


@dataclass
class Recorder:
    """Carries out steps and writes rows in and out, seconds and peak memory into the run's record."""

    run: Run
    do: Do = plainly

    def __call__(self, step: Callable[..., T], *args: Any) -> T:
        """Carry out `step(*args)` and record it under the step's name."""
        began = time.monotonic()
        result = self.do(step.__name__, lambda: step(*args))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        rows_in = sum(_rows(arg) for arg in args)
        self.run.steps.append(Step(step.__name__, rows_in, _rows(result), round(time.monotonic() - began, 3), peak))
        return result


def _rows(value: object) -> int:
    if isinstance(value, pa.Table):
        return int(value.num_rows)
    if isinstance(value, Mapping):
        return sum(_rows(part) for part in value.values())
    if isinstance(value, tuple):
        return sum(_rows(part) for part in value)
    rows = value if isinstance(value, int) else getattr(value, "rows", None)
    return rows if isinstance(rows, int) else 0
