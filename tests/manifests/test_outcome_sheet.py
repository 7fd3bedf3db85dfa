import io
from datetime import UTC, datetime, timedelta

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lake import sheet_words
from lake.harmless import harmless
from lake.sheet import SHEET
from lake.sheet_words import codes, understood, words
from lake.tables import INSPECTIONS
from manifests.outcome_cells import meanings
from manifests.outcome_sheet import count_records, read_sheet, recognises

AT = datetime(2026, 11, 20, 18, tzinfo=UTC)
DECIDED = datetime(2026, 11, 20, 5, 10, tzinfo=UTC).replace(tzinfo=None)  # a workbook knows no zones
FILLED = {
    "list_id": "almaty-20261120", "list_line": 3, "case_id": "07412345664/A1", "selected_as": "model",
    "selection_probability": 0.25, "decision": "accepted", "decided_at": DECIDED,
    "presented": "yes", "method": "full_opening", "result": "hit", "finding": "narcotics", "quantity": 1.5,
    "unit": "kg", "pieces_found": 0, "officer_id": "officer 7", "remarks": "double bottom",
    "recorded_at": DECIDED,
}  # fmt: skip


def sheet(*rows):
    names = [column.name for column in SHEET]
    lines = [";".join(names), *(";".join(str(row.get(name, "")) for name in names) for row in rows)]
    return "\n".join(lines).encode()


def read(data, name="sheet.csv"):
    return read_sheet(data, name, AT)


def found(data, name="sheet.csv"):
    (row,) = read(data, name).rows["inspections"]
    return row


def test_a_sheet_that_left_as_a_workbook_comes_home():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"default_date_format": "yyyy-mm-dd hh:mm"}) as made:
        page = made.add_worksheet("List")
        page.write(0, 0, "Almaty, 20 November 2026")
        for at, column in enumerate(SHEET):
            page.write(1, at, column.label)
            if column.name in FILLED:
                page.write(2, at, FILLED[column.name])
        made.add_worksheet("Legend").write(0, 0, "Result: hit, clear, ...")
    row = found(held.getvalue(), "sheet.xlsx")
    assert recognises(held.getvalue(), "sheet.xlsx")
    assert row["inspection_id"] == "almaty-20261120/3"
    assert row["decided_at"] == datetime(2026, 11, 20, 5, 10, tzinfo=UTC)
    assert (row["presented"], row["pieces_found"], row["selection_probability"]) == (True, 0, 0.25)
    assert row["officer_id"] != "officer 7"
    assert set(row) <= {column.name for column in INSPECTIONS.columns}
    assert read(held.getvalue(), "sheet.xlsx").problems == []
    assert count_records(held.getvalue(), "sheet.xlsx") == 1


@pytest.mark.parametrize(
    "written", ["2026-11-20T05:10", "2026-11-20 05:10:00", "20.11.2026 05:10", "2026-11-20T10:10+05:00"]
)
def test_moments_are_utc_in_every_way_of_writing(written):
    assert found(sheet({**FILLED, "decided_at": written}))["decided_at"] == datetime(2026, 11, 20, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "header", ["Decided at (Asia/Almaty)", "ВРЕМЯ РЕШЕНИЯ (Asia/Almaty)", "Qaror vaqti (Asia/Almaty) "]
)
def test_a_time_may_be_of_the_zone_that_its_header_names(header):
    data = sheet({**FILLED, "decided_at": "20.11.2026 10:10"}).replace(b"decided_at", header.encode())
    assert found(data)["decided_at"] == datetime(2026, 11, 20, 5, 10, tzinfo=UTC)
    lost = read(data.replace(b"Asia/Almaty", b"Asia/Nowhere"))
    assert "decided_at" not in lost.rows["inspections"][0] and lost.problems[0].what == "unknown_column"


@pytest.mark.parametrize("column", ["method", "result", "finding", "decision", "selected_as"])
def test_an_unknown_code_is_null_and_the_row_is_kept(column):
    reading = read(sheet({**FILLED, column: "all fine"}))
    assert column not in reading.rows["inspections"][0]
    assert ("unknown_code", "warning", column) in {(p.what, p.severity, p.field) for p in reading.problems}
    assert reading.quarantined == set()


def test_unknown_is_never_clear():
    for said in ("", "ok", "cleared", "-", "no result"):
        assert found(sheet({**FILLED, "result": said})).get("result") is None


