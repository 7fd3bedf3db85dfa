from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings

from manifests.files import read_file
from tests.manifests.accounting import accounted
from tests.manifests.xml_damage import damaged, torn

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
GOLDEN = [path.read_bytes() for path in sorted((Path(__file__).parent / "golden" / "sad").glob("*.xml"))]
NAMES = (
    "Item", "ASYCUDA", "Attached_documents", "Attached_document_code", "Attached_document_reference", "Previous_doc",
    "Summary_declaration", "Registration", "Number", "Date", "Serial_number", "Exporter_name", "Commodity_code",
    "Gross_weight_itm", "Total_number_of_items", "Unknown", "item",
)  # fmt: skip
HEAD = (
    "<Identification><Office_segment><Customs_clearance_office_code>1</Customs_clearance_office_code></Office_segment>"
    "<Type><Type_of_declaration>IM</Type_of_declaration></Type>"
    "<Registration><Serial_number>C</Serial_number><Number>7</Number><Date>2026-02-27</Date></Registration>"
    "</Identification>"
)


def reading(inside, head=HEAD):
    (message,) = read_file(f"<ASYCUDA>{head}{inside}</ASYCUDA>".encode(), "a.xml", AT, "messages")
    return message.reading


def item(summary="", documents=(), more=""):
    papers = "".join(
        f"<Attached_documents><Attached_document_code>{code}</Attached_document_code>"
        f"<Attached_document_reference>{number}</Attached_document_reference></Attached_documents>"
        for code, number in documents
    )
    return (
        f"<Item>{papers}<Previous_doc><Summary_declaration>{summary}</Summary_declaration></Previous_doc>{more}</Item>"
    )


def declaration(*items, head=HEAD):
    return reading("".join(items), head).rows["declarations"][0]


@settings(max_examples=200)
@given(damaged(GOLDEN, NAMES))
def test_a_declaration_damaged_in_its_fields_is_placed_or_quarantined(data):
    accounted(read_file(data, "a.xml", AT, "messages"))


@settings(max_examples=150)
@given(torn(GOLDEN, NAMES))
def test_a_declaration_damaged_in_its_bytes_is_one_record_for_both_counters(data):
    accounted(read_file(data, "a.xml", AT, "messages"))


@pytest.mark.parametrize(
    ("summary", "documents", "waybill", "consignment_id"),
    [
        ("074-10000012", (), "07410000012", "07410000012"),
        ("07410000012", [("740", "074-10000012")], "07410000012", "07410000012"),
        ("", [("740", "074-10000012")], "07410000012", "07410000012"),
        ("", [("741", "074-10000012"), ("703", "VX 1001")], "07410000012", "07410000012/VX1001"),
        ("", [("741", "074-10000012"), ("740", "VX1001")], "07410000012", "07410000012/VX1001"),
        ("", [("741", "074-10000012"), ("740", "074-10000023")], "07410000012", "07410000012/07410000023"),
        ("VX1001", [("N741", "074-10000012")], "07410000012", "07410000012/VX1001"),
        ("074-10000023", [("741", "074-10000012")], "07410000012", "07410000012/07410000023"),
        ("074-10000012/VX1001", (), "07410000012", "07410000012/VX1001"),
        ("MAWB: 074 10000012, HAWB: VX1001", (), "07410000012", "07410000012/VX1001"),
        ("074-10000012", [("703", "VX1001"), ("380", "INV1")], "07410000012", "07410000012/VX1001"),
        ("RR473124829UZ", [("703", "VX1001")], "RR473124829UZ", "RR473124829UZ"),
        ("VX1001", (), "VX1001", "VX1001"),
    ],
)
def test_a_declaration_names_the_consignment_of_its_previous_document_or_of_the_documents_attached(
    summary, documents, waybill, consignment_id
):
    row = declaration(item(summary, documents))
    assert (row["waybill"], row["consignment_id"]) == (waybill, consignment_id)


