"""Which version of what is the newest as of a moment. Earlier versions stay readable; nothing is overwritten.

Order of versions: `sent_at` where the format carries one, else the receipt; then the receipt; then the hash.
The order in which messages happen to be processed never matters. A text sent again after a different one is
the newest again: order goes by receipts, not by first sight.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import ibis
import pyarrow as pa
from ibis import _

from lake.joins import inner, left

MEMORY = timedelta(days=10)
"""A message is looked at for this long: cargo that was announced earlier has long been closed."""


ARRIVED = ("as_of", "received_at", "ordered_at", "purpose")


@dataclass(frozen=True)
class Arrivals:
    """Every receipt before each moment: as_of, message_id, received_at, ordered_at, purpose."""

    rows: ibis.Table

    def of(self, rows: ibis.Table) -> ibis.Table:
        """The rows once for every receipt of their message, with the columns above.

        A row may be known later than its message came, where a retry released it: then it is not there before.
        """
        found = inner(rows, self.rows, ["message_id"])
        return found.filter(found.known_at < found.as_of) if "known_at" in rows.columns else found


def arrivals(
    messages: ibis.Table, receipts: ibis.Table, moments: tuple[datetime, ...], memory: timedelta = MEMORY
) -> Arrivals:
    """Return how messages arrived before each of the moments a run speaks for, at most `memory` before."""
    received = receipts.select("message_id", "received_at").distinct()
    asked = moments_table(moments)
    remembered = received.received_at >= asked.as_of - ibis.interval(days=memory.days)
    arrived = received.join(asked, [received.received_at < asked.as_of, remembered])
    sent = messages.select("message_id", "sent_at", "purpose").distinct(on="message_id")
    arrived = left(arrived, sent, ["message_id"])
    return Arrivals(arrived.mutate(ordered_at=ibis.coalesce(_.sent_at, _.received_at)).drop("sent_at").cache())


def moments_table(moments: tuple[datetime, ...]) -> ibis.Table:
    """The moments of a run as a table with one column, `as_of`."""
    return ibis.memtable(pa.table({"as_of": pa.array(sorted(moments), pa.timestamp("us", tz="UTC"))}))


def newest(keyed: ibis.Table, arrived: Arrivals) -> ibis.Table:
    """Return the newest version of every key of `keyed`.

    Columns: as_of, version_key, message_id, ordered_at, received_at, versions. `versions` counts the different messages
    of the key known before `as_of`. Cancelled keys are left out.
    """
    pairs = keyed.filter(_.version_key.notnull()).select("version_key", "message_id", "known_at").distinct()
    versions = (
        ibis.union(
            arrived.of(pairs).select("version_key", "message_id", "known_at", *ARRIVED),
            _cancelled_lists(keyed, arrived),
        )
        .group_by(["as_of", "version_key", "message_id", "purpose"])
        .agg(ordered_at=_.ordered_at.max(), received_at=_.received_at.max())
    )
    per_key = ["as_of", "version_key"]
    ranked = versions.mutate(
        place=ibis.row_number().over(ibis.window(group_by=per_key, order_by=_latest_first(versions))),
        versions=versions.count().over(ibis.window(group_by=per_key)),
    )
    top = ranked.filter((_.place == 0) & (ibis.coalesce(_.purpose, "original") != "cancel"))
    return top.select("as_of", "version_key", "message_id", "ordered_at", "received_at", "versions")


def _cancelled_lists(keyed: ibis.Table, arrived: Arrivals) -> ibis.Table:
    """A list that cancels takes the houses of its master with it, whether it names them or not."""
    of_master = keyed.filter((_.told_by == "check_list") & _.house_waybill.isnull())
    key = ibis.literal("C ") + of_master.consignment_id
    lists = arrived.of(of_master.select("message_id", "known_at", version_key=key).distinct())
    return lists.filter(_.purpose == "cancel").select("version_key", "message_id", "known_at", *ARRIVED)


def manifests(flights: ibis.Table, arrived: Arrivals) -> ibis.Table:
    """Return (as_of, flight_id, message_id) of the parts that make the newest manifest of every flight.

    The carrier's manifest and the customs system's are two. One that was cancelled is none. A transmission is opened
    by its part 1; later parts belong to the newest one opened. A shorter new transmission does not keep old parts.
    The same part 1 repeated opens nothing; a part twice counts once.
    """
    whose = ibis.coalesce(_.manifest, "carrier")
    part = ibis.coalesce(_.part, 1)
    parts = flights.select("flight_id", "message_id", "known_at", manifest=whose, part=part).distinct()
    sent = arrived.of(parts)
    of_flight = ["as_of", "flight_id", "manifest"]
    in_part = ibis.window(group_by=[*of_flight, "part"], order_by=_oldest_first(sent))
    sent = sent.mutate(before=sent.message_id.lag().over(in_part))
    opens = (sent.part == 1) & (sent.before.isnull() | (sent.before != sent.message_id))
    sent = sent.mutate(opens=opens.cast("int64"))
    so_far = ibis.cumulative_window(group_by=of_flight, order_by=_oldest_first(sent))
    sent = sent.mutate(transmission=sent.opens.sum().over(so_far))
    sent = sent.mutate(current=sent.transmission.max().over(ibis.window(group_by=of_flight)))
    sent = sent.filter(_.transmission == _.current)
    latest = ibis.window(group_by=[*of_flight, "part"], order_by=_latest_first(sent))
    kept = sent.mutate(place=ibis.row_number().over(latest)).filter(_.place == 0)
    kept = kept.filter(ibis.coalesce(_.purpose, "original") != "cancel")
    return kept.select("as_of", "flight_id", "message_id")


def _latest_first(rows: ibis.Table) -> list[ibis.Value]:
    return [rows.ordered_at.desc(), rows.received_at.desc(), rows.message_id.desc()]


def _oldest_first(rows: ibis.Table) -> list[ibis.Value]:
    return [rows.ordered_at, rows.received_at, rows.part, rows.message_id]
