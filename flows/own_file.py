"""Files that a unit keeps itself in its folder of the lake: the version that a moment used is pinned in its record."""

from pathlib import Path

from flows.unit import Unit
from lake.runs import Run, committed

ABSENT = "none"
"""What stands in the record where there was no such file."""


def own_file(unit: Unit, run: Run, name: str) -> Path | None:
    """Return where the bytes of the unit's file `name` lie, as the first run for this moment found them; None: no file.

    The record's `inputs` names them; a repeat of the moment, and a replay, read the same bytes from raw/.
    """
    pin = f"file {name}"
    same = [r.inputs[pin] for r in (run, *committed(unit.store)) if r.as_of == run.as_of and pin in r.inputs]
    path = unit.store.folder / name
    found = same[0] if same else unit.store.keep(path.read_bytes()) if path.is_file() else ABSENT
    run.inputs[pin] = found
    return None if found == ABSENT else unit.store.raw_path(found)
