"""Letters without goods and diplomatic bags are dropped and counted; what may hold goods stays."""

import pytest

from expectations.at_the_door import BAG, LETTER, at_the_door, door_reasons
from expectations.check import check
from lake.reference import door_words, problem_meanings
from lake.tables import READ_TABLES, TABLES
from tests.expectations.slices import consignment, goods, message, messages, table


def slice_of(*rows, lines=(), loads=(), records=None, ignored=0):
    """The tables of one message with these consignments, goods lines and loads."""
    found = {name: table(name, []) for name in (*READ_TABLES, "problems")}
    found |= {"consignments": table("consignments", list(rows)), "goods": table("goods", list(lines))}
    return found | {"loads": table("loads", list(loads)), "messages": messages(records or len(rows), ignored=ignored)}


def reason(**columns):
    row = consignment(1, **({"gross_kg": 0.3, "pieces": 1, "goods_description": None} | columns))
    return door_reasons(table("consignments", [row])).to_pylist()[0]


@pytest.mark.parametrize(
    "words",
    ["DOCUMENTS", "Documents.", "2 letters", "Документы", "деловая корреспонденция", "құжаттар", "hujjatlar", "ხატი",
     "წერილი", "evrak", "MEKTUP", "文件"],
)  # fmt: skip
def test_documents_alone_are_a_letter(words):
    assert reason(goods_description=words) == (None if words == "ხატი" else LETTER)  # an icon is no letter


@pytest.mark.parametrize(
    "columns",
    [{"gross_kg": 2.5}, {"value": 40.0}, {"hs_codes": ["610910"]}, {"handling_codes": ["MAL"]},
     {"goods_description": "documents and samples"}, {"goods_description": "document scanner"}],
)  # fmt: skip
def test_what_speaks_of_goods_is_no_letter(columns):
    assert reason(**({"goods_description": "documents"} | columns)) is None


def test_mail_of_the_class_of_letters_is_one_only_where_the_sender_says_documents():
    mail = {"stream": "mail", "told_by": "item", "mail_class": "U"}
    assert reason(**mail, transaction_nature="documents") == LETTER
    assert reason(**mail) is None and reason(**mail, transaction_nature="gift") is None
    assert reason(**mail, transaction_nature="documents", goods_description="cotton shirts") is None


@pytest.mark.parametrize(
    "columns",
    [{"handling_codes": ["SPX", "DIP"], "gross_kg": 80.0}, {"goods_description": "DIPLOMATIC BAG NO 5"},
     {"goods_description": "Diplomatic pouches", "gross_kg": 25.0}, {"goods_description": "дипломатическая почта"},
     {"goods_description": "DİPLOMATİK ÇANTA"}, {"goods_description": "外交邮袋"}],
)  # fmt: skip
def test_a_diplomatic_bag_is_told_by_its_code_or_its_words(columns):
    assert reason(**columns) == BAG


def test_a_bag_of_diplomats_fashion_stays():
    assert reason(goods_description="leather bags diplomatic style") is None
    assert reason(goods_description="household goods of a diplomat") is None


def test_a_record_without_any_row_left_ends_as_ignored_with_its_goods_and_its_reason():
    letter = consignment(1, gross_kg=0.2, goods_description="documents", consignment_id="99900000011/L1")
    shirts = consignment(2, goods_description="shirts", consignment_id="99900000011/L2")
    lines = [goods(1, consignment_id="99900000011/L1", hs_code=None), goods(2, consignment_id="99900000011/L2")]
    found = at_the_door(slice_of(letter, shirts, lines=lines, records=3, ignored=1))
    assert found.turned_away.to_pylist() == [{"message_id": message(1), "record": 1, "reason": LETTER}]
    assert found.tables["consignments"]["consignment_id"].to_pylist() == ["99900000011/L2"]
    assert found.tables["goods"]["consignment_id"].to_pylist() == ["99900000011/L2"]
    assert found.tables["messages"]["ignored"].to_pylist() == [2]
    (said,) = found.tables["problems"].to_pylist()
    assert (said["what"], said["severity"], said["record"], said["detail"]) == (LETTER, "warning", 1, "documents")


def test_a_record_with_a_row_left_ends_as_that_row_does():
    bag = consignment(1, told_by="manifest", kind=None, handling_codes=["DIP"])
    load = {
        "message_id": message(1),
        "record": 1,
        "known_at": bag["known_at"],
        "flight_id": "F",
        "waybill": "99900000011",
    }
    found = at_the_door(slice_of(bag, loads=[load]))
    assert found.turned_away.num_rows == 0 and found.tables["messages"]["ignored"].to_pylist() == [0]
    assert found.tables["consignments"].num_rows == 0 and found.tables["loads"].num_rows == 1
    assert found.tables["problems"]["what"].to_pylist() == [BAG]


def test_the_count_holds_after_the_check_and_nothing_is_dropped_twice():
    rows = [consignment(n, goods_description="documents" if n % 2 else "shirts", gross_kg=0.5) for n in (1, 2, 3)]
    once = at_the_door(slice_of(*rows))
    again = at_the_door(once.tables)
    assert again.turned_away.num_rows == 0 and again.tables["messages"].equals(once.tables["messages"])
    checked = check(once.tables, {message(1): "cargo"})
    placed = {record for name in READ_TABLES for record in checked.clean[name]["record"].to_pylist()}
    head = checked.clean["messages"].to_pylist()[0]
    assert head["records"] == len(placed) + len(checked.quarantine) + head["ignored"] == 3


def test_an_empty_slice_stays_empty():
    assert at_the_door(slice_of()).tables["consignments"].schema == TABLES["consignments"].schema


def test_every_reason_has_a_meaning_and_words():
    assert {LETTER, BAG} == set(door_words().values()) <= set(problem_meanings())
