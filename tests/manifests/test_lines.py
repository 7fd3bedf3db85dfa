import io

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lake.harmless import visible
from manifests.files import read_file
from manifests.lines import lines_of
from tests.expectations.slices import KNOWN_AT


def test_a_message_of_several_in_a_file_has_its_own_lines():
    data = b"QU ALAXXXX\n.ISTFMQ1 280900\nFWB/16\n901-10000012ISTALA/T4K80\nFWB/16\n901-10000023ISTALA/T4K80\n"
    first, second = read_file(data, "a.txt", KNOWN_AT, "messages")
    assert lines_of(data, first.message_id)[2:4] == [(3, "FWB/16"), (4, "901-10000012ISTALA/T4K80")]
    assert lines_of(data, second.message_id)[:2] == [(1, "FWB/16"), (2, "901-10000023ISTALA/T4K80")]


def test_a_problem_stands_at_its_line_in_every_container():
    texts = [b"FWB/16\r\n901-10000012ISTALA/T4K0\r\n", '<?xml version="1.0"?>\n<a>\n<b></a>'.encode("utf-16")]
    for data in texts:
        (message,) = read_file(data, "a", KNOWN_AT, "messages")
        numbers = {problem.line for problem in message.reading.problems if problem.line}
        assert numbers <= {number for number, _ in lines_of(data, message.message_id)}


def test_a_table_is_shown_in_the_encoding_of_its_mapping():
    data = "運單;重量\nＸ1;5".encode("gbk")
    assert lines_of(data, "", ("gbk",))[0] == (1, "運單;重量")
    assert lines_of("вес\n5".encode("cp1251"), "")[0] == (1, "вес")


def test_a_workbook_is_shown_by_its_rows_and_rubbish_by_its_bytes():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        for title in ("First", "Second"):
            made.add_worksheet(title).write_row(4, 0, ["X1", 5])
    assert lines_of(held.getvalue(), "") == [(5, "First: X1 | 5"), (5, "Second: X1 | 5")]
    assert lines_of(b"PK\x03\x04rubbish", "") == [(1, "50 4b 03 04 72 75 62 62 69 73 68")]
    assert lines_of(bytes(range(256)), "")


@given(st.binary(max_size=200))
def test_any_bytes_have_lines_that_a_terminal_only_shows(data):
    for number, text in lines_of(data, ""):
        assert number >= 1 and visible(text).isprintable()
