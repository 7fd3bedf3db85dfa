"""Public declarations become canonical tables; what is no such file is refused in a sentence."""

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from declared import FIRST, made, write

from lake import sites
from lake.tables import TABLES
from simulation.declarations import BESIDE, NEEDED, moments, read, site_of, tables, together
from simulation.protocols import learned_from, tuples


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> pa.Table:
    return read(write(tmp_path_factory.mktemp("files"), "a.csv", made(200, (0, 10), 1)))


@pytest.fixture(scope="module")
def site() -> sites.Site:
    return site_of(sites.load("almaty"))


def test_a_file_is_read_by_its_columns_in_any_order_and_others_are_left_out(rows, tmp_path):
    assert rows.column_names == [*NEEDED, *BESIDE]
    assert rows["Process Type"].null_count == rows.num_rows
    turned = made(200, (0, 10), 1)
    assert read(write(tmp_path, "b.csv", turned.select(turned.column_names[::-1]))).equals(rows)
    assert "030354" in rows["HS6 Code"].to_pylist()  # the zero in front was lost in the file


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: rows.drop_columns(["Net Mass", "Fraud"]), "no column Net Mass, Fraud"),
        (lambda rows: rows.slice(0, 0), "has no rows"),
        (lambda rows: pa.concat_tables([rows, rows]), "stands twice"),
        (lambda rows: rows.set_column(14, "Fraud", pa.array([2] * rows.num_rows)), "0 or 1, not 2"),
        (lambda rows: rows.set_column(12, "Net Mass", pa.array(["heavy"] * rows.num_rows)), "no table of declarations"),
        (lambda rows: rows.set_column(1, "Date", pa.nulls(rows.num_rows, pa.string())), "have no Date"),
    ],
)
def test_what_is_no_table_of_declarations_is_refused_in_a_sentence(tmp_path, change, sentence):
    with pytest.raises(ValueError, match=sentence):
        read(write(tmp_path, "c.csv", change(made(20, (0, 5), 1))))


def test_a_missing_file_and_bytes_that_are_no_text_are_refused(tmp_path):
    with pytest.raises(ValueError, match="there is no file"):
        read(tmp_path / "nothing.csv")
    (tmp_path / "picture.csv").write_bytes(bytes(range(256)) * 20)
    with pytest.raises(ValueError, match="no table of declarations"):
        read(tmp_path / "picture.csv")


def test_one_declaration_in_two_files_is_refused(tmp_path):
    files = [write(tmp_path, f"{name}.csv", made(20, (0, 5), 1)) for name in "ab"]
    with pytest.raises(ValueError, match="two of the files"):
        together(files)


def test_tables_are_canonical_and_every_row_arrives_once(rows, site):
    found = tables(rows, rows.slice(0, 50), site)
    for name, table in found.items():
        assert table.schema.equals(TABLES[name].schema), name
        for column in TABLES[name].columns:
            assert not column.required or table[column.name].null_count == 0, column.name
    consignments = found["consignments"]
    assert consignments.num_rows == found["goods"].num_rows == found["declarations"].num_rows == 200
    assert pc.count_distinct(consignments["consignment_id"]).as_py() == 200
    assert found["inspections"]["result"].to_pylist().count("hit") == pc.sum(rows["Fraud"].slice(0, 50)).as_py()
    first = consignments.slice(0, 1).to_pylist()[0]
    assert first["goods_class"] == rows["HS6 Code"][0].as_py()[:4]
    assert first["consignee_key"] == rows["Importer ID"][0].as_py()
    assert first["gross_kg"] == rows["Net Mass"][0].as_py()


def test_a_result_is_known_after_the_moment_that_speaks_for_its_day_and_before_the_next(rows, site):
    found = tables(rows, rows, site)
    days = moments(rows, site)
    assert days[0] == datetime(FIRST.year, FIRST.month, FIRST.day, 20, tzinfo=UTC)
    told = dict(zip(*(found["consignments"][name].to_pylist() for name in ("consignment_id", "known_at")), strict=True))
    for row in found["inspections"].to_pylist():
        moment = next(day for day in days if day > told[row["case_id"]])
        assert told[row["case_id"]] < moment < row["decided_at"] < row["known_at"]
        assert (row["known_at"] - moment).total_seconds() < 86_400


def test_every_result_has_a_message_that_was_received_when_it_is_known(rows, site):
    found = tables(rows, rows, site)
    received = dict(zip(*(found["receipts"][name].to_pylist() for name in ("message_id", "received_at")), strict=True))
    for name in ("consignments", "inspections"):
        assert all(received[row["message_id"]] == row["known_at"] for row in found[name].to_pylist())


def test_goods_that_come_by_another_country_have_a_stop_there(rows, site):
    for row, way in zip(rows.to_pylist(), tables(rows, rows, site)["consignments"]["route"].to_pylist(), strict=True):
        direct = row["Country of Departure"] == row["Country of Origin"]
        assert len(way) == (1 if direct else 2)


def test_the_disjoint_protocol_drops_every_training_row_whose_tuple_is_tested(rows):
    later = rows.slice(150)
    assert learned_from(rows, later, "published").equals(rows)
    kept = learned_from(rows.slice(0, 150), later, "disjoint")
    assert not set(tuples(kept).to_pylist()) & set(tuples(later).to_pylist())
    before = rows.slice(0, 150)
    dropped = before.filter(pc.invert(pc.is_in(before["Declaration ID"], kept["Declaration ID"])))
    assert set(tuples(dropped).to_pylist()) <= set(tuples(later).to_pylist())
