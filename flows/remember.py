"""Writes the slices of history that end at the run's moments: entity-day sums, and who was met with whom."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
from ibis import _

from cases.case import CASES
from cases.handling import handled
from features.entities import OUTCOME_KEYS, PATH
from features.events import landings, ulds
from features.history import HISTORY, PAIR_HISTORY, Happened, pair_slices, slices
from features.windows import LONGEST
from flows.prepare import every_arrival, write_each
from flows.returned import returned
from flows.unit import Unit
from lake.past import Past
from lake.runs import moment_of, stamp
from lake.sites import Site
from lake.tables import TABLES
from models.labels import AIMS, line_label

LOOK_BACK = timedelta(days=30)
"""How long the case behind a result is looked for."""
SLICED = {"history": HISTORY, "pairs": PAIR_HISTORY}


def remember(unit: Unit, past: Past, cases: pa.Table) -> pa.Table | None:
    """Write the slices that end at the run's moments, one part each; None when they were written before."""
    spoken = past.cutoff()
    cutoffs = [moment for moment in past.run.moments if spoken is None or moment > spoken]
    if not cutoffs:
        return None
    versions = every_arrival(past, "consignments", "consignment_id", spoken)
    told = versions.filter(_.told_by.isin(["house", "item", "master", "register"]))
    sent = past.table("messages", TABLES["messages"].schema).select("message_id", "sent_at")
    told = told.left_join(sent, "message_id").drop("message_id_right").cache()
    happened = Happened(told, ibis.memtable(_outcomes(unit, past, cases, spoken)), _events(past, spoken))
    sums = slices(happened, cutoffs, spoken).to_pyarrow().cast(HISTORY)
    pairs = pair_slices(told, cutoffs, spoken).to_pyarrow().cast(PAIR_HISTORY)
    write_each(unit, past, "history", sums, tuple(cutoffs), "cutoff")
    write_each(unit, past, "pairs", pairs, tuple(cutoffs), "cutoff")
    return sums


def remembered(past: Past, name: str) -> ibis.Table:
    """Slices of `history` or `pairs` that a window of the run's moments can reach; older ones are not opened."""
    return past.everything(name, SLICED[name], since=min(past.run.moments) - timedelta(days=LONGEST + 1))


def _events(past: Past, spoken: datetime | None) -> ibis.Table:
    """ULDs of manifests and landings since the last cut-off, with every earlier telling of the same."""
    loads = every_arrival(past, "loads", "flight_id", spoken)
    statuses = handled(every_arrival(past, "statuses", "consignment_id", spoken))
    return ulds(loads).union(landings(statuses))


def _outcomes(unit: Unit, past: Past, cases: pa.Table, spoken: datetime | None) -> pa.Table:
    """Inspections since the last cut-off with the keys of their case and what they say of each aim."""
    rows = returned(past, spoken).to_pylist()
    keys = _keys(unit, past, cases, spoken)
    ends = sorted({*map(moment_of, past.parts("history")), *past.run.moments})
    found = [
        {
            **{name: row[name] for name in ("inspection_id", "case_id", "known_at", "message_id", "record")},
            **(case := _as_known(keys.get(row["case_id"], []), row["known_at"], ends)),
            **{f"hit_{aim}": _hit(standing, aim, unit.site, case.get("pieces")) for aim in AIMS},
        }
        for row, standing in _in_turn(rows)
    ]
    texts = {name: pa.string() for name in ("inspection_id", "case_id", "message_id", *OUTCOME_KEYS)}
    schema = pa.schema(
        {**texts, "known_at": CASES.schema.field("as_of").type, "record": pa.int64()}
        | {f"hit_{aim}": pa.bool_() for aim in AIMS}
    )
    return pa.Table.from_pylist(found, schema)


def _as_known(described: list[dict[str, Any]], known_at: datetime, ends: list[datetime]) -> dict[str, Any]:
    """A case as it was described last when the slice of a result ended: never as a later night describes it.

    So what a corrected result takes back is taken from the keys that it was written under.
    """
    end = next((end for end in ends if end > known_at), None)
    before = [row for row in described if end is None or row["as_of"] <= end]
    return {name: value for name, value in before[-1].items() if name != "as_of"} if before else {}


def _in_turn(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Every arrival with what each officer's last word on its inspection was then, its own included."""
    last: dict[str, dict[str | None, dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row["known_at"], row["message_id"], row["record"])):
        officers = last.setdefault(row["inspection_id"], {})
        officers[row["officer_id"]] = row
        yield row, list(officers.values())


def _hit(rows: list[dict[str, Any]], aim: str, site: Site, pieces: int | None) -> bool | None:
    told = [line_label(rows, family, site.strong_methods, pieces) for family in AIMS[aim]]
    if True in told:
        return True
    return None if None in told else False


def _keys(unit: Unit, past: Past, cases: pa.Table, spoken: datetime | None) -> dict[str, list[dict[str, Any]]]:
    """The keys and pieces of every case that a result may speak of, as each moment describes it, the oldest first."""
    parts = [part for at, part in sorted(past.parts("cases").items()) if not spoken or at >= stamp(spoken - LOOK_BACK)]
    columns = [name for name in OUTCOME_KEYS if name != "path"]
    wanted = ["as_of", "case_id", "pieces", "route", *columns]
    tables = [unit.store.read(part).select(wanted) for part in parts] or [cases.select(wanted)]
    rows = ibis.memtable(pa.concat_tables(tables)).mutate(path=PATH).drop("route").order_by("as_of", "case_id")
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.to_pyarrow().to_pylist():
        found.setdefault(row["case_id"], []).append(row)
    return found
