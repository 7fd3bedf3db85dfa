"""The benchmark: copies are caught under the published protocol, and nothing is claimed that the intervals forbid."""

from pathlib import Path

import pyarrow as pa
import pytest
from declared import made, write
from typer.testing import CliRunner

from commands.asked import UsageError
from commands.benchmark import app
from simulation.benchmark import OURS, Outcome, run, told
from simulation.declarations import read, together
from simulation.peers import PEERS
from simulation.protocols import described

PUBLIC = Path(__file__).parents[3] / "shared" / "declarations"


def files(folder: Path, tuples: int = 900) -> tuple[pa.Table, pa.Table]:
    train = write(folder, "train.csv", made(2000, (0, 20), 1, tuples))
    return read(train), read(write(folder, "test.csv", made(300, (21, 25), 2, tuples)))


@pytest.mark.parametrize(("name", "peer"), PEERS.items())
def test_every_peer_scores_every_tested_row_and_the_same_each_time(tmp_path, name, peer):
    train, test = files(tmp_path)
    scores = peer(train, test)
    assert scores.shape == (test.num_rows,), name
    assert scores.tolist() == peer(train, test).tolist()


def test_a_test_that_does_not_follow_its_training_is_refused(tmp_path):
    train, test = files(tmp_path)
    with pytest.raises(ValueError, match="after the last day"):
        described(test, train)


def test_a_mistake_is_one_sentence(tmp_path):
    train = write(tmp_path, "train.csv", made(20, (0, 5), 1))
    for other, sentence in ((tmp_path / "none.csv", "there is no file"), (train, "nothing is left to learn from")):
        found = CliRunner().invoke(app, ["declarations", "--train", str(train), "--test", str(other)])
        assert isinstance(found.exception, UsageError), found.output
        assert sentence in str(found.exception) or "after the last day" in str(found.exception)


@pytest.mark.slow
def test_copies_are_caught_under_the_published_protocol_and_the_table_says_so(tmp_path):
    train, test = files(tmp_path)
    outcomes = run(train, test, lambda what: None, resamples=50)
    published, disjoint = outcomes
    assert not published.leaks.passed
    assert disjoint.leaks.passed
    assert disjoint.learned_rows < published.learned_rows == train.num_rows
    lookup = published.measures["lookup on the tuple, no model"]["auc"]
    assert lookup.value > published.measures[OURS]["auc"].value
    lines = list(told(outcomes))
    assert sum(line.startswith("| ") for line in lines) == 2 * len(PEERS) + 2
    assert any(line.startswith("Leak gate, published: FAILS.") for line in lines)
    assert any(line.startswith("Leak gate, disjoint: passes.") for line in lines)
    assert lines == list(told(run(train, test, lambda what: None, resamples=50)))


@pytest.fixture(scope="module")
def public() -> list[Outcome]:
    if not PUBLIC.is_dir():
        pytest.skip("the public declarations are not here")
    train, test = together([PUBLIC / "train_2020.csv"]), read(PUBLIC / "valid_2021q1.csv")
    return run(train, test, lambda what: None, resamples=100)


@pytest.mark.slow
def test_the_gate_catches_the_public_data_on_its_own_and_passes_them_without_their_copies(public):
    published, disjoint = public
    assert not published.leaks.passed
    assert published.leaks.figures["seen"] > 0.5
    assert disjoint.leaks.passed


@pytest.mark.slow
def test_on_public_data_without_copies_there_is_skill_above_chance(public):
    measures = public[1].measures[OURS]
    assert measures["auc"].low > 0.5
    assert measures["precision_at_10pct"].low > measures["base_rate"].high
