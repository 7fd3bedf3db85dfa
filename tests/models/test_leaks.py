"""The leak gate finds copies that nobody pointed out, and lets honest skill pass."""

from dataclasses import replace

import numpy as np
import pytest

from models.leaks import LeakReport, check, merged
from models.sample import Sample, fit_trees
from models.settings import Params

DAY = 86_400_000_000
PARAMS = Params(rounds=40)
FEATURES = ("kg", "rate", "code", "noise")


def made(rows: int, days: tuple[int, int], seed: int) -> Sample:
    """Fictitious rows: the rate says a little of the risk, the others nothing."""
    draw = np.random.default_rng(seed)
    columns = np.column_stack(
        [draw.lognormal(size=rows).round(4), draw.random(rows), draw.integers(0, 30, rows), draw.random(rows)]
    ).astype(np.float64)
    hits = draw.random(rows) < 0.1 + 0.4 * columns[:, 1] ** 2
    as_of = np.sort(draw.integers(*days, rows)) * DAY
    directions = dict.fromkeys(FEATURES, 0)
    return Sample(directions, columns, hits, hits.astype(np.float64), as_of, as_of + DAY // 2)


def copied(sample: Sample, source: Sample, share: float, by: tuple[int, ...]) -> Sample:
    """The sample with a share of its rows taken over from another, columns `by` and result; the rest stays."""
    draw = np.random.default_rng(9)
    rows = np.flatnonzero(draw.random(len(sample.hits)) < share)
    taken = draw.integers(0, len(source.hits), len(rows))
    columns, hits = sample.columns.copy(), sample.hits.copy()
    for column in by:
        columns[rows, column] = source.columns[taken, column]
    hits[rows] = source.hits[taken]
    return replace(sample, columns=columns, hits=hits, told=hits.astype(np.float64))


def report(before: Sample, after: Sample) -> LeakReport:
    return check(before, after, fit_trees(before, PARAMS).margins(after), PARAMS)


@pytest.fixture(scope="module")
def pool() -> Sample:
    return made(400, (0, 1), 1)


def test_skill_without_copies_passes(pool):
    found = report(made(3000, (0, 60), 2), made(1500, (70, 90), 3))
    assert found.passed
    assert found.figures["model_auc"] > 0.55
    assert abs(found.figures["shuffled_auc"] - 0.5) < 0.1


@pytest.mark.parametrize("by", [(0,), (0, 2)])
def test_copies_are_found_by_the_columns_that_make_them_without_being_told(pool, by):
    before, after = copied(made(3000, (0, 60), 2), pool, 0.8, by), copied(made(1500, (70, 90), 3), pool, 0.8, by)
    found = report(before, after)
    assert not found.passed
    assert found.figures["seen"] > 0.5
    assert found.figures["lookup_auc_of_seen"] > 0.9
    [sentence] = found.reasons
    assert "kg" in sentence.partition(";")[0]
    assert "memory, not skill" in sentence


def test_an_input_that_knows_the_result_fails():
    before, after = made(3000, (0, 60), 2), made(1500, (70, 90), 3)
    before, after = (
        replace(part, columns=np.column_stack([part.columns[:, :3], part.told])) for part in (before, after)
    )
    found = report(before, after)
    assert not found.passed
    assert "knows the result" in found.reasons[-1]


def test_without_the_copied_rows_the_same_test_passes(pool):
    before, after = made(3000, (0, 60), 2), copied(made(1500, (70, 90), 3), pool, 0.8, (0, 2))
    assert report(before, after).passed


def test_a_test_with_hardly_any_hits_says_nothing():
    after = made(50, (70, 90), 3)
    quiet = replace(after, hits=np.zeros(50, dtype=bool), told=np.zeros(50))
    assert report(made(500, (0, 60), 2), quiet) == LeakReport()


def test_a_report_of_several_aims_passes_when_all_do():
    both = merged({"illicit": LeakReport(True, (), {"seen": 0.1}), "revenue": LeakReport(False, ("Copies.",), {})})
    assert not both.passed
    assert both.reasons == ("revenue: Copies.",)
    assert both.figures == {"illicit/seen": 0.1}


def test_a_training_reports_its_own_copies(rows, catalogue, settings):
    from models.train import train

    few = replace(settings, bootstrap=replace(settings.bootstrap, resamples=10))
    assert train(rows, catalogue, few).leaks.passed
