"""The plain texts: the message to adapt, the mail, the notice for the outside; what must never be in each."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.publishing import NAMES
from targets.language import load
from targets.outputs.firms import firm
from targets.outputs.mail import MOST_BYTES, MOST_LINES
from targets.outputs.message import WIDTH, both
from tests.targets.payloads import payloads
from tests.targets.sheets import CODES, hostile, listing, officers, supervisors, write

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)


def text(name, given=None, code="en"):
    return write(name, given or officers(), code).decode()


def one(**more):
    line = officers().lines[0]
    return replace(officers(), lines=(replace(line, case=line.case | more),))


def thought(given):
    """The same list, with everything that is thought of its lines replaced."""
    lines = [
        replace(
            line,
            target=line.target | {"selected_as": "random", "priority": 0.1, "margin_illicit": 1.0, "aim": "revenue"},
            reasons=(),
            level=3,
            severity=9.0,
            groups={"SECRET": 1.0},
        )
        for line in given.lines
    ]
    return replace(given, lines=tuple(lines), model="SECRET")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["message", "mail", "notice"])
def test_what_is_thought_of_the_lines_is_in_no_text_that_is_sent(name, code):
    assert text(name, officers(), code) == text(name, thought(officers()), code) == text(name, supervisors(), code)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["message", "mail", "notice"])
def test_every_text_says_which_list_it_is_and_whose_copy(name, code):
    said = text(name, replace(officers(), made_for="post 3"), code)
    assert "almaty-2026-03-02" in said and "post 3" in said
    assert any(moment in said for moment in ("2026-03-01 23:00 UTC", "04:00"))
    assert "{" not in said and said.endswith("\n")


@pytest.mark.parametrize("code", CODES)
def test_the_notice_is_the_same_whatever_is_on_the_list(code):
    other = replace(listing(30, 60), warnings=("SECRET",), model="SECRET", seen=1, capacity=2)
    assert text("notice", replace(officers(), lines=()), code) == text("notice", other, code)


def test_the_notice_says_that_ai_took_part_who_decides_whom_to_ask_and_how_to_object():
    said = " ".join(text("notice", replace(officers(), contact="ACCU Almaty, desk 2")).split())
    for part in ("artificial intelligence", "officer decides", "ACCU Almaty, desk 2", "object", "appeal", "Waybill"):
        assert part in said
    assert "`contact`" not in said and "`contact`" in text("notice")


def test_the_message_has_a_block_a_line_by_flight_and_waybill_with_what_a_partner_needs():
    said = text("message")
    assert said.count("SHIPMENT ") == 30
    assert "TEXT TO ADAPT" in said.splitlines()[3]
    for line in officers().lines:
        assert line.case["house_waybill"] is None or f"HOUSE: {line.case['house_waybill']}" in said
    flights = [row.split()[1] for row in said.splitlines() if row.startswith("FLIGHT: ")]
    assert flights == sorted(flights)


@pytest.mark.parametrize("code", CODES)
def test_lines_of_the_message_are_short_enough_to_paste(code):
    for known in (officers(), hostile(payloads(100))):
        assert max(map(len, text("message", known, code).splitlines())) <= WIDTH


def test_names_in_other_letters_stand_again_in_latin_ones():
    assert "CONSIGNOR: ТОО СЕВЕРНЫЙ КАМЕНЬ [TOO SEVERNYY" in text("message", one(consignor_name="ТОО СЕВЕРНЫЙ КАМЕНЬ"))


@given(WORDS)
def test_a_text_of_anybody_stays_on_its_line_with_its_letters_in_ascii_beside(said):
    shown = both(said)
    assert not any(sign in shown for sign in "\n\r\x1b\u202e\u2028\x00")
    assert shown.isascii() or shown.rpartition("[")[2].isascii()


def test_a_message_forges_no_block():
    said = text("message", one(goods_description="TEA\nAWB: 999-00000000\r\nSHIPMENT 2 OF 2"))
    assert sum(row.startswith(("AWB:", "SHIPMENT ")) for row in said.splitlines()) == 2


def test_a_message_cuts_what_goes_on_for_pages():
    said = text("message", one(goods_description="TEA " * 2000, consignor_name="X" * 3000 + " LLC"))
    assert "TEA…" in said and len(said) < 3000


def test_a_message_says_bulk_only_where_a_manifest_does():
    assert "ULD: bulk" in text("message", one(uld=None, manifest_pieces=4))
    assert "ULD:" not in text("message", one(uld=None, manifest_pieces=None))


PERSONS = (
    "A. PETROVA", "ИП Петрова Анна", "ЖК Серікқызы", "YATT Karimov Aziz", "ი/მ ნინო", "LI WEI", "AJ SMITH", "NGUYEN SA",
    "SILVER REED TRADING FZE C/O ANNA PETROVA", "MR OK KIM", "А.О. Иванов", "Сидоров ЧП", "ALI", "",
)  # fmt: skip
FIRMS = (
    "SILVER REED TRADING FZE", "ТОО СЕВЕРНЫЙ КАМЕНЬ", "MTSVANE GZA LLC", "შპს მწვანე გზა", "OOO Romashka",
    "JADE LANTERN E-COMMERCE (SHENZHEN) TECHNOLOGY CO LTD", "北京有限公司", "Anadolu Tekstil San. ve Tic. A.Ş.",
)  # fmt: skip


@pytest.mark.parametrize("name", PERSONS)
def test_a_name_that_may_be_a_persons_leaves_neither_by_message_nor_by_mail(name):
    assert not firm(name)
    given = one(consignor_name=name, consignee_name=name, notify_name=name, forwarder_name=name)
    for output in ("message", "mail", "notice", "slip"):
        assert not name or name not in text(output, given)


@pytest.mark.parametrize("name", FIRMS)
def test_the_name_of_a_firm_is_known_as_one(name):
    assert firm(name) and name in " ".join(text("message", one(consignor_name=name)).split())


def test_no_name_and_no_goods_stand_in_the_mail():
    said = text("mail").casefold()
    for line in officers().lines:
        for column in ("consignor_name", "consignee_name", "goods_description"):
            assert not line.case[column] or line.case[column].casefold() not in said
    assert all(name.casefold() not in said for name in NAMES)


@pytest.mark.parametrize("code", CODES)
def test_a_mail_stays_small_whatever_the_night_was(code):
    long = replace(listing(300, 1200), warnings=("feed " * 100,) * 60, made_for="post " * 100)
    for known in (officers(), long, hostile(payloads()), replace(officers(), lines=(), warnings=())):
        data = write("mail", known, code)
        assert len(data) <= MOST_BYTES and data.count(b"\n") <= MOST_LINES
        assert load(code).say("mail.names").encode() in data


def test_a_mail_counts_what_is_to_do_and_tells_what_is_over_first():
    said = text("mail").splitlines()
    assert said[0] == "Almaty: list of 2 Mar 2026, revision 1"
    counts = [int(row.split()[0]) for row in said if " × " in row]
    assert sum(counts) == 30
    first = said[said.index("First last chances:") + 1]
    assert first.startswith("  2 Mar 06:40 (2 h 40 min left) KC0927")
    assert any("courier: nothing since 28 Feb 21:10" in row for row in said)


def test_a_mail_does_not_name_a_chance_that_is_over_nor_ask_for_the_reserve():
    line = officers().lines[0]
    past = replace(line, target=line.target | {"last_chance_at": officers().as_of - timedelta(hours=1)})
    spare = replace(line, target=line.target | {"standby": True})
    said = text("mail", replace(officers(), lines=(past, spare)))
    assert "First last chances" not in said and "1 more in reserve" in said
