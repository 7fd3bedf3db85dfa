import importlib.util
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.as_json import as_json
from manifests.files import read_file
from manifests.mapping import load_mapping
from manifests.tabular import count_records, read_table

AT = datetime(2026, 11, 20, tzinfo=UTC)
COURIER = load_mapping("courier")
HEADER = "MAWB,HAWB,Pieces,Weight kg,Description,HS code,Value,Currency\n"
SHARED = Path(__file__).parents[2].parent / "shared" / "messages"
SAMPLES = sorted((SHARED / "courier").glob("*.csv"))


def loaded(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


golden = loaded(Path(__file__).parent / "golden_tables.py")


def read(text):
    return read_table(text if isinstance(text, bytes) else text.encode(), "list.csv", AT, COURIER)


def accounted(reading):
    placed = {row["record"] for row in reading.rows.get("goods", ())}
    assert not placed & reading.quarantined
    assert {p.record for p in reading.problems if p.severity == "error"} == reading.quarantined
    return len(placed) + len(reading.quarantined) + reading.ignored


@pytest.mark.parametrize("path", golden.tables(), ids=lambda path: path.stem)
def test_a_golden_table_becomes_what_it_became(path, monkeypatch):
    monkeypatch.delenv("ACCU_ID_KEY", raising=False)
    assert golden.compact(golden.became(path)) == golden.expected(path).read_text(encoding="utf-8")


@pytest.mark.skipif(not SAMPLES, reason="the sample messages are not beside the checkout")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_read_as_a_careful_reader_reads_it(path):
    expected = json.loads(path.with_name(f"{path.stem}.expected.json").read_text(encoding="utf-8"))
    report = loaded(SHARED / "compare.py").compare(
        expected, as_json(path.name, read_file(path.read_bytes(), path.name, AT))
    )
    assert report["wrong"] == []
    assert report["problems"]["found"] == report["problems"]["expected"]
    assert report["problems"]["on_another_line"] == report["problems"]["errors_not_asked_for"] == 0


def test_a_weight_repeated_on_each_row_of_a_house_is_not_added_up():
    reading = read(HEADER + "074-12345664,A1,1,2.0,Tea,0902300000,5,USD\n,,,2.0,Cups,69120010,7,USD\n")
    (house,) = reading.rows["consignments"]
    assert (house["gross_kg"], house["value"], house["pieces"]) == (2.0, 12.0, 1)
    assert [line.get("gross_kg") for line in reading.rows["goods"]] == [None, None]


def test_weights_that_differ_are_those_of_the_lines():
    reading = read(HEADER + "074-12345664,A1,1,2.0,Tea,,5,USD\n074-12345664,A1,1,0.5,Cups,,7,USD\n")
    assert reading.rows["consignments"][0]["gross_kg"] == 2.5
    assert [line["gross_kg"] for line in reading.rows["goods"]] == [2.0, 0.5]


def test_a_house_in_two_currencies_has_no_value():
    reading = read(HEADER + "074-12345664,A1,1,2,Tea,,5,USD\n,,,2,Cups,,7,EUR\n")
    assert "value" not in reading.rows["consignments"][0]
    assert [p.what for p in reading.problems] == ["currency_mixed"]


def test_rows_below_a_house_that_could_not_be_read_are_not_given_to_another():
    reading = read(HEADER + "074-12345664,A1,1,2,Tea,,5,USD\n,8.12E+11,1,2,Cups,,7,USD\n,,,2,Hats,,7,USD\n")
    assert reading.quarantined == {2, 3}
    assert [(p.line, p.what) for p in reading.problems if p.severity == "error"] == [
        (3, "number_format"),
        (4, "field_missing"),
    ]


def test_another_master_closes_the_house_above():
    reading = read(HEADER + "074-12345664,A1,1,2,Tea,,5,USD\n074-12345001,,1,2,Cups,,7,USD\n")
    assert reading.quarantined == {2}


def test_a_house_without_a_master_is_its_own_id():
    assert read(HEADER + ",A1,1,2,Tea,,5,USD\n").rows["consignments"][0]["consignment_id"] == "A1"


def test_goods_called_total_station_are_no_total():
    reading = read(HEADER + "074-12345664,A1,1,2,Total station,,5,USD\n")
    assert reading.ignored == 0
    assert reading.rows["goods"][0]["goods_description"] == "Total station"


def test_an_unknown_header_is_reported_and_a_known_one_without_use_is_not():
    reading = read("MAWB,HAWB,Weight,Value,Bag no,Mood\n074-12345664,A1,1,2,B7,good\n")
    assert [(p.what, p.detail) for p in reading.problems] == [("unknown_column", "Mood")]


def test_a_file_without_a_known_header_is_one_quarantined_record():
    reading = read("a,b\n1,2\n3,4\n")
    assert (reading.records, reading.quarantined, [p.what for p in reading.problems]) == (1, {1}, ["header_missing"])
    assert count_records(b"a,b\n1,2\n3,4\n", "list.csv", COURIER) == 1


LINE = st.sampled_from(
    [
        "074-12345664,A1,1,2,Tea,0902300000,5,USD", ",,,2,Cups,,7,EUR", ",A2,one,300 g,GIFT,,10$,", "TOTAL,,3,2,,,,",
        ",,,,,,,", "", "074-12345664,8.12E+11,1,2,Tea,,5,USD", '074-12345664,A3,1,2,"Tea,5', '"a\nb",A4,1,2,Tea,,5,USD',
        "074-12345664,A5,1,2", "074-12345664,A6,1,2,Tea,,5,USD,extra", "just words",
    ]
)  # fmt: skip


@given(st.lists(LINE, max_size=12))
def test_every_row_is_accounted_for_and_counted_twice_alike(lines):
    data = (HEADER + "\n".join(lines)).encode()
    reading = read(data)
    assert accounted(reading) == reading.records == count_records(data, "list.csv", COURIER)


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_problems(data):
    for given_bytes in (data, HEADER.encode() + data):
        reading = read(given_bytes)
        assert accounted(reading) == reading.records == count_records(given_bytes, "list.csv", COURIER)


@given(st.lists(LINE, min_size=1, max_size=8))
def test_reading_twice_is_reading_once(lines):
    data = (HEADER + "\n".join(lines)).encode()
    assert read(data) == read(data)
