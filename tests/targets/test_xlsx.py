"""The workbook: what an officer may write, what he must not see, what is printed, and that nothing in it runs."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake import sheet_words
from lake.findings import RESULTS
from lake.harmless import harmless, original, risky
from lake.sheet import SHEET
from manifests.outcome_sheet import read_sheet
from targets.language import load
from targets.outputs.columns import SELECTION, SUPERVISORS, labels, reading
from targets.outputs.xlsx import SPARE
from targets.outputs.xlsx_beside import CHOICES
from tests.targets.payloads import payloads
from tests.targets.sheets import CODES, book, hostile, officers, supervisors, write


def head(sheet):
    return {cell.value: cell.column for cell in sheet[1]}


def area_of(rule):
    (area,) = rule.sqref.ranges
    return area


def test_the_columns_of_the_outcome_sheet_leave_with_the_list_and_line_they_come_home_by():
    sheet = book(supervisors()).worksheets[0]
    columns = head(sheet)
    assert len(columns) == sheet.max_column
    local = [column.label.replace("(UTC)", "(Asia/Almaty)") for column in SHEET]
    assert set(local) <= set(columns)
    for row, line in enumerate(officers().lines, start=2):
        found = {name: sheet.cell(row, place).value for name, place in columns.items()}
        told = ("almaty-2026-03-02", line.target["line"], line.target["case_id"])
        assert (found["List"], found["Line"], found["Case"]) == told
        assert found["Selection probability"] == line.target["selection_probability"]
        filled = [label for label, column in zip(local, SHEET, strict=True) if column.filled]
        assert all(found[label] is None for label in filled)


def test_an_officers_copy_does_not_have_what_tells_a_random_line_from_the_others():
    said = labels(supervisors(), load("en"))
    hidden = {said[name] for name in (*SELECTION, *SUPERVISORS)}
    assert hidden <= set(head(book(supervisors()).worksheets[0]))
    assert hidden.isdisjoint(head(book(officers()).worksheets[0]))
    shared = b"".join(_parts(write("xlsx", officers())))
    for word in (b"random", b"Random", b"criteria", *(f"about 1 in {n}".encode() for n in range(2, 400))):
        assert word not in shared


def _parts(data):
    packed = zipfile.ZipFile(io.BytesIO(data))
    return [packed.read(name) for name in packed.namelist()]


@pytest.mark.parametrize("code", CODES)
def test_what_is_given_is_locked_and_what_is_asked_is_open_in_every_language(code):
    sheet = book(officers(), code).worksheets[0]
    columns, said = head(sheet), labels(officers(), load(code))
    assert sheet.protection.sheet and not sheet.protection.password
    filled = {said[column.name] for column in SHEET if column.filled}
    for name, place in columns.items():
        assert sheet.cell(2, place).protection.locked == (name not in filled)
    spare = len(officers().lines) + 1 + SPARE
    for name, place in columns.items():
        assert sheet.cell(spare, place).protection.locked == (name not in filled | {said["case_id"]})


@pytest.mark.parametrize("code", CODES)
def test_a_drop_down_offers_every_word_of_the_language_on_every_row_and_nothing_else(code):
    whole = book(officers(), code)
    sheet, columns, said = whole.worksheets[0], head(whole.worksheets[0]), labels(officers(), load(code))
    rules = {area_of(rule).min_col: rule for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert set(rules) == {columns[said[name]] for name in CHOICES}
    for name, codes in CHOICES.items():
        rule = rules[columns[said[name]]]
        page, _, area = rule.formula1.partition("!")
        offered = [row[0].value for row in whole[page][area.replace("$", "")]]
        assert offered == [sheet_words.words(code)[name][one] for one in codes]
        assert len(set(offered)) == len(offered)
        assert area_of(rule).max_row == len(officers().lines) + 1 + SPARE
        assert rule.showErrorMessage
        assert whole[page].sheet_state == "hidden"


@pytest.mark.parametrize("code", CODES)
def test_a_workbook_filled_in_with_the_words_offered_comes_home(code):
    whole, language = book(officers(), code), load(code)
    sheet, columns = whole.worksheets[0], head(whole.worksheets[0])
    added = len(officers().lines) + 2
    for row, result in ((2, "inconclusive"), (added, "hit")):
        for name, word in (("decision", "accepted"), ("method", "xray"), ("result", result), ("presented", "yes")):
            place = columns[language.say(f"sheet_column.{name}")]
            sheet.cell(row, place).value = language.say(f"{name}.{word}")
    sheet.cell(added, columns[language.say("sheet_column.case_id")]).value = "020-1234 5675"
    out = io.BytesIO()
    whole.save(out)
    first, own = read_sheet(out.getvalue(), "sheet.xlsx", officers().as_of).rows["inspections"]
    assert first["inspection_id"] == f"almaty-2026-03-02/{officers().lines[0].target['line']}"
    assert (first["decision"], first["method"], first["presented"]) == ("accepted", "xray", True)
    assert (first["result"], own["result"], own["case_id"]) == ("inconclusive", "hit", "02012345675")


@pytest.mark.parametrize("code", CODES)
def test_the_reading_columns_are_never_taken_for_those_that_come_home_in_any_language(code):
    home = {word.casefold() for _, _, word in sheet_words.understood("sheet_column")} | {c.name for c in SHEET}
    said = labels(supervisors(), load(code))
    assert home.isdisjoint(said[name].casefold() for name in reading(supervisors()))
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize("code", CODES)
def test_the_second_sheet_says_what_every_result_means(code):
    whole, language = book(officers(), code), load(code)
    assert whole.sheetnames[:2] == [language.say("sheet.list"), language.say("sheet.how")]
    told = {row[0]: row[1] for row in whole.worksheets[1].iter_rows(values_only=True)}
    for result in RESULTS:
        assert told[language.say(f"result.{result}")] == language.say(f"meaning.{result}")
    assert language.say("sheet.unknown") in told


def test_it_prints_on_a4_across_with_its_head_and_its_name_on_every_page():
    copy = hostile(["ABDRAKHMANOV & SONS"])
    sheet = book(copy).worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "C2")
    assert sheet.auto_filter.ref
    told = _parts(write("xlsx", copy))
    page = next(part for part in told if b"<headerFooter" in part).decode()
    footer = page[page.index("<oddHeader") : page.index("</oddFooter")]
    for word in ("almaty-2026-03-02 / 1", "2 Mar 04:00", "&amp;P", "&amp;N", "ABDRAKHMANOV &amp;&amp; SONS"):
        assert word in footer
    assert len(page[page.index("<oddHeader>") + 11 : page.index("</oddHeader>")].replace("&amp;", "&")) <= 255


def test_five_hundred_payloads_are_dead_and_whole():
    texts = payloads()
    sheet = book(hostile(texts)).worksheets[0]
    columns = head(sheet)
    for row, text in enumerate(texts, start=2):
        for name in ("Goods", "Consignor", "Consignee", "ULD", "Present together with", "Why"):
            cell = sheet.cell(row, columns[name])
            assert cell.data_type == "s" and not risky(cell.value)
            assert original(cell.value).removeprefix("Rule: ").removesuffix(" [fictitious order 12, article 3]") == text
    assert b"<f>" not in b"".join(part for part in _parts(write("xlsx", hostile(texts))) if b"<sheetData" in part)


def test_what_comes_home_goes_out_untouched_even_where_a_sheet_would_take_it_for_a_formula():
    sheet = book(hostile(["=1+1"])).worksheets[0]
    cell = sheet.cell(2, head(sheet)["Made for"])
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.sampled_from(payloads(60)))
def test_a_harmless_cell_gives_its_text_back(text):
    assert original(harmless(text)) == text


@given(
    st.sampled_from(["", "a", "a;", "a\n", " ", "\u00a0", "\t", "\ufeff"]), st.sampled_from("=+-@＝＋－＠"), st.text()
)
def test_no_separator_or_blank_brings_a_formula_back(before, sign, after):
    cell = harmless(before + sign + after)
    assert not any(risky(part) for part in cell.replace("\r", ";").replace("\n", ";").replace("\t", ";").split(";"))
