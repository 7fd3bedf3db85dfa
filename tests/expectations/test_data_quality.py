"""Each of the 22 codes of a pre-loading regime from a message that shows it, and none where nothing is wanting."""

import csv
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.data_quality import data_quality
from expectations.wanting import _filler
from lake.reference import FOLDER, carriers, data_quality_codes, data_quality_problems, problem_meanings
from lake.tables import DATA_QUALITY, READ_TABLES, TABLES, TOLD_BY
from lake.vague import is_filler
from manifests.files import read_file
from tests.expectations.slices import KNOWN_AT, consignment, message, messages, problem, table

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
GUIDE = [
    "MISSING_WBL_LINE", "MISSING_HOUSE_BILL_NBR", "INVALID_HOUSE_BILL_NBR", "MISSING_CNE_ADDR", "MISSING_CNE_CTRY",
    "MISSING_CNE_NAME", "MISSING_WEIGHT", "INVALID_WEIGHT", "MISSING_BILL_QTY", "INVALID_BILL_QTY",
    "MISSING_SHP_ADDR", "MISSING_SHP_CTRY", "MISSING_SHP_NAME", "MISSING_WT_UNITS", "INVALID_MESSAGE_TYPE",
    "BAD_WBL_FORMAT", "MISSING_CSM_LINE", "MISSING_CNE_LINE", "MISSING_SHP_LINE", "MISSING_CARGO_DESC",
    "INVALID_ROUTING", "MISSING_CONSOL_INDI",
]  # fmt: skip
LINE = "901-10000012ISTALA/T4K80"
ROUTE = "RTG/ISTQ1/ALAQ1"
SHIPPER = "SHP\nNAM/EXAMPLE ZAR LTD\nADR/5 SAMPLE STREET\nLOC/ISTANBUL\n/TR/34000"
CONSIGNEE = "CNE\nNAM/PRIMER TOL\nADR/7 SYNAK STREET\nLOC/ALMATY\n/KZ/050000"
GOODS = "RTD/1/P4/K80/CQ/W80/R1/T80\n/NG/COTTON SHIRTS"
END = "CVD/USD//PP/NVD/100/XXX\nISU/27FEB26/IST\nREF/ISTFMQ1"


def fwb(*lines: str) -> str:
    return "\n".join(["FWB/17", *lines]) + "\n"


def fhl(*lines: str) -> str:
    return "\n".join(["FHL/5", *lines]) + "\n"


MASTER = fwb(LINE, ROUTE, SHIPPER, CONSIGNEE, GOODS, END)
HOUSE = fhl(f"MBI/{LINE}", "HBS/H1/ISTALA/4/K80//COTTON SHIRTS", SHIPPER, CONSIGNEE)


def taken(*texts: str | bytes, holds: str | None = "messages") -> tuple[dict[str, pa.Table], pa.Table, dict[str, str]]:
    """A slice of these files as the night takes it in."""
    rows: dict[str, list] = {name: [] for name in ("messages", "problems", *READ_TABLES)}
    for text in texts:
        data = text if isinstance(text, bytes) else text.encode()
        for read in read_file(data, "a.txt", AT, holds):
            stored = {"message_id": read.message_id, "known_at": AT}
            told = {name: getattr(read.reading, name) for name in ("format", "purpose", "records", "ignored")}
            counted = {"file_id": read.file_id, "feed": "cargo", "bytes": 1, "records_counted": read.counted}
            rows["messages"].append(stored | told | counted)
            rows["problems"].extend(stored | vars(one) for one in read.reading.problems)
            for name in READ_TABLES:
                rows[name].extend(stored | row for row in read.reading.every(name))
    tables = {name: pa.Table.from_pylist(found, TABLES[name].schema) for name, found in rows.items()}
    feed_of = dict.fromkeys(tables["messages"]["message_id"].to_pylist(), "cargo")
    return tables, TABLES["quarantine"].schema.empty_table(), feed_of


def found(*texts: str | bytes, holds: str | None = "messages") -> list[tuple[str | None, str]]:
    """Consignment and code of every row."""
    rows = data_quality(*taken(*texts, holds=holds)).to_pylist()
    return [(row["consignment_id"], row["code"]) for row in rows]


