"""What `accu replay` prints, and its exit codes."""

import pytest
from lakes import AS_OF, SITE, TONIGHT, last_night

pytestmark = pytest.mark.slow


def test_a_night_that_is_the_same_is_said_line_by_line_and_ends_well(worked, run):
    code, out, _ = run("replay", "--site", SITE, "--day", TONIGHT, "--lake", worked)
    assert code == 0
    lines = out.splitlines()
    assert len(lines) > 10 and all(line.startswith("same ") for line in lines)
    assert any(line.split()[-1] == "html" for line in lines)


def test_a_list_that_was_changed_ends_with_1(worked, copy, run):
    unit = copy(worked)
    night = last_night(unit)
    (unit.store.folder / night.outputs["csv"]).write_text("other", "utf-8")
    code, out, _ = run("replay", "--site", SITE, "--as-of", AS_OF.isoformat(), "--lake", unit.lake)
    assert code == 1
    assert [line for line in out.splitlines() if not line.startswith("same ")] == [
        f"differs     {night.run_id}  csv  (the stored file was changed)"
    ]


def test_a_night_that_was_not_run_is_a_mistake(worked, run):
    code, _, err = run("replay", "--site", SITE, "--day", "2026-04-01", "--lake", worked)
    assert code == 2 and "no run spoke for 2026-03-31 23:00 UTC" in err


def test_one_moment_is_asked_for(worked, run):
    code, _, err = run("replay", "--site", SITE, "--lake", worked)
    assert code == 2 and "give --day or --as-of, and one of them only" in err
