"""`accu grade`: each unit, each method, the units together; a mistake is one sentence."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "simulation"))  # importmode=importlib leaves it out
from graded import DAY, shift, truth

CASES = [f"C{n}" for n in range(10)]


def _lake(lake: Path) -> None:
    for name, listed in (("almaty", ["C1", "C2"]), ("tbilisi", ["C4"])):
        shift(lake, DAY, CASES, listed, name=name)
        rows = [("C1", "poppy", "narcotics", 1.0, DAY, True), ("C2", "unseen", "narcotics", 1.0, DAY, False)]
        truth(lake, rows, name)


def test_units_are_graded_alone_and_together(run, tmp_path: Path) -> None:
    _lake(tmp_path)
    code, said, complained = run("grade", "--lake", tmp_path)
    assert code == 0, complained
    lines = said.splitlines()
    assert "almaty: 1 shifts, 2 lines listed" in lines and "tbilisi: 1 shifts, 1 lines listed" in lines
    assert "joint exercise: almaty, tbilisi, 3 lines listed" in lines
    assert [line.split()[:3] for line in lines if line.startswith("all ")] == [
        ["all", "2", "2"], ["all", "2", "0"], ["all", "4", "2"],
    ]  # fmt: skip
    assert [line.split()[1:3] for line in lines if line.startswith("poppy")] == [["1", "1"], ["1", "0"], ["2", "1"]]
    assert any(line.startswith("unseen leaves no trace: 1 of 2 listed, as by chance") for line in lines)
    assert "tashkent handed out no list yet" in complained or "there is no truth" in complained


def test_a_list_that_finds_what_nobody_can_see_is_said_to_leak(run, tmp_path: Path) -> None:
    many = [f"C{n}" for n in range(300)]
    shift(tmp_path, DAY, many, many[:3])
    truth(tmp_path, [(case, "unseen", "narcotics", 1.0, DAY, False) for case in many[:3]])
    code, said, _ = run("grade", "--site", "almaty", "--day", DAY, "--lake", tmp_path)
    assert code == 0 and "more often than by chance: look for a leak" in said


def test_mistakes_are_one_sentence(run, tmp_path: Path) -> None:
    assert run("grade", "--lake", tmp_path, "--from", "2026-03-01")[0] == 2
    code, _, complained = run("grade", "--lake", tmp_path, "--site", "almaty", "--day", "2026-03-01")
    assert code == 2 and "there is no truth" in complained
