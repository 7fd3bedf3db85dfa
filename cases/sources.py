"""What is told about a case, by whom, in the order in which it is believed: one long table of sources."""

import ibis
from ibis import _

from cases.case import TAKEN as NAMED
from cases.versions import Arrivals, newest
from lake.joins import inner

TAKEN = (*NAMED, "consolidation")

HOUSE, PARCEL, LISTED, MASTER, MASTER_LINE, MANIFEST = range(6)
"""Kinds of telling, the most believed first: the column `rank`."""
BELOW = (HOUSE, PARCEL, LISTED)
ABOVE = (MASTER, MASTER_LINE, MANIFEST)

SHARED = (
    "origin_airport", "destination_airport", "route", "carrier", "payment", "forwarder_name", "forwarder_code",
    "forwarder_key",
)  # fmt: skip
"""What a master says for its houses and parcels too: the carriage, never the goods and the parties."""


def tell(keyed: ibis.Table, manifest_lines: ibis.Table, arrived: Arrivals, looked_at: ibis.Table) -> ibis.Table:
    """Return the newest row of each kind of telling: one row per (as_of, consignment_id, rank).

    Args:
        keyed: consignments with `version_key`.
        manifest_lines: lines of the newest manifests, with as_of, message_id, record.
        arrived: receipts before each moment.
        looked_at: (as_of, family_id) of the waybills that may be cases; the others are left out.
    """
    columns = ["as_of", "family_id", "consignment_id", "version_key", "message_id", "record", "told_by", *TAKEN]
    told = inner(keyed, newest(keyed, arrived), ["version_key", "message_id"])
    carried = manifest_lines.select("as_of", "message_id", "record").distinct()
    manifest = inner(keyed.filter(_.told_by == "manifest"), carried, ["message_id", "record"])
    rows = ibis.union(told.select(columns), manifest.select(columns)).semi_join(looked_at, ["as_of", "family_id"])
    is_house = rows.house_waybill.notnull()
    rank = ibis.cases(
        (rows.told_by == "house", HOUSE),
        (rows.told_by == "register", PARCEL),
        ((rows.told_by == "check_list") & is_house, LISTED),
        (rows.told_by == "master", MASTER),
        (rows.told_by == "check_list", MASTER_LINE),
        (rows.told_by == "manifest", MANIFEST),
    )
    one = ibis.window(group_by=["as_of", "consignment_id", "rank"], order_by=["version_key", "message_id", "record"])
    ranked = rows.mutate(rank=rank.cast("int64"))
    return (
        ranked.mutate(place=ibis.row_number().over(one))
        .filter(_.place == 0)
        .drop("place", "version_key", "told_by", "family_id")
    )


def precedence(units: ibis.Table, told: ibis.Table) -> ibis.Table:
    """Return every source of every unit: as_of, case_id, rank (lower is believed first), message_id, record, columns.

    What is told of the unit itself comes first, then what is told of its parent and holds for it too.

    Args:
        units: as_of, case_id, parent_id (null for a waybill).
        told: the newest rows.
    """
    own = told.rename(case_id="consignment_id")
    above = told.filter(_["rank"].isin(ABOVE)).rename(parent_id="consignment_id")
    kinds = told.schema()
    silent = {name: ibis.null(kinds[name]) for name in TAKEN if name not in SHARED}
    above = above.mutate(rank=above["rank"] + len(BELOW) + len(ABOVE), **silent)
    columns = ["as_of", "case_id", "message_id", "record", "rank", *TAKEN]
    named = units.select("as_of", "case_id", "parent_id")
    return ibis.union(
        inner(named, own, ["as_of", "case_id"]).select(columns),
        inner(named, above, ["as_of", "parent_id"]).select(columns),
    )


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
