import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manifests.files import read_file
from tests.manifests.accounting import accounted
from tests.manifests.eaeu_books import HEADER, PARTIES, book, form, forms, golden, goods, house, table

AT = datetime(2026, 2, 28, 12, tzinfo=UTC)
FOLDER = Path(__file__).parent / "golden" / "eaeu_express"
BEAR = goods("Игрушка мягкая", "9503004100", 0.8, "USD", 31.5)
TILES = [[1, "6907219000", "Плитка настенная", 2.5, 2.25, 10, 40, "EUR", 22000]]
TEXTS = (
    "", " ", "\u00a0", 0, -1, "1,5", "8.86E+10", 8.86e10, 7410000012, "07410000012", "074-10000013", "VX1001", "VХ1001",
    "2026-02-28", True, "Итого", "итого по накладной", "Индивидуальная накладная", "=1+1", "-",
    "3 kg", "RUR", "x" * 400, "\u202eПодарок", "&amp;", "<v>1</v>", "_x0041_", "1\n2",
)  # fmt: skip


def reading(data, name="a.xlsx"):
    (message,) = read_file(data, name, AT, "messages")
    accounted([message])
    return message.reading


def what(read):
    return [(problem.what, problem.record) for problem in read.problems]


@settings(max_examples=40)
@given(st.data())
def test_a_table_damaged_in_its_cells_loses_no_row(data):
    rows = [house(1, "074-10000012", "VX1001", BEAR), {0: 1, **BEAR}, house(2, "074-10000012", "VX1002", BEAR), {}]
    for _ in range(data.draw(st.integers(1, 6))):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.sampled_from([0, 1, 2, 3, 5, 26, 28, 36, 47, 49, 50, 51, 52, 53, 54, 55, 60, 255, 256]))] = (
            data.draw(st.sampled_from(TEXTS))
        )
    reading(table(data.draw(st.permutations(rows)), HEADER[data.draw(st.integers(0, 4)) :]))


@settings(max_examples=40)
@given(st.data())
def test_forms_damaged_in_their_cells_lose_no_house(data):
    sheets = [form("074-10000012", "VX2001", TILES, 2.5), form("074-10000012", "VX2002", TILES), form("", "", [])]
    for _ in range(data.draw(st.integers(1, 6))):
        rows = data.draw(st.sampled_from(sheets))
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.integers(0, 6))] = data.draw(st.sampled_from(TEXTS))
        if data.draw(st.booleans()):
            rows.remove(row)
    reading(forms(*sheets))


@settings(max_examples=40)
@given(st.sampled_from(sorted(golden().items())), st.floats(0, 0.999), st.sampled_from([b"", b"\xff", b"\x00" * 8]))
def test_a_workbook_damaged_in_its_bytes_is_one_record_or_all_of_them(named, share, put):
    data = named[1]
    at = int(share * len(data))
    messages = read_file(data[:at] + put + data[at + 4 :], "a.xlsx", AT, "messages")
    accounted(messages)


@pytest.mark.parametrize("name", sorted(golden()))
def test_the_golden_workbooks_are_those_of_the_script(name):
    written = FOLDER / f"{name}.xlsx"
    assert reading(golden()[name]).rows == reading(written.read_bytes()).rows


def test_rows_of_a_house_are_one_consignment_whether_its_numbers_are_repeated_or_not():
    blank = reading(table([house(1, "074-10000012", "VX1001", BEAR), {0: 1, **BEAR}]))
    repeated = reading(table([house(1, "074-10000012", "VX1001", BEAR)] * 2))
    merged = reading(table([house(1, "074-10000012", "VX1001", BEAR), house(1, "074-10000012", "", BEAR, {})]))
    for read in (blank, repeated, merged):
        assert [(row["record"], row["gross_kg"], row["value"]) for row in read.rows["consignments"]] == [(1, 1.6, 63)]
        assert [(row["record"], row["line"]) for row in read.rows["goods"]] == [(1, 1), (2, 2)]
        assert read.problems == []


def test_a_row_that_names_another_person_is_no_part_of_the_house_above():
    read = reading(table([house(1, "074-10000012", "VX1001", BEAR), {0: 2, **PARTIES, 26: "Небыль", **BEAR}]))
    assert read.quarantined == {2} and what(read) == [("no_waybill", 2), ("field_missing", 2)][1:]


