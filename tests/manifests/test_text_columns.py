import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from manifests.grid import open_table, read_rows
from manifests.text_columns import LONGEST_QUOTED, text_columns

HEADER = "House,Weight,Words\n"


def knows(cells):
    found = len({cell.strip().lower() for cell in cells} & {"house", "weight", "words"})
    return found if found >= 2 else 0


def opened(text, delimiter=","):
    return open_table((HEADER + text).replace(",", delimiter).encode(), "list.csv", knows)


def alike(text, delimiter=","):
    found = opened(text, delimiter)
    columns = text_columns(found)
    rows, _ = read_rows(found)
    assert columns.rows(np.arange(len(columns.lines))) == rows
    return columns


LINE = st.one_of(
    st.sampled_from([
        "A,1,x", "A,1,x", "B,,", ",,", "", " , ,\u00a0", '"",""," "', "C,1", "C,1,x,y", "C,1,x,", '"D",1,"a, b"',
        '"D,1,x',
        'E"",1,"x"', '"E"x,1,y', '5",1,x', '"F\nG",1,x', '"F\n\n",1,"x\n"', 'F,1,"x""y"', '"""",1,""""', "\ufeffA,1,x",
        "\x00,,", "Ж,1,x", '"Ж",,', "A\x0b,1,x\x1c", '",",",",","', "\r", "A,1\rx,y", '"A,1\r\nx",y,z',
    ]),
    st.text(st.sampled_from('ab1",\n\r \tЖ'), max_size=12),
)  # fmt: skip


@given(st.lists(LINE, max_size=30), st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["\n", "\r\n"]))
def test_columns_hold_the_rows_that_are_read_one_by_one(lines, delimiter, end):
    alike(end.join(lines), delimiter)


@given(st.text(st.sampled_from('a",\n'), max_size=40))
def test_any_play_of_quotes_is_framed_alike(text):
    alike(text)


def test_blank_lines_and_quoted_line_breaks_leave_the_line_numbers_as_they_are():
    columns = alike('A,1,x\n\n,,\nB,2,"two\nlines"\nC,3,y\n')
    assert columns.lines.tolist() == [2, 5, 7]


def test_a_few_broken_rows_stand_between_the_others():
    columns = alike("A,1,x\n" * 50 + 'B,"1,x\nC,1\nD,1,x,y\n' + "A,1,x\n" * 50)
    assert columns.faults == {50: "error", 51: "error", 52: "error"}


def test_a_line_longer_than_a_csv_reader_takes_is_no_other_row():
    alike(f'A,1,"{"x" * (LONGEST_QUOTED + 50_000)}"\nB,2,{"y" * 200_000}\nC,3,z\n')


def test_a_table_of_one_column_is_left_to_the_reader_of_rows():
    found = open_table(b"House\nA\n", "list.csv", lambda cells: cells == ["House"])
    assert text_columns(found) is None
