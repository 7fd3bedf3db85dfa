"""What is tested lies after what was learned, with a night between, and its answers were not in."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.split import last_moments

DAY = 86_400_000_000
rows = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), min_size=1, max_size=60)


def moments(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    as_of = np.array([night * DAY for night, _ in rows])
    return as_of, as_of + np.array([later * DAY // 2 for _, later in rows])


@given(rows)
def test_a_split_has_a_night_between_and_answers_that_were_in(rows):
    as_of, known_at = moments(rows)
    assume(len(set(as_of.tolist())) > 1)
    split = last_moments(as_of, known_at, 0.25)
    assert split.test.any()
    assert not (split.learn & split.test).any()
    if split.learn.any():
        assert as_of[split.learn].max() + DAY < as_of[split.test].min()
        assert known_at[split.learn].max() < as_of[split.test].min()


def test_the_last_quarter_of_the_nights_is_the_test():
    as_of, known_at = moments([(night, 0) for night in range(8) for _ in range(3)])
    split = last_moments(as_of, known_at, 0.25)
    assert np.unique(as_of[split.test] // DAY).tolist() == [6, 7]
    assert np.unique(as_of[split.learn] // DAY).tolist() == [0, 1, 2, 3, 4]


def test_one_moment_cannot_be_split():
    with pytest.raises(ValueError, match="1 moment"):
        last_moments(np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64), 0.25)
