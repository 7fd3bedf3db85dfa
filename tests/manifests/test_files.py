import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from manifests.as_json import as_json
from manifests.files import read_file

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
GOLDEN = [path.read_bytes() for path in sorted((Path(__file__).parent / "golden").glob("f*/*.txt"))]
LETTERS = [b"A", b"0", b"/", b"-", b".", b" ", b"\n", b"\r", b"\x00", b"\xff", "Т".encode(), "²".encode(), "٣".encode()]


def accounted(messages):
    """Every record is placed, quarantined with an error, or the count says why not."""
    assert messages
    for message in messages:
        reading = message.reading
        assert reading.records >= 1
        assert reading.quarantined <= set(range(1, reading.records + 1))
        for record in reading.quarantined:
            assert any(p.record == record and p.severity == "error" for p in reading.problems)
        rows = [row for table in reading.rows.values() for row in table]
        assert {row["record"] for row in rows}.isdisjoint(reading.quarantined)
        assert {row["record"] for row in rows} | reading.quarantined == set(range(1, reading.records + 1))
        assert message.counted == reading.records or reading.problems
    json.dumps(as_json("a.txt", messages), allow_nan=False).encode()


@given(st.binary(max_size=300))
def test_any_bytes_are_messages_with_every_record_accounted_for(data):
    accounted(read_file(data, "a.txt", AT, "cargo_imp"))


@given(st.sampled_from([b"FFM/8\n", b"FWB/17\n", b"FHL/5\n", b"FSU/14\n"]), st.text(max_size=200))
def test_any_text_after_a_start_line_is_read(start, text):
    accounted(read_file(start + text.encode("utf-8", "ignore"), "a.txt", AT, "cargo_imp"))


@settings(max_examples=150)
@given(st.data())
def test_a_damaged_message_loses_no_record(data):
    text = data.draw(st.sampled_from(GOLDEN))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 5))
        text = text[:at] + data.draw(st.sampled_from([b"", *LETTERS])) + text[at + cut :]
    accounted(read_file(text, "a.txt", AT, "cargo_imp"))


def test_the_golden_messages_are_counted_alike_twice():
    for data in GOLDEN:
        for message in read_file(data, "a.txt", AT, "cargo_imp"):
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
    fsu, xml = (read_file(d, "a.txt", AT, "cargo_imp")[0].reading for d in (b"FSU/14\n074-1\n", b"<?xml?><x:Waybill/>"))
    assert (fsu.format, fsu.problems[0].detail) == ("unknown", "FSU")
    assert (xml.format, xml.problems[0].detail) == ("unknown", "xml x:Waybill")


def test_cargo_before_the_first_start_line_is_not_silent():
    (message,) = read_file(b"074-10000012ISTALA/T4K80/TOYS\nFFM/8\n1/KC0912/28FEB/IST\nALA/NIL\nLAST\n", "a.txt", AT)
    assert [(p.what, p.severity) for p in message.reading.problems] == [("trailing_text", "error")]
