"""A fictitious unit: nights of cases with features, and what officers found among those they looked at."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import ibis
import numpy as np
import pyarrow as pa
import pytest

from features.feature import Feature
from lake.tables import INSPECTIONS
from measures.bootstrap import Bootstrap
from models.labels import label
from models.settings import TrainSettings
from models.train import Trained, train
from models.training_rows import training_rows

FIRST_NIGHT = datetime(2026, 3, 1, 23, tzinfo=UTC)
STRONG = {
    "prohibited": ("canine", "partial_opening", "full_opening"),
    "security": ("xray", "partial_opening", "full_opening"),
    "revenue": ("documents", "partial_opening", "full_opening"),
}
SEVERITY = {"prohibited": 1.0, "security": 1.5, "revenue": 0.3}


def _feature(number: int) -> Feature:
    return Feature(
        name=f"case_measure_{number:02d}", group=f"group {number // 2}", expr=ibis._["gross_kg"], unit="ratio",
        doc="Fictitious; null when not known.", reason="{value}", direction=(1, -1, 0)[number % 3], source="fiction",
    )  # fmt: skip


CATALOGUE = tuple(_feature(number) for number in range(12))


@pytest.fixture(scope="session")
def catalogue() -> tuple[Feature, ...]:
    return CATALOGUE


@pytest.fixture(scope="session")
def strong() -> dict[str, tuple[str, ...]]:
    return STRONG


@pytest.fixture(scope="session")
def severity() -> dict[str, float]:
    return SEVERITY


def _features(nights: int, a_night: int) -> pa.Table:
    draw = np.random.default_rng(5)
    rows = nights * a_night
    columns = {}
    for feature in CATALOGUE:
        values = draw.normal(size=rows).round(3)
        columns[feature.name] = pa.array(values, mask=draw.random(rows) < 0.15)
        columns[f"{feature.name}__usual"] = pa.array(values - 1)
    moments = [FIRST_NIGHT + timedelta(days=row // a_night) for row in range(rows)]
    return pa.table(
        {
            "as_of": pa.array(moments, pa.timestamp("us", tz="UTC")),
            "case_id": [f"{99900000000 + row}" for row in range(rows)],
            **columns,
        }
    )


def _inspections(features: pa.Table, revenue_every: int) -> pa.Table:
    """Every case is looked at; narcotics where the first two measures say so, plus chance."""
    draw = np.random.default_rng(6)
    risk = 1.2 * _known(features, 0) - 0.9 * _known(features, 1) + draw.normal(size=features.num_rows)
    rows = []
    for number, (row, value) in enumerate(zip(features.select(["as_of", "case_id"]).to_pylist(), risk, strict=True)):
        finding = "narcotics" if value > 2.2 else ("tobacco" if number % revenue_every == 0 else None)
        rows.append(
            {
                "message_id": "a" * 64, "record": number + 1, "known_at": row["as_of"] + timedelta(hours=18),
                "inspection_id": f"L/{number}", "case_id": row["case_id"], "decision": "accepted",
                "selected_as": "random" if number % 10 == 0 else "model", "presented": True,
                "decided_at": row["as_of"] + timedelta(hours=2), "method": "full_opening",
                "result": "hit" if finding else "clear", "finding": finding,
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, INSPECTIONS.schema)


def _known(features: pa.Table, number: int) -> np.ndarray:
    return np.nan_to_num(features[CATALOGUE[number].name].to_numpy())


@pytest.fixture(scope="session")
def features() -> pa.Table:
    return _features(nights=40, a_night=50)


@pytest.fixture(scope="session")
def rows(features: pa.Table) -> pa.Table:
    """2,000 labelled rows: about 150 narcotics, and tobacco in one of 200 (too few for trees of its own)."""
    return training_rows(features, label(_inspections(features, 200), STRONG), FIRST_NIGHT + timedelta(days=60))


@pytest.fixture(scope="session")
def settings() -> TrainSettings:
    return TrainSettings(as_of=FIRST_NIGHT + timedelta(days=60), capacity=30, bootstrap=Bootstrap(100))


@pytest.fixture(scope="session")
def trained(rows: pa.Table, settings: TrainSettings) -> Trained:
    return train(rows, CATALOGUE, settings)


@pytest.fixture
def inspection() -> Callable[..., dict]:
    """A row of `inspections`: a clear by full opening, unless told otherwise."""

    def build(**told: object) -> dict:
        night = FIRST_NIGHT
        return {
            "message_id": "b" * 64, "record": 1, "known_at": night + timedelta(hours=18), "inspection_id": "L/1",
            "case_id": "99900000000", "decision": "accepted", "selected_as": "model", "presented": True,
            "decided_at": night + timedelta(hours=2), "method": "full_opening", "result": "clear", "finding": None,
            **told,
        }  # fmt: skip

    return build
