"""The unit of the tests and what they look at: files of an inbox and of a list, rows of a run."""

import hashlib
import json
import os
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.unit import Unit, open_unit
from lake import sites
from lake.past import Past
from lake.runs import Run, committed
from lake.tables import TABLES

SITE = "almaty"
TONIGHT = date(2026, 3, 1)
AS_OF = sites.load(SITE).as_of(TONIGHT)
DAYS = tuple(date(2026, 2, day) for day in range(24, 29))


def copied(lake: Path, to: Path) -> Unit:
    """A copy of a lake that a test may change; times of files, which are receptions, are kept."""
    shutil.copytree(lake, to, dirs_exist_ok=True)
    return open_unit(to, SITE)


def last_night(unit: Unit) -> Run:
    """The record of the newest night."""
    return [run for run in committed(unit.store) if run.kind == "night"][-1]


def put(unit: Unit, name: str, content: bytes, at: datetime) -> Path:
    """Drop a file into the inbox, received at a moment."""
    path = unit.store.folder / "inbox" / name
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def files_since(unit: Unit, moment: datetime) -> list[Path]:
    """Files of the inbox received at a moment or later."""
    inbox = unit.store.folder / "inbox"
    return sorted(path for path in inbox.rglob("*.*") if path.is_file() and path.stat().st_mtime >= moment.timestamp())


def raw_files(unit: Unit) -> dict[str, tuple[int, int]]:
    """Every raw file: which one it is on the disk, and when it was written."""
    found = (path for path in (unit.store.folder / "raw").rglob("*") if path.is_file())
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def hashes(unit: Unit, run: Run) -> dict[str, str]:
    """SHA-256 of every file of the list as it lies there, in every language."""
    files = {name: unit.store.folder / path for name, path in run.outputs.items() if name in run.hashes}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


def listing(unit: Unit, run: Run) -> dict[str, Any]:
    """The list as another system reads it."""
    return json.loads((unit.store.folder / run.outputs["json"]).read_text("utf-8"))


def rows(unit: Unit, run: Run, table: str) -> pa.Table:
    """Rows of a part that a run wrote."""
    part = run.part(table)
    assert part is not None, table
    return unit.store.read(part)


def everything(unit: Unit, run: Run, table: str) -> list[dict[str, Any]]:
    """All rows of a canonical table before the run's moment."""
    return Past(unit.store, run).table(table, TABLES[table].schema).to_pyarrow().to_pylist()


def whole(unit: Unit, run: Run) -> bool:
    """Whether every part of a run lies there with the bytes that its record names."""
    return all(
        hashlib.sha256((unit.store.folder / part.path).read_bytes()).hexdigest() == part.sha256 for part in run.parts
    )


def enthroned(unit: Unit, as_of: datetime = AS_OF) -> str:
    """Train and let the model rank, whatever the gate says of five nights, which are too few for it; its sha."""
    from flows.training import training  # brings in LightGBM
    from models.champions import appoint

    learned = training(unit, as_of)
    assert learned.sha is not None
    if not learned.champion:
        appoint(unit.store.folder, learned.sha, learned.trained.metrics, "the tests", as_of)
    return learned.sha
