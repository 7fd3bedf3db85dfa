"""The record of each rule: what it fired on in nights that were run, and what was found there."""

from datetime import timedelta
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from expectations.rule_record import RuleRecord
from flows.returned import returned
from flows.rules import Recent, aim_of
from flows.unit import Unit
from indicators.apply import INDICATORS
from indicators.record import FIRED, first_moments, rate, settled
from lake.past import Past
from models.labels import label

YEAR, MONTH = timedelta(days=365), timedelta(days=30)
NEVER: dict[str, Any] = {"month": 0, "year": 0}


def records(unit: Unit, past: Past) -> tuple[RuleRecord, ...]:
    """Return the record of every rule that holds on the run's day or fired within a year, by name.

    Only what runs of the last year wrote is opened, so the cost does not grow with the years. A case counts once, and
    a result when it was decided after the rule had fired.
    """
    as_of = past.run.as_of
    recent = Recent(unit.store, past.run, past.backend, since=as_of - YEAR)
    rows = recent.everything(FIRED.name, FIRED.schema).filter(_.as_of > as_of - YEAR, _.as_of <= as_of)
    counts = _counts(rows, as_of - MONTH)
    arrivals = returned(recent)
    met = _met(rows, arrivals)
    pieces = dict(zip(met["case_id"].to_pylist(), met["pieces"].to_pylist(), strict=True))
    labels = label(arrivals, unit.site.strong_methods, pieces)
    day = unit.site.day_of(as_of)
    rules = {name: (row["action"], row["family"]) for name, row in counts.items()}
    rules |= {rule.name: (rule.action, rule.family) for rule in INDICATORS if rule.holds(day)}
    results = {family: settled(labels, aim_of(family)) for family in {family for _action, family in rules.values()}}
    found = []
    for name, (action, family) in sorted(rules.items()):
        here = first_moments(met.filter(pc.equal(met["indicator"], name)).select(["case_id", "as_of"]).to_pylist())
        of, row = rate(here, results[family]), counts.get(name, NEVER)
        sizes = (row["month"], row["year"], len(here))
        found.append(RuleRecord(name, action, *sizes, of.settled, of.hits, of.share, of.low, of.high))
    return tuple(found)


def _counts(rows: ibis.Table, month: Any) -> dict[str, dict[str, Any]]:
    """Different cases that each rule fired on, in the year and in its last month."""
    counted = rows.group_by("indicator").agg(
        year=_.case_id.nunique(),
        month=_.case_id.nunique(where=_.as_of > month),
        action=_.action.max(),
        family=_.family.max(),
    )
    return {row["indicator"]: row for row in counted.to_pyarrow().to_pylist()}


def _met(rows: ibis.Table, arrivals: pa.Table) -> pa.Table:
    """What fired on cases that have a result, oldest first."""
    asked = ibis.memtable(arrivals.select(["case_id"])).distinct()
    found = rows.semi_join(asked, "case_id").select("as_of", "case_id", "indicator", "pieces")
    return found.order_by("as_of", "case_id", "indicator").to_pyarrow()
