"""A ranking without a model: how many cited rules fired, and in how many respects a case stands out. No probability.

For a unit's first weeks, and as the simple ranking that a model has to beat.
"""

from collections import Counter
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


def priorities(table: pa.Table, features: Sequence["Feature"], fired: pa.Table | None = None) -> Floats:
    """Return (n,) priorities in [0, 1]: by the rules that fired, then by the groups in which the case stands out.

    A rule counts where it sets the case apart, as a feature does: where it fires on no more than a twentieth of the
    moment's cases; one that facilitates takes one away. Only features with a known direction count: how a case
    deviates from its peers, what is wrong with its papers, what was found before. A feature that is not known neither
    stands out nor calms. Within equal counts the mean rank decides, so that a quiet night is still ordered.

    Args:
        table: as_of, case_id and the features.
        features: their declarations.
        fired: the rules that fired: as_of, case_id, indicator, action, one row a case and rule; None is none.
    """
    directed = _directed(features)
    if not directed or not table.num_rows:
        return np.zeros(table.num_rows)
    cited, rules = _cited(table, fired)
    ranks = _riskier_than(table, directed)
    groups = sorted({feature.group for feature in directed})
    apart = np.zeros((table.num_rows, len(groups)), dtype=bool)
    for position, feature in enumerate(directed):
        apart[:, groups.index(feature.group)] |= ranks[:, position] >= STANDS_OUT
    within = (apart.sum(axis=1) + ranks.mean(axis=1)) / (len(groups) + 1)
    return np.round((np.maximum(cited, 0) + within) / (rules + 1), 6)


def stands_out(table: pa.Table, features: Sequence["Feature"]) -> pa.Table:
    """Return case_id and a float64 column a directed feature: how far the case stands out in it, 0 when it does not.

    What the priorities were made of, for the reasons of a list that no model ranked. Arguments as `priorities`.
    """
    directed = _directed(features)
    ranks = _riskier_than(table, directed)
    shown = {f.name: np.where(ranks[:, place] >= STANDS_OUT, ranks[:, place], 0.0) for place, f in enumerate(directed)}
    return pa.table({"case_id": table["case_id"], **shown})


def _cited(table: pa.Table, fired: pa.Table | None) -> tuple[Floats, int]:
    """Return (n,) the telling rules that fired on each case, less those that facilitate it, and how many there are."""
    if fired is None or not fired.num_rows:
        return np.zeros(table.num_rows), 0
    keys = list(zip(table["as_of"].to_pylist(), table["case_id"].to_pylist(), strict=True))
    most = {moment: (1 - STANDS_OUT) * rows for moment, rows in Counter(moment for moment, _ in keys).items()}
    said = fired.select(["as_of", "case_id", "indicator", "action"]).to_pylist()
    often = Counter((row["as_of"], row["indicator"]) for row in said)
    points: Counter[tuple[object, str]] = Counter()
    telling: set[str] = set()
    for row in said:
        if row["action"] == "facilitate":
            points[row["as_of"], row["case_id"]] -= 1
        elif often[row["as_of"], row["indicator"]] <= most.get(row["as_of"], 0):
            points[row["as_of"], row["case_id"]] += 1
            telling.add(row["indicator"])
    return np.array([float(points[key]) for key in keys]), len(telling)


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
