"""Times the history and the description of a night: `python -m benchmarks.history [consignments] [cases] [repeats]`.

Everything is drawn (benchmarks/history_drawn.py). The history of 180 days is sliced as a backfill and as a night does
it and lies in a temporary folder as Parquet parts, one a cut-off; a night of cases is described from these parts as a
run reads them. Then with the same rows again, behind the window and inside it. Every stage is a process of its own, so
that the peak is its own; DuckDB as a run has it, two threads and 3 GB. Aims: a night of 100,000 cases within 60 s, with
its other steps (benchmarks/night.py), and 4 GB; a history twice as long adds at most 10 %.
"""

import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from ibis import _

from benchmarks.history_drawn import START, cases, consignments, events, links, outcomes
from features.beside import Beside
from features.describe import describe
from features.history import DAY_SECONDS, Happened, pair_slices, slices
from features.memory import Memory
from features.windows import LONGEST
from flows.remember import SLICED, remembered
from goods.texts import look, look_names
from lake.past import Past
from lake.reference import Limit
from lake.runs import Run, stamp
from lake.store import Part, Store

DAYS, STRETCH = 180, 30
CUTOFFS = [START + timedelta(days=day) for day in range(1, DAYS + 1)]
AS_OF = CUTOFFS[-1]
LIMITS = (Limit(START - timedelta(days=4_000), START + timedelta(days=4_000), 200.0, 31.0, 30),)
LINKED = 20
"""Of the parties, one in so many is another name of another."""
BEHIND = LONGEST + 1
"""Days back that nothing looks at any more."""


@dataclass(frozen=True)
class Seen:
    """What a stage took: seconds of each time, what it counted, peak memory in GB."""

    seconds: list[float]
    told: Any
    peak: float


