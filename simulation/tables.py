"""The region straight to the canonical tables of a unit's lake: for scale, no text is made and none is read.

A lake filled so is one that has taken its messages in: `flows.backfill` describes its nights as ever, with empty feeds.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from exercises.nights import Night, Region, RegionSummary, exercise_of, nights_of
from exercises.region import write_around, write_truth
from exercises.tables import tell
from goods.keys import add_goods_keys
from lake.reference import rates
from lake.runs import Run, commit, committed, lock, start
from lake.sites import Site
from lake.store import Store, ordered
from lake.tables import TABLES
from parties.keys import add_party_keys

BATCH_CASES = 20_000
"""Cases whose rows are held and written together: what bounds the memory, however long the region."""


def write_tables(
    store: Store, site: Site, region: Region, progress: Callable[[int], None] | None = None
) -> RegionSummary:
    """Write a region's nights of one site into the unit's tables, and the truth to `truth/SITE.csv` beside the unit.

    The rows become visible by one committed run of the kind `tables`; when it fails there is nothing to see.

    Args:
        store: the unit's lake; its inbox folders, pick-up points and watch list are written as `write_region` does.
        site: the unit, at an airport that exercises/world/airports.csv knows.
        region: what is to be written.
        progress: called after each night with the number of its cases.

    Raises:
        ValueError: the site's airport is not known, or a region was written to these tables before.
        LakeBusyError: another run is at work on this lake.
    """
    exercise = exercise_of(site, region)
    summary, truth = RegionSummary(), list[tuple[str, ...]]()
    with lock(store):
        if any(run.kind == "tables" for run in committed(store)):
            raise ValueError(f"{store.folder} has a region in its tables already: take another folder")
        write_around(exercise, store.folder)
        run = start(store, "tables", site.name, (site.as_of(region.last_day),))
        for batch in _batches(nights_of(exercise)):
            told = [tell(night) for night in batch]
            summary += _written(store, run, told)
            for night in batch:
                summary, truth = summary + night.summary, truth + night.truth
                if progress:
                    progress(night.cases)
        run.counts = vars(summary)
        commit(store, run)
    write_truth(exercise, truth_folder(store), truth)
    return summary


def truth_folder(store: Store) -> Path:
    """Where the truth of the region lies: beside the units of a lake, in none of them."""
    return store.folder.parent / "truth"


def _batches(made: Iterable[Night]) -> Iterator[list[Night]]:
    """Nights together, up to BATCH_CASES of them; one night at the least."""
    batch: list[Night] = []
    for night in made:
        if batch and sum(n.cases for n in batch) + night.cases > BATCH_CASES:
            yield batch
            batch = []
        batch.append(night)
    yield batch


def _written(store: Store, run: Run, told: list[dict[str, pa.Table]]) -> RegionSummary:
    """Write the tables of some nights as parts of the run, with the keys that are stored with a consignment."""
    tables = {name: pa.concat_tables([night[name] for night in told]).combine_chunks() for name in told[0]}
    messages = tables["messages"].num_rows
    tables["consignments"] = add_goods_keys(add_party_keys(tables["consignments"]), rates())
    for name, rows in tables.items():
        if rows.num_rows:
            run.parts.append(store.write(name, ordered(rows, TABLES[name].key), run.run_id))
    return RegionSummary(messages=messages)
