"""What is learned says how often, not only how it looks: the calibration stands on rows that could have been clear."""

from dataclasses import replace

import numpy as np

from models.sample import Sample, learn, out_of_fold
from models.settings import Params

DAY = 86_400_000_000
PARAMS = Params(rounds=30)


def made(rows: int, seed: int) -> Sample:
    """Fictitious rows whose first feature is the risk."""
    draw = np.random.default_rng(seed)
    columns = draw.random((rows, 3))
    hits = draw.random(rows) < 0.3 * columns[:, 0]
    as_of = np.sort(draw.integers(0, 60, rows)) * DAY
    return Sample(dict.fromkeys("abc", 0), columns, hits, hits.astype(np.float64), as_of, as_of + DAY // 2)


def expected(sample: Sample, of: Sample) -> float:
    learned = learn(sample, PARAMS)
    return float(learned.calibration.probabilities(learned.margins(of)).sum())


def test_as_many_hits_are_expected_as_are_found():
    later = made(6000, 8)
    assert 0.85 < later.hits.sum() / expected(made(6000, 7), later) < 1.15


def test_hits_by_a_method_whose_clear_says_nothing_do_not_raise_the_probabilities():
    every, draw = made(6000, 7), np.random.default_rng(3)
    weak = draw.random(6000) < 0.5
    known = ~weak | every.hits  # of what was looked at weakly only the hits are labels
    settled = replace(every, settled=~weak).where(known)
    later = made(6000, 8)
    found = later.hits.sum()
    assert 0.85 < found / expected(settled, later) < 1.15
    assert found / expected(replace(settled, settled=None), later) < 0.8


def test_a_near_duplicate_never_helps_to_score_its_like():
    sample = made(600, 5)
    twice = Sample(
        sample.monotone, np.repeat(sample.columns, 2, axis=0), np.repeat(sample.hits, 2), np.repeat(sample.told, 2),
        np.repeat(sample.as_of, 2), np.repeat(sample.known_at, 2),
    )  # fmt: skip
    margins = out_of_fold(twice, PARAMS)
    assert not np.isnan(margins).any()
    assert np.array_equal(margins[0::2], margins[1::2]), "copies share a fold"
