"""The sheets in the real thing: LibreOffice opens them, prints them and gives them back, and nothing in them runs."""

import csv
import subprocess

import pytest

from lake.harmless import original
from targets.language import load
from targets.outputs.columns import labels
from targets.outputs.xlsx_beside import CHOICES
from tests.targets.payloads import payloads
from tests.targets.sheets import CODES, hostile, officers, table, workbook, write

pytestmark = pytest.mark.slow

TO_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,true"
"""Commas, quotes, UTF-8; values as they are, not as shown; formulas, where there are any, as formulas."""
FROM_CSV = "CSV:44,34,76,1,,0,false,true,false,false,false,0,,,{}"
"""Commas, quotes, UTF-8, numbers and dates recognised; the last says whether formulas are."""
FREE = ("goods", "consignor", "consignee", "uld", "batch")


@pytest.fixture(scope="module")
def soffice(tmp_path_factory):
    """Converts bytes with an own profile, and returns the bytes it made."""
    home = tmp_path_factory.mktemp("soffice")

    def convert(data, suffix, to, infilter=None):
        source, out = home / f"list{suffix}", home / "out"
        source.write_bytes(data)
        told = [f"--infilter={infilter}"] if infilter else []
        command = ["soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", *told]
        command += ["--convert-to", to, "--outdir", str(out), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)  # noqa: S603 - of Debian
        made = out / f"list.{to.partition(':')[0]}"
        return made.read_bytes()

    return convert


def cells(book):
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def same(one, other):
    """Equal; of a number LibreOffice keeps fifteen digits."""
    return one == (pytest.approx(other, rel=1e-14) if isinstance(other, float) else other)


def formulas(book):
    return [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("code", CODES)
def test_a_workbook_opened_and_saved_keeps_its_values_its_choices_and_its_locks(soffice, code):
    data = write("xlsx", officers(), code)
    before, after = workbook(data), workbook(soffice(data, ".xlsx", "xlsx"))
    assert after.sheetnames == before.sheetnames
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        assert new.protection.sheet and not new.protection.password
        assert new.sheet_state == old.sheet_state
        for row in old.iter_rows():
            for cell in row:
                assert same(new[cell.coordinate].value, cell.value)
                assert new[cell.coordinate].protection.locked == cell.protection.locked
    assert formulas(after) == []
    sheet = after.worksheets[0]
    rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert {rule.formula1.replace("$", "").rpartition("!")[2] for rule in rules} == {
        f"{chr(ord('A') + place)}1:{chr(ord('A') + place)}{len(codes)}" for place, codes in enumerate(CHOICES.values())
    }
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")


def test_a_workbook_saved_as_csv_says_the_same(soffice):
    data = write("xlsx", officers())
    rows = list(csv.reader(soffice(data, ".xlsx", TO_CSV).decode().splitlines()))
    said = [["" if value is None else value for value in row] for row in cells(workbook(data))]
    for row, told in zip(rows, said, strict=False):
        for cell, value in zip(row, told, strict=True):
            assert cell == value if isinstance(value, str) else same(float(cell), value)


@pytest.mark.parametrize("code", CODES)
def test_on_paper_every_page_has_the_head_the_list_and_its_number(soffice, code, tmp_path):
    (tmp_path / "list.pdf").write_bytes(soffice(write("xlsx", officers(), code), ".xlsx", "pdf"))
    *listed, how, _ = told("pdftotext", "-layout", tmp_path / "list.pdf", "-").split("\f")
    assert len(listed) >= 3
    for number, page in enumerate(listed, start=1):
        head, foot = page.splitlines()[:9], page.strip().splitlines()[-1]
        assert any("ULD" in row for row in head)
        assert "almaty-2026-03-02 / 1" in foot and str(number) in foot and str(len(listed) + 1) in foot
    for line in officers().lines:
        assert sum(line.target["case_id"] in page.split() for page in listed) == 1
    assert load(code).say("result.not_presented") in how
    assert "841.89 x 595" in told("pdfinfo", tmp_path / "list.pdf")


def told(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()  # noqa: S603 - of Debian


@pytest.mark.parametrize("evaluate", ["false", "true"])
def test_a_csv_opened_is_what_it_was_and_computes_nothing(soffice, evaluate):
    given = write("csv", officers())
    book = workbook(soffice(given, ".csv", "xlsx", FROM_CSV.format(evaluate)))
    assert formulas(book) == []
    head, *rows = table(officers())
    for row, found in zip([head, *rows], cells(book), strict=True):
        for name, cell, value in zip(head, row, found, strict=True):
            if name == "Known up to (UTC)":
                assert str(value).startswith(cell)
            elif cell != value and (cell or value is not None):
                assert same(float(cell), float(value))


@pytest.mark.parametrize("evaluate", ["false", "true"])
def test_five_hundred_payloads_in_a_csv_are_dead_and_come_back_whole(soffice, evaluate):
    texts = payloads()
    book = workbook(soffice(write("csv", hostile(texts)), ".csv", "xlsx", FROM_CSV.format(evaluate)))
    assert formulas(book) == []
    assert_whole(book, texts)


def test_five_hundred_payloads_in_a_workbook_are_dead_and_come_back_whole(soffice):
    texts = payloads()
    data = write("xlsx", hostile(texts))
    assert_whole(workbook(data), texts)
    book = workbook(soffice(data, ".xlsx", "xlsx"))
    assert formulas(book) == []
    assert_whole(book, texts)


def test_a_workbook_of_payloads_saved_as_csv_and_opened_again_is_still_dead(soffice):
    texts = payloads()
    twice = soffice(write("xlsx", hostile(texts, made_for="post 3")), ".xlsx", TO_CSV)
    book = workbook(soffice(twice, ".csv", "xlsx", FROM_CSV.format("true")))
    assert formulas(book) == []
    assert_whole(book, texts)


def assert_whole(book, texts):
    head = [cell.value for cell in book.worksheets[0][1]]
    said = labels(officers(), load("en"))
    for row, text in zip(book.worksheets[0].iter_rows(min_row=2, max_row=len(texts) + 1), texts, strict=True):
        for name in FREE:
            assert original(str(row[head.index(said[name])].value)) == text
