"""A ranking without a model: in how many respects a case stands out on the risky side. Not a probability.

For a unit's first weeks, and as the simple ranking that a model has to beat.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from measures.arrays import Floats, Moments
from models.matrix import matrix, moments

if TYPE_CHECKING:
    from features.feature import Feature

STANDS_OUT = 0.95
"""A case stands out in a feature when it is among the riskiest twentieth of its moment; ties count half."""


def priorities(table: pa.Table, features: Sequence["Feature"]) -> Floats:
    """Return (n,) priorities in [0, 1]: groups of features in which the case stands out, per group and a bit.

    Only features with a known direction count. A feature that is not known neither stands out nor calms. Within
    equal counts the mean rank decides, so that a quiet night is still ordered.

    Args:
        table: as_of, case_id and the features.
        features: their declarations.
    """
    directed = _directed(features)
    if not directed or not table.num_rows:
        return np.zeros(table.num_rows)
    ranks = _riskier_than(table, directed)
    groups = sorted({feature.group for feature in directed})
    apart = np.zeros((table.num_rows, len(groups)), dtype=bool)
    for position, feature in enumerate(directed):
        apart[:, groups.index(feature.group)] |= ranks[:, position] >= STANDS_OUT
    return np.round((apart.sum(axis=1) + ranks.mean(axis=1)) / (len(groups) + 1), 6)


def stands_out(table: pa.Table, features: Sequence["Feature"]) -> pa.Table:
    """Return case_id and a float64 column a directed feature: how far the case stands out in it, 0 when it does not.

    What the priorities were made of, for the reasons of a list that no model ranked. Arguments as `priorities`.
    """
    directed = _directed(features)
    ranks = _riskier_than(table, directed)
    shown = {f.name: np.where(ranks[:, place] >= STANDS_OUT, ranks[:, place], 0.0) for place, f in enumerate(directed)}
    return pa.table({"case_id": table["case_id"], **shown})


def _directed(features: Sequence["Feature"]) -> list["Feature"]:
    return sorted((feature for feature in features if feature.direction), key=lambda feature: feature.name)


def _riskier_than(table: pa.Table, directed: Sequence["Feature"]) -> Floats:
    columns = matrix(table, [feature.name for feature in directed])
    return _ranks(columns * np.array([float(feature.direction) for feature in directed]), moments(table["as_of"]))


def _ranks(risk: Floats, as_of: Moments) -> Floats:
    """Share of the known cases of the moment that are less risky, ties half; 0.5 where it is not known."""
    ranks = np.full(risk.shape, 0.5)
    for moment in np.unique(as_of):
        rows = np.flatnonzero(as_of == moment)
        for column in range(risk.shape[1]):
            values = risk[rows, column]
            known = values[~np.isnan(values)]
            told = rows[~np.isnan(values)]
            ordered = np.sort(known)
            below = np.searchsorted(ordered, known, "left") + np.searchsorted(ordered, known, "right")
            ranks[told, column] = below / (2 * max(len(known), 1))
    return ranks
