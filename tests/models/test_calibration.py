"""A probability rises with the margin, and is sane with three hits as with three hundred."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import Calibration, fit

margins = st.floats(-60, 60)


@given(st.lists(st.tuples(margins, st.booleans()), max_size=30), st.lists(margins, min_size=2))
def test_probabilities_rise_with_the_margin_whatever_was_found(rows, asked):
    fitted = fit(np.array([margin for margin, _ in rows]), np.array([hit for _, hit in rows], dtype=bool))
    said = fitted.probabilities(np.sort(np.array(asked)))
    assert np.all(np.diff(said) >= 0)
    assert np.all((said > 0) & (said < 1))
    assert fitted.slope > 0


def test_without_rows_the_trees_are_believed():
    assert fit(np.empty(0), np.empty(0, dtype=bool)) == Calibration(1.0, 0.0, 0)


def test_many_rows_mend_a_margin_that_is_off():
    draw = np.random.default_rng(2)
    truth = draw.normal(-3, 1, 20_000)
    hits = draw.random(20_000) < 1 / (1 + np.exp(-truth))
    fitted = fit(2 * truth + 3, hits)
    assert np.allclose(fitted.probabilities(2 * truth + 3).mean(), hits.mean(), atol=2e-3)
    assert abs(fitted.slope - 0.5) < 0.05


def test_three_hits_do_not_make_a_certainty():
    margins_seen = np.append(np.full(3, 2.0), np.full(60, -2.0))
    said = fit(margins_seen, margins_seen > 0).probabilities(np.array([-2.0, 2.0]))
    assert said[0] > 0.002
    assert said[1] < 0.995
