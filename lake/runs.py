"""Run records: what a run took in, what it wrote and how long it took. What is done is decided here.

A record appears by one `link` when the run is whole; until then its parts are seen by nobody.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from lake.store import Part, Store

RunKind = Literal["night", "backfill", "training", "retry", "tables", "experiment"]
SILENT = ("training", "tables", "experiment")
"""Kinds of runs that describe no moment: what is new since the last cut-off is new whether they came between or not."""


class LakeBusyError(RuntimeError):
    """Another run is at work on this lake."""


@dataclass
class Step:
    """One step of a run: rows in and out, wall seconds, peak memory of the process so far in MB."""

    name: str
    rows_in: int
    rows_out: int
    seconds: float
    peak_mb: int


@dataclass
class Run:
    """One run for one site: a night speaks for one moment, a backfill for many; a retry for what follows.

    `number` says in which order the runs of a lake were committed, from 1; 0 in records of before it was written, and
    while a run is at work.
    """

    run_id: str
    kind: RunKind
    site: str
    moments: tuple[datetime, ...]
    parts: list[Part] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    counts: dict[str, Any] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    number: int = 0

    @property
    def as_of(self) -> datetime:
        """The last moment the run speaks for."""
        return max(self.moments)

    def part(self, table: str, as_of: datetime | None = None) -> Part | None:
        """The part of `table` that this run wrote (for `as_of`), or None."""
        wanted = stamp(as_of) if as_of else None
        return next((p for p in self.parts if p.table == table and (wanted is None or p.as_of == wanted)), None)


def stamp(moment: datetime) -> str:
    """Return a moment as it stands in names.

    >>> stamp(datetime(2026, 2, 28, 23, tzinfo=UTC))
    '20260228T230000Z'

    Raises:
        ValueError: the moment has a fraction of a second, which a name would lose.
    """
    if moment.microsecond:
        raise ValueError(f"a run speaks for a whole second, not for {moment.isoformat()}")
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def moment_of(text: str) -> datetime:
    """Return the moment of a stamp."""
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def start(store: Store, kind: RunKind, site: str, moments: tuple[datetime, ...]) -> Run:
    """Open a run under the next free number of its kind and moment; nothing is written yet."""
    name = f"{kind}-{stamp(max(moments))}"
    taken = sum(1 for path in (store.folder / "runs").glob(f"{name}-*.json"))
    return Run(f"{name}-{taken + 1}", kind, site, tuple(sorted(moments)))


def commit(store: Store, run: Run) -> None:
    """Make the run and all its parts visible in one step, under the next number.

    Raises:
        FileExistsError: a run of this id is there already.
    """
    run.number = max((earlier.number for earlier in committed(store)), default=0) + 1
    record = asdict(run) | {"moments": [stamp(moment) for moment in run.moments]}
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False, default=str)
    store.create(Path("runs") / f"{run.run_id}.json", text.encode())


def committed(store: Store) -> list[Run]:
    """Every committed run, oldest moment first; of one moment in the order of their commits."""
    runs = [_load(path) for path in (store.folder / "runs").glob("*.json")]
    return sorted(runs, key=lambda run: (run.as_of, run.number, run.run_id))


def by_commit(store: Store) -> list[Run]:
    """Every committed run in the order of their commits; those without a number by their moments, before all others."""
    return sorted(committed(store), key=lambda run: run.number)


def _load(path: Path) -> Run:
    record = json.loads(path.read_text("utf-8"))
    record["moments"] = tuple(moment_of(text) for text in record["moments"])
    record["parts"] = [Part(**part) for part in record["parts"]]
    record["steps"] = [Step(**step) for step in record["steps"]]
    return Run(**record)


@contextmanager
def lock(store: Store) -> Iterator[None]:
    """Hold the lake of a unit: one run at a time. The kernel lets go when the process dies.

    Raises:
        LakeBusyError: another run holds it; the message names its process.
    """
    store.folder.mkdir(parents=True, exist_ok=True)
    with (store.folder / ".lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise LakeBusyError(f"another run (process {holder}) is at work on {store.folder}") from error
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield
