"""What happened to goods on their way, as the history counts it: weights of ULDs, landings with pieces missing."""

import ibis
from ibis import _

from features.history import EVENTS
from features.norms import figures_of

LANDED = ("RCF", "NFD", "DIS")
"""Statuses by which a handler speaks of what came off a flight."""
SHORT = ("MSCA", "MSMB")
"""Discrepancies that say that pieces are missing."""
_KINDS = ibis.Schema.from_pyarrow(EVENTS)


def ulds(loads: ibis.Table) -> ibis.Table:
    """Rows of EVENTS: the weight of each ULD of a manifest, by its type; none of one with a line that says no weight.

    Needs the columns of the table `loads`.
    """
    of_uld = loads.filter(_.uld.notnull() & _.uld_type.notnull())
    grams = (_.gross_kg * 1000).round().cast("int64")
    whole = (
        of_uld.group_by("flight_id", "uld", "uld_type", "message_id", "known_at")
        .aggregate(grams=grams.sum(), record=_.record.min(), told=_.gross_kg.notnull().all())
        .filter(_.told)
    )
    rows = whole.mutate(
        entity=ibis.literal("uld_type"), key=_.uld_type, event_id=_.flight_id + " " + _.uld,
        landed=ibis.literal(0, "int64"), shorts=ibis.literal(0, "int64"), **figures_of("uld_kg", _.grams / 1000),
    )  # fmt: skip
    return _shaped(rows)


def landings(statuses: ibis.Table) -> ibis.Table:
    """Rows of EVENTS: consignments that each handler landed, and those with pieces missing; columns of `statuses`.

    Needs `handler_key` beside them. They are two events: a later status without a discrepancy, as that the consignee
    was told, does not take back that pieces were missing.
    """
    told = statuses.filter(_.handler_key.notnull() & _.status.isin(LANDED))
    short = told.filter(ibis.coalesce(_.discrepancy.isin(SHORT), False))
    return _shaped(_landing(told, "landed", 1, 0)).union(_shaped(_landing(short, "short", 0, 1)))


def _landing(told: ibis.Table, what: str, landed: int, shorts: int) -> ibis.Table:
    """One event of a consignment for each handler, once for each telling."""
    rows = told.group_by("handler_key", "consignment_id", "message_id", "known_at").aggregate(record=_.record.min())
    none = {f"uld_kg_{part}": ibis.literal(0, "int64") for part in ("n", "ln", "ln2")}
    return rows.mutate(
        entity=ibis.literal("handler"), key=_.handler_key, landed=ibis.literal(landed, "int64"),
        shorts=ibis.literal(shorts, "int64"), event_id=_.handler_key + " " + _.consignment_id + " " + what, **none,
    )  # fmt: skip


def _shaped(rows: ibis.Table) -> ibis.Table:
    return rows.select([rows[name].cast(kind).name(name) for name, kind in _KINDS.items()])
