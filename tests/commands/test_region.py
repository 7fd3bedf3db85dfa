"""`accu exercise`: its knobs, a unit's own methods, and mistakes in one sentence."""

import csv
from pathlib import Path

import pytest

from exercises.methods import METHODS

SMALL = ("--cases", 60, "--site", "tbilisi", "--seed", 3)


def _truth(lake: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((lake / "truth" / "tbilisi.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("prevalence", [0.0002, 0.003, 0.02, 0.09])
def test_any_prevalence_can_be_asked_for(run, tmp_path: Path, prevalence: float) -> None:
    code, said, complained = run(
        "exercise", "--nights", 9, "--out", tmp_path, *SMALL, "--prevalence", prevalence, "--tables"
    )
    assert code == 0, complained
    assert "600 cases" in said
    assert abs(len({row["case_id"] for row in _truth(tmp_path)}) - 600 * prevalence) < 4 + 0.5 * 600 * prevalence


def test_methods_of_a_folder_are_added_or_replace_those_of_their_name(run, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    text = (METHODS / "poppy_straw.toml").read_text("utf-8").replace("share = 0.14", "share = 1.0")
    (own / "ours.toml").write_text(
        text.replace("caught_before_move = 4", "caught_before_move = 4\nto = 2026-02-26"), "utf-8"
    )
    (own / "poppy_straw.toml").write_text(text.replace("share = 1.0", "share = 1.0\nfrom = 2026-02-27"), "utf-8")
    asked = ("--nights", 6, "--prevalence", 0.5, "--methods", own, "--out", tmp_path / "lake")
    assert run("exercise", *SMALL, *asked)[0] == 0
    days = {
        method: {row["day"] for row in _truth(tmp_path / "lake") if row["method"] == method}
        for method in ("ours", "poppy_straw")
    }
    assert days["ours"] and max(days["ours"]) <= "2026-02-26"
    assert days["poppy_straw"] and min(days["poppy_straw"]) >= "2026-02-27"
    assert {row["method"] for row in _truth(tmp_path / "lake")} > days.keys()


def test_months_stand_for_nights(run, tmp_path: Path) -> None:
    code, said, _ = run("exercise", "--months", 1, "--cases", 10, "--site", "tbilisi", "--tables", "--out", tmp_path)
    assert code == 0 and "290 cases" in said  # February and tonight


@pytest.mark.parametrize(
    "wrong", [("--prevalence", 1.5), ("--cases", 0), ("--nights", -1), ("--months", -2), ("--methods", "/nowhere")]
)
def test_a_mistake_is_one_sentence(run, tmp_path: Path, wrong: tuple[object, ...]) -> None:
    code, _, complained = run("exercise", "--out", tmp_path, *wrong)
    assert code == 2 and complained.startswith("accu: --")


def test_faults_of_own_methods_are_told_together(run, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("title = ", "utf-8")
    (tmp_path / "b.toml").write_text("title = 'x'\nshare = 3", "utf-8")
    code, _, complained = run("exercise", "--out", tmp_path / "lake", "--methods", tmp_path)
    assert code == 2 and "a.toml is not TOML" in complained and "b.toml: share" in complained
