"""The region straight to tables agrees with the region written as messages and read."""

import csv
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from exercises.nights import Region, exercise_of, nights_of
from exercises.region import write_region
from flows.pull import pull
from flows.take_in import take_in
from flows.unit import Unit
from lake import sites
from lake.past import Past
from lake.runs import commit, committed, start
from lake.tables import TABLES
from simulation import tables
from simulation.tables import truth_folder, write_tables

SITE, LAST = "almaty", date(2026, 3, 1)
REGION = Region(seed=7, nights=1, last_day=LAST, cases_a_night=160, prevalence=0.05)
PLAIN = {
    "master": ("waybill", "pieces", "gross_kg", "value", "currency", "hs_codes", "consignee_phone", "notify_name"),
    "house": ("master_waybill", "house_waybill", "pieces", "gross_kg", "value", "consignee_address", "handling_codes"),
    "item": ("waybill", "gross_kg", "value", "hs_codes", "consignee_address", "mail_class", "transaction_nature"),
    "register": ("master_waybill", "gross_kg", "value", "currency"),
}
"""What no throw of the messages' own dice touches, by the kind of telling."""
NAMED = ("consignor_name", "consignee_name", "goods_description", "consignor_key", "consignee_key", "text_key")


def _unit(lake: Path) -> Unit:
    return Unit(sites.load(SITE), lake)


def _table(unit: Unit, name: str) -> pa.Table:
    run = start(unit.store, "backfill", SITE, (unit.site.as_of(date(2026, 3, 9)),))
    return Past(unit.store, run).table(name, TABLES[name].schema).to_pyarrow()


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Unit:
    unit = _unit(tmp_path_factory.mktemp("straight"))
    write_tables(unit.store, unit.site, REGION)
    return unit


def test_every_case_is_told_and_the_summary_counts_it(tmp_path: Path) -> None:
    unit = _unit(tmp_path)
    summary = write_tables(unit.store, unit.site, REGION)
    told = set(_table(unit, "consignments")["consignment_id"].to_pylist())
    made = [night.made for night in nights_of(exercise_of(unit.site, REGION))]
    cases = {
        f"{waybill.consignment.number}/{it.number}"
        if waybill.houses and waybill.houses_batch is not None
        else it.number
        for night in made
        for waybill in night
        for it in waybill.cases
    }
    assert summary.cases == len(cases) == 320 and cases <= told
    assert summary.messages == _table(unit, "messages").num_rows
    assert summary.results == _table(unit, "inspections").num_rows > 0
    assert summary.bad > 0 and summary.files == 0


def test_the_rows_are_parts_of_one_committed_run_and_the_inbox_is_empty(straight: Unit) -> None:
    runs = committed(straight.store)
    assert [run.kind for run in runs] == ["tables"]
    assert not [path for path in (straight.store.folder / "inbox").rglob("*") if path.is_file()]
    assert (straight.store.folder / "inbox" / "cargo").is_dir()
    assert (straight.store.folder / "pickup_points.csv").exists()


def test_a_second_region_is_not_written_over_the_first(straight: Unit) -> None:
    with pytest.raises(ValueError, match="has a region in its tables already"):
        write_tables(straight.store, straight.site, REGION)


def test_the_truth_lies_outside_the_unit(straight: Unit) -> None:
    path = truth_folder(straight.store) / f"{SITE}.csv"
    assert not path.is_relative_to(straight.store.folder)
    told = set(_table(straight, "consignments")["consignment_id"].to_pylist())
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert rows and {row["case_id"] for row in rows} <= told


