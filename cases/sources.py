"""What is told about a case, by whom, in the order in which it is believed: one long table of sources."""

from dataclasses import dataclass

import ibis
from ibis import _

from cases.case import TAKEN as NAMED
from cases.versions import Arrivals, newest
from lake.joins import inner

TAKEN = (*NAMED, "consolidation")

SHARED = (
    "origin_airport", "destination_airport", "route", "carrier", "payment", "forwarder_name", "forwarder_code",
    "forwarder_key",
)  # fmt: skip
"""What a master says for its houses and parcels too: the carriage, never the goods and the parties."""


@dataclass(frozen=True)
class Told:
    """The newest rows of each kind of message, one row per (as_of, consignment_id)."""

    houses: ibis.Table
    listed: ibis.Table
    parcels: ibis.Table
    masters: ibis.Table
    master_lines: ibis.Table
    manifest: ibis.Table


def tell(keyed: ibis.Table, manifest_lines: ibis.Table, arrivals: Arrivals) -> Told:
    """Split the newest versions by the kind of message.

    Args:
        keyed: consignments with `version_key`.
        manifest_lines: lines of the newest manifests, with as_of, message_id, record.
        arrivals: receipts and moments.
    """
    top = newest(keyed, arrivals)
    rows = inner(keyed, top, ["version_key", "message_id"]).cache()
    carried = manifest_lines.select("as_of", "message_id", "record").distinct()
    manifest = inner(keyed.filter(_.told_by == "manifest"), carried, ["message_id", "record"])
    is_house = rows.house_waybill.notnull()
    return Told(
        houses=_one(rows.filter(rows.told_by == "house")),
        listed=_one(rows.filter((rows.told_by == "check_list") & is_house)),
        parcels=_one(rows.filter(rows.told_by == "register")),
        masters=_one(rows.filter(rows.told_by == "master")),
        master_lines=_one(rows.filter((rows.told_by == "check_list") & ~is_house)),
        manifest=_one(manifest),
    )


def _one(rows: ibis.Table) -> ibis.Table:
    first = ibis.window(group_by=["as_of", "consignment_id"], order_by=["version_key", "message_id", "record"])
    return rows.mutate(place=ibis.row_number().over(first)).filter(_.place == 0).drop("place").cache()


def precedence(units: ibis.Table, told: Told) -> ibis.Table:
    """Return every source of every unit: as_of, case_id, rank (lower is believed first), message_id, record, columns.

    Args:
        units: as_of, case_id, parent_id (null for a waybill), waybill (its own or its parent's).
        told: the newest rows.
    """
    own = [told.houses, told.parcels, told.listed, told.masters, told.master_lines, told.manifest]
    sources = [_source(units, rows, rank, "case_id", TAKEN) for rank, rows in enumerate(own)]
    below = units.filter(units.parent_id.notnull())
    above = [told.masters, told.master_lines, told.manifest]
    sources += [_source(below, rows, rank, "parent_id", SHARED) for rank, rows in enumerate(above, start=len(own))]
    return ibis.union(*sources)


def _source(units: ibis.Table, rows: ibis.Table, rank: int, key: str, columns: tuple[str, ...]) -> ibis.Table:
    wanted = units.select("as_of", "case_id", wanted=units[key])
    kinds = rows.schema()
    said = {name: rows[name] if name in columns else ibis.null(kinds[name]) for name in TAKEN}
    about = rows.select(at="as_of", wanted="consignment_id", message_id="message_id", record="record", **said)
    found = wanted.join(about, [wanted.as_of == about["at"], wanted.wanted == about.wanted])
    return found.select("as_of", "case_id", "message_id", "record", *TAKEN, rank=ibis.literal(rank, "int64"))


def first_said(sources: ibis.Table) -> ibis.Table:
    """Return one row per (as_of, case_id): each column from the first source that says it, and `messages`."""
    picked = {name: _said(sources, name) for name in TAKEN}
    return sources.group_by(["as_of", "case_id"]).agg(
        **picked, messages=sources.message_id.collect(distinct=True, order_by=sources.message_id)
    )


def _said(sources: ibis.Table, name: str) -> ibis.Value:
    column = sources[name]
    says = column.length() > 0 if column.type().is_array() else column.notnull()
    return column.argmin(sources["rank"], where=says)
