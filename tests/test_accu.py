"""The command: examples in every help, one sentence and an exit code for every mistake, no traceback."""

import json

import pytest
from lakes import DAYS, SITE, TONIGHT, copied, last_night, listing, rows

from flows.unit import open_unit
from lake.runs import lock

COMMANDS = ("night", "train", "backfill", "show", "read", "exercise", "runs", "promote", "rollback")
KEYS = ["file", "format", "version", "flights", "loads", "consignments", "goods", "declarations", "problems"]
DONE, MISTAKE, BUSY, INCOMPLETE = 0, 2, 3, 4


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_gives_an_example(run, command):
    code, said, _ = run(command, "--help")
    assert code == DONE and f"accu {command} " in said.partition("Example")[2]


def test_the_help_names_every_command_and_exit_code(run):
    code, said, _ = run("--help")
    assert code == DONE and all(command in said for command in COMMANDS)
    assert all(f"{number} " in said.partition("Exit codes")[2] for number in range(5))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["night", "--site", "nowhere"], "unknown site 'nowhere'; there are: almaty, tashkent, tbilisi"),
        (["night", "--day", "2026-13-01"], "'2026-13-01' is not a day; write it as 2026-03-01"),
        (["night", "--as-of", "soon"], "'soon' is not a moment; write it as"),
        (["night", "--day", "2026-03-01", "--as-of", "2026-03-01T04:00"], "give --day or --as-of, not both"),
        (["backfill", "--from", "2026-03-02", "--to", "2026-03-01"], "--from 2026-03-02 is after --to 2026-03-01"),
        (["show", "999-99999999", "--site", SITE], "no night was run for almaty yet"),
        (["train", "--site", SITE], "no runs to learn from"),
        (["train", "--site", SITE, "--day", "2026-03-01"], "no runs to learn from"),
        (["train", "--site", SITE, "--by", "B. Name", "--approved-by", "b name"], "b name trained it: a second person"),
        (
            ["promote", "--site", SITE, "--model", "latest", "--approved-by", "A"],
            "no training of almaty came to a model",
        ),
        (["promote", "--site", SITE, "--model", "abc", "--approved-by", "A"], "name the model by 6 signs of its sha"),
        (["rollback", "--site", SITE, "--approved-by", "A", "--because", "b"], "there is no champion to go back from"),
        (["rollback", "--site", SITE, "--approved-by", "A", "--because", ""], "who answers for it, and a reason"),
        (["exercise", "--nights", "-1"], "--nights is 0 or more"),
        (["exercise", "--last-day", "today"], "'today' is not a day"),
        (["read", "nothing.txt"], "nothing.txt cannot be read: No such file or directory"),
        (["read", "."], ". cannot be read: Is a directory"),
        (["runs", "--site", "nowhere"], "unknown site 'nowhere'"),
    ],
)
def test_a_mistake_is_one_sentence(run, tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    code, said, complaint = run(*words)
    assert code == MISTAKE and said == "" and says in complaint
    assert complaint.startswith("accu: ") and complaint.count("\n") == 1 and "Traceback" not in complaint
    assert list(tmp_path.iterdir()) == []


def test_a_waybill_nobody_told_of_is_a_mistake(run, worked):
    code, _, complaint = run("show", "999-99999999", "--site", SITE, "--lake", worked)
    assert code == MISTAKE and "nothing is known of 999-99999999" in complaint


def test_a_lake_at_work_is_busy(run, tmp_path):
    with lock(open_unit(tmp_path, SITE).store):
        code, _, complaint = run("night", "--site", SITE, "--day", TONIGHT, "--lake", tmp_path)
    assert code == BUSY and complaint.count("\n") == 1 and "is at work on" in complaint


def test_a_night_without_its_feeds_is_out_and_incomplete(run, tmp_path):
    code, said, _ = run("night", "--site", SITE, "--day", TONIGHT, "--lake", tmp_path)
    assert code == INCOMPLETE and "Feed cargo could not be read: there is no folder inbox/cargo." in said
    unit = open_unit(tmp_path, SITE)
    assert "Feed cargo could not be read" in str(listing(unit, last_night(unit))["warnings"])


def test_a_training_with_too_few_results_says_what_is_lacking(run, worked, tmp_path):
    unit = copied(worked, tmp_path)
    code, said, _ = run("train", "--site", SITE, "--day", DAYS[1], "--lake", unit.lake)
    assert code == DONE and "No training: too few inspections" in said and "no model, " in said
    assert "rules and the simple ranking go on" in said and not (unit.store.folder / "models").exists()


def test_read_prints_the_contracts_keys(run, region):
    files = sorted((region / SITE / "inbox/cargo").iterdir())[:2]
    files.append(sorted((region / SITE / "inbox/courier").iterdir())[0])
    code, said, _ = run("read", files[0])
    one = json.loads(said)
    assert code == DONE and list(one) == KEYS and one["file"] == files[0].name
    assert set(one["problems"][0] if one["problems"] else {"what": ""}) >= {"what"}
    code, said, _ = run("read", *reversed(files), "--received", "2026-02-28")
    many = json.loads(said)
    assert code == DONE and [each["file"] for each in many] == [file.name for file in reversed(files)]
    assert many[0]["consignments"] and all(list(each) == KEYS for each in many)


def test_show_says_why_a_case_is_on_the_list(run, learned):
    unit = open_unit(learned, SITE)
    first = rows(unit, last_night(unit), "targets").to_pylist()[0]["case_id"]
    code, said, complaint = run("show", first, "--lake", learned)
    assert (code, complaint) == (DONE, "") and f"Line 1 of {SITE}-{TONIGHT}" in said


def test_runs_lists_every_step_on_a_line_of_its_own(run, learned):
    code, said, _ = run("runs", "--site", SITE, "--lake", learned)
    record = last_night(open_unit(learned, SITE))
    lines = said.splitlines()
    assert code == DONE and all(line.startswith((SITE, "  ")) for line in lines)
    head = next(number for number, line in enumerate(lines) if record.run_id in line)
    assert [line.split()[0] for line in lines[head + 1 : head + 1 + len(record.steps)]] == [
        s.name for s in record.steps
    ]


def test_runs_of_an_empty_lake_says_so(run, tmp_path):
    code, said, _ = run("runs", "--site", SITE, "--lake", tmp_path)
    assert code == DONE and "no runs yet" in said
