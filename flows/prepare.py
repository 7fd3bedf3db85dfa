"""From checked rows to described cases, for the one moment of a night or the sixty of a backfill, by the same code."""

from datetime import datetime

import ibis
import pyarrow as pa
from ibis import _

from cases.assemble import Known, assemble
from cases.case import CASES
from cases.differences import DIFFERENCES
from flows.unit import Unit
from lake.joins import inner
from lake.past import Past
from lake.runs import stamp
from lake.tables import TABLES


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
    kept = [CASES.filled(unit.store.read(stored[stamp(m)])) for m in past.run.moments if stamp(m) in stored]
    new = tuple(m for m in past.run.moments if stamp(m) not in stored)
    if new:
        made = assemble(known(past), new, unit.site)
        found = made.cases.to_pyarrow().cast(CASES.schema)
        kept.append(found)
        write_each(unit, past, "cases", found, new)
        write_each(unit, past, DIFFERENCES.name, made.differences.to_pyarrow().cast(DIFFERENCES.schema), new)
    return pa.concat_tables(kept)


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


def write_each(
    unit: Unit, past: Past, name: str, rows: pa.Table, moments: tuple[datetime, ...], column: str = "as_of"
) -> None:
    """Write the rows of each moment as a part that speaks for it."""
    for moment in moments:
        at = rows.filter(pa.compute.equal(rows[column], pa.scalar(moment, rows.schema.field(column).type)))
        past.run.parts.append(unit.store.write(name, at, past.run.run_id, stamp(moment)))