HOUSE_1 = "90110000012/H1"
SHOWS = {
    "MISSING_WBL_LINE": (fwb(ROUTE, SHIPPER, CONSIGNEE, GOODS, END), None),
    "BAD_WBL_FORMAT": (b"<Waybill><unclosed></Waybill>", None),
    "INVALID_MESSAGE_TYPE": ("FBL/4\n1/Q10001/28FEB/IST\n", None),
    "MISSING_CSM_LINE": (fwb("901-10000012ISTALA", ROUTE, SHIPPER, CONSIGNEE, END), "90110000012"),
    "MISSING_HOUSE_BILL_NBR": (fhl(f"MBI/{LINE}", "HBS//ISTALA/4/K80//SHIRTS", SHIPPER, CONSIGNEE), None),
    "INVALID_HOUSE_BILL_NBR": (
        fhl(f"MBI/{LINE}", "HBS/H1234567890123456/ISTALA/4/K80//COTTON SHIRTS", SHIPPER, CONSIGNEE),
        "90110000012/H1234567890123456",
    ),
    "MISSING_SHP_LINE": (fwb(LINE, ROUTE, CONSIGNEE, GOODS, END), "90110000012"),
    "MISSING_SHP_NAME": (MASTER.replace("NAM/EXAMPLE ZAR LTD", "NAM/."), "90110000012"),
    "MISSING_SHP_ADDR": (MASTER.replace("ADR/5 SAMPLE STREET", "ADR/1004"), "90110000012"),
    "MISSING_SHP_CTRY": (MASTER.replace("/TR/34000", "/QQ/34000"), "90110000012"),
    "MISSING_CNE_LINE": (fhl(f"MBI/{LINE}", "HBS/H1/ISTALA/4/K80//COTTON SHIRTS", SHIPPER), HOUSE_1),
    "MISSING_CNE_NAME": (MASTER.replace("NAM/PRIMER TOL", "NAM/XXXXX"), "90110000012"),
    "MISSING_CNE_ADDR": (HOUSE.replace("ADR/7 SYNAK STREET\n", ""), HOUSE_1),
    "MISSING_CNE_CTRY": (HOUSE.replace("/KZ/050000", "/TE/7701"), HOUSE_1),
    "MISSING_WEIGHT": (fhl(f"MBI/{LINE}", "HBS/H1/ISTALA/4///COTTON SHIRTS", SHIPPER, CONSIGNEE), HOUSE_1),
    "INVALID_WEIGHT": (MASTER.replace("T4K80\n", "T4K0\n").replace("/K80", "/K0"), "90110000012"),
    "MISSING_WT_UNITS": (HOUSE.replace("/4/K80/", "/4/80/"), HOUSE_1),
    "MISSING_BILL_QTY": (HOUSE.replace("/4/K80//", "/K80//"), HOUSE_1),
    "INVALID_BILL_QTY": (HOUSE.replace("/4/K80//", "/0/K80//"), HOUSE_1),
    "MISSING_CARGO_DESC": (MASTER.replace("COTTON SHIRTS", "GIFTS"), "90110000012"),
    "INVALID_ROUTING": (MASTER.replace("ISTALA/T4", "ISTIST/T4"), "90110000012"),
    "MISSING_CONSOL_INDI": ((MASTER, HOUSE), "90110000012"),
}  # fmt: skip


def test_there_are_the_twenty_two_codes_of_the_guide():
    assert sorted(GUIDE) == sorted(data_quality_codes()) == sorted(SHOWS) and len(GUIDE) == 22


@pytest.mark.parametrize("code", SHOWS)
def test_a_code_is_found_in_a_message_that_shows_it_and_alone(code):
    texts, consignment_id = SHOWS[code]
    assert found(*(texts if isinstance(texts, tuple) else (texts,))) == [(consignment_id, code)]


@pytest.mark.parametrize("text", [MASTER, HOUSE, f"FSU/14\n{LINE}\nRCS/28FEB0900/IST/P4/EXAMPLE ZAR LTD\n"])
def test_nothing_is_wanting_in_a_whole_message(text):
    assert found(text) == []


