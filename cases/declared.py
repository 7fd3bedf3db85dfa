"""A customs declaration against what carriers, forwarders and posts tell of the same case."""

import ibis
from ibis import _

from cases.figures import FIGURES, gap
from cases.telling import LEADING
from lake.joins import left

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


def _first(told: ibis.Table, name: str, where: ibis.Value) -> ibis.Value:
    return told[name].argmin(told["rank"], where=where & told[name].notnull())
