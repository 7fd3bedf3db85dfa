"""`accu rules`: what is listed, what a dry run prints, and what a mistake is answered with."""

import pytest
from lakes import DAYS, SITE
from typer.testing import CliRunner

from commands.asked import UsageError
from commands.rules import app
from indicators.apply import INDICATORS

DATES = ("--from", str(DAYS[0]), "--to", str(DAYS[-1]), "--site", SITE)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_every_rule_is_listed_on_a_line_with_its_action_dates_owner_and_source():
    lines = run("list").output.splitlines()
    assert len(lines) == len(INDICATORS) + 1
    for rule, line in zip(INDICATORS, lines[1:], strict=True):
        assert line.startswith(rule.name)
        for said in (rule.action, str(rule.valid_from), rule.owner, rule.source):
            assert said in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("weight_over_limits", *DATES), "did you mean weight_over_limit"),
        (("weight_over_limit", "--from", "2026-03-02", "--to", "2026-03-01"), "is after --to"),
        (("weight_over_limit", "--from", "March", "--to", "2026-03-01"), "is not a day"),
        (("weight_over_limit", *DATES), "no night from"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path, arguments, said):
    found = run("dry-run", *arguments, "--lake", tmp_path)
    assert isinstance(found.exception, UsageError)
    assert said in str(found.exception)


def test_a_dry_run_prints_hits_rate_and_lift_and_writes_nothing(described):
    before = sorted(path for path in described.rglob("*") if path.is_file())
    found = run("dry-run", "data_quality_hold", *DATES, "--lake", described)
    assert found.exit_code == 0, found.exception
    for said in ("Almaty: data_quality_hold (review, document) over 5 nights", "would have hit", "lift over them"):
        assert said in found.output
    assert max(len(line) for line in found.output.splitlines()) <= 120
    assert sorted(path for path in described.rglob("*") if path.is_file()) == before
