"""The first months: how much of a night's order is the model's, and how much that of rules and of what stands out.

A model of a few hundred results is surer of itself than it should be, and the first lists of a unit are what it learns
from next. So the model is let in as labels come: not at all at `min_positives` labelled cases, alone from FULL on.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from measures.arrays import Floats, Moments
from models import cold_start
from models.matrix import moments
from models.model import Model
from models.score import SCORES, score
from models.settings import TrainSettings

if TYPE_CHECKING:
    from features.feature import Feature

FULL = 1500
"""Labelled cases from which the model ranks alone. Source: issue 5, "about 1-2 thousand"; an assumption till then."""


def model_weight(model: Model | None) -> float:
    """Return the model's weight in [0, 1], to two places: it grows with the root of the labelled cases.

    With the root, because what chance leaves open in a model shrinks with it. 0 without a model and for one without
    trees. Counted are the cases with a known result of the aim that has most.
    """
    if model is None or not model.able:
        return 0.0
    labelled, least = max(aim.rows for aim in model.aims.values()), TrainSettings.min_positives
    return round(min(max((labelled - least) / (FULL - least), 0.0), 1.0) ** 0.5, 2)


def ranked(
    model: Model | None,
    features: pa.Table,
    severity: Mapping[str, float],
    catalogue: Sequence["Feature"],
    fired: pa.Table | None = None,
) -> pa.Table:
    """Return the scores of a night (SCORES), by the model as far as it may rank alone.

    Where it may not, `priority` is 1 - a x b, in [0, 1]: a is the share of the cases of its moment that the model
    places as high or higher, to the power of the weight; b the same of the cold start, to the power of what is left.
    It orders within one moment and rises with either place. Margins, probabilities and the aim are the model's own.

    Args:
        model: the champion; None, or one without trees, is a cold start.
        features: as_of, case_id and the features.
        severity: family to weight.
        catalogue: the declared features.
        fired: the rules that fired: as_of, case_id, indicator, action; None is none.
    """
    weight = model_weight(model)
    scores = score(model if weight else None, features, severity, catalogue, fired)
    if weight in (0, 1):
        return scores
    at = moments(features["as_of"])
    by_model, by_rules = scores["priority"].to_numpy(), cold_start.priorities(features, catalogue, fired)
    priority = np.round(1 - _shares(by_model, at) ** weight * _shares(by_rules, at) ** (1 - weight), 6)
    told = {"priority": priority, "basis": ["blended"] * len(priority), "model_weight": [weight] * len(priority)}
    return pa.table({name: told.get(name, scores[name]) for name in SCORES.names}, schema=SCORES)


def _shares(priority: Floats, at: Moments) -> Floats:
    """Return (n,) the share of the cases of a moment whose priority is as high or higher, equal ones half."""
    shares = np.empty(len(priority))
    for moment in np.unique(at):
        here = at == moment
        ordered = np.sort(priority[here])
        below = np.searchsorted(ordered, priority[here], "left") + np.searchsorted(ordered, priority[here], "right")
        shares[here] = 1 - (below - 1) / (2 * len(ordered))
    return shares