def test_documents_of_the_first_item_speak_for_the_others_too():
    first, second = item("074-10000012", [("703", "VX1001")]), item("074-10000012")
    goods = reading(first + second).rows["goods"]
    assert [(row["consignment_id"], row["line"]) for row in goods] == [
        ("07410000012/VX1001", 1),
        ("07410000012/VX1001", 2),
    ]


def test_of_several_waybills_each_is_told_of_with_its_own_goods():
    read = reading(item("074-10000012") + item("074-10000023") + item("074-10000012"))
    assert [row["consignment_id"] for row in read.rows["consignments"]] == ["07410000012", "07410000023"]
    assert [(r["consignment_id"], r["line"]) for r in read.rows["goods"]] == [
        ("07410000012", 1),
        ("07410000012", 2),
        ("07410000023", 1),
    ]
    assert read.rows["declarations"][0]["consignment_id"] is None
    assert "several_waybills" in {problem.what for problem in read.problems}


def test_a_number_begins_again_every_year_and_so_the_year_is_part_of_the_name():
    later = HEAD.replace("2026-02-27", "2027-02-27")
    assert declaration(item())["declaration_id"] == "SAD/1/2026-C7"
    assert declaration(item(), head=later)["declaration_id"] == "SAD/1/2027-C7"


def test_a_draft_is_named_by_its_declarants_reference_and_one_without_by_its_bytes():
    draft = HEAD.replace("<Number>7</Number>", "<Number/>")
    told = (
        "<Declarant><Declarant_code>404999001</Declarant_code><Reference><Number>R 7</Number></Reference></Declarant>"
    )
    one, other = (declaration(item(more=more), head=draft + told) for more in ("", "<Free_text_1>x</Free_text_1>"))
    assert one["declaration_id"] == other["declaration_id"] == "SAD/1/draft/404999001/R 7"
    nameless = [
        declaration(item(more=more), head=draft)["declaration_id"] for more in ("", "<Free_text_1>x</Free_text_1>")
    ]
    assert nameless[0] != nameless[1] and all(name.startswith("SAD/1/message/") for name in nameless)


@pytest.mark.parametrize(
    ("written", "read", "problem"),
    [
        ("2026-02-27", date(2026, 2, 27), False),
        ("27/02/2026", date(2026, 2, 27), False),
        ("2/27/26", date(2026, 2, 27), True),
        ("27-02-2026", date(2026, 2, 27), True),
        ("02/03/26", None, True),
        ("31/31/26", None, True),
    ],
)
def test_a_day_is_read_where_its_figures_leave_no_doubt(written, read, problem):
    read_so = reading(item(), HEAD.replace("2026-02-27", written))
    assert read_so.rows["declarations"][0]["declared_on"] == read
    assert ("date_format" in {p.what for p in read_so.problems}) is problem


def test_codes_that_may_be_a_persons_are_kept_only_as_keyed_hashes():
    def code(number):
        told = f"<Declarant><Declarant_code>{number}</Declarant_code></Declarant>"
        return declaration(item(), head=HEAD + told)["declarant_id"]

    assert code("140840999999") == "140840999999"
    assert code("404999001") == "404999001"
    for number in ("900115399999", "30101900001234", "01999000012", "509990012"):
        assert number not in code(number) and len(code(number)) == 32


def test_totals_that_do_not_add_up_are_reported_and_the_headers_are_kept():
    weights = "<Valuation_item><Weight_itm><Gross_weight_itm>4</Gross_weight_itm></Weight_itm></Valuation_item>"
    total = "<Valuation><Total><Total_weight>10</Total_weight></Total></Valuation>"
    read = reading(item("074-10000012", more=weights) * 2, HEAD + total)
    assert read.rows["declarations"][0]["gross_kg"] == 10
    assert [(p.field, p.detail) for p in read.problems if p.what == "total_mismatch"] == [("gross_kg", "8 of 10")]
    assert reading(item("074-10000012", more=weights) * 2).rows["declarations"][0]["gross_kg"] == 8


def test_a_document_that_says_nothing_is_quarantined():
    read = reading("", "")
    assert read.quarantined == {1} and [p.what for p in read.problems] == ["missing_segment"]
