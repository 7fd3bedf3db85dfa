import io
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from manifests import outcome_sheet
from manifests.files import read_file
from tests.manifests.accounting import accounted, torn

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
GOLDEN = [path.read_bytes() for path in sorted((Path(__file__).parent / "golden").glob("f*/*.txt"))]
LETTERS = [
    b"A",
    b"0",
    b"/",
    b"-",
    b".",
    b" ",
    b"\n",
    b"\r",
    b"\x00",
    b"\x02",
    b"\x0b",
    b"\xff",
    *map(str.encode, "Т²٣\x85\u2028\u200b"),
]


@given(st.binary(max_size=300))
def test_any_bytes_are_messages_with_every_record_accounted_for(data):
    accounted(read_file(data, "a.txt", AT, "messages"))


@given(st.sampled_from([b"FFM/8\n", b"FWB/17\n", b"FHL/5\n", b"FSU/14\n", b"FNA\nACK/"]), st.text(max_size=200))
def test_any_text_after_a_start_line_is_read(start, text):
    accounted(read_file(start + text.encode("utf-8", "ignore"), "a.txt", AT, "messages"))


@settings(max_examples=150)
@given(torn(GOLDEN, LETTERS, times=4, longest=5))
def test_a_damaged_message_loses_no_record(text):
    accounted(read_file(text, "a.txt", AT, "messages"))


def test_the_golden_messages_are_counted_alike_twice():
    for data in GOLDEN:
        for message in read_file(data, "a.txt", AT, "messages"):
            assert message.counted == message.reading.records


def test_a_message_is_named_by_its_own_bytes():
    one = b"FWB/16\n074-10000012ISTALA/T4K80\n"
    two = b"FWB/16\n074-10000023ISTALA/T4K80\n"
    alone = read_file(one, "a.txt", AT)[0]
    first, second = read_file(one + two, "b.txt", AT)
    assert alone.message_id == alone.file_id == first.message_id == sha256(one).hexdigest()
    assert first.file_id == second.file_id == sha256(one + two).hexdigest()
    assert (first.text_bytes, second.text_bytes) == (len(one), len(two))


def test_an_empty_file_is_an_error():
    (message,) = read_file(b"\xef\xbb\xbf \r\n", "a.txt", AT)
    assert message.reading.problems[0].what == "empty_file"
    assert message.reading.quarantined == {1}


def test_a_message_without_a_reader_says_what_it_is():
    fbl, xml = (
        read_file(d, "a.txt", AT, "messages")[0].reading for d in (b"FBL/4\n1/KC1\n", b"<x:Waybill xmlns:x='u'/>")
    )
    assert (fbl.format, fbl.problems[0].detail) == ("unknown", "FBL")
    assert (xml.format, xml.problems[0].detail) == ("unknown", "xml x:Waybill")


def test_cargo_before_the_first_start_line_is_not_silent():
    (message,) = read_file(b"074-10000012ISTALA/T4K80/TOYS\nFFM/8\n1/KC0912/28FEB/IST\nALA/NIL\nLAST\n", "a.txt", AT)
    assert [(p.what, p.severity) for p in message.reading.problems] == [("trailing_text", "error")]


def test_a_control_character_before_a_house_or_inside_its_tag_hides_it_from_no_counter():
    for text in (
        "\x0bHBS/BK1/ISTALA/4/K80//TOYS",
        "\u2028HBS/BK1/ISTALA/4/K80//TOYS",
        "H\x02BS/BK1/ISTALA/4/K80//TOYS",
    ):
        start = "FHL/5\nMBI/074-10000012ISTALA/T8K160\nHBS/BK0/ISTALA/4/K80//TOYS\n"
        (message,) = read_file((start + text).encode(), "a.txt", AT, "messages")
        assert (message.reading.records, message.counted) == (2, 2)


def test_the_end_of_a_broken_line_takes_back_only_what_its_own_record_reported():
    text = b"FFM/8 1/KC0912/28FEB/IST\nX1000/T2K4/BOLTS 074-10000023ISTALA/T3K12/TO\nYS LAST"
    (message,) = read_file(text, "a.txt", AT, "messages")
    accounted([message])
    assert (message.reading.quarantined, message.reading.rows["loads"][0]["goods_description"]) == ({1}, "TOYS")
    assert "line_breaks_lost" in [problem.what for problem in message.reading.problems]


def test_a_status_behind_any_blank_is_seen_by_both_counters():
    for blank in "\x0b\x85\u1680\u202f\u3000":
        text = f"FSU/14\n074-10000012ISTALA/T4K80\n{blank}RCF{blank}/28FEB0910/ALA/T4K80\nDLV/28FEB1010/ALA/T4\n"
        (message,) = read_file(text.encode(), "a.txt", AT, "messages")
        assert (message.reading.records, message.counted) == (2, 2), blank


def test_a_version_in_digits_of_another_script_is_a_start_line_for_both_counters():
    (message,) = read_file("FFM/٣8\n1/KC0912/28FEB/IST\nX1/T1K2/BOX\nLAST\n".encode(), "a.txt", AT, "messages")
    assert (message.reading.records, message.counted) == (1, 1)


def test_a_manifest_of_broken_lines_is_read_in_a_moment():
    text = b"FFM/8\n1/KC0912/28FEB/IST\nALA\n" + b"074-10000012ISTALA/T4\nK80/TOYS\n" * 5_000  # took the square of it
    (message,) = read_file(text, "a.txt", AT, "messages")
    assert message.reading.records == message.counted == len(message.reading.rows["loads"]) == 5_000


def test_a_mail_of_blanks_is_read_in_a_moment():
    text = b"FHL/5 MBI/074-10000012ISTALA/T4K80" + b" " * 300_000 + b"X"  # took hours
    accounted(read_file(text, "a.txt", AT, "messages"))


def _flipped(book, share):
    """The book with eight bytes of its sheet turned over; the zip's directory stays as it was."""
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        sheet = packed.getinfo("xl/worksheets/sheet1.xml")
    at = sheet.header_offset + 30 + len(sheet.filename) + int(share * sheet.compress_size)
    return book[:at] + bytes(byte ^ 0xFF for byte in book[at : at + 8]) + book[at + 8 :]


def _cut(book, share):
    """The book with its sheet cut off, in a zip that is whole."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as packed, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as cut:
        for name in packed.namelist():
            part = packed.read(name)
            cut.writestr(name, part[: int(share * len(part))] if name.startswith("xl/worksheets/sheet") else part)
    return held.getvalue()


@pytest.fixture(scope="module")
def book():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Case", "Decision", "Result", "Method", "List", "Line"])
        for line in range(1, 5001):
            sheet.write_row(line, 0, [f"074{line:08d}", "accepted", "clear", "xray", "almaty-20260228", line])
    return held.getvalue()


@pytest.mark.parametrize("damage", [_flipped, _cut])
@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_a_workbook_damaged_far_below_its_first_rows_is_one_quarantined_record_for_both_counters(book, damage, share):
    data = damage(book, share)
    (message,) = read_file(data, "a.xlsx", AT, "outcome")
    assert (message.reading.records, message.counted, message.reading.quarantined) == (1, 1, {1})
    assert [problem.what for problem in message.reading.problems] == ["workbook_broken"]
    assert outcome_sheet.count_records(data, "a.xlsx") >= 1