def test_a_hit_without_a_finding_is_kept_with_a_warning():
    reading = read(sheet({**FILLED, "finding": ""}))
    assert [(p.what, p.severity, p.field) for p in reading.problems] == [("field_missing", "warning", "finding")]
    assert reading.rows["inspections"][0]["result"] == "hit"


def test_a_line_that_nobody_touched_is_ignored():
    untouched = {name: FILLED[name] for name in ("list_id", "list_line", "case_id", "selected_as", "remarks")}
    reading = read(sheet(untouched))
    assert (reading.records, reading.ignored, reading.rows) == (1, 1, {})


def test_a_row_without_a_case_is_quarantined():
    reading = read(sheet({**FILLED, "case_id": ""}))
    assert reading.quarantined == {1}
    assert [(p.line, p.what, p.severity, p.field) for p in reading.problems] == [
        (2, "field_missing", "error", "case_id")
    ]


def test_an_added_line_is_named_by_its_case_and_moment():
    assert found(sheet({**FILLED, "list_line": ""}))["inspection_id"] == "07412345664/A1@20261120T0510"


@pytest.mark.parametrize(
    ("others", "named"), [([FILLED], "@almaty-20261120"), ([], "@sheet"), ([FILLED, {"list_id": "other"}], "@sheet")]
)
def test_a_correction_that_comes_two_hours_later_is_no_second_inspection(others, named):
    added = {"case_id": "07412345664/B1", "decision": "accepted", "method": "full_opening"}
    wrong, right = ({**added, "result": result} for result in ("inconclusive", "clear"))
    readings = [
        read_sheet(sheet(*others, row), "a.csv", AT + timedelta(hours=hours)) for hours, row in ((0, wrong), (2, right))
    ]
    assert {reading.rows["inspections"][-1]["inspection_id"] for reading in readings} == {f"07412345664/B1{named}"}
    assert ("field_missing", "decided_at") in [(p.what, p.field) for p in readings[0].problems]


@pytest.mark.parametrize(
    ("typed", "case"),
    [
        ("074-12345664", "07412345664"), ("074-12345664/A 1", "07412345664/A1"), ("AWB 074 1234 5664", "07412345664"),
        ("EX-10001", "EX-10001"), ("H1/2", "H1/2"),
    ],
)  # fmt: skip
def test_an_added_case_is_the_case_however_its_waybill_is_typed(typed, case):
    row = found(sheet({**FILLED, "list_line": "", "case_id": typed}))
    assert (row["case_id"], row["inspection_id"]) == (case, f"{case}@20261120T0510")


def test_the_case_of_a_listed_line_is_left_as_it_was_printed():
    assert found(sheet({**FILLED, "case_id": "123-4567-8901"}))["case_id"] == "123-4567-8901"


@pytest.mark.parametrize("case", ["AB\\1", "-12", "=1+1", "@H1", "A;=1", "07412345664/A1"])
def test_a_case_made_harmless_in_a_csv_comes_home_as_it_was(case):
    row = {**FILLED, "case_id": harmless(case)}
    data = sheet(row).replace(b";", b",") if ";" not in case else sheet(row)
    assert found(data)["case_id"] == case


def test_a_workbook_was_not_made_harmless_and_is_not_undone():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"strings_to_formulas": False}) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, ["Case", "Decision", "Result", "Method"])
        page.write_row(1, 0, ["AB\\\\1", "accepted", "clear", "xray"])
    assert found(held.getvalue(), "sheet.xlsx")["case_id"] == "AB\\\\1"


def test_a_line_written_twice_is_two_inspections_unless_it_is_the_same():
    second = {**FILLED, "finding": "precursors"}
    reading = read(sheet(FILLED, second, FILLED))
    assert [row["inspection_id"] for row in reading.rows["inspections"]] == ["almaty-20261120/3", "almaty-20261120/3#2"]
    assert (reading.ignored, [p.what for p in reading.problems]) == (1, ["duplicate_line", "duplicate_line"])


def test_headers_may_stand_in_any_order_and_case_with_others_between():
    data = b"RESULT,mood,Case,decision,METHOD\nclear,good,X1,accepted,xray\n"
    reading = read(data)
    assert recognises(data, "sheet.csv")
    assert reading.rows["inspections"][0]["result"] == "clear"
    assert [(p.what, p.detail) for p in reading.problems] == [("unknown_column", "mood"), ("field_missing", "X1")]


