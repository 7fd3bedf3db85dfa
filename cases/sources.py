"""What is told about a case, by whom, in the order in which it is believed: one long table of sources."""

import ibis
from ibis import _

from cases.case import TAKEN as NAMED
from cases.case import TOLD
from cases.telling import PARENTS, is_unit, rank
from cases.versions import Arrivals, newest
from lake.joins import inner

TAKEN = (*NAMED, "consolidation")

MONEY = {"currency": "value", "value_eur": "value", "freight_currency": "freight", "freight_eur": "freight"}
"""What goes with an amount: whoever is believed in the amount says it, or nobody does."""
SHARED = (
    "origin_airport", "destination_airport", "route", "carrier", "payment", "forwarder_name", "forwarder_code",
    "forwarder_key",
)  # fmt: skip
"""What a master says for its houses and parcels too: the carriage, never the goods and the parties."""


def tell(keyed: ibis.Table, manifest_lines: ibis.Table, arrived: Arrivals, looked_at: ibis.Table) -> ibis.Table:
    """Return the newest row of each kind of telling: one row per (as_of, consignment_id, rank).

    `unit` is true for what is told of a house, parcel or item.

    Args:
        keyed: consignments with `version_key`.
        manifest_lines: lines of the newest manifests, with as_of, message_id, record.
        arrived: receipts before each moment.
        looked_at: (as_of, family_id) of the waybills that may be cases; the others are left out.
    """
    when = ["ordered_at", "received_at"]
    columns = ["as_of", "family_id", "consignment_id", *when, "message_id", "record", "told_by", *TAKEN]
    told = inner(keyed, newest(keyed, arrived), ["version_key", "message_id"])
    told = told.filter(told.known_at < told.as_of)
    carried = manifest_lines.select("as_of", "message_id", "record", "known_at").distinct()
    carried = carried.mutate(ordered_at=carried.known_at, received_at=carried.known_at).drop("known_at")
    manifest = inner(keyed.filter(_.told_by == "manifest"), carried, ["message_id", "record"])
    rows = ibis.union(told.select(columns), manifest.select(columns)).semi_join(looked_at, ["as_of", "family_id"])
    newest_first = [rows.ordered_at.desc(), rows.received_at.desc(), rows.message_id, rows.record]
    one = ibis.window(group_by=["as_of", "consignment_id", rank(rows.told_by)], order_by=newest_first)
    ranked = rows.mutate(rank=rank(rows.told_by), unit=is_unit(rows))
    return ranked.mutate(place=ibis.row_number().over(one)).filter(_.place == 0).drop("place", *when, "family_id")


def precedence(units: ibis.Table, told: ibis.Table) -> ibis.Table:
    """Return every source of every unit: as_of, case_id, rank (lower is believed first), message_id, record, columns.

    What is told of the unit itself comes first, then what is told of its parent and holds for it too.

    Args:
        units: as_of, case_id, parent_id (null for a waybill).
        told: the newest rows.
    """
    own = told.rename(case_id="consignment_id")
    above = told.filter(~told.unit & (told.told_by != "declaration")).rename(parent_id="consignment_id")
    kinds = told.schema()
    silent = {name: ibis.null(kinds[name]) for name in TAKEN if name not in SHARED}
    above = above.mutate(rank=above["rank"] + PARENTS, **silent)
    columns = ["as_of", "case_id", "message_id", "record", "told_by", "rank", *TAKEN]
    named = units.select("as_of", "case_id", "parent_id")
    return ibis.union(
        inner(named, own, ["as_of", "case_id"]).select(columns),
        inner(named, above, ["as_of", "parent_id"]).select(columns),
    )


def first_said(sources: ibis.Table) -> ibis.Table:
    """Return one row per (as_of, case_id): each column from the first source that says it, and `messages`."""
    picked = {name: _said(sources, name) for name in TAKEN}
    who = {f"{name}_told_by": sources.told_by.argmin(sources["rank"], where=_says(sources[name])) for name in TOLD}
    messages = sources.message_id.collect(distinct=True, order_by=sources.message_id)
    return sources.group_by(["as_of", "case_id"]).agg(**picked, **who, messages=messages)


def _said(sources: ibis.Table, name: str) -> ibis.Value:
    """What the first source says; of an amount its own currency and its own sum in EUR, never another's."""
    return sources[name].argmin(sources["rank"], where=_says(sources[MONEY.get(name, name)]))


def _says(column: ibis.Value) -> ibis.Value:
    return column.length() > 0 if column.type().is_array() else column.notnull()
