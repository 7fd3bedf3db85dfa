import csv
import io
import tracemalloc
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from manifests import workbook
from manifests.grid import open_table, read_rows
from manifests.row_count import count_rows

HEADER = ["House", "Weight", "Words"]


def knows(cells):
    found = len({cell.strip().lower() for cell in cells} & {"house", "weight", "words", "parcel words"})
    return found if found >= 2 else 0


def opened(data, name="list.csv"):
    return open_table(data, name, knows, ("cp1251", "gbk"))


def rows_of(data, name="list.csv"):
    return read_rows(opened(data, name))[0]


def book(rows, **options):
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **options}) as made:
        sheet = made.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return held.getvalue()


def test_rows_carry_their_physical_lines_also_after_quoted_line_breaks():
    rows = rows_of(b'House,Weight,Words\r\nA,1,"two\r\nlines"\r\n\r\nB,2,x\r\n')
    assert [(row.line, row.cells) for row in rows] == [(2, ["A", "1", "two\nlines"]), (5, ["B", "2", "x"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encoding_and_delimiter_are_found(delimiter, encoding):
    text = f"House{delimiter}Weight{delimiter}Words\nA{delimiter}1{delimiter}Обувь\n"
    assert rows_of(text.encode(encoding))[0].cells == ["A", "1", "Обувь"]


def test_one_damaged_byte_does_not_turn_utf8_into_another_encoding():
    text = ("House,Weight,Words\n" + "A,1,Обувь\n" * 100).encode() + b"B,1,\xff\n"
    found = opened(text)
    assert found.encoding == "utf-8"
    assert [problem.what for problem in found.problems] == ["control_characters"]


def test_a_stray_quote_breaks_its_own_row_only():
    rows = rows_of(b'House,Weight,Words\nA,1,ok\nB,"2,torn\nC,3,"fine"\nD,4,ok\n')
    assert [(row.cells[0], row.fault) for row in rows] == [("A", None), ("B", "error"), ("C", None), ("D", None)]


def test_a_row_that_lost_a_delimiter_is_broken_but_a_writer_may_trim_blanks():
    full = b"A,1,x\n" * 20
    assert [row.fault for row in rows_of(b"House,Weight,Words\n" + full + b"B,2x\n")][-1] == "error"
    assert [row.fault for row in rows_of(b"House,Weight,Words\nA,1\nB,2\nC,3,x\n")] == [None, None, None]


def test_a_row_with_a_cell_too_many_is_broken():
    assert [row.fault for row in rows_of(b"House,Weight,Words\nA,1,x,y\nB,1,x,\n")] == ["error", None]


def test_a_header_over_two_rows_is_one_header():
    found = opened(b"A list of parcels,,\nHouse,Weight,Parcel\n,,words\nA,1,x\n")
    assert found.header == ["House", "Weight", "Parcel words"]
    assert read_rows(found)[0][0].line == 4


def test_a_workbook_is_read_whatever_its_name_says():
    found = opened(book([HEADER, ["A", 1.5, "x"], [], ["B", 812000000044, "y"]]), "list.csv")
    assert [problem.what for problem in found.problems] == ["wrong_extension"]
    assert [(row.line, row.cells) for row in read_rows(found)[0]] == [
        (2, ["A", "1.5", "x"]),
        (4, ["B", "812000000044", "y"]),
    ]
    assert count_rows(found) == 2


def test_formulas_are_values_and_links_are_not_followed():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["A"])
        sheet.write_formula(1, 1, '=WEBSERVICE("http://nowhere.invalid/")', None, "7")
        sheet.write_url(1, 2, "http://nowhere.invalid/", string="click")
    assert rows_of(held.getvalue(), "list.xlsx")[0].cells == ["A", "7", "click"]


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (30 << 20))
    monkeypatch.setattr(workbook, "_Reader", None)
    found = opened(held.getvalue(), "list.xlsx")
    assert [problem.what for problem in found.problems] == ["unpacked_too_large"]
    assert count_rows(found) == 1


def test_a_workbook_with_too_many_members_is_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for number in range(workbook.MAX_MEMBERS + 1):
            packed.writestr(str(number), b"")
    assert opened(held.getvalue(), "list.xlsx").problems[0].what == "unpacked_too_large"


def test_a_file_of_blank_cells_alone_has_no_header():
    for data in (b",,,\n", " \u00a0\n".encode(), b'""'):
        assert [problem.what for problem in opened(data).problems] == ["header_missing"]


def test_another_sheet_that_could_be_read_is_named():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        for title in ("one", "two"):
            made.add_worksheet(title).write_row(0, 0, HEADER)
        made.add_worksheet("legend").write(0, 0, "words")
    assert [(p.what, p.detail) for p in opened(held.getvalue(), "list.xlsx").problems] == [("sheet_not_read", "two")]


CELL = st.text(st.sampled_from('ab1 ",;\n\u00a0é'), max_size=6)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8))
def test_what_a_csv_writer_writes_comes_back(rows):
    held = io.StringIO()
    csv.writer(held).writerows([HEADER, *rows])
    found = opened(held.getvalue().encode())
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [row.cells for row in read_rows(found)[0]] == kept
    assert count_rows(found) == len(kept)


@given(st.text(st.sampled_from('ab1",\n\r \t'), max_size=60))
def test_both_counters_agree_on_any_text_below_a_header(text):
    found = opened(b"House,Weight,Words\n" + text.encode())
    assert len(read_rows(found)[0]) == count_rows(found)


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_a_problem(data):
    found = opened(data)
    rows, problems = read_rows(found)
    assert rows or found.readable or found.problems or problems


@given(st.integers(0, 5000), st.integers(0, 255))
def test_a_damaged_workbook_never_raises(at, byte):
    data = bytearray(book([HEADER, ["A", 1, "x"], ["B", 2, "y"]]))
    data[at % len(data)] = byte
    found = opened(bytes(data), "list.xlsx")
    rows, problems = read_rows(found)
    assert len(rows) == 2 or found.problems or problems or rows


def _peak(last_column):
    """Bytes that reading 30 rows takes, each with a cell in the first column and in `last_column`."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for row in range(30):
            sheet.write(row, 0, "A")
            sheet.write(row, last_column, "x")
    tracemalloc.start()
    try:
        lines = workbook.sheet_lines(held.getvalue(), "Sheet1")
        assert [len(line.cells) for line in lines] == [workbook.MAX_COLUMNS] * 30
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_cell_in_the_last_column_of_a_sheet_builds_no_row_of_sixteen_thousand():
    assert _peak(16_383) < 1.5 * _peak(200)


def test_a_row_far_below_is_read_under_its_own_number():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(99_999, 0, ["A", 0, "x"])
        sheet.write_row(100_000, 0, ["", 0])
    found = opened(held.getvalue(), "list.xlsx")
    assert [(row.line, row.cells[1]) for row in read_rows(found)[0]] == [(100_000, "0"), (100_001, "0")]
    assert count_rows(found) == 2


def test_an_empty_cell_that_closes_itself_does_not_lend_its_name_to_the_next():
    held = io.BytesIO(book([HEADER, ["A", 1, "x"], ["", "", " "]]))
    changed = io.BytesIO()
    with zipfile.ZipFile(held) as packed, zipfile.ZipFile(changed, "w") as out:
        for name in packed.namelist():
            part = packed.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b'<c r="C3" t="s">' in part
                part = part.replace(b'<c r="C3" t="s">', b'<c r="A3"/><c r="C3" t="s">')
            out.writestr(name, part)
    found = opened(changed.getvalue(), "list.xlsx")
    assert len(read_rows(found)[0]) == count_rows(found) == 1
