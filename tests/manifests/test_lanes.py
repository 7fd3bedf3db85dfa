"""A list that says what the customs system ordered: a declaration beside the consignment, and nothing else changes."""

from datetime import UTC, datetime

import pytest

from manifests.mapping import load_mapping
from manifests.tabular import LONG, count_records, read_table

AT = datetime(2026, 2, 28, 20, tzinfo=UTC)
HEADER = "Flight,MAWB,Origin,Destination,Pieces,Gross weight kg,Description,Lane"
ALAPORT = load_mapping("alaport")


def reading(*cells: str):
    """A list of a row for each cell of its last column."""
    rows = [f"KC 912,901-1234{n:04d},IST,ALA,3,40,COTTON SHIRTS,{cell}" for n, cell in enumerate(cells)]
    return read_table("\n".join([HEADER, *rows]).encode(), "list.csv", AT, ALAPORT)


@pytest.mark.parametrize(
    ("cell", "lane"),
    [("Red", "red"), ("жёлтый", "yellow"), ("Зеленый коридор", "green"), ("қызыл дәліз", "red"), ("blue lane", "blue")],
)
def test_a_lane_is_kept_as_a_declaration_of_the_consignment(cell: str, lane: str):
    read = reading(cell)
    (row,) = read.rows["declarations"]
    (told,) = read.rows["consignments"]
    assert (row["lane"], row["consignment_id"], row["system"]) == (lane, told["consignment_id"], "LIST")
    assert row["record"] == told["record"] == 1 and "lane" not in told


def test_a_row_without_a_lane_makes_no_declaration_and_an_unknown_word_is_a_warning():
    read = reading("", "purple")
    assert not read.rows.get("declarations")
    assert [(p.what, p.severity, p.record) for p in read.problems if p.field == "lane"] == [
        ("unknown_code", "warning", 2)
    ]
    assert len(read.rows["consignments"]) == 2


def test_a_long_list_says_the_same_as_a_short_one():
    cells = ["red" if n % 7 == 0 else "" for n in range(2_000)]
    read = reading(*cells)
    assert len("\n".join(cells)) < LONG < 2_000 * 50
    assert [row["record"] for row in read.rows["declarations"]] == list(range(1, 2_001, 7))
    assert len(read.rows["consignments"]) == read.records == 2_000


def test_every_row_is_still_counted_once():
    content = "\n".join([HEADER, "KC 912,901-12345675,IST,ALA,3,40,COTTON SHIRTS,red"]).encode()
    assert count_records(content, "list.csv", ALAPORT) == 1
