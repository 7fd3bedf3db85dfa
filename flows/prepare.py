"""From checked rows to described cases, for the one moment of a night or the sixty of a backfill, by the same code."""

from datetime import datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
from ibis import _

from cases.assemble import Known, assemble
from cases.case import CASES
from cases.differences import DIFFERENCES
from features import catalogue
from features.describe import describe
from features.history import slices
from flows.unit import Unit
from lake.joins import inner
from lake.past import Past
from lake.reference import duty_free_limits, rates
from lake.runs import stamp
from lake.sites import Site
from lake.tables import TABLES
from models.labels import AIMS, family_label

LOOK_BACK = timedelta(days=30)
"""How long the case behind a result is looked for."""
OUTCOME_KEYS = (
    "consignor_key", "consignee_key", "forwarder_key", "origin_airport", "goods_class", "consignee_phone", "stream",
    "level",
)  # fmt: skip


def known(past: Past) -> Known:
    """The canonical tables as they were known before the run's last moment."""
    names = (
        "messages", "receipts", "problems", "flights", "loads", "consignments", "goods", "statuses", "declarations",
        "inspections",
    )  # fmt: skip
    tables = {name: past.table(name, TABLES[name].schema) for name in names}
    released = past.table("released", TABLES["released"].schema).select(
        "message_id", "record", severity=ibis.literal("error")
    )
    tables["problems"] = tables["problems"].anti_join(released, ["message_id", "record", "severity"])
    return Known(**tables)


def assembled(unit: Unit, past: Past) -> pa.Table:
    """The cases of every moment of the run, stored once a moment; a moment that has its cases keeps them."""
    stored = past.parts("cases")
    kept = [unit.store.read(stored[stamp(m)]) for m in past.run.moments if stamp(m) in stored]
    new = tuple(m for m in past.run.moments if stamp(m) not in stored)
    if new:
        made = assemble(known(past), new, unit.site)
        found = made.cases.to_pyarrow().cast(CASES.schema)
        kept.append(found)
        _store(unit, past, "cases", found, new)
        _store(unit, past, DIFFERENCES.name, made.differences.to_pyarrow().cast(DIFFERENCES.schema), new)
    return pa.concat_tables(kept)


def remember(unit: Unit, past: Past, cases: pa.Table) -> pa.Table | None:
    """Write the slices of history that end at the run's moments; None when they were written before."""
    spoken = past.cutoff()
    cutoffs = [moment for moment in past.run.moments if spoken is None or moment > spoken]
    if not cutoffs:
        return None
    versions = every_arrival(past, "consignments", "consignment_id", spoken)
    told = versions.filter(_.told_by.isin(["house", "item", "master", "register"]))
    sent = past.table("messages", TABLES["messages"].schema).select("message_id", "sent_at")
    told = told.left_join(sent, "message_id").drop("message_id_right")
    found = slices(told, ibis.memtable(_outcomes(unit, past, cases, spoken)), cutoffs, spoken).to_pyarrow()
    past.run.parts.append(unit.store.write("history", found, past.run.run_id))
    return found


def every_arrival(past: Past, name: str, identity: str, since: datetime | None = None) -> ibis.Table:
    """Rows of a table once for each receipt of their message, which is their `known_at`.

    A text that comes again after a different one is so the newest again. What a retry released arrived with it. With
    `since`, only what something arrived of from then on, but with all its arrivals: the older ones are taken back.
    """
    rows = past.table(name, TABLES[name].schema).rename(row_known_at="known_at")
    receipts = past.table("receipts", TABLES["receipts"].schema).select("message_id", "known_at").distinct()
    at = inner(rows.select("message_id", "row_known_at").distinct(), receipts, ["message_id"])
    at = at.mutate(known_at=ibis.greatest(_.known_at, _.row_known_at)).distinct()
    if since is not None:
        fresh = inner(rows, at.filter(_.known_at >= since), ["message_id", "row_known_at"]).select(identity).distinct()
        rows = rows.semi_join(fresh, identity)
    return inner(rows, at, ["message_id", "row_known_at"]).drop("row_known_at")


def described(unit: Unit, past: Past, cases: pa.Table) -> pa.Table:
    """The features of every case, stored once a moment: training reads the very rows that scoring read."""
    stored = past.parts("features")
    kept = [unit.store.read(stored[stamp(m)]) for m in past.run.moments if stamp(m) in stored]
    new = tuple(m for m in past.run.moments if stamp(m) not in stored)
    if new:
        asked = ibis.memtable(cases).filter(_.as_of.isin([pa.scalar(m).as_py() for m in new]))
        history = past.everything("history", _history_schema())
        limits = duty_free_limits(unit.site, rates())
        found = describe(asked, history, limits).to_pyarrow().cast(catalogue.feature_schema())
        kept.append(found)
        _store(unit, past, "features", found, new)
    return pa.concat_tables(kept, promote_options="default")


def _store(unit: Unit, past: Past, name: str, rows: pa.Table, moments: tuple[datetime, ...]) -> None:
    for moment in moments:
        at = rows.filter(pa.compute.equal(rows["as_of"], pa.scalar(moment, rows.schema.field("as_of").type)))
        past.run.parts.append(unit.store.write(name, at, past.run.run_id, stamp(moment)))


def _outcomes(unit: Unit, past: Past, cases: pa.Table, spoken: datetime | None) -> pa.Table:
    """Inspections since the last cut-off with the keys of their case and what they say of each aim."""
    rows = every_arrival(past, "inspections", "inspection_id", spoken).to_pyarrow()
    keys = _keys(unit, past, cases, spoken)
    found = [
        {
            **{name: row[name] for name in ("inspection_id", "case_id", "known_at", "message_id", "record")},
            **(case := keys.get(row["case_id"], {})),
            **{f"hit_{aim}": _hit(row, aim, unit.site, case.get("pieces")) for aim in AIMS},
        }
        for row in rows.to_pylist()
    ]
    texts = {name: pa.string() for name in ("inspection_id", "case_id", "message_id", *OUTCOME_KEYS, "kind")}
    schema = pa.schema(
        {**texts, "known_at": CASES.schema.field("as_of").type, "record": pa.int64()}
        | {f"hit_{aim}": pa.bool_() for aim in AIMS}
    )
    return pa.Table.from_pylist(found, schema)


def _hit(row: dict[str, Any], aim: str, site: Site, pieces: int | None) -> bool | None:
    told = [family_label(row, family, site.strong_methods, pieces) for family in AIMS[aim]]
    if True in told:
        return True
    return None if None in told else False


def _keys(unit: Unit, past: Past, cases: pa.Table, spoken: datetime | None) -> dict[str, dict[str, Any]]:
    """The keys and pieces of every case that a result may speak of, as its newest description has them."""
    parts = [part for at, part in sorted(past.parts("cases").items()) if not spoken or at >= stamp(spoken - LOOK_BACK)]
    wanted = ["case_id", "pieces", *OUTCOME_KEYS]
    tables = [unit.store.read(part).select(wanted) for part in parts] or [cases.select(wanted)]
    rows = pa.concat_tables(tables).to_pylist()
    return {row["case_id"]: {**row, "kind": row["level"]} for row in rows}


def _history_schema() -> pa.Schema:
    from features.entities import SUMS

    times = {"entity": pa.string(), "key": pa.string(), "cutoff": pa.timestamp("us", tz="UTC"), "day": pa.int64()}
    return pa.schema(times | {name: pa.int64() for name in SUMS})
