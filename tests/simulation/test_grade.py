"""Lists are graded against the truth of an exercise: a bad case counts once, and only where it could be held."""

import re
import sys
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))  # importmode=importlib leaves it out
from graded import DAY, SITE, shift, truth, unit

from simulation.grade import Graded, at_least, grade, grade_of
from simulation.tables import truth_folder

BEFORE = DAY - timedelta(days=1)
ROOT = Path(__file__).parents[2]
CASES = [f"C{n}" for n in range(8)] + ["P1", "P2"]


def _graded(lake: Path, first: date = DAY, last: date = DAY) -> Graded:
    return grade(*unit(lake), first, last)


def test_what_was_listed_is_counted_beside_the_oracle_and_chance(tmp_path: Path) -> None:
    shift(tmp_path, DAY, CASES, ["C1", "C5"])
    truth(tmp_path, [
        ("C1", "poppy", "narcotics", 1.0, DAY, True),
        ("C2", "poppy", "narcotics", 1.0, DAY, True),
        ("C3", "cheap", "undervaluation", 0.3, DAY, True),
    ])  # fmt: skip
    graded = _graded(tmp_path)
    everything = grade_of(graded.cases)
    assert (everything.bad, everything.listed, everything.oracle) == (3, 1, 2)
    assert everything.by_chance == pytest.approx(3 * 2 / 10)
    assert everything.severity_share == pytest.approx(1.0 / 2.3)
    assert everything.share.value == pytest.approx(1 / 3) and everything.share.low is not None
    methods = graded.by_method()
    assert list(methods) == ["cheap", "poppy"]
    assert (methods["poppy"].listed, methods["poppy"].oracle, methods["cheap"].oracle) == (1, 2, 0)
    assert everything.tail is None and (graded.shifts, graded.lines) == (1, 2)


def test_origins_are_held_against_all_of_the_same_true_risk(tmp_path: Path) -> None:
    cargo, parcels = [f"C{n:02d}" for n in range(40)], [f"P{n:02d}" for n in range(40)]
    shift(tmp_path, DAY, [*cargo, *parcels, "M1"], [*cargo[:10], *parcels[:20]])
    truth(tmp_path, [(parcel, "poppy", "narcotics", 1.0, DAY, True) for parcel in parcels[:10]])
    ratios = _graded(tmp_path).origins
    clean = (10 + 10) / 71  # of all that are clean, one of an origin that is not known among them
    assert ratios["AE"].value == pytest.approx(10 / (40 * clean), abs=1e-6)
    assert ratios["TR"].value == pytest.approx(20 / (30 * clean + 10), abs=1e-6)
    assert ratios["AE"].low < 1 < ratios["AE"].high and list(ratios) == ["AE", "TR"]


def test_a_case_that_two_shifts_could_hold_counts_once_and_may_be_listed_by_either(tmp_path: Path) -> None:
    shift(tmp_path, BEFORE, CASES, ["C5"])
    shift(tmp_path, DAY, CASES[:5], ["C1"])
    truth(tmp_path, [("C1", "poppy", "narcotics", 1.0, BEFORE, True)])
    (case,) = _graded(tmp_path, BEFORE, DAY).cases
    assert case.listed and case.by_oracle
    assert case.by_chance == pytest.approx(1 - (1 - 1 / 10) * (1 - 1 / 5))


def test_what_could_not_be_held_or_is_another_flight_of_the_same_number_does_not_count(tmp_path: Path) -> None:
    shift(tmp_path, DAY, CASES, ["C1"])
    truth(tmp_path, [
        ("C9", "poppy", "narcotics", 1.0, DAY, True),
        ("C1", "poppy", "narcotics", 1.0, DAY - timedelta(days=400), True),
    ])  # fmt: skip
    assert _graded(tmp_path).cases == ()
    assert grade_of(()).share.value is None and grade_of(()).tail is None


def test_the_last_revision_of_a_shift_counts_and_its_standby_lines_do_not(tmp_path: Path) -> None:
    shift(tmp_path, DAY, CASES, ["C1", "C2"])
    shift(tmp_path, DAY, CASES[2:], ["C1", "C2?", "C3"], hours=5)
    truth(tmp_path, [(f"C{n}", "poppy", "narcotics", 1.0, DAY, True) for n in (1, 2, 3)])
    graded = _graded(tmp_path)
    assert {case.bad.case_id: case.listed for case in graded.cases} == {"C1": True, "C2": False, "C3": True}
    assert graded.lines == 2


def test_what_leaves_no_trace_is_held_against_chance_within_its_stream(tmp_path: Path) -> None:
    shift(tmp_path, DAY, CASES, ["P1", "C1"])
    truth(tmp_path, [
        ("P1", "unseen", "narcotics", 1.0, DAY, False),
        ("C1", "poppy", "narcotics", 1.0, DAY, True),
    ])  # fmt: skip
    methods = _graded(tmp_path).by_method()
    assert methods["unseen"].tail == pytest.approx(0.5)  # one of two parcels was listed
    assert methods["poppy"].tail is None


def test_a_day_without_a_list_is_named_and_none_at_all_is_an_error(tmp_path: Path) -> None:
    shift(tmp_path, DAY, CASES, ["C1"])
    with pytest.raises(ValueError, match="there is no truth"):
        _graded(tmp_path)
    truth(tmp_path, [])
    assert _graded(tmp_path, BEFORE, DAY).missing == (BEFORE,)
    with pytest.raises(ValueError, match="handed out no list"):
        _graded(tmp_path, BEFORE, BEFORE)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_the_tail_falls_from_one_and_its_sum_is_the_mean(chances: list[float]) -> None:
    tails = [at_least(count, chances) for count in range(len(chances) + 2)]
    assert tails[0] == pytest.approx(1.0) and tails[-1] == 0.0
    assert all(one >= other - 1e-12 for one, other in pairwise(tails))
    assert sum(tails[1:]) == pytest.approx(sum(chances))


def test_the_truth_lies_in_no_units_folder_and_no_room_of_the_pipeline_names_it(tmp_path: Path) -> None:
    store, _ = unit(tmp_path)
    assert not truth_folder(store).is_relative_to(store.folder)
    rooms = ("lake", "manifests", "expectations", "cases", "features", "parties", "goods", "models", "indicators",
             "targets", "flows")  # fmt: skip
    for path in (path for room in rooms for path in (ROOT / room).rglob("*.py")):
        assert not re.search(r"[\"'/]truth[\"'/]", path.read_text("utf-8")), path
    assert SITE in str(store.folder)
