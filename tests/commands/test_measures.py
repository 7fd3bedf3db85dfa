"""The command prints every figure with its count and interval, and says a mistake in one sentence."""

import json

import pytest
from typer.testing import CliRunner

import accu
from commands.asked import UsageError
from flows.figures import measured
from flows.unit import open_unit


def run(*arguments):
    return CliRunner().invoke(accu.app, ["measures", "--site", "almaty", *map(str, arguments)])


def test_every_figure_is_printed_and_written(described, tmp_path):
    done = run("--lake", described, "--json", tmp_path / "figures.json")
    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "figures.json").read_text("utf-8"))["almaty"]
    of = measured(open_unit(described, "almaty")).figures
    assert [figure["name"] for figure in told["figures"]] == [figure.name for figure in of]
    assert all(word in done.output.replace("\n", " ") for word in ("selectivity", "leakage", "95 %", "5 nights"))
    rate = next(figure for figure in told["figures"] if figure["name"] == "hit rate" and figure["of"] == "")
    assert 0 < rate["measure"]["low"] < rate["measure"]["value"] < rate["measure"]["high"] < 1
    assert f"{rate['count']:,} / {rate['out_of']:,}" in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "2026-03-02", "--to", "2026-03-01"), "is after"),
        (("--from", "soon"), "is not a day"),
        (("--lake", "nowhere"), "no night was run"),
    ],
)
def test_a_mistake_is_one_sentence(arguments, said):
    done = run(*arguments)
    assert isinstance(done.exception, UsageError) and said in str(done.exception)
