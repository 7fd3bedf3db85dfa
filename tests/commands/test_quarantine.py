"""The commands of the quarantine as they are typed: readable at a hundred columns, mistakes in one sentence."""

import os
from pathlib import Path

import pytest
from lakes import AS_OF, SITE

from commands.quarantine import app
from flows.unit import open_unit
from tests.flows.small import drop, took_in

DONE, MISTAKE = 0, 2
COMMANDS = ("list", "show", "retry", "request")


@pytest.fixture(scope="module")
def refused(made_once) -> Path:
    """A lake in which a booking and rubbish wait."""

    def fill(to: Path) -> None:
        unit = open_unit(to, SITE)
        drop(unit, "cargo/booking.txt", "FBL/4\n901-10000012\n", AS_OF.replace(hour=20))
        drop(unit, "cargo/rubbish.bin", bytes(range(256)), AS_OF.replace(hour=21))
        took_in(unit, AS_OF)

    return made_once("refused", fill)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_gives_an_example(run, command):
    code, said, _ = run("quarantine", command, "--help")
    assert code == DONE and f"accu quarantine {command} " in " ".join(said.split())
    assert command in {found.name or found.callback.__name__ for found in app.registered_commands}


def test_what_the_list_names_can_be_shown_and_tried(run, refused):
    code, said, _ = run("quarantine", "list", "--site", SITE, "--lake", refused)
    assert code == DONE and "2 records wait in quarantine" in said and max(map(len, said.splitlines())) <= 100
    name = next(line.split()[-1] for line in said.splitlines() if "unknown_message" in line)
    code, said, _ = run("quarantine", "show", name, "--site", SITE, "--lake", refused)
    assert code == DONE and "refused by unknown_message" in said and "FBL/4" in said
    code, said, _ = run("quarantine", "retry", name.partition("/")[0], "--site", SITE, "--lake", refused, "--dry-run")
    assert code == DONE and "1 records tried, 0 would be released, 1 wait on" in said


def test_a_request_goes_to_the_screen_or_into_a_file(run, refused, tmp_path):
    code, said, _ = run("quarantine", "request", "--site", SITE, "--lake", refused, "--contact", "duty officer")
    assert code == DONE and "REQUEST FOR INFORMATION (7H)" in said and "booking.txt" in said and "duty officer" in said
    code, said, _ = run("quarantine", "request", "--site", SITE, "--lake", refused, "--out", tmp_path / "r.txt")
    assert code == DONE and [path.name for path in tmp_path.iterdir()] == ["r.txt"]
    assert "Nothing was sent" in (tmp_path / "r.txt").read_text("utf-8")
    code, said, _ = run("quarantine", "request", "--site", SITE, "--lake", refused, "--carrier", "Q9")
    assert code == DONE and "Nothing is wanting" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["show", "zzzz"], "no message begins with 'zzzz'"),
        (["show", "ab/x"], "'x' is no number of a record"),
        (["retry", "zzzz"], "no message begins with 'zzzz'"),
        (["list", "--since", "yesterday"], "'yesterday' is not a day"),
        (["request", "--day", "2020-01-01"], "no night was run for almaty as of 2019-12-31"),
    ],
)
def test_a_mistake_is_one_sentence(run, refused, words, says):
    code, _, complaint = run("quarantine", *words, "--site", SITE, "--lake", refused)
    assert code == MISTAKE and says in complaint and "Traceback" not in complaint


def test_a_lake_without_a_run_says_what_to_do(run, tmp_path):
    for command in (["list"], ["show", "ab"], ["retry"], ["request"]):
        code, _, complaint = run("quarantine", *command, "--site", SITE, "--lake", tmp_path)
        assert code == MISTAKE and "almaty" in complaint
    assert os.listdir(tmp_path) in ([], [SITE])