def test_columns_are_found_by_their_headers_and_by_their_letters_without_them():
    shifted = [
        {at + (at > 48): cell for at, cell in row.items()} for row in (*HEADER, house(1, "074-10000012", "A1", BEAR))
    ]
    (moved,) = reading(table(shifted[5:], shifted[:5])).rows["goods"]
    (bare,) = reading(table([house(1, "074-10000012", "A1", BEAR)], [])).rows["goods"]
    assert moved == bare and moved["gross_kg"] == 0.8


def test_papers_on_rows_of_their_own_are_ignored():
    read = reading(table([house(1, "074-10000012", "VX1001", BEAR), {0: 1, 56: "01191", 57: "разрешение"}]))
    assert (read.records, read.ignored, read.problems) == (2, 1, [])


def test_a_house_that_comes_again_below_is_the_same_one_and_a_row_that_stands_there_already_is_ignored():
    rows = [house(n, "074-10000012", f"VX{n}", BEAR) for n in (1, 2, 1)]
    read = reading(table(rows))
    assert len(read.rows["consignments"]) == 2 and read.ignored == 1
    assert what(read) == [("duplicate_house", 3), ("duplicate_line", 3)]


def test_forms_beyond_the_twentieth_sheet_are_read_and_blank_ones_ignored():
    filled = [form("074-10000012", f"VX{number}", TILES) for number in range(25)]
    read = reading(forms(*filled, *[form("", "", [], consignee="")] * 3))
    assert (len(read.rows["consignments"]), read.records, read.ignored) == (25, 28, 3)


def test_a_total_on_a_form_is_compared_with_its_goods():
    read = reading(forms(form("074-10000012", "VX1", TILES, "2,50"), form("074-10000012", "VX2", TILES, 3)))
    assert what(read) == [("total_mismatch", 2)]


def test_a_table_beside_forms_and_a_sheet_of_something_else():
    sheets = {
        "Накладная": [*HEADER, house(1, "074-10000012", "VX1", BEAR)],
        "Накладная 2": form("074-10000012", "VX2", TILES),
        "Заметки": [{0: "позвонить брокеру"}],
    }
    read = reading(book(sheets))
    assert [row["house_waybill"] for row in read.rows["consignments"]] == ["VX1", "VX2"]
    assert what(read) == [("sheet_not_read", None)]


def test_an_empty_register_is_a_quarantined_record():
    read = reading(table([]))
    assert read.quarantined == {1} and what(read) == [("no_house", 1)]


def test_codes_typed_with_latin_letters_are_understood():
    general = [{0: "Тип декларации", 1: "EK", 2: "дтэг"}, {0: "Таможенный пост", 3: 55999}]
    data = book({"Общие сведения": general, "Накладная": [*HEADER, house(1, "074-10000012", "VX1", BEAR)]})
    (declared,), (row,) = (reading(data).rows[name] for name in ("declarations", "consignments"))
    assert (declared["declaration_id"], declared["declaration_type"]) == ("EAEU/55999/07410000012", "ДТЭГ ЭК")
    assert row["traffic"] == "export"


def test_a_workbook_that_breaks_off_far_below_its_head_is_one_record_for_both_counters():
    data = table([house(n, "074-10000012", f"VX{n}", BEAR) for n in range(300)])
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as packed, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as cut:
        for name in packed.namelist():
            part = packed.read(name)
            cut.writestr(name, part[: len(part) * 3 // 4] if name.endswith("sheet2.xml") else part)
    read = reading(held.getvalue())
    assert (read.records, read.quarantined, what(read)) == (1, {1}, [("workbook_broken", 1)])


def test_a_couriers_list_with_a_column_of_individual_waybills_is_no_register():
    header = dict(enumerate(["Индивидуальная накладная", "Вес брутто", "Получатель", "Отправитель", "Описание товара"]))
    data = book({"Накладная": [header, {0: "VX1001", 1: 2, 2: "Небыль", 3: "SKAZKA SHOP", 4: "Зонт"}]})
    assert read_file(data, "a.xlsx", AT)[0].reading.format != "eaeu_express"
