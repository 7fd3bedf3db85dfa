import copy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from manifests.files import read_file
from tests.manifests.accounting import accounted, torn

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
GOLDEN = [path.read_bytes() for path in sorted((Path(__file__).parent / "golden" / "itmatt").glob("*.xml"))]
TEXTS = (
    "", " ", "0", "-1", "1,5", "300 g", "1e9", "NaN", "٣", "KZ", "ZZ", "Y", "N", "31", "91", "U", "USD", "2026-02-30",
    "CP100200319TR", "CP100200318TR", "DEFRAAKZALAAAUN60123001010154", "\u202eGIFT", "x" * 400, "<Item>", "]]>",
)  # fmt: skip
NAMES = (
    "Item", "MailItem", "PostalItem", "ItemId", "TotalWeight", "MailClass", "ContentPiece", "Contents", "Weight",
    "Value", "Currency", "Description", "SenderAddress", "ReceiverAddress", "Name", "Country", "NatureOfTransaction",
    "Unknown", "Items",
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-16", "windows-1251", "us-ascii", "gb18030", "iso-8859-1")


def rows(text, table="consignments"):
    (message,) = read_file(text.encode(), "a.xml", AT, "messages")
    return message.reading.rows.get(table, [])


def item(inside, number="CP100200319TR"):
    return f"<Item><ItemId>{number}</ItemId><TotalWeight>1</TotalWeight>{inside}</Item>"


def what(text):
    (message,) = read_file(text.encode(), "a.xml", AT, "messages")
    return [(problem.what, problem.record) for problem in message.reading.problems]


@st.composite
def damaged(draw):
    """A golden message of which some elements were changed as a sender might, written in one of several encodings."""
    root = etree.fromstring(draw(st.sampled_from(GOLDEN)))
    for _ in range(draw(st.integers(1, 5))):
        elements = list(root.iter("*"))
        one, other = draw(st.sampled_from(elements)), draw(st.sampled_from(elements))
        step = draw(st.sampled_from(["text", "name", "drop", "copy", "unit", "comment", "tail"]))
        if step == "text":
            one.text = draw(st.sampled_from(TEXTS))
        elif step == "name":
            one.tag = draw(st.sampled_from(NAMES))
        elif step == "drop" and one.getparent() is not None:
            one.getparent().remove(one)
        elif step == "copy" and len(elements) < 300:
            other.append(copy.deepcopy(one))
        elif step == "unit":
            one.set(draw(st.sampled_from(["unit", "currency"])), draw(st.sampled_from(["g", "lbr", "EUR", "stone"])))
        elif step == "comment":
            one.insert(0, etree.Comment(" <Item><MailItem> "))
        else:
            one.tail = draw(st.sampled_from(TEXTS))
    return etree.tostring(root, encoding=draw(st.sampled_from(ENCODINGS)), xml_declaration=True)


@settings(max_examples=150)
@given(damaged())
def test_an_item_damaged_in_its_fields_is_placed_quarantined_or_ignored(data):
    accounted(read_file(data, "a.xml", AT, "messages"))


@settings(max_examples=150)
@given(torn(GOLDEN, [b"<", b">", b"&", b"<Item>", b"<!-- ", b" -->", b"<![CDATA[", b"]]>", b"\x00"], longest=3))
def test_a_message_damaged_in_its_bytes_loses_no_record(text):
    accounted(read_file(text, "a.xml", AT, "messages"))


def test_the_golden_messages_are_accounted_for():
    for data in GOLDEN:
        accounted(read_file(data, "a.xml", AT, "messages"))


def test_documents_in_a_letter_are_counted_and_not_kept():
    letter = item("<NatureOfTransaction>91</NatureOfTransaction>", "RL555100228DE")
    (message,) = read_file(letter.encode(), "a.xml", AT, "messages")
    assert (message.reading.records, message.reading.ignored, message.reading.rows) == (1, 1, {})


@pytest.mark.parametrize(
    "inside",
    [
        "<NatureOfTransaction>91</NatureOfTransaction><ContentPiece><Description>Ring</Description><Value>9</Value></ContentPiece>",
        "<NatureOfTransaction>91</NatureOfTransaction><ContentPiece><HSCode>711319</HSCode></ContentPiece>",
        "<NatureOfTransaction>31</NatureOfTransaction>",
        "",
    ],
)
def test_a_letter_that_says_anything_of_goods_is_kept(inside):
    assert len(rows(item(inside, "RL555100228DE"))) == 1


def test_a_parcel_of_documents_is_kept():
    assert len(rows(item("<NatureOfTransaction>91</NatureOfTransaction>"))) == 1


@pytest.mark.parametrize(
    ("number", "nature"),
    [
        ("11", "sale"),
        ("21", "returned"),
        ("31", "gift"),
        ("32", "sample"),
        ("91", "documents"),
        ("99", "other"),
        ("999", "other"),
    ],
)
def test_the_nature_of_the_transaction_is_told_by_its_number(number, nature):
    (row,) = rows(item(f"<NatureOfTransaction>{number}</NatureOfTransaction>"))
    assert row["transaction_nature"] == nature


def test_an_unknown_nature_is_null_and_a_problem():
    text = item("<NatureOfTransaction>77</NatureOfTransaction>")
    assert "transaction_nature" not in rows(text)[0]
    assert ("unknown_code", 1) in what(text)


def test_a_persons_number_is_never_kept_as_written():
    (row,) = rows(item("<ReceiverTaxId>900115301234</ReceiverTaxId><SenderTaxId>N1234567</SenderTaxId>"))
    assert len(row["consignee_tax_id"]) == len(row["consignor_tax_id"]) == 32
    assert "900115301234" not in repr(row) and "N1234567" not in repr(row)


def test_an_item_again_with_other_words_keeps_both_and_its_goods_lines_go_on():
    content = "<ContentPiece><Description>{}</Description></ContentPiece>"
    text = "<Items>" + "".join(item(content.format(words)) for words in ("Cups", "Cups", "Plates")) + "</Items>"
    (message,) = read_file(text.encode(), "a.xml", AT, "messages")
    accounted([message])
    assert [row["record"] for row in message.reading.rows["consignments"]] == [1, 3]
    assert [(row["line"], row["goods_description"]) for row in message.reading.rows["goods"]] == [
        (1, "Cups"),
        (2, "Plates"),
    ]


def test_many_items_of_one_number_are_read_in_a_moment():
    many = "".join(item(f"<ContentPiece><Description>Cup {n}</Description></ContentPiece>") for n in range(3000))
    (message,) = read_file(f"<Items>{many}</Items>".encode(), "a.xml", AT, "messages")
    accounted([message])
    assert len(message.reading.rows["goods"]) == 3000


def test_the_value_is_null_where_one_content_has_none():
    content = "<ContentPiece><Description>Cups</Description>{}</ContentPiece>"
    said, silent = content.format("<Value>3</Value><Currency>EUR</Currency>"), content.format("")
    assert rows(item(said + said))[0]["value"] == 6.0
    assert "value" not in rows(item(said + silent))[0]


def test_text_after_a_child_of_a_name_is_not_cut():
    assert rows(item("<SenderName>ORNEK <br/>GIYIM</SenderName>"))[0]["consignor_name"] == "ORNEK GIYIM"


def test_items_of_another_format_are_not_recognised():
    (message,) = read_file(b"<ASYCUDA><Item><Packages/></Item></ASYCUDA>", "a.xml", AT, "messages")
    assert message.reading.format != "itmatt"
