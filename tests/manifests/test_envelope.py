from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.envelope import decode, sent_at, split, split_lines

FFM = "FFM/8\r\n1/KC0912/28FEB/IST\r\nALA/NIL\r\nLAST\r\n"
FWB = "FWB/16\r\n074-10000012ISTALA/T4K80\r\nRTG/ALAKC\r\n"
TYPE_B = "\x01QU ALAFMKC ALACUXH\r\n.ISTFFTK 280910\r\n\x02"
HEADER = "=HEADER\r\nRCV,2026/02/28 09:10\r\n=ORIGIN\r\nISTFFTK\r\n=TEXT\r\n"
MAIL = "From: desk\r\nSubject: FWB 074-10000012\r\n\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_text_is_the_same_in_every_encoding(encoding):
    assert decode("FWB/16 ЯЩИК".encode(encoding)) == "FWB/16 ЯЩИК"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\r\r\n"])
def test_every_line_end_ends_one_line(end):
    assert split_lines(f"A{end}B{end}") == ["A", "B", ""]
    assert [piece.kind for piece in split((FFM + FWB).replace("\r\n", end))] == ["FFM", "FWB"]


@pytest.mark.parametrize("envelope", [TYPE_B, HEADER, MAIL, "QU ALAFMKC\r\n.ISTFFTK\r\n"])
def test_an_envelope_belongs_to_the_message_after_it(envelope):
    first, second = split(envelope + FFM + envelope + FWB)
    assert (first.text, second.text) == (envelope + FFM, envelope + FWB)
    assert second.body.lstrip("\x02") == FWB
    assert second.envelope == envelope.count("\n")


def test_the_sender_is_read_from_the_origin_line():
    assert split(TYPE_B + FFM)[0].sender == "ISTFFTK"
    assert split(HEADER + FFM)[0].sender == "ISTFFTK"
    assert split(".ISTFFTK 280910 REUAGT87KETTLE/IST01\n" + FFM)[0].sender == "REUAGT87KETTLE/IST01"


def test_a_stamp_is_the_latest_such_moment_that_can_have_been():
    received = datetime(2026, 3, 1, 6, tzinfo=UTC)
    assert sent_at("280910", received) == datetime(2026, 2, 28, 9, 10, tzinfo=UTC)
    assert sent_at("311200", received) == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert sent_at(None, received) is None


def test_a_message_echoed_in_a_refusal_is_not_read_again():
    kinds = [piece.kind for piece in split("FNA\nACK/NOT AUTHORISED\n" + FWB + FFM)]
    assert kinds == ["FNA", "FFM"]


def test_an_airport_called_like_a_message_starts_none():
    for airport in ("FNA", "FSU", "PER"):
        text = FFM.replace("ALA/NIL", f"{airport}\r\n074-10000012IST{airport}/T4K80/TOYS")
        assert [piece.kind for piece in split(text)] == ["FFM"]


@given(st.lists(st.sampled_from([FFM, FWB, TYPE_B, HEADER, MAIL, "SENT\n", "\r", "ЖУК\n", "FNA\nACK/X\n"])))
def test_the_pieces_together_are_the_text(parts):
    text = "".join(parts)
    pieces = split(text)
    assert "".join(piece.text for piece in pieces) == (text if pieces else "")
    assert all(piece.text.endswith(piece.body) for piece in pieces)
