"""How a training is done: what a unit may set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from measures.bootstrap import Bootstrap


@dataclass(frozen=True)
class Params:
    """Size of the trees: small ones with coarse leaves. Source: BENCHMARK, what helped on disjoint declarations.

    Seven leaves do as well as fifteen by time on the public declarations and on an exercise (docs/models.md).

    Attributes:
        rounds: trees; fixed, as early stopping on a few dozen hits is a draw of lots.
        rows_in_leaf: fewest rows of a leaf; a smaller set is given a hundredth of its rows, but at least 20.
        columns_share: share of the inputs that each tree may use.
        rows_share: share of the rows that each tree sees.
        shrinkage: rows' worth of the risk of all that the risk of a key is drawn to. Source of 20: BENCHMARK.
        folds: parts in which risks are learned out of fold.
        partitions: draws of such folds; a row's risk is their mean, as that of one draw is partly luck.
    """

    rounds: int = 150
    learning_rate: float = 0.05
    leaves: int = 7
    depth: int = 5
    rows_in_leaf: int = 100
    l2: float = 10.0
    columns_share: float = 0.7
    rows_share: float = 0.8
    shrinkage: float = 20.0
    folds: int = 5
    partitions: int = 8
    seed: int = 1


@dataclass(frozen=True)
class TrainSettings:
    """How to train.

    Attributes:
        as_of: the moment of the training; rows were cut off there (models/training_rows.py).
        capacity: lines of the unit's list.
        min_positives: an aim with fewer hits (or fewer rows without) gets no trees of its own.
        test_share: share of the moments, the last ones, that is tested on.
        params: size of the trees.
        bootstrap: how intervals are drawn.
        severity: family to weight, from the site's TOML; only measured with (coverage by severity), not learned from.
    """

    as_of: datetime
    capacity: int = 30
    min_positives: int = 20
    test_share: float = 0.25
    params: Params = field(default_factory=Params)
    bootstrap: Bootstrap = field(default_factory=Bootstrap)
    severity: Mapping[str, float] = field(default_factory=dict)
