"""The ranker: small monotone trees as native text. The only file that knows lightgbm.

A text is handed to LightGBM only after its hash was checked (models/registry.py): a truncated one kills the process.
"""

import os
from collections.abc import Sequence
from functools import lru_cache

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before lightgbm: idle threads of a busy machine spin otherwise

import lightgbm
import numpy as np

from measures.arrays import Bools, Floats
from models.settings import Params

SLICE = 65_536
"""Rows scored at a time."""


def fit(columns: Floats, hits: Bools, weights: Floats, monotone: dict[str, int], params: Params) -> str:
    """Fit trees and return them as LightGBM's native text.

    Args:
        columns: (n, k) features; NaN is not known.
        hits: (n,) True on a hit; both kinds occur.
        weights: (n,) positive.
        monotone: the k feature names, in order, each with +1, -1 or 0: riskier when higher, when lower, not known.
        params: size of the trees.

    Raises:
        ValueError: shapes differ, or all rows are hits, or none.
    """
    if columns.shape != (len(hits), len(monotone)) or len(weights) != len(hits):
        raise ValueError(
            f"{columns.shape} features for {len(monotone)} names, {len(hits)} hits, {len(weights)} weights"
        )
    if hits.all() or not hits.any():
        raise ValueError(f"{int(hits.sum())} of {len(hits)} rows are hits: there is nothing to tell apart")
    rows = lightgbm.Dataset(columns, hits.astype(np.float64), weight=weights, feature_name=list(monotone))
    fitted = lightgbm.train(_settings(len(hits), tuple(monotone.values()), params), rows, params.rounds)
    return fitted.model_to_string(num_iteration=-1)


def _settings(rows: int, monotone: Sequence[int], params: Params) -> dict[str, object]:
    return {
        "objective": "binary", "num_leaves": params.leaves, "max_depth": params.depth,
        "learning_rate": params.learning_rate, "lambda_l2": params.l2,
        "min_data_in_leaf": min(params.rows_in_leaf, max(20, rows // 100)),
        "feature_fraction": params.columns_share, "bagging_fraction": params.rows_share, "bagging_freq": 1,
        "monotone_constraints": list(monotone), "monotone_constraints_method": "intermediate",
        "seed": params.seed, "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbosity": -1,
    }  # fmt: skip


@lru_cache(maxsize=8)
def booster(text: str) -> lightgbm.Booster:
    """The booster of a native text, kept for the next call."""
    return lightgbm.Booster(model_str=text)


def margins(text: str, names: Sequence[str], columns: Floats) -> Floats:
    """Return (n,) raw outputs, log odds; higher is riskier.

    Raises:
        ValueError: `names` are not the names the trees were fitted on, in that order (LightGBM would not notice).
    """
    trees = booster(text)
    if list(names) != trees.feature_name() or columns.shape[1] != len(names):
        raise ValueError(f"trees of {', '.join(trees.feature_name())} cannot score {', '.join(names)}")
    parts = [
        trees.predict(columns[start : start + SLICE], raw_score=True, num_threads=1)
        for start in range(0, len(columns), SLICE)
    ]
    return np.concatenate([np.asarray(part, dtype=np.float64) for part in parts]) if parts else np.empty(0)


def contributions(text: str, columns: Floats) -> Floats:
    """Return LightGBM's own (n, k + 1) contributions, the base last: what shap's are held against."""
    return np.asarray(booster(text).predict(columns, pred_contrib=True, num_threads=1), dtype=np.float64)


def importance(text: str) -> dict[str, float]:
    """Return each feature's share of the total gain, the largest first; shares are 0 when no tree ever splits."""
    trees = booster(text)
    gains = np.asarray(trees.feature_importance("gain"), dtype=np.float64)
    shares = gains / gains.sum() if gains.sum() > 0 else gains
    named = zip(trees.feature_name(), shares.tolist(), strict=True)
    return dict(sorted(named, key=lambda pair: (-pair[1], pair[0])))
