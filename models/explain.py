"""Why a margin is what it is. The only file that knows shap; for listed lines only (TreeSHAP is slow)."""

import warnings

import numpy as np
import pyarrow as pa

from measures.arrays import Floats
from models import ranker
from models.inputs import inputs
from models.model import Model

TOLERANCE = 1e-6


def contributions(model: Model, aim: str, features: pa.Table) -> tuple[Floats, float]:
    """Return the contribution of every feature to the margin of `aim`, and the base.

    What the risk of a key contributes is counted with the feature that tells the same fact (models/encodings.py).

    Args:
        model: the model that scored.
        aim: illicit or revenue; it must have trees.
        features: the listed lines: as_of, case_id and the features.

    Returns:
        (n, k) contributions in log odds, in the order of `model.features` and of the rows; and the base, the same
        for all: base + sum of contributions = margin within 1e-6.

    Raises:
        ValueError: the aim has no trees, or contributions do not add up; the case is named.
    """
    text = model.aims[aim].booster
    if text is None:
        raise ValueError(f"aim {aim} has no trees to explain")
    columns = inputs(model, aim, features)
    if not len(columns):
        return np.empty((0, len(model.features))), 0.0
    import shap  # takes seconds to import, and only a list that a model ranked needs it

    explainer = shap.TreeExplainer(ranker.booster(text), feature_perturbation="tree_path_dependent")
    with warnings.catch_warnings():  # shap 0.51 warns of a change of its own output at every call
        warnings.filterwarnings("ignore", message="LightGBM binary classifier", category=UserWarning)
        values = np.asarray(explainer.shap_values(columns), dtype=np.float64)
    base = float(np.ravel(explainer.expected_value)[-1])
    values = told_by_features(model, aim, values)
    check_sums(values, base, ranker.margins(text, model.inputs, columns), features["case_id"].to_pylist())
    return values, base


def told_by_features(model: Model, aim: str, values: Floats) -> Floats:
    """Return (n, k) contributions of the features, of (n, k + e) of the inputs; sums of rows stay."""
    told = values[:, : len(model.features)].copy()
    for place, encoding in enumerate(model.encodings, len(model.features)):
        told[:, model.features.index(encoding.says[aim])] += values[:, place]
    return told


def check_sums(values: Floats, base: float, margins: Floats, case_ids: list[str]) -> None:
    """Raise ValueError, naming the worst case, unless base + contributions = margin within 1e-6 everywhere."""
    off = np.abs(values.sum(axis=1) + base - margins)
    worst = int(np.argmax(off))
    if not off[worst] <= TOLERANCE:  # also when it is NaN
        raise ValueError(f"contributions of case {case_ids[worst]} miss its margin by {off[worst]:.3g}")
