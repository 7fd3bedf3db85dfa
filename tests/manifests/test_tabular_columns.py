"""A list read by column is the list read row by row: every row, every problem, every count."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manifests.mapping import load_mapping
from manifests.row_count import count_rows
from manifests.tabular import open_list, read_opened

NEVER = 1 << 60
GOLDEN = sorted((Path(__file__).parent / "golden" / "courier").glob("*.csv"))
SAMPLES = sorted((Path(__file__).parents[2].parent / "shared" / "messages" / "courier").glob("*.csv"))
COURIER = load_mapping("courier")


def told(reading):
    """All that a reading says; rows of a table without its nulls, in the order of their records."""
    tables = {}
    for name in ("consignments", "goods"):
        rows = [{key: value for key, value in row.items() if value is not None} for row in reading.every(name)]
        for row in rows:
            row.update({key: list(value) for key, value in row.items() if isinstance(value, list | tuple)})
        tables[name] = sorted(rows, key=lambda row: (row["consignment_id"], row.get("line", 0)))
    return tables, reading.problems, (reading.format, reading.records, reading.ignored, reading.quarantined)


def alike(data, mapping=COURIER):
    opened = open_list(data, "list.csv", mapping)
    by_column, below = read_opened(opened, mapping, long=0)
    by_row, _ = read_opened(opened, mapping, long=NEVER)
    assert told(by_column) == told(by_row)
    assert not by_row.arrow
    assert by_row.records == count_rows(opened)
    return by_column, below


CELLS = {
    "MAWB": ["074-12345664", "", "", "07412345664", "074-12345665", "074-10000012", "8.86E+10", "x", "TOTAL", "A1"],
    "HAWB": [
        "A1", "A2", "", "", "A3", "EX10000001", "EX10000002", "10000001", "8.12E+11", "2026-03-01", "АВ1", "Итого",
        "812E5", "EX 1", "12.0", "07412345664",
    ],
    "Tracking no": ["", "", "A1", "T9"],
    "Pieces": ["1", "2", "", "one", "0", "1.5", "3 pcs", "-1"],
    "Weight kg": ["1", "0.50", "2.25", "", "0", "300 g", "1,25", "-1", "x", "00.5", "1234567.123456"],
    "Net g": ["1", "250", "1,250", ""],
    "Description": ["Tea cups", "GIFT", "", "xxx", "Tea  cups", " Shirts", "Обувь кожаная", "a\x07b", "Total station"],
    "HS code": ["0902300000", "902300000", "", "shoes", "3926.9"],
    "Qty": ["1", "2", "", "0", "1.5"],
    "Unit value": ["10$", "1.005", "", "2.675", "5 EUR", "x"],
    "Value": ["5", "", "", "1 080,50", "10$", "1.005", "-3", "12 beads"],
    "Currency": ["USD", "EUR", "", "beads", "$"],
    "Consignee": ["Sample Testova", "None", "-", "", "=Sample", "Kim"],
    "Phone": ["+77000000001", "7700000", "", "8 700", "7.7E+10", "abc"],
    "IIN": ["900115301234", "", "12", "9E+11", "ab 12"],
    "Consignee country": ["KZ", "Kazakhstan", "", "XX"],
    "Mood": ["good", ""],
}  # fmt: skip


@st.composite
def lists(draw, cells, always=("MAWB", "HAWB")):
    """A table of some of the columns, with broken lines among the others."""
    header = [name for name in cells if draw(st.integers(0, 9)) or name in always]
    rows = draw(st.lists(st.tuples(*(st.sampled_from(cells[name]) for name in header)), max_size=14))
    lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows]
    for at in range(len(lines)):
        breakage = draw(st.integers(0, 12))
        lines[at] = {
            0: lines[at] + ",more",
            1: lines[at].rpartition(",")[0],
            2: lines[at][: len(lines[at]) // 2],
            3: '"' + lines[at],
            4: "",
        }.get(breakage, lines[at])
    return "\n".join([",".join(header), *lines]).encode()


@settings(max_examples=50)
@given(lists(CELLS))
def test_a_courier_list_by_column_is_the_list_row_by_row(data):
    alike(data)


MASTERS = CELLS | {
    "MAWB": ["074-12345664", "", "", "", "TOTAL", "074-10000012", "x"],
    "HAWB": ["A1", "A2", "", "EX10000001"],
}


@settings(max_examples=50)
@given(lists(MASTERS))
def test_masters_merged_over_their_rows_are_carried_down_alike(data):
    alike(data)


@st.composite
def houses(draw):
    """Houses of some rows each; below the first, key and master stand again or are blank."""
    lines = ["MAWB,HAWB,Pieces,Weight kg,Description,HS code,Value,Currency,Consignee,Note"]
    for number in range(draw(st.integers(1, 6))):
        master, house = (
            draw(st.sampled_from(["074-12345664", "", "07410000012"])),
            draw(st.sampled_from(["A1", f"B{number}"])),
        )
        for row in range(draw(st.integers(1, 4))):
            key = (
                f"{master},{house}"
                if not row
                else draw(st.sampled_from([",", f",{house}", f"{master},{house}", f"{master},"]))
            )
            rest = [draw(st.sampled_from(CELLS[name])).replace(",", "") for name in HOUSE_CELLS]
            lines.append(",".join([key, *rest, draw(st.sampled_from(["", "", "", "x", "x,y", '"']))]))
    return "\n".join(lines).encode()


HOUSE_CELLS = ("Pieces", "Weight kg", "Description", "HS code", "Value", "Currency", "Consignee")


@settings(max_examples=50)
@given(houses())
def test_houses_of_several_rows_are_the_same_houses(data):
    alike(data)


AIRPORT = {
    "Flight": ["KC 0912", "KC912", "", "", "x"],
    "From": ["IST", "", "PEK"],
    "To": ["ALA", ""],
    "AWB": ["074-12345664", "074-10000012", "", "", "074-12345665", "x", "TOTAL"],
    "HAWB": ["A1", "", "", "", "A2", "EX10000001"],
    "Pieces": ["1", "2", ""],
    "Weight kg": ["1", "2.5", ""],
    "Goods": ["Tea cups", "", "Shirts"],
    "SHC": ["PER/EAP", "PER", "", "zz"],
    "Value USD": ["5", "", "12.005", "7 EUR"],
}
ITEMS = {
    "Item ID": ["RR473124829KZ", "RR473124828KZ", "", "", "473124829", "CP000000011TR", "TOTAL", "RR 473 124 829 KZ"],
    "Receptacle": ["DEFRAAKZALAAAUN60123001010154", "", "", "DEFRAAKZALAAAUN60123001"],
    "Class": ["EMS", "", "U", "C"],
    "Description": ["Tea cups", "", "GIFT"],
    "HS code": ["0902300000", ""],
    "Weight g": ["250", "1,250", "", "0"],
    "Value": ["5", "10$", ""],
    "Currency": ["EUR", ""],
    "Sender name": ["Sample Sender", ""],
}


@settings(max_examples=50)
@given(lists(AIRPORT, ("Flight", "AWB", "HAWB", "Pieces", "Weight kg")))
def test_an_airports_list_by_column_is_the_list_row_by_row(data):
    alike(data, load_mapping("alaport"))


@settings(max_examples=50)
@given(lists(ITEMS, ("Item ID", "Description", "Receptacle", "HS code")))
def test_a_list_of_postal_items_by_column_is_the_list_row_by_row(data):
    alike(data, load_mapping("post_items"))


@settings(max_examples=50)
@given(lists({name: ITEMS[name] for name in ("Receptacle", "Item ID", "Weight g")}, ("Receptacle", "Item ID")))
def test_a_list_of_receptacles_by_column_is_the_list_row_by_row(data):
    alike(data, load_mapping("post_receptacles"))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_alike(data):
    alike(b"MAWB,HAWB,Pieces,Weight kg,Value\n" + data)


@given(st.text(st.sampled_from('A1,"\n 0.'), max_size=60))
def test_any_text_is_read_alike(text):
    alike(b"MAWB,HAWB,Pieces,Weight kg,Value\n" + text.encode())


@pytest.mark.parametrize("path", [*GOLDEN, *SAMPLES], ids=lambda path: path.stem)
def test_golden_lists_and_samples_are_read_alike(path):
    alike(path.read_bytes())