def test_a_row_says_which_record_of_which_feed_and_whose_waybill():
    (row,) = data_quality(*taken(MASTER.replace("COTTON SHIRTS", "GIFTS"))).to_pylist()
    assert (row["record"], row["feed"], row["carrier"], row["detail"]) == (1, "cargo", "Q1", "GIFTS")
    (row,) = data_quality(*taken(MASTER.replace("901-", "888-").replace("COTTON SHIRTS", "GIFTS"))).to_pylist()
    assert row["carrier"] == "888"
    assert row["known_at"] == AT and carriers()["901"][0] == "Q1"


def test_a_list_of_houses_is_not_asked_for_parties_but_for_what_a_list_says():
    houses = ["HBS/H1/ISTALA/2/K40//COTTON SHIRTS", "HBS/H2/ISTALA/2/K40//PARTS"]
    assert found(fhl(f"MBI/{LINE}", *houses)) == [("90110000012/H2", "MISSING_CARGO_DESC")]


def test_a_list_of_one_house_is_taken_for_its_message_unless_that_is_here():
    alone = fhl(f"MBI/{LINE}", "HBS/H1/ISTALA/4/K80//COTTON SHIRTS")
    assert found(alone) == [(HOUSE_1, "MISSING_CNE_LINE"), (HOUSE_1, "MISSING_SHP_LINE")]
    assert found(alone, HOUSE) == []


def test_a_list_without_a_house_is_asked_for_one():
    assert found(fhl(f"MBI/{LINE}")) == [("90110000012", "MISSING_HOUSE_BILL_NBR")]


def test_a_master_that_a_house_only_names_is_asked_for_nothing():
    bare = {name: None for name in ("pieces", "gross_kg", "origin_airport", "destination_airport")}
    house = {
        "told_by": "house",
        "kind": "house",
        "consignment_id": "99900000011/H1",
        "waybill": None,
        "house_waybill": "H1",
    }
    rows = [consignment(1, **bare), consignment(1, **house, master_waybill="99900000011", goods_description="tea")]
    empty = TABLES["quarantine"].schema.empty_table()
    for asked, told in ((rows[:1], True), (rows, False)):
        tables = {"messages": messages(1), "consignments": table("consignments", asked)}
        codes = data_quality(tables, empty, {message(1): "cargo"})
        assert ("99900000011" in codes["consignment_id"].to_pylist()) is told


def test_a_consolidation_is_not_asked_what_its_houses_are_asked():
    whole = MASTER.replace("NG/COTTON SHIRTS", "NC/CONSOL")
    assert found(whole, HOUSE) == []


def test_a_manifest_is_asked_only_for_what_its_reader_noted():
    manifest = "FFM/8\n1/Q10001/28FEB/IST\nALA\n901-10000012ISTALA/P4K80T9/SHIRTS\n901-10000023ISTALA/T4K0/\nLAST\n"
    assert found(manifest) == [("90110000023", "INVALID_WEIGHT"), ("90110000023", "MISSING_CARGO_DESC")]


def test_a_manifest_whose_flight_cannot_be_read_has_no_details_of_its_consignments():
    assert (None, "MISSING_CSM_LINE") in found("FFM/8\nQ1/TODAY\nALA\nLAST\n")


def test_a_couriers_list_is_asked_for_the_same():
    head = "hawb;pieces;gross weight kg;description;shipper;shipper address;shipper country;consignee"
    rows = f"{head};consignee address;consignee country\nX1;1;0;gift;Example;1 Sample Street;CN;Primer;2 Synak;KZ\n"
    codes = [code for _, code in found(rows, holds=None)]
    assert codes == ["INVALID_WEIGHT", "MISSING_CARGO_DESC"]


def test_a_cancellation_and_an_officers_result_are_asked_for_nothing():
    rows = [consignment(1, goods_description=None)]
    for told in ({"purpose": "cancel"}, {"format": "outcome"}):
        head = messages(1).to_pylist()[0] | told
        tables = {"messages": table("messages", [head]), "consignments": table("consignments", rows)}
        quarantine = TABLES["quarantine"].schema.empty_table()
        assert data_quality(tables, quarantine, {message(1): "cargo"}).num_rows == 0


