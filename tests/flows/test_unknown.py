"""A feature that is less known than usual is named on the list."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from cases.case import CASES
from features.catalogue import feature_schema
from flows.described import PARTS
from flows.unit import open_unit
from flows.unknown import unknown
from lake.past import Past
from lake.runs import commit, stamp, start

AS_OF = datetime(2026, 3, 1, 23, tzinfo=UTC)
MOMENT = pa.timestamp("us", tz="UTC")


def night(as_of, rows=60, known=60):
    """Cases of one stream, of which the first `known` have a weight a piece."""
    ids = [f"C{n:03}" for n in range(rows)]
    nullable = pa.schema([field.with_nullable(True) for field in CASES.schema])
    cases = pa.Table.from_pylist([{"as_of": as_of, "case_id": name, "stream": "cargo"} for name in ids], nullable)
    features = [{"as_of": as_of, "case_id": name, "consignment_kg_per_piece": 1.0} for name in ids[:known]]
    features += [{"as_of": as_of, "case_id": name} for name in ids[known:]]
    return cases, pa.Table.from_pylist(features, feature_schema())


def kept(unit, as_of, **sizes):
    run = start(unit.store, "night", "almaty", (as_of,))
    cases, features = night(as_of, **sizes)
    run.parts.append(unit.store.write("cases", cases, run.run_id, stamp(as_of)))
    for name, columns in PARTS.items():
        part = features.select(["as_of", "case_id", *columns])
        run.parts.append(unit.store.write(name, part, run.run_id, stamp(as_of)))
    commit(unit.store, run)


def said(unit, **sizes):
    run = start(unit.store, "night", "almaty", (AS_OF,))
    return unknown(unit, Past(unit.store, run), *night(AS_OF, **sizes))


def test_a_feature_that_half_of_the_cases_lost_is_a_warning_with_both_shares(tmp_path):
    unit = open_unit(tmp_path, "almaty")
    assert said(unit) == []
    for days in (1, 2):
        kept(unit, AS_OF - timedelta(days=days))
    assert said(unit) == []
    assert said(unit, known=30) == [
        "Less is known of cargo than usual: consignment_kg_per_piece for 50% of the cases, in the last nights "
        "for 100% or more."
    ]


def test_a_stream_of_few_cases_warns_of_nothing(tmp_path):
    unit = open_unit(tmp_path, "almaty")
    kept(unit, AS_OF - timedelta(days=1))
    assert said(unit, rows=40, known=0) == []


def test_what_swings_from_night_to_night_is_no_warning(tmp_path):
    unit = open_unit(tmp_path, "almaty")
    for days, known in ((1, 60), (2, 20), (3, 60)):
        kept(unit, AS_OF - timedelta(days=days), known=known)
    assert said(unit, known=10) == []
