"""Scores of a run: margin, probability and priority of every case, by the champion or by the cold start."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from lake.column import ARROW
from measures.arrays import Floats
from models import cold_start
from models.inputs import inputs
from models.labels import AIMS
from models.model import AimModel, Model

if TYPE_CHECKING:
    from features.feature import Feature

SCORES = pa.schema(
    [
        ("as_of", ARROW["timestamp"]),
        ("case_id", pa.string()),
        *((f"{what}_{aim}", pa.float64()) for aim in AIMS for what in ("margin", "probability")),
        ("priority", pa.float64()),
        ("aim", pa.string()),
        ("basis", pa.string()),
        ("model_weight", pa.float64()),
    ]
)


def score(
    model: Model | None,
    features: pa.Table,
    severity: Mapping[str, float],
    catalogue: Sequence["Feature"] = (),
    fired: pa.Table | None = None,
) -> pa.Table:
    """Return SCORES, one row a row of `features`, in their order. A night blends the two ways (models/blend.py).

    Args:
        model: the champion; None, or one without trees, is a cold start.
        features: as_of, case_id and the features; null is not known.
        severity: family to weight, from the site's TOML.
        catalogue: the declared features; the cold start needs their directions.
        fired: the rules that fired, of which the cold start makes use; None is none.

    Returns:
        `margin_*` is the raw output (contributions add up to it), null for an aim without trees and in a cold start;
        `probability_*` is rounded to 6 places, null in a cold start; `priority` is the sum of probability x severity
        over the aims, rounded to 6 places, or in a cold start a rank in [0, 1]; `aim` is the one that weighs more in
        it, the first of AIMS in a tie and in a cold start; `basis` says what it rests on: model, cold_start; and
        `model_weight` how much of it is the model's: 1, 0.

    Raises:
        ValueError: a feature of the model is not in the table, or a family has no severity.
    """
    keys: dict[str, pa.ChunkedArray | list[str]] = {"as_of": features["as_of"], "case_id": features["case_id"]}
    if model is None or not model.able:
        priority = cold_start.priorities(features, catalogue, fired)
        aims = [next(iter(AIMS))] * features.num_rows
        return _scores(keys | {"aim": aims}, {"priority": priority}, "cold_start", features.num_rows)
    weights = severities(model, severity)
    told: dict[str, Floats] = {}
    parts: list[Floats] = []
    names = [name for name in AIMS if name in model.aims]
    for name in names:
        margin, probability = _of_aim(model.aims[name], model.inputs, inputs(model, name, features))
        told |= {f"probability_{name}": probability} | ({f"margin_{name}": margin} if margin is not None else {})
        parts.append(probability * weights[name])
    told["priority"] = np.round(np.sum(parts, axis=0), 6)
    aims = [names[place] for place in np.argmax(parts, axis=0)]
    return _scores(keys | {"aim": aims}, told, "model", features.num_rows)


def severities(model: Model, severity: Mapping[str, float]) -> dict[str, float]:
    """Return the severity of each aim: the mean over its families, weighted by training hits (equal without hits)."""
    if missing := sorted({family for families in AIMS.values() for family in families} - set(severity)):
        raise ValueError(f"severity misses {', '.join(missing)}; it has {', '.join(sorted(severity))}")
    weights = {}
    for aim, families in AIMS.items():
        hits = {family: model.hits_by_family.get(family, 0) for family in families}
        total = sum(hits.values())
        share = {family: hits[family] / total if total else 1 / len(families) for family in families}
        weights[aim] = sum(severity[family] * share[family] for family in families)
    return weights


def _of_aim(aim: AimModel, names: Sequence[str], columns: Floats) -> tuple[Floats | None, Floats]:
    """Margins and rounded probabilities; without trees the base rate for all."""
    if aim.booster is None:
        return None, np.full(len(columns), round(aim.base_rate or 0.0, 6))
    from models import ranker

    margins = ranker.margins(aim.booster, names, columns)
    return margins, np.round(aim.calibration.probabilities(margins), 6)


def _scores(keys: dict[str, pa.ChunkedArray | list[str]], told: dict[str, Floats], basis: str, rows: int) -> pa.Table:
    columns = {**keys, **told, "basis": [basis] * rows, "model_weight": [float(basis == "model")] * rows}
    arrays = [columns[field.name] if field.name in columns else pa.nulls(rows, field.type) for field in SCORES]
    return pa.table(arrays, names=SCORES.names).cast(SCORES)
