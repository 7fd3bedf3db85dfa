"""Tables as they come, in three languages and every mess seen, each read by its mapping and nothing else."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from manifests.files import read_file
from manifests.mapping import load_mapping

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
RECEPTACLE, OTHER = "DEFRAAKZALAAAUN60123001010154", "DEFRAAKZALAACCN60007002110082"
HEADERS: dict[tuple[str, str], dict[str, str]] = {}
"""(mapping, language) -> column -> header."""
with (Path(__file__).parent / "feed_headers.csv").open(encoding="utf-8", newline="") as lines:
    for line in csv.DictReader(lines):
        HEADERS.setdefault((line["mapping"], line["language"]), {})[line["column"]] = line["header"]
NAMES = {"en": "Fictive Person", "ru": "Вымышленный Человек", "kk": "Ойдан Шығарылған", "zh": "虚构人"}
WORDS = {"en": "Wool gloves", "ru": "Шерстяные перчатки", "kk": "Жүн қолғап", "zh": "羊毛手套"}
TOTALS = {"en": "TOTAL", "ru": "Итого", "kk": "Барлығы", "zh": "合计"}
ENCODINGS = {"en": ["cp1252"], "ru": ["cp1251"], "kk": [], "zh": ["gbk"]}
OVER = {
    "en": ("Consignee", "Name", "Address"), "ru": ("Получатель", "Имя", "Адрес"),
    "kk": ("Алушы", "Аты", "Мекенжайы"), "zh": ("收件人", "姓名", "地址"),
}  # fmt: skip
KEYS = {"courier": "HN-100", "alaport": "HN-100", "post_items": "CP000123455CN", "post_receptacles": "CP000123455CN"}
GOODS_LISTS = sorted(key for key in HEADERS if key[0] != "post_receptacles")


def row(mapping, language, **cells):
    """A row of a list that says everything, but for what `cells` say."""
    said = {
        "carrier": "KC 912", "origin_airport": "IST", "destination_airport": "ALA",
        "master_waybill": RECEPTACLE if mapping.startswith("post") else "901-12345675",
        "house_waybill": KEYS[mapping], "waybill": KEYS[mapping], "pieces": "1", "gross_kg": "1.5",
        "hs_code": "6116910000", "goods_description": WORDS[language], "value": "12.50", "currency": "USD",
        "mail_class": "C", "transaction_nature": "21", "consignee_name": NAMES[language],
        "consignee_address": NAMES[language], "consignee_country": "KZ",
    }  # fmt: skip
    return [(said | cells)[column] for column in HEADERS[mapping, language]]


def written(rows, encoding="utf-8", delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def read(mapping, data, name="list.csv"):
    """The one message of a file; every row of it is accounted for, and counted alike by the second counter."""
    (message,) = read_file(data, name, AT, "tabular", load_mapping(mapping) if mapping else None)
    reading = message.reading
    placed = {row["record"] for row in reading.every("goods")} | {
        row["record"] for row in reading.every("consignments")
    }
    assert not placed & reading.quarantined
    assert {p.record for p in reading.problems if p.severity == "error"} == reading.quarantined
    assert len(placed) + len(reading.quarantined) + reading.ignored == reading.records == message.counted
    return reading


def said(reading):
    """What a reading says, but for the bytes it was read from."""
    return (
        reading.format,
        reading.every("consignments"),
        reading.every("goods"),
        sorted(p.what for p in reading.problems),
    )


def table(key, *rows):
    return [list(HEADERS[key].values()), *rows]


@pytest.mark.parametrize("key", HEADERS, ids="-".join)
def test_a_list_is_one_list_in_every_encoding_and_with_every_delimiter_and_is_recognised(key):
    mapping, language = key
    rows = table(
        key,
        row(*key),
        row(*key, **{load_mapping(mapping).row_key: {"HN-100": "HN-101"}.get(KEYS[mapping], "CP000123469CN")}),
    )
    expected = said(read(mapping, written(rows)))
    assert len(expected[1]) == 2
    assert expected[3] == []
    for encoding in ("utf-8", "utf-8-sig", "utf-16", *ENCODINGS[language]):
        for delimiter in (",", ";", "\t", "|"):
            data = written(rows, encoding, delimiter)
            assert said(read(mapping, data)) == said(read(None, data)) == expected, (encoding, delimiter)


@pytest.mark.parametrize("key", GOODS_LISTS, ids="-".join)
def test_a_decimal_comma_and_thousands_are_figures(key):
    data = written(table(key, row(*key, gross_kg="1,5", value="1 250,50")), "utf-8", ";")
    (consignment,) = read(key[0], data).every("consignments")
    assert (consignment["gross_kg"], consignment["value"]) == (1.5, 1250.5)


@pytest.mark.parametrize("key", HEADERS, ids="-".join)
def test_a_number_that_a_spreadsheet_has_rounded_names_nothing(key):
    column = load_mapping(key[0]).row_key
    reading = read(key[0], written(table(key, row(*key), row(*key, **{column: "8.12E+11"}))))
    assert reading.quarantined == {2}
    assert [(p.line, p.what, p.field, p.detail) for p in reading.problems] == [(3, "number_format", column, "8.12E+11")]


@pytest.mark.parametrize("key", GOODS_LISTS, ids="-".join)
def test_a_lost_zero_is_put_back_and_said(key):
    reading = read(key[0], written(table(key, row(*key, hs_code="902300000"))))
    assert reading.every("goods")[0]["hs_code"] == "0902300000"
    assert [p.what for p in reading.problems] == ["number_format"]


@pytest.mark.parametrize("key", [key for key in HEADERS if key[0] in ("courier", "alaport")], ids="-".join)
def test_a_waybill_that_lost_its_zero_or_became_a_day(key):
    rows = table(
        key, row(*key, master_waybill="7412345664"), row(*key, house_waybill="HN-101", master_waybill="01.03.2026")
    )
    reading = read(key[0], written(rows))
    assert [house.get("master_waybill") for house in reading.every("consignments")] == ["07412345664", None]
    assert [(p.line, p.what) for p in reading.problems] == [(2, "number_format"), (3, "awb_format")]


@pytest.mark.parametrize("key", [key for key in HEADERS if key[0] in ("courier", "alaport")], ids="-".join)
def test_a_house_that_became_a_day_goes_to_quarantine(key):
    reading = read(key[0], written(table(key, row(*key, house_waybill="2026-03-01 00:00:00"))))
    assert [(p.severity, p.what) for p in reading.problems] == [("error", "house_number_format")]


@pytest.mark.parametrize("key", GOODS_LISTS, ids="-".join)
def test_a_row_of_totals_is_ignored(key):
    width = len(HEADERS[key])
    reading = read(key[0], written(table(key, row(*key), [TOTALS[key[1]], *[""] * (width - 2), "12.50"])))
    assert (reading.records, reading.ignored, [p.what for p in reading.problems]) == (2, 1, ["total_row"])


@pytest.mark.parametrize("key", HEADERS, ids="-".join)
def test_a_unit_in_the_cell_goes_before_that_of_the_header(key):
    units = {"en": ("300 g", "g"), "ru": ("300 г", "г"), "kk": ("300 г", "г"), "zh": ("300克", "克")}
    cell, unit = units[key[1]]
    reading = read(key[0], written(table(key, row(*key, gross_kg=cell))))
    assert reading.every("consignments")[0]["gross_kg"] == 0.3
    assert [p.what for p in reading.problems] == ["unit_in_cell"]
    headers = [f"{cell} ({unit})" if cell == HEADERS[key]["gross_kg"] else cell for cell in HEADERS[key].values()]
    assert read(key[0], written([headers, row(*key, gross_kg="300")])).every("consignments")[0]["gross_kg"] == 0.3


@pytest.mark.parametrize("key", GOODS_LISTS, ids="-".join)
def test_a_consignment_repeated_over_its_goods_rows_is_one_and_its_weight_is_not_added_up(key):
    reading = read(key[0], written(table(key, row(*key), row(*key, hs_code="650500", value="7.50"))))
    (consignment,) = reading.every("consignments")
    assert (consignment["gross_kg"], consignment["value"]) == (1.5, 20.0)
    assert consignment["hs_codes"] == ["6116910000", "650500"]
    assert [line["line"] for line in reading.every("goods")] == [1, 2]


def merged(key, blank):
    """Two goods rows of one consignment, the cells of `blank` merged over both."""
    return table(key, row(*key), row(*key, hs_code="650500", value="7.50", **dict.fromkeys(blank, "")))


@pytest.mark.parametrize("key", GOODS_LISTS, ids="-".join)
def test_merged_cells_say_for_every_row_what_they_say_once(key):
    blank = [name for name in load_mapping(key[0]).carried_down if name in HEADERS[key]]
    whole, reading = said(read(key[0], written(merged(key, [])))), said(read(key[0], written(merged(key, blank))))
    assert reading == whole


def two_rows(key):
    """The headers in two rows: what the consignee's cells have in common stands above them."""
    group, name, address = OVER[key[1]]
    above = [
        {"consignee_name": group, "consignee_address": ""}.get(column, header)
        for column, header in HEADERS[key].items()
    ]
    below = [{"consignee_name": name, "consignee_address": address}.get(column, "") for column in HEADERS[key]]
    return [["", *[""] * (len(above) - 1)], above, below, row(*key)]


