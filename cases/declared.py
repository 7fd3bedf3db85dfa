"""A customs declaration against what carriers, forwarders and posts tell of the same case."""

import ibis
from ibis import _

from cases.figures import FIGURES, gap
from cases.telling import LEADING
from cases.versions import Arrivals
from lake.joins import left
from lake.tables import LANES

GAPS = {"gross_kg": "declaration_kg_gap", "pieces": "declaration_pieces_gap", "value_eur": "declaration_value_gap_eur"}
DIFFER = {"goods_class": "declaration_goods_differ", "consignee_key": "declaration_consignee_differ"}
"""Column that both may say -> column of a case that says whether they agree."""
KEY = ["as_of", "case_id"]


def declared(told: ibis.Table, units: ibis.Table) -> ibis.Table:
    """Return one row per (as_of, case_id): tellings, declared, and the columns of GAPS and DIFFER.

    The waybill is the first of house, item, register and master that says a column; gaps are the declaration minus it.

    Args:
        told: the newest row of each kind of telling.
        units: as_of, case_id, parent_id of the cases.
    """
    own = told.rename(case_id="consignment_id").semi_join(units, KEY)
    by_customs, leading = own.told_by == "declaration", own.told_by.isin(LEADING)
    said = {
        f"{name}_{who}": _first(own, name, where)
        for name in (*GAPS, *DIFFER)
        for who, where in (("declared", by_customs), ("told", leading))
    }
    seen = own.group_by(KEY).agg(tellings=own.told_by.nunique(), declared=by_customs.any(), **said)
    masters = told.filter((_.told_by == "declaration") & ~_.unit).select("as_of", parent_id="consignment_id").distinct()
    above = units.semi_join(masters, ["as_of", "parent_id"]).select(KEY).mutate(above=True)
    seen = left(seen, above, KEY)
    gaps = {GAPS[name]: gap(seen[f"{name}_declared"], seen[f"{name}_told"], name) for name in FIGURES}
    differ = {column: seen[f"{name}_declared"] != seen[f"{name}_told"] for name, column in DIFFER.items()}
    return seen.select(*KEY, "tellings", declared=seen.declared | seen.above.notnull(), **gaps, **differ)


def lanes(declarations: ibis.Table, arrived: Arrivals, units: ibis.Table) -> ibis.Table:
    """Return (as_of, case_id, lane) of the cases whose declaration, else their master's, was given a lane.

    The newest version of a declaration counts as a whole; of several declarations the strictest lane.

    Args:
        declarations: every version.
        arrived: what had come as of each moment.
        units: as_of, case_id, parent_id of the cases.
    """
    found = arrived.of(declarations.select("message_id", "record", "declaration_id", "consignment_id", "lane"))
    newest = [_.ordered_at.desc(), _.received_at.desc(), _.message_id.desc(), _.record.desc()]
    versions = ibis.window(group_by=["as_of", "declaration_id"], order_by=newest)
    found = found.mutate(place=ibis.row_number().over(versions)).filter(_.place == 0)
    found = found.filter(ibis.coalesce(_.purpose, "original") != "cancel", _.lane.isin(LANES))
    strict = ibis.cases(*((found.lane == lane, place) for place, lane in enumerate(LANES)))
    told = found.mutate(strict=strict).group_by(["as_of", "consignment_id"]).agg(lane=_.lane.argmin(_.strict))
    own = told.select("as_of", case_id="consignment_id", own="lane")
    above = told.select("as_of", parent_id="consignment_id", above="lane")
    units = left(left(units.select(*KEY, "parent_id"), own, KEY), above, ["as_of", "parent_id"])
    units = units.select(*KEY, lane=ibis.coalesce(units.own, units.above))
    return units.filter(units.lane.notnull())


def _first(told: ibis.Table, name: str, where: ibis.Value) -> ibis.Value:
    return told[name].argmin(told["rank"], where=where & told[name].notnull())
