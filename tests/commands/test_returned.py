"""`accu return` answers a sheet and puts it where the next night counts it; `accu copy` names what it wrote."""

import pytest
from lakes import AS_OF, SITE, TONIGHT

from flows.unit import open_unit
from lake.runs import committed

SHEET = (
    b"List,Line,Case,Decision,Decided at (UTC),Method,Result\r\n"
    b"elsewhere-1,1,020-12345675,accepted,2026-03-01 06:00,full_opening,clear\r\n"
    b"elsewhere-1,2,X2,accepted,,xray,maybe\r\n"
)


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "home.csv"
    path.write_bytes(SHEET)
    return path


def inbox(lake):
    return sorted(path.name for path in (lake / SITE / "inbox/results").glob("*"))


def test_a_sheet_is_answered_and_lies_in_the_inbox_once(tmp_path, sheet, run):
    code, out, _ = run("return", sheet, "--site", SITE, "--lake", tmp_path / "lake", "--for", "Officer 7")
    assert code == 0 and "Copy made for: Officer 7" in out and "the next night counts it" in out
    assert "Rows in the file: 2 = counted 1, already known 0, not touched 0, refused 1" in out
    assert out.count("Row in the file 3, X2:") == 2, "a sentence for the word, and one for the missing moment"
    (name,) = inbox(tmp_path / "lake")
    assert (
        name.startswith("home-officer-7-") and (tmp_path / "lake" / SITE / "inbox/results" / name).read_bytes() == SHEET
    )
    code, out, _ = run("return", sheet, "--site", SITE, "--lake", tmp_path / "lake", "--for", "Officer 7")
    assert code == 0 and "is there already" in out and inbox(tmp_path / "lake") == [name]
    assert committed(open_unit(tmp_path / "lake", SITE).store) == []


def test_a_check_puts_nothing_anywhere(tmp_path, sheet, run):
    code, out, _ = run("return", sheet, "--check", "--site", SITE, "--lake", tmp_path / "lake")
    assert code == 0 and "Only checked" in out and not (tmp_path / "lake").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("nowhere.csv", "--site", SITE), "nowhere.csv cannot be read"),
        (("{sheet}",), "say for which site"),
        (("{sheet}", "--site", "atlantis"), "atlantis"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path, sheet, run, words, why):
    asked = [word.format(sheet=sheet) for word in words]
    code, _, err = run("return", *asked, "--lake", tmp_path / "lake")
    assert code == 2 and why in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--for", "A", "--language", "xx"), "no language 'xx'"),
        (("--for", "A"), "no list of almaty yet"),
        (("--for", "A", "--day", "soon"), "'soon' is not a day"),
    ],
)
def test_a_copy_of_nothing_is_one_sentence(tmp_path, run, words, why):
    code, _, err = run("copy", "--site", SITE, "--lake", tmp_path / "lake", *words)
    assert code == 2 and why in err


@pytest.mark.slow
def test_a_copy_names_its_files(worked, copy, run):
    unit = copy(worked)
    code, out, _ = run("copy", "--site", SITE, "--lake", unit.lake, "--for", "Officer 7", "--language", "ru")
    names = {line.rpartition("/")[2] for line in out.splitlines()}
    assert code == 0 and AS_OF and f"{SITE}-{TONIGHT}-r1-officer-7.xlsx" in names
    assert all((unit.store.folder / "lists" / str(TONIGHT) / "copies" / name).is_file() for name in names)
