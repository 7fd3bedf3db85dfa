from datetime import UTC, date, datetime

import pytest

from manifests.files import read_file
from manifests.formats.cargo_imp_ffm import read

AT = datetime(2026, 1, 2, 12, tzinfo=UTC)
HEAD = "FFM/8\n1/KC0912/01JAN/IST\nALA\n"
LINE = "074-10000012ISTALA/T4K80MC0.5/COTTON TOWELS\n"


def what(reading):
    return [problem.what for problem in reading.problems]


@pytest.mark.parametrize(
    ("day", "year"), [("30DEC", 2025), ("02JAN", 2026), ("02FEB", 2026), ("03FEB", 2025), ("29FEB", 2024)]
)
def test_the_year_is_the_latest_that_is_not_months_ahead(day, year):
    flight = read(f"FFM/8\n1/KC0912/{day}/IST\nALA/NIL\nLAST\n", AT).rows["flights"][0]
    assert flight["departure_date"].year == year
    assert flight["flight_id"] == f"KC0912-{flight['departure_date']:%Y%m%d}-IST"


def test_a_line_broken_anywhere_is_put_together_again():
    whole = read(HEAD + LINE + "LAST\n", AT).rows
    for at in (13, 16, 19, 21, 25, 30, 33, 38, 39):
        reading = read(HEAD + LINE[:at] + "\n" + LINE[at:] + "LAST\n", AT)
        assert reading.rows == whole, at
        assert what(reading) == ["line_broken"]


def test_a_split_that_adds_up_has_a_weight_and_one_that_does_not_has_none():
    lines = "074-10000012ISTALA/S1K25T3/TOYS\nULD/AKE01063KC\n074-10000012ISTALA/S{}K50T3/TOYS\nLAST\n"
    whole, lacking = (read(HEAD + lines.format(n), AT) for n in (2, 1))
    assert (whole.rows["consignments"][0]["pieces"], whole.rows["consignments"][0]["gross_kg"]) == (3, 75.0)
    assert (lacking.rows["consignments"][0]["pieces"], lacking.rows["consignments"][0]["gross_kg"]) == (3, None)
    assert (what(whole), what(lacking)) == ([], ["split_incomplete"])


def test_a_waybill_nobody_can_read_is_counted_and_takes_no_other_record_with_it():
    reading = read(HEAD + "KC-1000001ISTALA/T1K5/PAPER\n" + LINE + "LAST\n", AT)
    assert (reading.records, reading.quarantined) == (2, {1})
    assert reading.rows["flights"][0]["record"] == 2
    assert [row["waybill"] for row in reading.rows["loads"]] == ["07410000012"]


def test_an_envelope_is_counted_in_the_line_numbers():
    text = "QU ALAFMKC\n.ISTFFTK 010910\n" + HEAD + LINE.replace("012IST", "013IST") + "LAST\n"
    (message,) = read_file(text.encode(), "a.txt", AT)
    assert [(p.what, p.line) for p in message.reading.problems] == [("awb_check_digit", 6)]
    assert message.reading.sender == "ISTFFTK"
    assert message.reading.sent_at == datetime(2026, 1, 1, 9, 10, tzinfo=UTC)


def test_parts_in_one_file_complete_each_other_in_any_order():
    one = HEAD + LINE + "CONT\n"
    two = HEAD.replace("\n1/", "\n2/") + LINE.replace("00012", "00023") + "LAST\n"
    for text in (one + two, two + one):
        readings = [message.reading for message in read_file(text.encode(), "a.txt", AT)]
        assert [reading.rows["flights"][0]["complete"] for reading in readings] == [True, True]
        assert [what(reading) for reading in readings] == [[], []]
    alone = read_file(one.encode(), "a.txt", AT)[0].reading
    assert alone.rows["flights"][0]["complete"] is False
    assert what(alone) == ["cont_not_continued"]


def test_a_missing_middle_part_leaves_the_flight_incomplete():
    parts = [HEAD.replace("\n1/", f"\n{n}/") + LINE + ("LAST\n" if n == 3 else "CONT\n") for n in (1, 3)]
    readings = [message.reading for message in read_file("".join(parts).encode(), "a.txt", AT)]
    assert [what(reading) for reading in readings] == [["cont_not_continued"], ["part_missing"]]
    assert not any(reading.rows["flights"][0]["complete"] for reading in readings)


def test_a_manifest_whose_header_is_lost_still_tells_its_waybills():
    reading = read("FFM/8\n" + LINE + "LAST\n", AT)
    assert "flights" not in reading.rows
    assert [row["waybill"] for row in reading.rows["consignments"]] == ["07410000012"]
    assert reading.problems[0].severity == "error"


def test_a_date_stays_a_date():
    assert read(HEAD + "LAST\n", AT).rows["flights"][0]["departure_date"] == date(2026, 1, 1)
