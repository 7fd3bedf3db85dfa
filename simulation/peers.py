"""What the project's model is held against on public declarations: rankings that others would write in an hour.

They see every column of the file as it is, the ones that no room of ours has a word for as well. Settings are those of
the libraries. Source of the choice: BENCHMARK.
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from measures.arrays import Bools, Floats
from models import ranker
from models.settings import Params
from simulation.declarations import BESIDE, HIT, ID, MASS, NUMBERS, PRICE, RATE, TEXTS
from simulation.protocols import tuples

PLAIN = Params(
    rounds=100, learning_rate=0.1, leaves=31, depth=-1, rows_in_leaf=20, l2=0.0, columns_share=1.0, rows_share=1.0
)
"""LightGBM's own defaults."""
WORDS = tuple(name for name in (*TEXTS, *BESIDE) if name != ID)
MOST_STEPS = 200

Peer = Callable[[pa.Table, pa.Table], Floats]
"""Training rows and tested rows to (n,) scores of the tested ones."""


def plain_trees(train: pa.Table, test: pa.Table) -> Floats:
    """LightGBM as it comes, on numbers and on label codes of words; a word not met in training is -1."""
    names = {name: 0 for name in (*(word.replace(" ", "_") for word in WORDS), *(n.replace(" ", "_") for n in NUMBERS))}
    known = {name: sorted(pc.unique(train[name]).drop_null().to_pylist()) for name in WORDS}
    columns, asked = (np.column_stack([_codes(rows, known), _figures(rows)]) for rows in (train, test))
    text = ranker.fit(columns, hits_of(train), np.ones(train.num_rows), names, PLAIN)
    return ranker.margins(text, tuple(names), asked)


def one_hot(train: pa.Table, test: pa.Table) -> Floats:
    """Logistic regression on one column a word, and on the logarithms of the numbers."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    words = OneHotEncoder(handle_unknown="ignore").fit(_words(train))
    scale = StandardScaler().fit(_logs(train))
    columns, asked = (
        hstack([words.transform(_words(rows)), csr_matrix(scale.transform(_logs(rows)))]).tocsr()
        for rows in (train, test)
    )
    fitted = LogisticRegression(solver="liblinear", max_iter=MOST_STEPS, random_state=1).fit(columns, hits_of(train))
    return np.asarray(fitted.decision_function(asked), dtype=np.float64)


def lookup(train: pa.Table, test: pa.Table) -> Floats:
    """The share of frauds among the training rows with the same tuple; that of all for a tuple not met. No model."""
    groups = np.asarray(pa.concat_arrays([tuples(train), tuples(test)]).dictionary_encode().indices)
    learned, asked = groups[: train.num_rows], groups[train.num_rows :]
    hits = hits_of(train)
    rows = np.bincount(learned, minlength=int(groups.max()) + 1)
    found = np.bincount(learned, hits, len(rows))
    return ((found + hits.mean()) / (rows + 1))[asked]


PEERS: dict[str, Peer] = {
    "LightGBM as it comes, label codes": plain_trees,
    "logistic regression, one-hot": one_hot,
    "lookup on the tuple, no model": lookup,
}


def hits_of(rows: pa.Table) -> Bools:
    """(n,) True on a fraud."""
    return rows[HIT].to_numpy() == 1


def _codes(rows: pa.Table, known: dict[str, list[str]]) -> Floats:
    places = [pc.index_in(rows[name], pa.array(words, pa.string())).fill_null(-1) for name, words in known.items()]
    return np.column_stack([place.to_numpy().astype(np.float64) for place in places])


def _figures(rows: pa.Table) -> Floats:
    return np.column_stack([rows[name].to_numpy() for name in NUMBERS])


def _words(rows: pa.Table) -> list[list[str]]:
    columns = [rows[name].fill_null("").to_pylist() for name in WORDS]
    return [list(row) for row in zip(*columns, strict=True)]


def _logs(rows: pa.Table) -> Floats:
    figures = [rows[name].fill_null(0.0).to_numpy() for name in (RATE, MASS, PRICE)]
    return np.log1p(np.maximum(np.column_stack(figures), 0.0))