WORDS = [
    (language, table, code, word)
    for table in ("decision", "method", "result", "finding")
    for language, code, word in understood(table)
]


@pytest.mark.parametrize(("language", "table", "code", "word"), WORDS)
def test_a_word_of_any_language_is_read_in_any_case_with_stray_blanks(language, table, code, word):
    said = {"result": "hit", "finding": "cash"} | {table: f"  {word.upper().replace(' ', '  ')} "}
    assert found(sheet({**FILLED, **said}))[table] == code


@pytest.mark.parametrize("language", codes())
def test_headers_may_be_those_of_any_language(language):
    labels = [words(language)["sheet_column"][column.name] for column in SHEET]
    data = sheet(FILLED).split(b"\n", 1)[1]
    reading = read(f"{';'.join(labels).upper()}\n".encode() + data)
    (row,) = reading.rows["inspections"]
    (same,) = read(sheet(FILLED)).rows["inspections"]
    assert (row, reading.problems) == (same, [])


@pytest.mark.parametrize("written", ["yo'q", "YO\u2018Q", "yo\u02bbq", "Yo`q", "жоқ", "არა", " Нет "])
def test_an_apostrophe_may_be_written_in_any_way(written):
    assert found(sheet({**FILLED, "presented": written}))["presented"] is False


@pytest.mark.parametrize("doubt", ["clear?", "нарушений не выявлено?", "не выявлено", "clear / hit", "aniqlan"])
def test_what_is_nearly_a_word_is_none(doubt):
    reading = read(sheet({**FILLED, "result": doubt, "finding": ""}))
    assert "result" not in reading.rows["inspections"][0]
    assert [(p.what, p.field) for p in reading.problems] == [("unknown_code", "result")]


def test_a_word_that_means_two_things_is_refused(tmp_path, monkeypatch):
    for code in ("en", "ru"):
        (tmp_path / f"{code}.toml").write_text(f'[result]\n{"hit" if code == "en" else "clear"} = "found"\n', "utf-8")
    monkeypatch.setattr(sheet_words, "FOLDER", tmp_path)
    sheet_words._read.cache_clear()
    found_in = meanings.__wrapped__("result", ("hit", "clear"))
    sheet_words._read.cache_clear()
    assert (found_in["found"], found_in["hit"]) == (None, "hit")


def test_whom_the_copy_was_made_for_stands_for_the_officer_who_is_not_named():
    named = found(sheet({**FILLED, "officer_id": "Officer 7"}))
    copied = found(sheet({**FILLED, "officer_id": "", "made_for": "officer  7"}))
    assert named["officer_id"] == copied["officer_id"] and "made_for" not in copied


@pytest.mark.parametrize("less", [1, 9, 150])
def test_a_half_saved_csv_is_refused_as_a_whole(less):
    quoted = sheet(FILLED, FILLED | {"list_line": 4}).replace(b";", b'";"').replace(b"\n", b'"\n"')
    data = b'"' + quoted + b'"\r\n'
    assert len(read(data).rows["inspections"]) == 2
    cut = read(data[: -2 - less])
    assert (cut.rows, cut.quarantined, [p.what for p in cut.problems]) == ({}, {1}, ["truncated"])
    assert count_records(data[: -2 - less], "sheet.csv") == 1


def test_a_couriers_list_is_no_outcome_sheet():
    assert not recognises(b"MAWB,HAWB,Pieces,Value\n074-12345664,A1,1,5\n", "list.csv")


CELL = st.one_of(
    st.sampled_from(["hit", "clear", "accepted", "X1", "3", "-1", "1e9", "0001-01-01T00:00+14:00"]), st.text(max_size=8)
)


@given(st.lists(st.dictionaries(st.sampled_from([c.name for c in SHEET]), CELL), max_size=5))
def test_every_row_is_accounted_for(rows):
    data = sheet(*rows)
    reading = read(data)
    placed = {row["record"] for row in reading.rows.get("inspections", ())}
    assert len(placed) + reading.ignored + len(reading.quarantined) == reading.records
    assert reading.records == count_records(data, "sheet.csv")


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_problems(data):
    for given_bytes in (data, sheet() + b"\n" + data):
        reading = read(given_bytes)
        assert reading.records == count_records(given_bytes, "sheet.csv")
        assert {p.record for p in reading.problems if p.severity == "error"} == reading.quarantined
