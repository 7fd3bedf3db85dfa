"""What was learned of each inspected case, joined to what was known of it before: rows of trainings and gates."""

from datetime import datetime

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from cases.case import CASES
from flows.described import features_of
from flows.returned import returned
from flows.unit import Unit
from lake.past import Past
from models.labels import label
from models.training_rows import training_rows

OF_CASES = (
    "stream", "origin_airport", "consignor_country", "consignor_key", "consignee_key", "route", "goods_class",
    "value_eur",
)  # fmt: skip
"""Columns of a case that a test is split by (models/about.py); never learned from."""


def labelled(unit: Unit, past: Past, since: datetime | None = None) -> pa.Table:
    """One row per inspected case: the features of the last run before the decision, its labels, and OF_CASES.

    Args:
        unit: the unit.
        past: what is known at the moment of the run.
        since: only cases of which a result became known since, and only moments since; None: all.
    """
    inspections = returned(past, since)
    newest = _newest(past, inspections["case_id"])
    pieces = dict(zip(newest["case_id"].to_pylist(), newest["pieces"].to_pylist(), strict=True))
    labels = label(inspections, unit.site.strong_methods, pieces)
    rows = training_rows(features_of(unit, past, labels["case_id"], since), labels, past.run.as_of)
    place = pc.index_in(rows["case_id"], newest["case_id"].combine_chunks())
    for name in OF_CASES:
        if name not in rows.column_names:
            rows = rows.append_column(name, newest[name].take(place))
    return rows


def _newest(past: Past, case_ids: pa.ChunkedArray) -> pa.Table:
    """The newest description of some cases before the moment of the run: case_id, pieces and OF_CASES."""
    cases = past.everything("cases", CASES.schema).filter(_.as_of <= past.run.as_of)
    asked = cases.semi_join(ibis.memtable(pa.table({"case_id": case_ids})), "case_id")
    last = ibis.window(group_by="case_id", order_by=_.as_of.desc())
    found = asked.mutate(place=ibis.row_number().over(last)).filter(_.place == 0)
    return found.select("case_id", "pieces", *OF_CASES).order_by("case_id").to_pyarrow()
