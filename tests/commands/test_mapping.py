"""`accu mapping check`: what is printed, how wide, and the exit code."""

from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from commands.asked import UsageError
from commands.mapping import app
from manifests.mapping import load_mapping

ROOT = Path(__file__).parents[2]
GOLDEN = sorted((ROOT / "tests" / "manifests" / "golden" / "courier").glob("*.csv"))
READY = (
    "MAWB,HAWB,Pieces,Weight,Goods,Shipper,Shipper address,Consignee,Consignee address,Consignee country\n"
    "901-12345675,A1,1,250,Wool gloves,Fictive Mill,Mill lane 1,A. Person,Nowhere 2,KZ\n"
)
UNKNOWN = "Parcel tag,Master,Weight (g),Mood\nMX-1,901-12345675,250,good\n"


def run(*arguments):
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


def written(folder, text, name="list.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_page_fits_into_a_hundred_characters_and_ends_with_the_verdict(path):
    result = run(path)
    lines = result.output.rstrip().splitlines()
    assert max(cell_len(line) for line in lines) <= 100
    assert result.exit_code == {"ready": 0, "readab": 4, "not re": 2}[lines[-1][:6]]


def test_a_list_that_says_everything_is_ready(tmp_path):
    result = run(written(tmp_path, READY))
    assert (result.exit_code, result.output.rstrip().splitlines()[-1]) == (0, "ready")
    assert "901-12345675 → 90112345675" in result.output


def test_doubts_are_another_exit_code(tmp_path):
    result = run(written(tmp_path, READY.replace("Goods", "Mood")))
    assert result.exit_code == 4
    assert "no header for goods_description" in result.output


def test_a_mapping_that_cannot_read_the_file_is_not_ready(tmp_path):
    result = run(written(tmp_path, READY), "--mapping", "post_items")
    assert result.exit_code == 2
    assert result.output.rstrip().splitlines()[-1].startswith("not ready: post_items reads nothing of this file")


def test_a_table_that_no_mapping_knows_shows_what_is_lacking_and_a_draft(tmp_path):
    result = run(written(tmp_path, UNKNOWN))
    assert isinstance(result.exception, UsageError)
    assert "--draft > sites/mappings/NAME.toml" in str(result.exception)
    assert "courier: no header is house_waybill" in result.output
    assert "# Parcel tag: MX-1 (text)" in result.output


def test_a_draft_alone_is_printed_and_completed_it_is_tried_out_by_its_path(tmp_path):
    file = written(tmp_path, UNKNOWN)
    draft = run(file, "--draft").stdout
    completed = draft.replace(
        "# [columns.NAME]\n# headers = ['parcel tag']", "[columns.house_waybill]\nheaders = ['parcel tag']"
    )
    mine = written(tmp_path, completed, "mine.toml")
    assert load_mapping(str(mine)).row_key == "house_waybill"
    result = run(file, "--mapping", mine)
    assert result.exit_code == 4
    assert "1 read as 1 consignment(s) with 1 goods line(s)" in result.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere.csv",), "nowhere.csv cannot be read"),
        ((GOLDEN[0], "--mapping", "nonesuch"), "unknown mapping 'nonesuch'; there are: alaport, courier"),
        ((GOLDEN[0], "--mapping", "nowhere.toml"), "nowhere.toml cannot be read"),
        ((ROOT / "docs" / "list.png", "--draft"), "no row looks like the headers of a table"),
    ],
)
def test_a_mistake_is_one_sentence(arguments, says):
    assert says in str(run(*arguments).exception)
