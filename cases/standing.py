"""Which records are in force as of a moment; the others that were read are superseded."""

from datetime import datetime, timedelta

import ibis
from ibis import _

from cases.assemble import Known
from cases.telling import version_keys
from cases.versions import Arrivals, arrivals, manifests, newest
from lake.joins import inner

EVER = timedelta(days=36_500)
"""What stands is asked of everything that ever came, however old."""


def current(known: Known, moments: tuple[datetime, ...]) -> ibis.Table:
    """Return (message_id, record) of every record that is the newest of its key as of one of the moments.

    Inspections count by inspection_id and officer, the newest receipt; manifests by transmission; a declaration by its
    number. What happened on the way (statuses) is never superseded. A goods line stands with its consignment.
    """
    arrived = arrivals(known.messages, known.receipts, moments, EVER)
    keyed = version_keys(known.consignments, known.declarations)
    newest_told = inner(keyed, newest(keyed, arrived), ["version_key", "message_id"])
    told = newest_told.select("message_id", "record")
    lines = known.goods.select("message_id", "record", "consignment_id")
    goods = lines.semi_join(newest_told, ["message_id", "consignment_id"]).select("message_id", "record")
    parts = manifests(known.flights, arrived).select("message_id").distinct()
    carried = ibis.union(
        *(inner(rows.select("message_id", "record"), parts, ["message_id"]) for rows in (known.flights, known.loads))
    )
    happened = arrived.of(known.statuses.select("message_id", "record")).select("message_id", "record")
    results = _latest(known.inspections, ("inspection_id", "officer_id"), arrived)
    declared = _latest(known.declarations, ("declaration_id",), arrived)
    return ibis.union(told, goods, carried, happened, results, declared).distinct()


def _latest(rows: ibis.Table, identity: tuple[str, ...], arrived: Arrivals) -> ibis.Table:
    """(message_id, record) of the newest of every identity; one that was cancelled has none."""
    found = arrived.of(rows.select("message_id", "record", *identity))
    newest_first = [_.ordered_at.desc(), _.received_at.desc(), _.message_id.desc(), _.record.desc()]
    latest = ibis.window(group_by=list(identity), order_by=newest_first)
    found = found.mutate(place=ibis.row_number().over(latest)).filter(_.place == 0)
    return found.filter(ibis.coalesce(_.purpose, "original") != "cancel").select("message_id", "record")
