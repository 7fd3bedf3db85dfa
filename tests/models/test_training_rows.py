"""Nothing from the future enters, and the features are those the officers' list had."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.labels import LABELS
from models.training_rows import training_rows

START = datetime(2026, 3, 1, tzinfo=UTC)


def hour(count: int) -> datetime:
    return START + timedelta(hours=count)


def features_of(runs: list[tuple[int, str]]) -> pa.Table:
    return pa.table(
        {
            "as_of": pa.array([hour(at) for at, _ in runs], pa.timestamp("us", tz="UTC")),
            "case_id": pa.array([case for _, case in runs], pa.string()),
            "weight": pa.array([float(at) for at, _ in runs], pa.float64()),
        }
    )


def labels_of(told: dict[str, tuple[int, int]]) -> pa.Table:
    rows = [
        {"case_id": case, "decided_at": hour(decided), "known_at": hour(known), "illicit": True, "families": []}
        for case, (decided, known) in told.items()
    ]
    return pa.Table.from_pylist(rows, LABELS)


def test_the_last_run_before_the_decision_is_joined():
    rows = training_rows(
        features_of([(0, "a"), (24, "a"), (48, "a"), (24, "b"), (0, "c")]),
        labels_of({"a": (30, 40), "b": (20, 40), "z": (30, 40)}),
        hour(100),
    )
    assert rows.select(["case_id", "weight", "illicit"]).to_pylist() == [
        {"case_id": "a", "weight": 24.0, "illicit": True}
    ]


def test_a_label_known_at_the_moment_itself_does_not_enter():
    features, labels = features_of([(0, "a")]), labels_of({"a": (1, 40)})
    assert training_rows(features, labels, hour(40)).num_rows == 0
    assert training_rows(features, labels, hour(41)).num_rows == 1


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abc")), unique=True),
    st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(0, 9), st.integers(0, 9))),
    st.integers(0, 10),
    st.randoms(use_true_random=False),
)
def test_nothing_known_later_and_no_order_changes_the_rows(runs, told, now, random):
    told = {case: (min(times), max(times)) for case, times in told.items()}
    everything = training_rows(features_of(runs), labels_of(told), hour(now))
    before = {case: times for case, times in told.items() if times[1] < now}
    shuffled = random.sample(runs, len(runs))
    past = training_rows(features_of([run for run in shuffled if run[0] < now]), labels_of(before), hour(now))
    assert everything.equals(past)
    assert len(set(everything["case_id"].to_pylist())) == everything.num_rows
    assert all(row["as_of"] <= row["decided_at"] < hour(now) for row in everything.to_pylist())


def test_two_rows_for_one_moment_and_case_are_refused():
    with pytest.raises(ValueError, match="two rows"):
        training_rows(features_of([(0, "a"), (0, "a")]), labels_of({"a": (1, 2)}), hour(9))
