"""What `accu mapping check` knows of a file: columns, rows, what is missing, whether it can go live, and a draft."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.mapping import Mapping, load_mapping
from manifests.mapping_check import check
from manifests.mapping_draft import draft, open_unknown
from manifests.mapping_verdict import verdict, wanted_headers

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
GOLDEN = sorted((Path(__file__).parent / "golden" / "courier").glob("*.csv"))
FULL = (
    "MAWB,HAWB,Pieces,Weight (g),Goods,Shipper,Shipper address,Consignee,Consignee address,Consignee country,Mood\n"
    "901-12345675,A1,1,250,Wool gloves,Fictive Mill,Mill lane 1,A. Person,Nowhere 2,KZ,good\n"
    '901-12345675,A2,one,"1,300",Wool hats,Fictive Mill,Mill lane 1,B. Person,Nowhere 3,Narnia,\n'
    "Total,,2,1550,,,,,,,\n"
)
READY = (
    FULL.replace(",Mood", "").replace("KZ,good", "KZ").replace("Narnia,\n", "UZ\n").replace("Total,,2,1550,,,,,,,", "")
)


def checked(text, name="courier", file_name="list.csv"):
    return check(text if isinstance(text, bytes) else text.encode(), file_name, load_mapping(name), AT)


def column(found, name):
    return next(column for column in found.columns if column.column == name)


def test_a_column_says_how_much_of_it_is_filled_and_read_with_examples_of_both():
    weight, country = (column(checked(FULL), name) for name in ("gross_kg", "consignee_country"))
    assert (weight.header, weight.converter, weight.unit, weight.rows) == ("Weight (g)", "weight", "g", 2)
    assert weight.examples == (("250", "0.25"), ("1,300", "1.3"))
    assert (country.filled, country.understood, country.problems) == (2, 1, {"unknown_country": 1})
    assert country.examples == (("KZ", "KZ"), ("Narnia", None))


def test_the_rows_are_those_that_the_reader_makes_of_them():
    rows = checked(FULL).rows
    assert (rows.records, rows.counted, rows.read, rows.ignored, rows.quarantined) == (3, 3, 2, 1, 0)
    assert (rows.consignments, rows.goods) == (2, 2)


def test_encoding_delimiter_and_lines_of_the_header_are_told():
    found = checked("Список;;;\n;;Получатель;\nHAWB;Вес;Имя;Адрес\nA1;1;Никто;Нигде\n".encode("cp1251"))
    assert (found.opened.encoding, found.opened.delimiter, found.header_lines) == ("cp1251", ";", (2, 3))


def test_a_second_header_of_one_meaning_is_spare():
    found = checked("HAWB,Weight,Gross weight,Goods,Value\nA1,,1,Tea,5\n")
    assert [column.spare for column in found.columns] == [False, False, True, False, False]


def test_a_list_that_says_everything_is_ready():
    assert verdict(checked(READY)) == verdict(checked(READY.encode("utf-16")))
    assert verdict(checked(READY)).state == "ready"


def test_doubts_say_what_to_do_in_the_mapping():
    doubts = verdict(checked(FULL.replace("Consignee address", "Bag no")))
    assert doubts.state == "doubts"
    said = " / ".join(doubts.why)
    assert "no header for consignee_address: map one, or name them in `without`" in said
    assert "'Consignee country' is understood in 50% of its cells as country" in said
    assert "1 header(s) for nothing" in said


def test_rows_that_name_nothing_make_it_not_ready_with_the_first_reasons():
    found = checked(READY.replace("A1", "8.12E+11").replace("A2", "2026-03-01"))
    assert [(problem.line, problem.what) for problem in found.rows.refused] == [
        (2, "number_format"), (3, "house_number_format"),
    ]  # fmt: skip
    assert verdict(found) == type(verdict(found))("not ready", ("no row is read",))


def test_a_file_of_another_kind_names_the_mapping_that_fits_better():
    text = (
        "Flight,Origin,AWB,HAWB,Pieces,Weight,Goods,Shipper,Consignee\nKC 912,IST,901-12345675,A1,1,1,Tea,Mill,Nobody\n"
    )
    found = checked(text)
    assert found.better is not None and found.better.mapping.name == "alaport"
    assert any("try --mapping alaport" in reason for reason in verdict(found).why)


def test_headers_that_are_not_known_say_what_they_lack():
    courier = load_mapping("courier")
    assert (
        wanted_headers(courier, ["Goods", "Weight"])
        == "no header is house_waybill, which names the consignment of a row"
    )
    assert "knows 2 of the headers and asks for 4" in (wanted_headers(courier, ["HAWB", "Weight"]) or "")
    assert "carrier, which the mapping requires" in (wanted_headers(load_mapping("alaport"), ["AWB", "Pieces"]) or "")
    assert wanted_headers(courier, ["HAWB", "Weight", "Goods", "Value"]) is None
    assert verdict(checked("a,b\n1,2\n")).why == ("courier reads nothing of this file: header_missing",)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_draft_of_a_known_list_is_a_mapping_that_reads_it(path, tmp_path):
    text = draft(path.read_bytes(), path.name) or ""
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    mine = load_mapping(str(tmp_path / "mine.toml"))
    found = check(path.read_bytes(), path.name, mine, AT)
    assert found.rows.read > 0
    assert found.rows.records == found.rows.counted


def test_a_draft_names_unknown_headers_with_their_cells_and_what_is_asked_for():
    text = (
        draft(b"Lots of parcels\nParcel tag;Boxes;Weight, g;Mood\nMX-1;1;250;go\x07od\nMX-2;2;300;\n", "list.csv") or ""
    )
    assert set(tomllib.loads(text)["columns"]) == {"gross_kg"}
    assert "weight (?P<unit>g)" in text
    assert "# Parcel tag: MX-1, MX-2 (text)" in text
    assert "# Boxes: 1, 2 (number)" in text
    assert re.search(r"Asked for and not found: house_waybill.*pieces", text, re.DOTALL)


def test_what_has_no_headers_has_no_draft():
    assert draft(b"%PDF-1.7", "list.csv") is None
    assert draft(b"1,2,3\n4,5,6\n", "list.csv") is None


@given(st.binary(max_size=200))
def test_any_bytes_are_judged_and_drafted_or_not(data):
    courier = load_mapping("courier")
    for given_bytes in (data, READY.encode() + data):
        assert verdict(check(given_bytes, "list.csv", courier, AT)).state in ("ready", "doubts", "not ready")
        if (text := draft(given_bytes, "list.csv")) is not None:
            tomllib.loads(text)
            assert open_unknown(given_bytes, "list.csv").readable


@given(
    st.lists(st.text("abc АЖ№'\"\\[](){}.*+?|^$-,毛（", min_size=1, max_size=12), min_size=3, max_size=6, unique=True)
)
def test_a_draft_reads_as_toml_and_its_patterns_match_their_own_headers(headers):
    data = ("\t".join(["HAWB", "Weight", "Goods", *headers]) + "\nA1\t1\tTea" + "\tx" * len(headers) + "\n").encode()
    text = draft(data, "list.csv")
    if text is None:
        return
    said = tomllib.loads(text)
    mapping = Mapping.model_validate({"name": "mine", "minimum_headers": 1, **said})
    assert mapping.column_of("HAWB") == ("house_waybill", None)