@pytest.mark.parametrize("key", GOODS_LISTS, ids="-".join)
def test_headers_in_two_rows_are_one_header(key):
    found = said(read(key[0], written(two_rows(key))))
    assert found == said(read(key[0], written(table(key, row(*key)))))


@pytest.mark.parametrize("key", HEADERS, ids="-".join)
def test_a_workbook_says_what_the_text_says_with_merged_cells_left_blank(key):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(WORDS[key[1]][:20])
        for at, cells in enumerate([["-"], *table(key, row(*key), row(*key, gross_kg="2.5"))]):
            for column, cell in enumerate(cells):
                figure = HEADERS[key] and at > 1 and list(HEADERS[key])[column] in ("gross_kg", "value")
                sheet.write(at, column, float(cell) if figure else cell)
    expected = said(read(key[0], written(table(key, row(*key), row(*key, gross_kg="2.5")))))
    assert said(read(key[0], out.getvalue(), "list.xlsx")) == said(read(None, out.getvalue(), "list.xlsx")) == expected


CELLS = st.sampled_from(
    ["", "-", "0", "TOTAL", "8.12E+11", "300 g", "x", '"', "a\nb", "KC 912", "901-12345675", RECEPTACLE, *KEYS.values()]
)


@pytest.mark.parametrize("key", [("alaport", "kk"), ("post_items", "zh"), ("post_receptacles", "ru")], ids="-".join)
@given(data=st.data())
def test_every_row_of_every_list_is_accounted_for_and_counted_twice_alike(key, data):
    rows = data.draw(st.lists(st.lists(CELLS, min_size=0, max_size=len(HEADERS[key]) + 1), max_size=6))
    read(key[0], written(table(key, row(*key), *rows)))
