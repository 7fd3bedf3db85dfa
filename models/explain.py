"""Why a margin is what it is. The only file that knows shap; for listed lines only (TreeSHAP is slow)."""

import warnings

import numpy as np
import pyarrow as pa

from measures.arrays import Floats
from models import ranker
from models.matrix import matrix
from models.model import Model

TOLERANCE = 1e-6


def contributions(model: Model, aim: str, features: pa.Table) -> tuple[Floats, float]:
    """Return the contribution of every feature to the margin of `aim`, and the base.

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
    columns = matrix(features, model.features)
    if not len(columns):
        return np.empty((0, len(model.features))), 0.0
    import shap  # takes seconds to import, and only a list that a model ranked needs it

    explainer = shap.TreeExplainer(ranker.booster(text), feature_perturbation="tree_path_dependent")
    with warnings.catch_warnings():  # shap 0.51 warns of a change of its own output at every call
        warnings.filterwarnings("ignore", message="LightGBM binary classifier", category=UserWarning)
        values = np.asarray(explainer.shap_values(columns), dtype=np.float64)
    base = float(np.ravel(explainer.expected_value)[-1])
    check_sums(values, base, ranker.margins(text, model.features, columns), features["case_id"].to_pylist())
    return values, base


def check_sums(values: Floats, base: float, margins: Floats, case_ids: list[str]) -> None:
    """Raise ValueError, naming the worst case, unless base + contributions = margin within 1e-6 everywhere."""
    off = np.abs(values.sum(axis=1) + base - margins)
    worst = int(np.argmax(off))
    if not off[worst] <= TOLERANCE:  # also when it is NaN
        raise ValueError(f"contributions of case {case_ids[worst]} miss its margin by {off[worst]:.3g}")
