"""The past in small: nothing of the future, nothing lost, nothing twice."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import ibis
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from features.entities import OUTCOME_KEYS
from features.history import Happened, slices
from lake.tables import CONSIGNMENTS

START = datetime(2026, 3, 1, 23, tzinfo=UTC)
CUTOFFS = [START + timedelta(days=day) for day in range(1, 41)]
PARTIES = ("consignor", "consignee", "forwarder")
MICROSECOND = timedelta(microseconds=1)


def test_future_rows_change_nothing(draw_region: Callable[..., object], region) -> None:
    later, moment = draw_region(seed=2, consignments=200), CUTOFFS[19]
    planted = [row | {"known_at": moment + timedelta(hours=hour)} for hour, row in enumerate(later.versions)]
    results = [row | {"known_at": moment + timedelta(hours=hour)} for hour, row in enumerate(later.outcomes)]
    known = [row for row in region.versions if row["known_at"] < moment]
    found = [row for row in region.outcomes if row["known_at"] < moment]
    before = replace(region, versions=known, outcomes=found).history(CUTOFFS[:20])
    after = replace(region, versions=known + planted, outcomes=found + results).history(CUTOFFS[:20])
    assert len(planted) >= 200
    assert before.num_rows > 0
    assert after.equals(before)


def test_what_is_known_at_the_cutoff_is_in_the_next_slice(region) -> None:
    row = region.versions[0]
    at = replace(region, versions=[row | {"known_at": CUTOFFS[3]}], outcomes=[], events=[]).history()
    just_before = replace(
        region, versions=[row | {"known_at": CUTOFFS[3] - MICROSECOND}], outcomes=[], events=[]
    ).history()
    last = replace(region, versions=[row | {"known_at": CUTOFFS[-1]}], outcomes=[], events=[]).history()
    assert set(at["cutoff"].to_pylist()) == {CUTOFFS[4]}
    assert set(just_before["cutoff"].to_pylist()) == {CUTOFFS[3]}
    assert last.num_rows == 0


def test_shuffled_input_gives_the_same_rows(region) -> None:
    versions, outcomes = list(region.versions), list(region.outcomes)
    random.Random(3).shuffle(versions)
    random.Random(4).shuffle(outcomes)
    assert replace(region, versions=versions, outcomes=outcomes).history().equals(region.history())


def test_slices_written_night_by_night_are_those_written_at_once(region) -> None:
    nights = [region.history([until], after=since) for since, until in zip(CUTOFFS[-6:-1], CUTOFFS[-5:], strict=True)]
    at_once = region.history()
    late = at_once.filter(pa.compute.greater(at_once["cutoff"], CUTOFFS[-6]))
    order = [("entity", "ascending"), ("key", "ascending"), ("cutoff", "ascending")]
    assert pa.concat_tables(nights).sort_by(order).equals(late.sort_by(order))


@settings(max_examples=5, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.integers(0, 10_000))
def test_amendments_add_up_to_the_newest_versions(draw_region: Callable[..., object], seed: int) -> None:
    region = draw_region(seed=seed, consignments=30, days=20)
    past = [row for row in region.versions if row["known_at"] < CUTOFFS[-1]]
    newest = {row["consignment_id"]: row for row in sorted(past, key=lambda row: (row["known_at"], row["message_id"]))}
    expected: Counter = Counter()
    for row, entity in product(newest.values(), PARTIES):
        both = row["gross_kg"] is not None and row["pieces"] is not None
        expected[entity, row[f"{entity}_key"], "shipments"] += 1
        expected[entity, row[f"{entity}_key"], "kg_piece_n"] += int(both)
        expected[entity, row[f"{entity}_key"], "cents"] += round((row["value_eur"] or 0) * 100)
    found: Counter = Counter()
    for row, name in product(region.history().to_pylist(), ("shipments", "kg_piece_n", "cents")):
        found[row["entity"], row["key"], name] += row[name]
    assert {key: n for key, n in (+found).items() if key[0] in PARTIES} == {
        key: n for key, n in (+expected).items() if key[1] is not None
    }


def test_a_version_sent_earlier_than_one_that_is_here_changes_nothing() -> None:
    columns = {
        "message_id": ["a", "b"],
        "record": [1, 1],
        "known_at": pa.array([CUTOFFS[0], CUTOFFS[0] + timedelta(hours=1)], pa.timestamp("us", tz="UTC")),
        "sent_at": pa.array([CUTOFFS[0], CUTOFFS[0] - timedelta(hours=1)], pa.timestamp("us", tz="UTC")),
        "consignment_id": ["C", "C"],
        "consignor_key": ["NEW", "OLD"],
        "gross_kg": [1.0, 1.0],
        "pieces": [1, 1],
        "value_eur": pa.array([None, None], pa.float64()),
    }
    empty = CONSIGNMENTS.schema.empty_table()
    silent = {name: pa.nulls(2, empty.schema.field(name).type) for name in empty.column_names if name not in columns}
    happened = Happened(ibis.memtable(pa.table(columns | silent)), ibis.memtable(no_outcomes()))
    found = slices(happened, CUTOFFS).to_pyarrow().to_pylist()
    assert {row["key"] for row in found if row["entity"] == "consignor"} == {"NEW"}


def no_outcomes() -> pa.Table:
    texts = ("inspection_id", *OUTCOME_KEYS)
    columns = {name: pa.array([], pa.string()) for name in texts}
    columns |= {name: pa.array([], pa.bool_()) for name in ("hit_illicit", "hit_revenue")}
    return pa.table(columns | {"known_at": pa.array([], pa.timestamp("us", tz="UTC"))})


def test_a_result_that_is_taken_back_is_no_hit(region) -> None:
    sheet = region.outcomes[0] | {"consignor_key": "ALPHA", "hit_illicit": True, "known_at": CUTOFFS[0]}
    corrected = sheet | {"hit_illicit": False, "known_at": CUTOFFS[5]}
    history = replace(region, versions=[], outcomes=[sheet, corrected]).history()
    rows = [row for row in history.to_pylist() if row["entity"] == "consignor"]
    assert [(row["inspected"], row["hits"]) for row in rows] == [(1, 1), (0, -1)]


def test_a_result_that_settles_nothing_is_not_counted(region) -> None:
    sheet = region.outcomes[0] | {"hit_illicit": None, "hit_revenue": None, "known_at": CUTOFFS[0]}
    history = replace(region, versions=[], outcomes=[sheet]).history()
    assert sum(history["inspected"].to_pylist()) == 0


def test_no_slice_without_a_cutoff(region) -> None:
    with pytest.raises(ValueError, match="no slice"):
        region.history([])
    with pytest.raises(ValueError, match="no slice"):
        region.history(CUTOFFS[:1], after=CUTOFFS[0])
