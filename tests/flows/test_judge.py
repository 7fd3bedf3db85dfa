"""What is expected of new labels says a model that saw none of them, and none of the labels it is checked on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import ibis
import numpy as np
import pyarrow as pa
import pytest

from features.feature import Feature
from flows.judge import expected, suspicions
from measures.bootstrap import Bootstrap
from models.model import Model
from models.settings import TrainSettings
from models.train import train
from models.trial import Given

START, DAY, A_NIGHT = datetime(2026, 1, 1, tzinfo=UTC), timedelta(days=1), 30
FEATURES = [
    Feature(f"case_measure_{n}", f"group {n}", ibis._["x"], "ratio", "Fictitious.", "{value}", (1, -1, 0)[n], "fiction")
    for n in range(3)
]
SEVERITY = {"prohibited": 1.0, "security": 1.5, "revenue": 0.3}


def rows(nights: int, turned_from: int | None = None) -> pa.Table:
    """Nights of inspections, a tenth of them hits; from a night on a fifth of the labels is turned over."""
    draw, count = np.random.default_rng(3), nights * A_NIGHT
    measures = draw.normal(size=(count, 3))
    hits = draw.random(count) < 1 / (1 + np.exp(-(1.6 * measures[:, 0] - 1.4 * measures[:, 1] - 3.6)))
    turn = draw.random(count) < 0.2
    if turned_from is not None:
        hits = hits ^ (turn & (np.arange(count) >= turned_from * A_NIGHT))
    at = [START + n // A_NIGHT * DAY for n in range(count)]
    moment = pa.timestamp("us", "UTC")
    return pa.table(
        {
            "as_of": pa.array(at, moment),
            "case_id": [f"{n:09d}" for n in range(count)],
            "decided_at": pa.array([one + DAY / 12 for one in at], moment),
            "known_at": pa.array([one + DAY / 2 for one in at], moment),
            "selected_as": ["model"] * count,
            "officer_id": [f"officer {n % 8}" for n in range(count)],
            "method": ["full_opening"] * count,
            "families": pa.array([["prohibited"] if hit else [] for hit in hits], pa.list_(pa.string())),
            "illicit": pa.array(hits),
            "revenue": pa.nulls(count, pa.bool_()),
            **{feature.name: measures[:, n] for n, feature in enumerate(FEATURES)},
        }
    )


@pytest.fixture
def seen() -> list[pa.Table]:
    """What the models of expectations were learned from."""
    return []


def given(table: pa.Table, seen: list[pa.Table]) -> Given:
    def learn(known: pa.Table, at: datetime) -> Model:
        seen.append(known)
        return train(known, FEATURES, TrainSettings(at, bootstrap=Bootstrap(2))).model

    return Given(table, FEATURES, SEVERITY, learn)


CHAMPION = Model((), {}, {}, START + 40 * DAY, ())


def test_a_model_of_earlier_labels_expects_the_new_ones_and_some_of_those_before(seen):
    found = expected(given(rows(60), seen), CHAMPION)
    assert found is not None
    new, old = found
    assert set(new.days) == {(START + n * DAY).date().isoformat() for n in range(40, 60)}
    first = datetime.fromisoformat(min(old.days)).replace(tzinfo=UTC)
    assert max(old.days) < min(new.days) and max(seen[0]["known_at"].to_pylist()) < first + DAY / 12
    assert max(seen[0]["as_of"].to_pylist()) < first


def test_turned_labels_since_the_champion_are_suspected_and_clean_ones_are_not(seen):
    assert suspicions(given(rows(60), seen), CHAMPION).reasons == ()
    assert any("turned over" in reason for reason in suspicions(given(rows(60, 40), seen), CHAMPION).reasons)


def test_without_a_champion_the_last_quarter_is_new_and_with_too_few_nights_nothing_is_expected(seen):
    found = expected(given(rows(60), seen), None)
    assert found is not None and len(set(found[0].days)) == 15
    assert expected(given(rows(1), seen), None) is None
    assert expected(given(rows(60), seen), replace(CHAMPION, trained_as_of=START)) is None
