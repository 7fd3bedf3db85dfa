"""A night made again: what its runs derived, from what the lake held then, held against their records byte by byte.

A replay works in a temporary lake that holds the runs committed before the one that is replayed, and what that one
took in: nothing later can reach it. The recipe is that of the night; what came, and what was said of it, is given.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from flows.account import as_said
from flows.nightly import Known, listed, prepared
from flows.unit import Do, Recorder, Unit, plainly
from lake.past import Past
from lake.runs import Run, by_commit, commit, stamp
from lake.store import Part, Store
from lake.tables import READ_TABLES

TAKEN_IN = frozenset({"messages", "problems", "receipts", "quarantine", "data_quality", *READ_TABLES})
"""Tables that a run writes of what came to it; everything else it derives."""
BESIDE = ("party_links.csv", "pickup_points.csv")
"""Files in the unit's folder that a night reads as they are, where its record is older than their pins (own_file)."""
Verdict = Literal["same", "differs", "not stored"]


@dataclass(frozen=True)
class Compared:
    """One thing of a run, a part as table and moment, an output or what it was made from; and how it differs."""

    run_id: str
    what: str
    verdict: Verdict
    detail: str = ""


def replay(unit: Unit, as_of: datetime, do: Do = plainly) -> tuple[Compared, ...]:
    """Make again what was derived for a moment, and compare it with the records and the files of then.

    Replayed is the first run that spoke for the moment, and the first night that handed out its list; where a backfill
    spoke first these are two. A backfill of many moments is replayed for this one of them: what it wrote for all of
    them together, as the links of parties, is taken as it is.

    Returns:
        A line for each part and output; one for what a run was made from, or one for each such file that is damaged.

    Raises:
        ValueError: no run spoke for the moment.
    """
    runs = by_commit(unit.store)
    spoke = [run for run in runs if run.kind in ("night", "backfill") and as_of in run.moments]
    if not spoke:
        raise ValueError(f"no run spoke for {as_of:%Y-%m-%d %H:%M} UTC; `accu runs --site {unit.site.name}` lists them")
    nights = [run for run in spoke if run.kind == "night"]
    asked = list({run.run_id: run for run in (spoke[0], *nights[:1])}.values())
    return tuple(line for run in asked for line in _replayed(unit, runs[: runs.index(run)], run, as_of, do))


def _replayed(unit: Unit, before: list[Run], run: Run, as_of: datetime, do: Do) -> Iterator[Compared]:
    inputs = [*(part for earlier in before for part in earlier.parts), *_given(run), *_earlier(run, as_of)]
    faults, readable = _faults(unit.store, run, inputs)
    yield from faults or [Compared(run.run_id, f"what it was made from, {len(inputs)} parts", "same")]
    if not readable:
        return
    with ExitStack() as stack:
        lake = Path(stack.enter_context(TemporaryDirectory(prefix="accu-replay-")))
        there = Unit(unit.site, lake)
        _lay_out(unit, there, [*before, run], inputs)
        again = _opened(there, run, as_of)
        past, step = Past(there.store, again), Recorder(again, do)
        cases, features = prepared(there, past, step)
        if run.kind == "night":
            listed(there, past, step, Known(cases, features, as_said(run)))
        yield from _parts(unit.store, there.store, run, again)
        yield from _outputs(unit.store, run, again)


def _given(run: Run) -> list[Part]:
    """Parts of the run itself that a replay starts from: what it took in, and what a backfill wrote for all moments.

    The latter have no moment, or one that is none of the run's, as the week of a classifier.
    """
    shared, moments = len(run.moments) > 1, {stamp(moment) for moment in run.moments}
    return [part for part in run.parts if part.table in TAKEN_IN or (shared and part.as_of not in moments)]


def _earlier(run: Run, as_of: datetime) -> list[Part]:
    """What a backfill derived for its earlier moments."""
    before = {stamp(moment) for moment in run.moments if moment < as_of}
    return [part for part in run.parts if part.as_of in before]


def _lay_out(unit: Unit, there: Unit, runs: list[Run], inputs: list[Part]) -> None:
    """Put links to what was there into the lake of the replay; what it writes stays in folders of its own."""
    home, there_home = unit.store.folder.resolve(), there.store.folder
    models = [path.relative_to(home) for path in (home / "models").glob("*")]
    records = [Path("runs") / f"{earlier.run_id}.json" for earlier in runs[:-1]]
    pinned = {sha for one in runs for sha in (*one.inputs.values(), *_pinned(one).values())}
    raw = [path.relative_to(home) for path in map(unit.store.raw_path, pinned) if path.is_file()]
    beside = [Path(name) for name in BESIDE if (home / name).exists()]
    for path in {*records, *models, *raw, *beside, *(Path(part.path) for part in inputs)}:
        (there_home / path).parent.mkdir(parents=True, exist_ok=True)
        (there_home / path).symlink_to(home / path)


