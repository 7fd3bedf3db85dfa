from datetime import UTC, datetime

import pytest

from manifests.files import read_file

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
ECHO = "FWB/16\n074-10000012ISTALA/T4K80\nRTG/ALAKC\n"


def answered(text):
    (message,) = read_file(text.encode(), "a.txt", AT)
    (problem,) = message.reading.problems
    assert (message.reading.format, message.reading.records, message.reading.ignored) == ("fna", 1, 1)
    assert (message.counted, message.reading.rows, problem.severity) == (1, {}, "warning")
    return problem.what, problem.detail


@pytest.mark.parametrize("start", ["FNA\nACK/", "FNA/1\nACK/", "FNA\nERR/", "FMA\nERR/"])
def test_a_refusal_is_kept_with_its_reasons_and_what_it_is_about(start):
    told = answered(f"{start}NOT AUTHORISED\n/SEE CIRCULAR 12\n{ECHO}")
    assert told == ("message_refused", "NOT AUTHORISED; SEE CIRCULAR 12; about FWB/16 074-10000012")


def test_a_receipt_is_no_refusal():
    assert answered(f"FMA\nACK/PROCESSED\n{ECHO}")[0] == "message_acknowledged"
    assert answered("FMA/1\nACK/PROCESSED\n") == ("message_acknowledged", "PROCESSED")


def test_a_customs_system_answers_with_a_code_or_with_an_error():
    assert answered("PSN\n074-10000012ISTALA/T4K80\nCSN/7H/28FEB0911/ADDRESS INCOMPLETE\n") == (
        "customs_answer",
        "7H/28FEB0911/ADDRESS INCOMPLETE; about 074-10000012",
    )
    assert answered("PER\nERR/400/BAD_WBL_FORMAT\n") == ("message_refused", "400/BAD_WBL_FORMAT")


def test_the_sender_of_an_answer_is_kept():
    (message,) = read_file(b"QU ALAFMKC\n.ISTFFTK 280910\nFNA\nACK/NO\n", "a.txt", AT)
    assert message.reading.sender == "ISTFFTK"
    assert message.reading.sent_at == datetime(2026, 2, 28, 9, 10, tzinfo=UTC)
    assert message.reading.problems[0].line == 4


def test_an_airport_called_like_an_answer_starts_none():
    manifest = "FFM/8\n1/KC0912/28FEB/IST\nPER\n074-10000012ISTPER/T4K80/TOYS\nCOR/X\nLAST\n"
    (message,) = read_file(manifest.encode(), "a.txt", AT)
    assert (message.reading.format, message.reading.rows["loads"][0]["unloading_airport"]) == ("ffm", "PER")
