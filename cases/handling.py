"""What handlers and carriers told of a case on its way: received, missing, found, left behind, and by whom."""

import ibis
from ibis import _

from cases.versions import Arrivals
from lake.joins import inner, left
from lake.sites import Site
from lake.words import each, simplify

MISSING = ("MSCA", "MSMB")
FOUND = ("FDCA", "FDMB")
LEFT_BEHIND = ("OFLD", "SSPD")
"""Discrepancies: cargo or a mailbag missing, one found, offloaded or shortshipped (manifests/status_codes.py)."""
RECEIVED = "RCF"
OF_TRADERS = ("RCS", "FOH", "NFD", "AWD", "DLV", "DDL", "DPU", "DOC")
"""Statuses whose party brings, takes or is told of the goods: no handler."""
HANDLED_BY = r"HANDLED BY ([^;/]+)"
"""How other service information names the handler."""
SAME = (
    "as_of", "case_id", "status", "discrepancy", "airport", "carrier", "flight_number", "flight_date", "occurred_on",
    "occurred_at",
)  # fmt: skip
"""What makes two statuses one that was told twice; the newest telling counts."""
_TOLD = ("consignment_id", "message_id", "record", "known_at", *SAME[2:], "pieces", "party_name", "detail")


def handling(statuses: ibis.Table, arrived: Arrivals, cases: ibis.Table, site: Site) -> ibis.Table:
    """Return (as_of, case_id) of the cases of which a status is told, of their own or of their master.

    Columns: statuses, received_pieces, landed_short_pieces, landed_over_pieces, offloaded, handler, handler_key. What
    landed is null where nothing is told from the site, and where pieces are missing and no number is told.
    """
    told = _once(statuses, arrived, cases)
    here = ibis.coalesce(told.airport.isin(list(site.airports)), True)
    order = [told.ordered_at, told.received_at, told.message_id, told.record]
    handlers = told.handler.notnull()
    found = (
        told.group_by(["as_of", "case_id"])
        .agg(
            statuses=told.count(),
            received_pieces=told.pieces.sum(where=here & (told.status == RECEIVED)),
            landed_short_pieces=_pieces(told, here, MISSING),
            landed_over_pieces=_pieces(told, here, FOUND),
            offloaded=ibis.coalesce(told.discrepancy.isin(LEFT_BEHIND), False).any(),
            handler=told.handler.last(where=handlers, order_by=order),
        )
        .cache()
    )
    return left(found, _keys(found), ["handler"])


def handled(statuses: ibis.Table) -> ibis.Table:
    """Statuses with `handler_key`, of the handler that each names; null where it names none."""
    named = statuses.mutate(handler=_handler(statuses)).cache()
    return left(named, _keys(named), ["handler"]).drop("handler")


def _handler(told: ibis.Table) -> ibis.Value:
    named = told.detail.upper().re_extract(HANDLED_BY, 1).strip().nullif("")
    return ibis.coalesce(named, told.status.isin(OF_TRADERS).ifelse(None, told.party_name))


def _once(statuses: ibis.Table, arrived: Arrivals, cases: ibis.Table) -> ibis.Table:
    """Every status of a case or its master, once, with the handler that it names."""
    own = cases.select("as_of", "case_id", consignment_id="case_id")
    above = cases.filter(_.family_id != _.case_id).select("as_of", "case_id", consignment_id="family_id")
    told = statuses.select(*_TOLD, family_id="waybill").semi_join(cases, ["family_id"]).drop("family_id")
    told = arrived.of(told)
    told = inner(ibis.union(own, above), told, ["as_of", "consignment_id"])
    newest = [_.ordered_at.desc(), _.received_at.desc(), _.message_id.desc(), _.record.desc()]
    told = told.mutate(place=ibis.row_number().over(ibis.window(group_by=SAME, order_by=newest)))
    told = told.filter((_.place == 0) & (ibis.coalesce(_.purpose, "original") != "cancel"))
    return told.mutate(handler=_handler(told))


def _pieces(told: ibis.Table, here: ibis.Value, discrepancies: tuple[str, ...]) -> ibis.Value:
    said = ibis.coalesce(here & told.discrepancy.isin(discrepancies), False)
    pieces = told.pieces.sum(where=said)
    return ibis.cases((~here.any(), None), (~said.any(), 0), else_=pieces)


def _keys(found: ibis.Table) -> ibis.Table:
    """The key of every handler: its name simplified, once for each name."""
    names = found.select("handler").filter(_.handler.notnull()).distinct().to_pyarrow()
    keys = each(names["handler"], lambda name: simplify(name) or None)
    return ibis.memtable(names.append_column("handler_key", keys))
