"""How a training is done: what a unit may set."""

from dataclasses import dataclass, field
from datetime import datetime

from measures.ranking import Bootstrap


@dataclass(frozen=True)
class Params:
    """Size of the trees. Source of 15 leaves and coarse leaves: BENCHMARK, what helped on disjoint declarations.

    Attributes:
        rounds: trees; fixed, as early stopping on a few dozen hits is a draw of lots.
        rows_in_leaf: fewest rows of a leaf; a smaller set is given a hundredth of its rows, but at least 20.
    """

    rounds: int = 150
    learning_rate: float = 0.05
    leaves: int = 15
    depth: int = 5
    rows_in_leaf: int = 100
    l2: float = 10.0
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
    """

    as_of: datetime
    capacity: int = 30
    min_positives: int = 20
    test_share: float = 0.25
    params: Params = field(default_factory=Params)
    bootstrap: Bootstrap = field(default_factory=Bootstrap)
