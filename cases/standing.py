"""Which records are in force as of a moment; the others that were read are superseded."""

from datetime import datetime

import ibis
from ibis import _

from cases.assemble import Known
from cases.versions import arrivals, manifests, newest, version_keys
from lake.joins import inner


def current(known: Known, moments: tuple[datetime, ...]) -> ibis.Table:
    """Return (message_id, record) of every record that is the newest of its key as of one of the moments.

    Inspections count by inspection_id, the newest receipt; manifests by transmission.
    """
    arrived = arrivals(known.messages, known.receipts, moments)
    keyed = version_keys(known.consignments)
    told = inner(keyed, newest(keyed, arrived), ["version_key", "message_id"]).select("message_id", "record")
    parts = manifests(known.flights, arrived).select("message_id").distinct()
    carried = ibis.union(
        *(inner(rows.select("message_id", "record"), parts, ["message_id"]) for rows in (known.flights, known.loads))
    )
    results = arrived.of(known.inspections.select("message_id", "record", "inspection_id"))
    latest = ibis.window(
        group_by="inspection_id", order_by=[_.received_at.desc(), _.message_id.desc(), _.record.desc()]
    )
    results = results.mutate(place=ibis.row_number().over(latest)).filter(_.place == 0).select("message_id", "record")
    return ibis.union(told, carried, results).distinct()