def _opened(there: Unit, run: Run, as_of: datetime) -> Run:
    """The run as it was when it had taken in what came; a backfill's earlier moments are committed before it."""
    moments = tuple(moment for moment in run.moments if moment < as_of)
    if moments:
        commit(there.store, replace(run, run_id=f"{run.run_id}-before", moments=moments, parts=_earlier(run, as_of)))
    again = Run(run.run_id, run.kind, run.site, (as_of,), inputs=dict(run.inputs), hashes=_pinned(run))
    again.counts |= {name: run.counts.get(name, []) for name in ("model_notes", "model_remarks")}
    again.parts.extend(_given(run))
    return again


def _pinned(run: Run) -> dict[str, str]:
    """What the record names by its hash and the run did not make: the model, the lists it used."""
    return {name: sha for name, sha in run.hashes.items() if name not in run.outputs}


def _faults(store: Store, run: Run, inputs: list[Part]) -> tuple[list[Compared], bool]:
    """Inputs whose bytes are not those of the record, and whether the replay can be made from them all the same."""
    found, readable = [], True
    for part in inputs:
        verdict = _on_disk(store.folder / part.path, part.sha256)
        if verdict == "same":
            continue
        detail = "" if verdict == "not stored" else _unreadable(store.folder / part.path)
        readable &= verdict != "not stored" and not detail
        found.append(Compared(run.run_id, f"made from {part.path}", verdict, detail))
    if not readable:
        found.append(Compared(run.run_id, "everything derived", "differs", "it cannot be made again without these"))
    return found, readable


def _on_disk(path: Path, sha: str) -> Verdict:
    try:
        with path.open("rb") as file:
            return "same" if file_digest(file, "sha256").hexdigest() == sha else "differs"
    except FileNotFoundError:
        return "not stored"


def _unreadable(path: Path) -> str:
    try:
        pq.ParquetFile(path).read()
    except (pa.ArrowException, OSError) as error:
        return f"cannot be read: {error}"
    return ""


def _parts(store: Store, made_in: Store, run: Run, again: Run) -> Iterator[Compared]:
    """Each derived part of the replay and of the record, by table and moment."""
    given = set(_given(run))
    others = {stamp(moment) for moment in run.moments} - {stamp(again.as_of)}
    stored = _by_key(part for part in run.parts if part not in given and part.as_of not in others)
    made = _by_key(part for part in again.parts if part not in given)
    for key in sorted({*stored, *made}, key=lambda key: (key[0], key[1] or "")):
        table, at = key
        before, after = stored.get(key, []), made.get(key, [])
        verdict, detail = _held(store, made_in, before, after)
        yield Compared(run.run_id, f"{table} {at}" if at else table, verdict, detail)


def _by_key(parts: Iterator[Part]) -> dict[tuple[str, str | None], list[Part]]:
    found: dict[tuple[str, str | None], list[Part]] = {}
    for part in sorted(parts, key=lambda part: part.sha256):
        found.setdefault((part.table, part.as_of), []).append(part)
    return found


def _held(store: Store, made_in: Store, before: list[Part], after: list[Part]) -> tuple[Verdict, str]:
    if not before:
        return "not stored", "the record names none"
    states = {_on_disk(store.folder / part.path, part.sha256) for part in before}
    if [part.sha256 for part in before] != [part.sha256 for part in after]:
        return "differs", _how(store, made_in, before, after) if states == {"same"} else ""
    if "not stored" in states:
        return "not stored", "the record names a file that is gone"
    return ("differs", "the stored file was changed") if "differs" in states else ("same", "")


def _how(store: Store, made_in: Store, before: list[Part], after: list[Part]) -> str:
    """In which columns, or by how many rows, the replay differs."""
    if len(before) != 1 or len(after) != 1:
        return f"{len(before)} parts, now {len(after)}"
    then, now = store.read(before[0]), made_in.read(after[0])
    if then.num_rows != now.num_rows:
        return f"{then.num_rows} rows, now {now.num_rows}"
    both = [name for name in then.column_names if name in now.column_names]
    names = [name for name in both if not then[name].equals(now[name])]
    names += [f"{name} (only one has it)" for name in sorted({*then.column_names} ^ {*now.column_names})]
    return "in " + ", ".join(names)


def _outputs(store: Store, run: Run, again: Run) -> Iterator[Compared]:
    """Each file of the list, by its hash in the record, in the replay and where it lies."""
    for name in sorted({*run.outputs, *again.outputs} - {"quality"}):
        then, now = run.hashes.get(name), again.hashes.get(name)
        if then is None:
            yield Compared(run.run_id, name, "not stored", "the record names none")
        elif then != now:
            yield Compared(run.run_id, name, "differs")
        else:
            verdict = _on_disk(store.folder / run.outputs[name], then)
            yield Compared(run.run_id, name, verdict, "the stored file was changed" if verdict == "differs" else "")
