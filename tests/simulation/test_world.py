"""A world on disk is the world that was saved; its derived columns follow from its rules."""

import numpy as np

from simulation.world import STORED, load, rules_of, table


def test_a_saved_world_is_the_same_and_holds_no_pickle(world, tmp_path):
    world.save(tmp_path / "below" / "world.npz")
    again = load(tmp_path / "below" / "world.npz")
    for name in STORED:
        one, other = getattr(world, name), getattr(again, name)
        assert one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), name
    assert [path.name for path in (tmp_path / "below").iterdir()] == ["world.npz"]


def test_a_mandatory_rule_marks_its_row_alone(world):
    assert world.mandatory.sum() == 1 and world.mandatory[0]


def test_a_world_that_was_read_is_ranked_by_rules_and_what_stands_out(world, tmp_path):
    world.save(tmp_path / "world.npz")
    again = load(tmp_path / "world.npz")
    first = again.cold[: again.starts[1]]
    assert ((again.cold >= 0) & (again.cold <= 1)).all() and first.argmax() == 0 and len(set(first)) > 30
    assert rules_of(again, (1, 40)).num_rows == 2 and table(again, np.arange(3)).num_rows == 3


def test_nights_begin_where_their_rows_do(world):
    for night in (0, 7, len(world.days) - 1):
        assert (world.night[world.starts[night] : world.starts[night + 1]] == night).all()
    assert world.starts[-1] == len(world.night) and world.traffic == 40
