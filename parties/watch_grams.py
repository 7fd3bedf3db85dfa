"""Character 3-grams of words as a sparse matrix: which listed names share rare letters with a name at all."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

Numbers = npt.NDArray[np.int64]
THREADS = 2
SIGNS = 37
"""A blank, 26 letters and 10 digits: all that is left of a name after `simplify`."""
GRAMS = SIGNS**3
RAREST = 14
"""Grams of a name that are looked up, the rarest on the list first: the common ones cost most and tell least."""
NEAR = 0.2
"""Cosine from which two names are looked at closer."""
MOST = 12
"""Listed names that are looked at closer for each name, the nearest first."""
_LINE = 255
_CODE = np.full(256, 0, dtype=np.uint8)
_CODE[ord("A") : ord("Z") + 1] = np.arange(1, 27)
_CODE[ord("0") : ord("9") + 1] = np.arange(27, SIGNS)
_CODE[ord("\n")] = _LINE


class GramIndex:
    """The listed names as weighted grams: those that few names have weigh most."""

    def __init__(self, texts: list[str]) -> None:
        rows, grams = distinct_grams(texts)
        self._idf = np.log((len(texts) + 1) / (np.bincount(grams, minlength=GRAMS) + 0.5)).astype(np.float32)
        self._known = np.bincount(grams, minlength=GRAMS) > 0
        weights = self._idf[grams] / _norms(rows, self._idf[grams], len(texts))[rows]
        self._listed = csr_matrix((weights, (grams, rows)), shape=(GRAMS, len(texts)), dtype=np.float32)

    def near(self, texts: list[str]) -> tuple[Numbers, Numbers]:
        """Return pairs (number of text, number of listed name), by text, the nearest first, at most MOST a text."""
        rows, grams = distinct_grams(texts)
        norms = _norms(rows, self._idf[grams], len(texts))
        kept = self._known[grams]
        rows, grams = _rarest(rows[kept], grams[kept], self._idf)
        weights = self._idf[grams] / norms[rows]
        asked = csr_matrix((weights, (rows, grams)), shape=(len(texts), GRAMS), dtype=np.float32)
        found = sp_matmul_topn(asked, self._listed, top_n=MOST, threshold=NEAR, sort=True, n_threads=THREADS)
        counts = np.diff(found.indptr)
        return np.repeat(np.arange(len(texts)), counts), found.indices.astype(np.int64)


def distinct_grams(texts: list[str]) -> tuple[Numbers, Numbers]:
    """Return (number of text, gram) for each different gram of each text, in order; words are apart by one blank."""
    letters = _CODE[np.frombuffer("\n".join(f" {text} " for text in texts).encode("ascii"), dtype=np.uint8)]
    row = np.cumsum(letters == _LINE)[:-2]
    first, middle, last = (letters[at : len(letters) - 2 + at].astype(np.int64) for at in range(3))
    whole = (first != _LINE) & (last != _LINE) & (middle != _LINE) & (middle != 0)
    grams = (first * SIGNS + middle) * SIGNS + last
    both = np.unique(row[whole] * GRAMS + grams[whole])
    return both // GRAMS, both % GRAMS


def _norms(rows: Numbers, weights: npt.NDArray[np.float32], texts: int) -> npt.NDArray[np.float32]:
    squares = np.bincount(rows, weights=weights.astype(np.float64) ** 2, minlength=texts)
    return np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)


def _rarest(rows: Numbers, grams: Numbers, idf: npt.NDArray[np.float32]) -> tuple[Numbers, Numbers]:
    """The RAREST grams of each row."""
    order = np.lexsort((grams, -idf[grams], rows))
    rows, grams = rows[order], grams[order]
    starts = np.searchsorted(rows, rows)
    kept = np.arange(len(rows)) - starts < RAREST
    return rows[kept], grams[kept]