@pytest.mark.parametrize(
    ("what", "field", "detail", "code"),
    [
        ("weight_unit", "gross_kg", "1250", "MISSING_WT_UNITS"), ("zero_pieces", "pieces", None, "MISSING_BILL_QTY"),
        ("zero_pieces", "pieces", "0", "INVALID_BILL_QTY"), ("number_format", "gross_kg", "1,2,3", "INVALID_WEIGHT"),
        ("number_format", "house_waybill", "8.1E+11", "INVALID_HOUSE_BILL_NBR"),
        ("json_malformed", None, "", "BAD_WBL_FORMAT"),
        ("no_waybill", "house_waybill", None, "MISSING_HOUSE_BILL_NBR"), ("no_waybill", None, "901", "BAD_WBL_FORMAT"),
        ("field_missing", "flight_id", None, "MISSING_CSM_LINE"),
        ("header_missing", None, None, "INVALID_MESSAGE_TYPE"),
    ],
)  # fmt: skip
def test_a_problem_of_any_reader_means_the_same_code(what, field, detail, code):
    noted = table("problems", [problem(1, what, field=field, detail=detail)])
    tables = {"messages": messages(1), "problems": noted}
    rows = data_quality(tables, TABLES["quarantine"].schema.empty_table(), {message(1): "cargo"}).to_pylist()
    assert [row["code"] for row in rows] == [code]


def test_a_format_is_not_asked_for_what_it_has_no_place_for():
    rows = [consignment(1, told_by="register", consignor_name="X", pieces=None, goods_description="tea")]
    for form, asked in (("eaeu_express", False), ("courier", True)):
        head = messages(1).to_pylist()[0] | {"format": form}
        tables = {"messages": table("messages", [head]), "consignments": table("consignments", rows)}
        found = data_quality(tables, TABLES["quarantine"].schema.empty_table(), {message(1): "cargo"})
        assert ("MISSING_BILL_QTY" in found["code"].to_pylist()) is asked


def test_a_record_that_an_expectation_refused_for_its_name_cannot_be_read():
    refused = [{"message_id": message(1), "record": 2, "known_at": KNOWN_AT, "feed": "cargo", "table": "loads",
                "rule": "loads.waybill.pattern", "detail": "901-1"}]  # fmt: skip
    tables = {"messages": messages(2), "problems": table("problems", [problem(1, "description_too_long", "warning")])}
    (row,) = data_quality(tables, table("quarantine", refused), {message(1): "cargo"}).to_pylist()
    assert (row["record"], row["code"], row["detail"]) == (2, "BAD_WBL_FORMAT", "901-1")


def test_nothing_at_all_gives_no_rows_of_the_declared_columns():
    none = data_quality({"messages": messages()}, TABLES["quarantine"].schema.empty_table(), {})
    assert none.num_rows == 0 and none.schema == DATA_QUALITY.schema


def test_every_word_of_the_two_lists_is_known():
    told = {word for row in data_quality_codes().values() for word in row["told_by"].split()}
    assert told <= set(TOLD_BY)
    assert {row["code"] for row in data_quality_problems()} <= set(data_quality_codes())
    assert {row["slug"] for row in data_quality_problems()} <= set(problem_meanings())
    with (FOLDER / "data_quality_codes.csv").open(encoding="utf-8", newline="") as lines:
        assert all(all(row[name] for name in ("element", "meaning", "asks")) for row in csv.DictReader(lines))


@settings(max_examples=60)
@given(st.lists(st.one_of(st.none(), st.text(max_size=8), st.sampled_from(["XXX", "аааа", "1004", ". -", "ABB", "5"]))))
def test_filler_is_the_same_column_by_column(texts):
    said = _filler(pa.array(texts, pa.string())).to_pylist()
    wanted = [text is not None and is_filler(text) for text in texts]
    common = [number for number, text in enumerate(texts) if text is None or text.isascii()]
    assert [said[number] for number in common] == [wanted[number] for number in common]


@settings(max_examples=40)
@given(st.permutations(range(4)))
def test_the_order_of_rows_changes_nothing(order):
    rows = [consignment(n + 1, goods_description=None, consignor_name="X", pieces=n or None) for n in range(4)]
    tables = {"messages": messages(4), "consignments": table("consignments", [rows[n] for n in order])}
    empty = TABLES["quarantine"].schema.empty_table()
    first = data_quality(tables | {"consignments": table("consignments", rows)}, empty, {message(1): "cargo"})
    assert data_quality(tables, empty, {message(1): "cargo"}).equals(first)