def alone(stage: Callable[..., Any], *given: Any) -> Seen:
    """Carry a stage out in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        seconds, told, peak = pool.apply(_measured, (stage, *given))
    return Seen(seconds, told, peak)


def _measured(stage: Callable[..., Any], *given: Any) -> tuple[list[float], Any, float]:
    seconds, told = stage(*given)
    return seconds, told, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def drawn(folder: Path, count: int) -> tuple[list[float], int]:
    """Draw what became known, as Parquet."""
    draw = np.random.default_rng(1)
    told = consignments(draw, count, DAYS)
    pq.write_table(told, folder / "consignments.parquet")
    pq.write_table(outcomes(draw, told), folder / "outcomes.parquet")
    pq.write_table(events(draw, DAYS, max(1, count // 2_000)), folder / "events.parquet")
    return [0.0], told.num_rows


def sliced(folder: Path) -> tuple[list[float], dict[str, list[Part]]]:
    """Slice all days and write one part a cut-off: first the slices, then the files of them."""
    past = _past(folder, [])
    known = _happened(past, folder)
    parts: dict[str, list[Part]] = {"history": [], "pairs": []}
    seconds = [0.0, 0.0]
    for first in range(0, DAYS, STRETCH):
        ends, after = CUTOFFS[first : first + STRETCH], CUTOFFS[first - 1] if first else None
        for name, schema in SLICED.items():
            began = time.perf_counter()
            rows = _sliced(name, known, ends, after).to_pyarrow().cast(schema)
            done = time.perf_counter()
            at = np.searchsorted([int(end.timestamp() * 1e6) for end in ends], rows["cutoff"].cast(pa.int64()))
            for place, end in enumerate(ends):
                part = rows.filter(pa.array(at == place))
                parts[name].append(past.store.write(name, part, "first", stamp(end)))
            seconds = [seconds[0] + done - began, seconds[1] + time.perf_counter() - done]
    return seconds, parts


def one_slice(folder: Path, repeats: int) -> tuple[list[float], int]:
    """Slice the last night, from the versions of consignments of which something came that night."""
    seconds, rows = [], 0
    for _repeat in range(repeats):
        past = _past(folder, [])
        began = time.perf_counter()
        known = _happened(past, folder)
        fresh = known.consignments.filter(_.known_at >= CUTOFFS[-2]).select("consignment_id").distinct()
        own = known.consignments.semi_join(fresh, "consignment_id").cache()
        tonight = Happened(own, known.outcomes.filter(_.known_at >= CUTOFFS[-2]), known.events)
        rows = sum(_sliced(name, tonight, CUTOFFS[-1:], CUTOFFS[-2]).to_pyarrow().num_rows for name in SLICED)
        seconds.append(time.perf_counter() - began)
    return seconds, rows


def moved(folder: Path, parts: dict[str, list[Part]], days: int, run: str) -> tuple[list[float], dict[str, list[Part]]]:
    """The same slices some days earlier, as parts of their own."""
    store, found = Store(folder), {}
    for name, some in parts.items():
        found[name] = [_moved(store, part, timedelta(days=days), run) for part in some]
    return [0.0], found


def night(folder: Path, parts: list[Part], count: int, repeats: int) -> tuple[list[float], int]:
    """Describe a night from the parts, read as a run reads them."""
    tonight = cases(np.random.default_rng(2), AS_OF, count)
    seconds, columns = [], 0
    for _repeat in range(repeats):
        past = _past(folder, parts)
        began = time.perf_counter()
        texts = sorted(filter(None, set(tonight["goods_description"].to_pylist())))
        names = {name for who in ("consignor", "consignee") for name in set(tonight[f"{who}_name"].to_pylist())}
        beside = Beside(LIMITS, look(texts), look_names(sorted(filter(None, names))))
        memory = Memory(remembered(past, "history"), remembered(past, "pairs"), past.hold(links(AS_OF, LINKED)))
        columns = describe(past.hold(tonight), memory, beside).to_pyarrow().num_columns
        seconds.append(time.perf_counter() - began)
    return seconds, columns


def _past(folder: Path, parts: list[Part]) -> Past:
    """The past of a run that has these parts, on an engine of its own."""
    return Past(Store(folder), Run("first", "night", "benchmark", (AS_OF,), list(parts)))


def _happened(past: Past, folder: Path) -> Happened:
    return Happened(*(past.backend.read_parquet(folder / f"{name}.parquet") for name in Happened.__annotations__))


def _sliced(name: str, known: Happened, ends: list[Any], after: Any) -> Any:
    return slices(known, ends, after) if name == "history" else pair_slices(known.consignments, ends, after)


def _moved(store: Store, part: Part, back: timedelta, run: str) -> Part:
    rows = store.read(part)
    end = rows["cutoff"][0].as_py() - back
    columns = {
        "cutoff": pa.array([end] * rows.num_rows, rows.schema.field("cutoff").type),
        "day": pa.array([int(end.timestamp()) // DAY_SECONDS] * rows.num_rows, pa.int64()),
    }
    earlier = pa.table({name: columns.get(name, rows[name]) for name in rows.column_names}, schema=rows.schema)
    return store.write(part.table, earlier, run, stamp(end))


def _line(what: str, took: float, seen: Seen, more: str = "") -> None:
    print(f"{what:<78} {took:>8.1f} {seen.peak:>8.2f}  {more}", flush=True)


def _rows(parts: list[Part]) -> int:
    return sum(part.rows for part in parts)


def main(count: int, asked: int, repeats: int) -> None:
    """Draw, slice, describe, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chdir(folder)  # what DuckDB puts aside goes with it
        alone(drawn, folder, count)
        print(f"{'':<78} {'seconds':>8} {'peak GB':>8}")
        seen = alone(sliced, folder)
        first: dict[str, list[Part]] = seen.told
        sums, pairs = (_rows(first[table]) for table in ("history", "pairs"))
        _line(f"{count:,} consignments in {DAYS} slices", seen.seconds[0], seen, f"{sums:,} sums, {pairs:,} pairs")
        _line(f"the parts of them, {len(first['history']) * 2}", seen.seconds[1], seen)
        seen = alone(one_slice, folder, repeats)
        _line("the last slice alone", statistics.median(seen.seconds), seen, f"{seen.told:,} rows")
        described(folder, first, asked, repeats)


def described(folder: Path, first: dict[str, list[Part]], asked: int, repeats: int) -> None:
    """Describe a night with these parts, with as many behind the window, and with as many more within it."""
    behind: dict[str, list[Part]] = alone(moved, folder, first, BEHIND, "behind").told
    within: dict[str, list[Part]] = alone(moved, folder, first, DAYS, "within").told
    one, old, more = ([*parts["history"], *parts["pairs"]] for parts in (first, behind, within))
    times = []
    for what, parts in (
        ("", one),
        (", as many behind", one + old),
        (", as many more in the window", one + more),
    ):
        seen = alone(night, folder, parts, asked, repeats)
        times.append(statistics.median(seen.seconds))
        added = f"{times[-1] / times[0] - 1:+.0%}" if len(times) > 1 else f"{seen.told} columns"
        spread = f"{min(seen.seconds):.1f} to {max(seen.seconds):.1f} s"
        _line(
            f"{asked:,} cases described, {_rows(parts):,} rows of history{what}", times[-1], seen, f"{added}; {spread}"
        )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]), *(1_000_000, 100_000, 3)[len(sys.argv) - 1 :])
