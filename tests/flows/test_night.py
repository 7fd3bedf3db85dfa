"""The night as a whole: same inputs, same list; what was handed out stays; officers' results come home."""

import json
import os
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from lakes import (
    AS_OF,
    SITE,
    TONIGHT,
    enthroned,
    everything,
    files_since,
    hashes,
    last_night,
    listing,
    put,
    raw_files,
    rows,
    whole,
)  # fmt: skip

from flows.nightly import night
from flows.returned import returned
from flows.unit import open_unit
from lake.past import Past
from lake.runs import committed
from models import registry
from models.blend import model_weight
from models.labels import label
from models.score import severities

ROOT = Path(__file__).parents[2]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ABOUT = {"illicit": "prohibited or dangerous", "revenue": "duty or tax"}
LONGEST = {
    "pull": 0.2, "take_in": 0.2, "assembled": 0.2, "remember": 0.2, "described": 0.2,
    "account": 0.2, "choose": 0.03, "hand_out": 0.03,
}  # fmt: skip
"""Steps, and within how many seconds of their beginning a night is killed: it must not be over by then."""


def told(*arguments: str, **environment: str) -> str:
    """What a Python of its own says; its exit code must be 0."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(  # noqa: S603  our own interpreter and files
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_neither_the_lake_nor_the_machine_nor_the_order_of_files_changes_a_byte(described, worked, copy, tmp_path):
    unit = copy(described)
    for number, path in enumerate(reversed(files_since(unit, AS_OF - DAY))):
        path.rename(path.with_name(f"{number:04}{path.suffix}"))
    command = ["-m", "accu", "night", "--site", SITE, "--day", str(TONIGHT), "--lake", str(tmp_path / "lake")]
    told(*command, PYTHONHASHSEED="123", TZ="Pacific/Auckland", OMP_NUM_THREADS="2", LC_ALL="C")
    first = open_unit(worked, SITE)
    assert (
        hashes(unit, last_night(unit))
        == hashes(first, last_night(first))
        == {name: sha for name, sha in last_night(unit).hashes.items() if name != "model"}
    )


def test_a_night_run_twice_is_the_same_list_whatever_came_to_light_or_was_learned(worked, copy):
    unit = copy(worked)
    first, raw = last_night(unit), raw_files(unit)
    before = hashes(unit, first)
    late = put(unit, "cargo/late.txt", files_since(unit, AS_OF - DAY)[0].read_bytes() + b"\n", AS_OF - HOUR)
    enthroned(unit)
    again = night(unit, AS_OF)
    assert hashes(unit, again) == before and again.run_id != first.run_id
    assert again.counts["feeds"] == first.counts["feeds"] and again.outputs == first.outputs
    assert raw_files(unit) == raw and late.exists()


def test_a_cold_start_says_so(worked):
    unit = open_unit(worked, SITE)
    said = listing(unit, last_night(unit))
    assert said["model"].startswith("none yet, a cold start; drawn by the exercise's seed")
    assert any("No trained model" in line for line in said["warnings"])
    assert {line["target"]["basis"] for line in said["lines"]} == {"cold_start"}
    assert said["lines"] and len(said["lines"]) == unit.site.capacity.list_lines


def test_after_a_first_training_the_list_is_ranked_by_the_model_as_far_as_it_has_learned_and_says_so(learned):
    unit = open_unit(learned, SITE)
    run = last_night(unit)
    said = listing(unit, run)
    lines = [line["target"] for line in said["lines"]]
    assert run.hashes["model"][:12] in said["model"]
    model = registry.load(unit.store.folder, run.hashes["model"])
    weight = model_weight(model)
    assert 0 < weight < 1 and {(line["basis"], line["model_weight"]) for line in lines} == {("blended", weight)}
    few = [f"one aim ({ABOUT[name]})" for name, aim in sorted(model.aims.items()) if aim.trees != "own"]
    assert [any(part in warning for warning in said["warnings"]) for part in few] == [True] * len(few)
    assert f"it weighs {weight:.0%}".replace("%", "\u00a0%") in said["warnings"][-1]
    assert all(line["probability_illicit"] is not None for line in lines)
    assert {line["severity"] for line in said["lines"]} <= set(severities(model, unit.site.severity).values())
    by_model = sorted((line["priority"] for line in lines if line["selected_as"] == "model"), reverse=True)
    left = [line["last_chance_at"] for line in lines if line["last_chance_at"]]
    assert left == sorted(left) and by_model[0] > by_model[-1]
    scored = rows(unit, run, "scores")["priority"].to_pylist()
    drawn = {line["case_id"] for line in lines if line["selected_as"] == "random"}
    assert by_model[0] == max(scored) and len(drawn) == 3
    assert any(reason["kind"] == "for" for line in said["lines"] for reason in line["reasons"])


def test_a_run_before_a_flight_is_a_revision(worked, copy):
    unit = copy(worked)
    first = last_night(unit)
    before, files = rows(unit, first, "targets").to_pylist(), hashes(unit, first)
    second = night(unit, AS_OF + 2 * HOUR)
    after = rows(unit, second, "targets").to_pylist()
    assert {row["revision"] for row in after} == {2} and {row["list_id"] for row in after} == {f"{SITE}-{TONIGHT}"}
    assert [(r["line"], r["case_id"], r["selected_as"], r["draw"]) for r in after[: len(before)]] == [
        (r["line"], r["case_id"], r["selected_as"], r["draw"]) for r in before
    ]
    assert [r["case_id"] for r in after if r["selected_as"] == "random"] == [
        r["case_id"] for r in before if r["selected_as"] == "random"
    ]
    assert second.counts["feeds"]["cargo"]["files"] > 0
    assert sum(not r["standby"] for r in after) <= unit.site.capacity.list_lines
    assert hashes(unit, first) == files == hashes(unit, night(unit, AS_OF))


def test_a_sheet_that_comes_home_is_known_the_next_night_and_becomes_labels(worked, copy):
    unit = copy(worked)
    first, raw = last_night(unit), raw_files(unit)
    book = openpyxl.load_workbook(unit.store.folder / first.outputs["xlsx"])
    sheet = book.worksheets[0]
    at = {str(cell.value): cell.column for cell in sheet[1]}
    filled = {
        "Decision": "accepted",
        "Presented": "yes",
        "Method": "full_opening",
        "Decided at (Asia/Almaty)": "2026-03-01 11:00",
    }
    for line, said in ((2, {"Result": "hit", "Finding": "narcotics"}), (3, {"Result": "clear"})):
        for name, value in (filled | said).items():
            sheet.cell(line, at[name], value)
    book.save(unit.store.folder / "inbox/results/home.xlsx")
    os.utime(unit.store.folder / "inbox/results/home.xlsx", ((AS_OF + 15 * HOUR).timestamp(),) * 2)
    late = put(unit, "cargo/late.txt", files_since(unit, AS_OF - DAY)[0].read_bytes() + b"\n", AS_OF - HOUR)

    run = night(unit, AS_OF + DAY)
    listed = rows(unit, first, "targets").to_pylist()
    targets, selected = ({row["line"]: row[name] for row in listed} for name in ("case_id", "selected_as"))
    known = [row for row in everything(unit, run, "inspections") if row["known_at"] == AS_OF + 15 * HOUR]
    home = {row["list_line"]: row for row in known if row["result"]}
    assert {line: row["case_id"] for line, row in home.items()} == {line: targets[line] for line in (1, 2)}
    assert home[1]["inspection_id"] == f"{SITE}-{TONIGHT}/1" and home[1]["selected_as"] is None
    results = returned(Past(unit.store, run))
    assert {row["selected_as"] for row in results.to_pylist() if row["case_id"] == targets[1]} == {selected[1]}
    labels = label(results, unit.site.strong_methods).to_pylist()
    learned = {row["case_id"]: (row["illicit"], row["revenue"]) for row in labels}
    assert learned[targets[1]] == (True, False) and learned[targets[2]] == (False, False)
    assert not set(targets.values()) & {targets[1], targets[2]} & set(rows(unit, run, "cases")["case_id"].to_pylist())
    came_late = [row for row in everything(unit, run, "receipts") if row["file_name"] == late.name]
    assert {row["known_at"] for row in came_late} == {AS_OF} and came_late[0]["changed_at"] == AS_OF - HOUR
    assert raw_files(unit).items() >= raw.items()


def _survives(unit, worked, kills: list[str]) -> None:
    before = committed(unit.store)
    said = told(str(Path(__file__).parent / "killed.py"), str(unit.lake), SITE, AS_OF.isoformat(), *kills)
    assert said.count(" killed\n") == len(kills), said
    assert committed(unit.store) == before
    run = night(unit, AS_OF)
    first = open_unit(worked, SITE)
    assert hashes(unit, run) == hashes(first, last_night(first)) and whole(unit, run)
    assert run.counts["feeds"] == last_night(first).counts["feeds"]
    assert rows(unit, run, "history").equals(rows(first, last_night(first), "history"))
    for record in (unit.store.folder / "runs").iterdir():
        json.loads(record.read_text("utf-8"))


@pytest.mark.slow
def test_a_killed_night_leaves_nothing_behind_that_counts(described, worked, copy):
    _survives(copy(described), worked, ["hand_out:0.01"])


@pytest.mark.slow
def test_twenty_killed_nights_leave_nothing_behind_that_counts(described, worked, copy):
    chance = random.Random(20)
    steps = [chance.choice(list(LONGEST)) for _ in range(20)]
    kills = [f"{step}:{chance.uniform(0, LONGEST[step]):.3f}" for step in steps]
    _survives(copy(described), worked, kills)