def test_the_same_seed_gives_the_same_parts_however_they_are_batched(
    straight: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = _unit(tmp_path)
    monkeypatch.setattr(tables, "BATCH_CASES", 1)
    write_tables(again.store, again.site, REGION)
    assert len(committed(again.store)[0].parts) > len(committed(straight.store)[0].parts)
    for name in ("consignments", "messages", "inspections"):
        key = [(column, "ascending") for column in TABLES[name].key]
        assert _table(again, name).sort_by(key).equals(_table(straight, name).sort_by(key))


def test_without_results_the_region_is_the_same_and_no_inspection_is_there(tmp_path: Path, straight: Unit) -> None:
    unit = _unit(tmp_path)
    silent = Region(7, 1, LAST, 160, 0.05, with_results=False)
    assert write_tables(unit.store, unit.site, silent).results == 0
    assert _table(unit, "inspections").num_rows == 0
    truths = [(truth_folder(one.store) / f"{SITE}.csv").read_bytes() for one in (unit, straight)]
    assert truths[0] == truths[1]


def test_a_row_keeps_the_limits_of_its_table(straight: Unit) -> None:
    for name in ("consignments", "loads", "flights", "statuses", "declarations", "inspections", "goods", "problems"):
        rows = _table(straight, name)
        assert rows.num_rows, name
        for column in TABLES[name].columns:
            said = rows[column.name].combine_chunks()
            assert not column.required or said.null_count == 0, (name, column.name)
            if column.one_of:
                assert set(said.drop_null().to_pylist()) <= set(column.one_of), (name, column.name)
            if column.pattern and column.kind == "string":
                fits = pc.match_substring_regex(said.drop_null(), column.pattern)
                assert pc.all(fits).as_py() in (True, None), (name, column.name)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Unit:
    unit = _unit(tmp_path_factory.mktemp("read"))
    write_region(unit.lake, [unit.site], 7, 1, LAST, cases_a_night=160, prevalence=0.05)
    run = start(unit.store, "backfill", SITE, (unit.site.as_of(date(2026, 3, 9)),))
    past = Past(unit.store, run)
    take_in(unit, past, pull(unit, past))
    commit(unit.store, run)
    return unit


def _first(unit: Unit, told_by: str) -> dict[str, dict[str, object]]:
    """The first row of each consignment of a kind of telling."""
    rows = _table(unit, "consignments").filter(pc.field("told_by") == told_by)
    rows = rows.sort_by([("known_at", "descending"), ("message_id", "ascending")])
    return {row["consignment_id"]: row for row in rows.to_pylist()}


@pytest.mark.slow
@pytest.mark.parametrize("told_by", PLAIN)
def test_what_is_written_straight_is_what_is_read_from_the_messages(straight: Unit, read: Unit, told_by: str) -> None:
    one, other = _first(straight, told_by), _first(read, told_by)
    both = one.keys() & other.keys()
    assert len(both) >= 0.97 * max(len(one), len(other)) > 5
    alike = {
        name: sum((one[key][name] or None) == (other[key][name] or None) for key in both) / len(both)
        for name in (*PLAIN[told_by], *(NAMED if told_by != "register" else ("consignor_key", "text_key")))
    }
    assert min(alike.values()) >= 0.97, alike


def _of_carriers(unit: Unit, name: str, columns: tuple[str, ...]) -> set[tuple[object, ...]]:
    """Rows of the carriers' own manifests."""
    of_customs = {row["message_id"] for row in _table(unit, "flights").to_pylist() if row["manifest"] == "customs"}
    rows = [row for row in _table(unit, name).to_pylist() if row["message_id"] not in of_customs]
    return {tuple(row[column] for column in columns) for row in rows}


@pytest.mark.slow
def test_flights_loads_and_inspections_are_those_of_the_messages(straight: Unit, read: Unit) -> None:
    for name, wanted in (
        ("flights", ("flight_id", "unloading_airport", "departs_at")),
        ("loads", ("flight_id", "waybill", "unloading_airport", "arrives_at")),
    ):
        assert _of_carriers(straight, name, wanted) == _of_carriers(read, name, wanted) != set()
    assert "customs" in _table(straight, "flights")["manifest"].to_pylist()
    columns = [column.name for column in TABLES["inspections"].columns if column.name not in ("message_id", "value")]
    rows = [
        _table(unit, "inspections").select(columns).sort_by("inspection_id").to_pylist() for unit in (straight, read)
    ]
    assert rows[0] == rows[1]
