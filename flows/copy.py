"""Copies of a list that was handed out, each for one reader, written again from the stored parts of its run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from flows.choose import Chosen, Night, plan_of, rules, told
from flows.described import stored_features
from flows.unit import Unit
from indicators.record import FIRED
from lake.past import Past
from lake.runs import Run, committed, stamp
from lake.words import simplify
from targets.listing import Copy
from targets.publish import publish

COPIES = "copies"
LONGEST = 40
"""Characters of a name in the name of a file."""


@dataclass(frozen=True)
class Wanted:
    """Which list: of a day (null: the newest), in a revision (null: its newest)."""

    day: date | None = None
    revision: int | None = None


def copied(unit: Unit, wanted: Wanted, copy: Copy, languages: Sequence[str] = ()) -> dict[str, Path]:
    """Write every output of a list once more, for whom the copy is made; returns name -> path.

    They lie in `lists/<day>/copies/`, under the list's name and the reader's; the list itself is left alone.

    Args:
        unit: the unit.
        wanted: which list.
        copy: whom it is for, and whether a supervisor's, which says which lines were drawn at random.
        languages: codes, the first without a mark in the names; empty: those of the site.

    Raises:
        ValueError: nobody is named, there is no such list or language, or the list was not stored whole.
    """
    if not (copy.made_for or "").strip():
        raise ValueError("a copy is made for somebody: give a name")
    run = _run_of(unit, wanted)
    night, chosen = _again(unit, run)
    listings = told(unit, run, night, chosen)
    folder = unit.store.folder / "lists" / chosen.plan.day.isoformat() / COPIES
    mark = f"-{slug(copy.made_for or '')}{'-supervisor' if copy.supervisor else ''}"
    return publish([listings(code, copy) for code in languages or unit.site.languages], folder, mark)


def slug(name: str) -> str:
    """A name as it stands in the name of a file; of letters that are none, the first digits of its hash.

    >>> slug("Officer 7"), slug("Инспектор Ким")
    ('officer-7', 'inspektor-kim')
    """
    plain = simplify(name).lower().replace(" ", "-")[:LONGEST].strip("-")
    return plain or sha256(name.encode()).hexdigest()[:8]


def _run_of(unit: Unit, wanted: Wanted) -> Run:
    """The run that handed out the list; of several for one moment the last that was committed."""
    runs = [run for run in committed(unit.store) if run.kind == "night" and run.part("targets")]
    if not runs:
        raise ValueError(f"no list of {unit.site.name} yet; `accu night --site {unit.site.name}` draws one up")
    day = wanted.day or unit.site.day_of(runs[-1].as_of)
    of_day = {run.as_of: run for run in runs if unit.site.day_of(run.as_of) == day}
    if not of_day:
        raise ValueError(
            f"no list of {unit.site.name} for {day}; `accu runs --site {unit.site.name}` shows what was run"
        )
    revisions = list(of_day.values())
    number = wanted.revision or len(revisions)
    if not 1 <= number <= len(revisions):
        raise ValueError(f"the list of {day} has revisions 1 to {len(revisions)}, not {number}")
    return revisions[number - 1]


def _again(unit: Unit, run: Run) -> tuple[Night, Chosen]:
    """What the list was made from, as the lake holds it."""
    past, at = Past(unit.store, run), stamp(run.as_of)
    parts = {name: run.part(name) or past.parts(name).get(at) for name in ("cases", "scores", "targets", FIRED.name)}
    if missing := [name for name, part in parts.items() if part is None]:
        raise ValueError(f"{run.run_id} has not stored its {', '.join(missing)}: the list cannot be written again")
    tables = {name: unit.store.read(part) for name, part in parts.items() if part}
    features = stored_features(unit, past, run.as_of)
    said = rules(unit, replace(run, notes=list(run.notes)), tables["cases"], features)
    night = Night(tables["cases"], features, _kept(said, tables[FIRED.name]), tables["scores"])
    return night, Chosen(plan_of(unit, run), tables["targets"])


def _kept(said: pa.Table, stored: pa.Table) -> pa.Table:
    """Rules that fired then, with the sentences of now: one that was added since said nothing on the list."""
    then = set(zip(stored["case_id"].to_pylist(), stored["indicator"].to_pylist(), strict=True))
    now = zip(said["case_id"].to_pylist(), said["indicator"].to_pylist(), strict=True)
    return said.filter(pa.array([pair in then for pair in now], pa.bool_()))
