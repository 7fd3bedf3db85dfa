import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from manifests.workbook import WorkbookError, sheet_lines

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRING = st.lists(
    st.sampled_from([
        "<t>tea</t>", "<t/>", '<t xml:space="preserve"> pad </t>', "<r><t>rich</t></r>",
        "<r><rPr><b/></rPr><t> run</t></r>", "<r/>",
        "<rPh sb='0' eb='1'><t>phonetic</t></rPh>", "<t>_x005F_x</t>", "<t>a&amp;b</t>", "<t>Обувь</t>",
    ]),
    max_size=4,
).map("".join)  # fmt: skip


def book(strings, before=""):
    """A workbook with one string in each row of its first column."""
    held, changed = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for row in range(len(strings)):
            sheet.write_string(row, 0, f"text {row}")
    table = f'{before}<sst xmlns="{SPACE}">{"".join(f"<si>{string}</si>" for string in strings)}</sst>'
    with zipfile.ZipFile(held) as packed, zipfile.ZipFile(changed, "w") as out:
        for name in packed.namelist():
            out.writestr(name, table if name == "xl/sharedStrings.xml" else packed.read(name))
    return changed.getvalue()


@settings(max_examples=40)
@given(st.lists(STRING, min_size=1, max_size=8))
def test_shared_strings_are_those_of_openpyxl(strings):
    data = book(strings)
    told = [row[0] for row in openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0].values]
    found = {line.first: line.cells[0] for line in sheet_lines(data, "Sheet1")}
    assert found == {number: text for number, text in enumerate(told, 1) if text and text.strip()}


def test_shared_strings_with_a_dtd_are_refused_and_never_cut():
    data = book(["<t>PRE&x;POST</t>"], f'<!DOCTYPE sst [<!ENTITY x "{"X" * 10}">]>')
    with pytest.raises(WorkbookError) as raised:
        sheet_lines(data, "Sheet1")
    assert raised.value.problem.what == "workbook_broken"


@pytest.mark.parametrize("table", ["<t>tea", "<t>&nothing;</t>", "\x00"])
def test_a_damaged_table_of_strings_is_a_broken_workbook(table):
    with pytest.raises(WorkbookError):
        sheet_lines(book([table]), "Sheet1")
