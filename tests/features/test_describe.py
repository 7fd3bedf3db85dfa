"""Features as of a moment."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from features.beside import Beside
from features.catalogue import columns, feature_schema
from features.describe import describe
from features.distance import path_km
from features.memory import Memory
from features.share import share


def test_rows_are_those_of_the_cases_in_order_with_the_declared_schema(region, described) -> None:
    keys = [("as_of", "ascending"), ("case_id", "ascending")]
    cases = region.cases().sort_by(keys).select(["as_of", "case_id"])
    assert described.select(["as_of", "case_id"]).to_pylist() == cases.to_pylist()
    assert described.schema.equals(feature_schema())


def test_future_rows_and_rows_known_at_as_of_change_no_feature(draw_region: Callable[..., object], region) -> None:
    moment = region.moments[0]
    later = draw_region(seed=2, consignments=200)
    versions = [row | {"known_at": moment + timedelta(hours=hour)} for hour, row in enumerate(later.versions)]
    outcomes = [row | {"known_at": moment + timedelta(hours=hour)} for hour, row in enumerate(later.outcomes)]
    past = replace(
        region,
        moments=[moment],
        versions=[row for row in region.versions if row["known_at"] < moment],
        outcomes=[row for row in region.outcomes if row["known_at"] < moment],
    )
    planted = replace(past, versions=past.versions + versions, outcomes=past.outcomes + outcomes)
    assert len(versions) >= 200
    assert versions[0]["known_at"] == moment
    assert planted.described().equals(past.described())


def test_one_moment_is_described_as_the_same_moment_among_many(region, described) -> None:
    alone = replace(region, moments=region.moments[:1]).described()
    among = described.filter(pc.equal(described["as_of"], region.moments[0]))
    assert alone.num_rows > 0
    assert alone.equals(among.combine_chunks())


def test_shuffled_cases_and_history_give_the_same_features(region, described) -> None:
    draw = random.Random(5)
    memory = region.memory()
    tables = [region.cases(), memory.sums.to_pyarrow(), memory.pairs.to_pyarrow()]
    cases, sums, pairs = (
        ibis.memtable(table.take(draw.sample(range(table.num_rows), table.num_rows))) for table in tables
    )
    assert describe(cases, Memory(sums, pairs), region.beside()).to_pyarrow().equals(described)


def test_every_feature_is_known_for_some_case_and_never_infinite(described) -> None:
    for name in columns():
        known = described[name].drop_null()
        assert len(known) > 0, name
        assert all(pc.is_finite(known).to_pylist()), name


def test_a_comparison_with_fewer_than_20_has_no_usual(draw_region: Callable[..., object], described) -> None:
    region = draw_region(consignments=60)
    small = replace(region, moments=region.moments[1:]).described()
    for name in [name for name in small.column_names if name.endswith("__usual")]:
        for table in (small, described):
            counts = table[name.replace("__usual", "__n")].to_pylist()
            usual = table[name].to_pylist()
            assert all(u is None for u, n in zip(usual, counts, strict=True) if n is None or n < 20), name


def test_a_window_ends_after_its_days(region) -> None:
    moment = region.moments[1]
    row = next(row for row in region.versions if row["consignor_key"] == "ALPHA")

    def counted(days_ago: int) -> float:
        old = row | {"consignment_id": "OLD", "known_at": moment - timedelta(days=days_ago, hours=1)}
        now = row | {"known_at": moment - timedelta(hours=1)}
        one = replace(region, versions=[old, now])
        cutoffs = [moment + timedelta(days=day) for day in range(-100, 1)]
        cases = replace(one, moments=[moment], versions=[now]).cases()
        rows = describe(ibis.memtable(cases), one.memory(cutoffs), Beside()).to_pyarrow()
        return rows["consignor_burst_7d__n"].to_pylist()[0]

    assert counted(89) == 2.0
    assert counted(90) == 1.0


def test_hit_rates_are_drawn_to_the_rate_of_the_unit(described) -> None:
    drawn = 0
    for row in described.to_pylist():
        rate, n = row["consignor_hit_rate_365d"], row["consignor_hits_365d__n"]
        if rate is not None and n >= 20:
            raw, usual = row["consignor_hits_365d"] / n, row["consignor_hit_rate_365d__usual"]
            assert rate == pytest.approx((row["consignor_hits_365d"] + 20 * usual) / (n + 20))
            assert min(raw, usual) - 1e-9 <= rate <= max(raw, usual) + 1e-9
            drawn += 1
    assert drawn > 50


def test_a_case_about_which_nothing_is_known_has_no_guesses(region) -> None:
    moment = region.moments[1]
    bare = region.cases().slice(0, 1).to_pylist()[0]
    empty = {name: None for name in bare} | {
        "as_of": moment, "case_id": "X", "level": "direct", "stream": "cargo", "first_known_at": moment,
        "last_known_at": moment,
    }  # fmt: skip
    cases = pa.Table.from_pylist([empty], schema=region.cases().schema)
    row = describe(ibis.memtable(cases), region.memory(), Beside()).to_pyarrow().to_pylist()[0]
    known = {name for name, value in row.items() if value is not None and "__" not in name}
    assert known == {"as_of", "case_id", "document_missing_fields"}


def test_a_manifest_is_not_held_against_itself(region) -> None:
    first = next(row for row in region.cases().to_pylist() if row["level"] == "direct" and row["gross_kg"])
    said = first | {"gross_kg": 20.0, "manifest_kg": 20.0, "pieces": 2, "manifest_pieces": 2}
    rows = [said | {"case_id": "MANIFEST", "versions": 0}, said | {"case_id": "WAYBILL", "versions": 1}]
    cases = pa.Table.from_pylist(rows, schema=region.cases().schema)
    described = describe(ibis.memtable(cases), region.memory(), Beside()).to_pyarrow().to_pylist()
    assert [row["waybill_manifest_weight_gap"] for row in described] == [None, 0.0]
    assert [row["consignment_versions"] for row in described] == [None, 1.0]


def test_share_is_null_when_nothing_is_divided_by() -> None:
    table = ibis.memtable(pa.table({"n": pa.array([1, 0, None, 1]), "d": pa.array([0, 0, 2, 4])}))
    assert table.select(share=share(table["n"], table["d"])).to_pyarrow()["share"].to_pylist() == [
        None,
        None,
        None,
        0.25,
    ]


def test_a_detour_is_longer_than_the_way() -> None:
    flown, direct = path_km("IST-DXB-ALA")
    assert direct == pytest.approx(3920, rel=0.02)
    assert flown == pytest.approx(5840, rel=0.02)
    assert path_km("IST-QQQ-ALA") == (None, None)


def test_a_link_gives_a_key_the_past_of_its_party_from_the_moment_it_was_known(region, described) -> None:
    last = region.moments[1]
    linked = pa.table({"as_of": pa.array([last], pa.timestamp("us", tz="UTC")), "key": ["BETA"], "party_id": ["ALPHA"]})
    together = {(row["as_of"], row["case_id"]): row for row in region.described(linked).to_pylist()}
    cases = {(row["as_of"], row["case_id"]): row["consignor_key"] for row in region.cases().to_pylist()}
    alone = {key: row["consignor_shipments_365d"] for key, row in ((k, r) for k, r in _rows(described).items())}
    of = {name: {alone[key] for key in cases if cases[key] == name and key[0] == last} for name in ("ALPHA", "BETA")}
    both = of["ALPHA"].pop() + of["BETA"].pop()
    for key, name in cases.items():
        wanted = both if key[0] == last and name in ("ALPHA", "BETA") else alone[key]
        assert together[key]["consignor_shipments_365d"] == wanted


def test_names_linked_to_one_party_count_once_among_those_met(region, described) -> None:
    last = region.moments[1]
    linked = pa.table({"as_of": pa.array([last], pa.timestamp("us", tz="UTC")), "key": ["BETA"], "party_id": ["ALPHA"]})
    before, after = _rows(described), _rows(region.described(linked))
    changed = {
        (before[key]["text_consignors_90d"], after[key]["text_consignors_90d"]) for key in before if key[0] == last
    }
    assert (3.0, 2.0) in changed


def _rows(described: pa.Table) -> dict[tuple[object, str], dict[str, object]]:
    return {(row["as_of"], row["case_id"]): row for row in described.to_pylist()}


def test_what_only_a_master_or_manifest_tells_of_a_case_is_never_called_new(region) -> None:
    """The consignments of these parcels name neither forwarder nor airport, the cases do."""
    silent = {"forwarder_key": None, "origin_airport": None, "route": None}
    versions = [row | silent | {"consignor_key": "ALPHA", "goods_class": "0902"} for row in region.versions]
    whole = replace(region, versions=versions)
    told = [row | {"forwarder_key": "FAST", "origin_airport": "IST"} for row in whole.cases().to_pylist()]
    cases = ibis.memtable(pa.Table.from_pylist(told, whole.cases().schema))
    found = describe(cases, whole.memory(), whole.beside()).to_pyarrow()
    assert pc.max(found["consignor_shipments_365d"]).as_py() >= 20
    for name in ("forwarder_new_for_consignor", "consignor_new_origin", "origin_goods_share_180d"):
        assert found[name].null_count == found.num_rows, name


def test_a_way_is_held_against_shipments_of_which_a_way_is_told(region) -> None:
    moment = region.moments[1]
    base = region.versions[0] | {"origin_airport": "IST", "destination_airport": "ALA", "known_at": moment}
    versions = [
        base | {"consignment_id": f"W{n:03d}", "message_id": f"{n:064x}", "route": ["DXB", "ALA"] if n % 2 else None,
                "known_at": moment - timedelta(days=1)}
        for n in range(60)
    ]  # fmt: skip
    found = replace(region, versions=versions, moments=[moment]).described()
    assert set(found["route_share_180d"].drop_null().to_pylist()) == {1.0}
    assert set(found["route_share_180d__n"].drop_null().to_pylist()) == {30.0}


def test_a_declaration_that_says_no_weight_does_not_agree_in_weight(region) -> None:
    silent = {"declared": True, "declaration_kg_gap": None, "declaration_goods_differ": None}
    cases = pa.Table.from_pylist([row | silent for row in region.cases().to_pylist()], region.cases().schema)
    found = describe(ibis.memtable(cases), region.memory(), region.beside()).to_pyarrow()
    assert found["declaration_kg_apart"].null_count == found["declaration_other_goods"].null_count == found.num_rows
    assert found["declaration_pieces_apart"].null_count < found.num_rows
