from datetime import UTC, datetime

import pytest

from manifests.cargo_imp_breaks import at_manifest_lines
from manifests.files import read_file
from manifests.formats.cargo_imp_ffm import read as read_ffm
from manifests.formats.cargo_imp_fhl import read as read_fhl
from manifests.formats.cargo_imp_fwb import read as read_fwb

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
LINE = "074-10000012ISTALA/T4K80/TOYS"
FFM = f"FFM/8\n1/KC0912/28FEB/IST/UPB3701\nALA\n074-10000023ISTALA/T1K2/BOX\n/GEN\n{LINE}\nLAST\n"
FWB = "FWB/16\n074-10000012ISTALA/T4K80\nRTG/ALAKC\nSHP\n/KETTLE\n/HILL 1\n/OSH\n/KG\n"
FHL = "FHL/5\nMBI/074-10000012ISTALA/T4K80\nHBS/BK1/ISTALA/4/K80//TOYS\n"


def what(reading):
    return [problem.what for problem in reading.problems]


@pytest.mark.parametrize(("read", "text"), [(read_ffm, FFM), (read_fwb, FWB), (read_fhl, FHL)])
def test_a_waybill_number_broken_anywhere_is_put_together_again(read, text):
    whole = read(text, AT)
    for at in range(1, 12):
        reading = read(text.replace("074-10000012", f"{'074-10000012'[:at]}\n{'074-10000012'[at:]}"), AT)
        assert reading.rows == whole.rows, at
        assert what(reading) == ["line_broken", *what(whole)], at


def test_half_a_number_without_its_other_half_is_no_part_of_a_description():
    reading = read_ffm(FFM.replace("LAST", "074-1000\nLAST"), AT)
    assert [row["goods_description"] for row in reading.rows["loads"]] == ["BOX", "TOYS"]
    assert what(reading) == ["segment_malformed"]


@pytest.mark.parametrize("between", [" ", "  ", ""])
def test_a_manifest_without_line_breaks_says_the_same(between):
    (message,) = read_file(FFM.strip().replace("\n", between).encode(), "a.txt", AT)
    assert message.reading.rows == read_ffm(FFM, AT).rows
    assert what(message.reading) == ["line_breaks_lost"]
    assert (message.reading.records, message.counted) == (2, 2) or not between


def test_a_second_point_is_told_by_what_follows_it():
    for point in ("TSE/NIL", "TSE/28FEB1015", "TSE"):
        lines = at_manifest_lines(f"1/KC0912/28FEB/IST ALA {LINE} {point} 074-10000023ISTTSE/T1K2/BOX LAST")
        assert lines == ["1/KC0912/28FEB/IST", "ALA", LINE, point, "074-10000023ISTTSE/T1K2/BOX", "LAST"]


def test_three_letters_before_a_waybill_that_goes_elsewhere_stay_in_the_description():
    lines = at_manifest_lines("1/KC0912/28FEB/IST ALA 074-10000012ISTALA/T4K80/TOY CAR 074-10000023ISTALA/T1K2/BOX")
    assert lines[2:] == ["074-10000012ISTALA/T4K80/TOY CAR", "074-10000023ISTALA/T1K2/BOX"]


def test_statuses_without_line_breaks_say_the_same():
    text = "FSU/14\n074-10000012ISTMAN/T4K80\nDEP/KC0912/28FEB/ISTMAN/T4K80\nNFD/28FEB1010/MAN/T4K80/GREEN LADDER\n"
    whole = read_file(text.encode(), "a.txt", AT)[0].reading.rows
    for between in (" ", ""):
        (message,) = read_file(text.strip().replace("\n", between).encode(), "a.txt", AT)
        assert (message.reading.rows, what(message.reading)) == (whole, ["line_breaks_lost"])
