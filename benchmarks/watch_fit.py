"""Fits the numbers of parties/watch_weights.json on drawn names of seed 1: `python -m benchmarks.watch_fit`.

Right pairs are listed names written otherwise, wrong ones the nearest listed names of innocent parties. Pairs of the
same folded words are left out: they score 1 and no number changes it. The intercept is set so that 0.82, the default
of `alert`, gives the aimed 0.3 alerts per 1,000 consignments of seed 1 beside those.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "2")

import json
import random
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.watch import ALERT, IN_LATIN, innocents, listed_names, variants, written
from benchmarks.watch_drawn import Stock
from parties.watch_list import Entry
from parties.watch_match import BATCH, Matcher, same_words
from parties.watch_pairs import FIGURES
from parties.watch_words import Figures, Numbers

SEED = 1
ROUNDS = 6
ALERTS = 0.3
HARD = 60_000
"""Wrong pairs that count in the last fit, the likest of the first: the others are far from any line."""
HELD = {"initials": 1.5, "extra_short": -0.5}
"""Figures whose number is set: innocents are hardly drawn with an initial or a slip in a form."""
FILE = Path(__file__).parents[1] / "parties" / "watch_weights.json"


def compared(matcher: Matcher, texts: list[str]) -> tuple[Numbers, Numbers, Figures]:
    """Candidates of all texts, those with not more than three words left over on both sides."""
    parts = []
    for at in range(0, len(texts), BATCH):
        rows, listed, found = matcher.compared(texts[at : at + BATCH])
        kept = found[:, [FIGURES.index("missing"), FIGURES.index("extra")]].sum(axis=1) <= 3
        parts.append((rows[kept] + at, listed[kept], found[kept]))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def fitted(right: Figures, wrong: Figures) -> Figures:
    """Numbers of a regression on right and wrong pairs."""
    free = [at for at, name in enumerate(FIGURES) if name not in HELD]
    both = np.concatenate([right, wrong])[:, free]
    spread = both.std(axis=0) + 1e-9
    target = np.r_[np.ones(len(right)), np.zeros(len(wrong))]
    found = np.array([HELD.get(name, 0.0) for name in FIGURES])
    found[free] = LogisticRegression(C=1.0, max_iter=2_000).fit(both / spread, target).coef_[0] / spread
    return found


def threshold(rows: Numbers, said: Figures, names: int) -> float:
    """What is said of pairs where `ALERTS` per 1,000 consignments of two names are reached."""
    best = np.full(names, -np.inf)
    np.maximum.at(best, rows, said)
    return float(np.sort(best)[::-1][int(ALERTS * names / 2 / 1_000)])


def main(size: int, consignments: int) -> None:
    """Draw, compare, fit, write."""
    by_name = listed_names(Stock(SEED), size)
    names = list(by_name.values())
    rng = random.Random(SEED)
    schemes = [rng.randrange(IN_LATIN + 1) for _ in names]
    texts = [written(name, scheme) for name, scheme in zip(names, schemes, strict=True)]
    matcher = Matcher([Entry(f"E{n:06}", t, (), (), (), (), None, None, None, None) for n, t in enumerate(texts)])
    asked = [one for _ in range(ROUNDS) for one in variants(names, schemes, rng)]
    rows, listed, right = compared(matcher, [one.text for one in asked])
    true = np.array([matcher.entry_of(at) == asked[row].entry_id for row, at in zip(rows, listed, strict=True)])
    night, _ = innocents(Stock(SEED + 1_000), 2 * consignments, by_name)
    others, near, wrong = compared(matcher, night)
    found = true & ~same_words(right)
    kept = ~same_words(wrong)
    others, near, wrong = others[kept], near[kept], wrong[kept]
    numbers = fitted(right[found], wrong)
    numbers = fitted(right[found], wrong[np.argsort(-(wrong @ numbers))[:HARD]])
    line = threshold(others, wrong @ numbers, len(night))
    told = {
        "made": f"python -m benchmarks.watch_fit {size} {consignments}, seed {SEED}: {int(found.sum())} right pairs",
        "intercept": round(float(np.log(ALERT / (1 - ALERT)) - line), 4),
        "weights": {name: round(float(number), 4) for name, number in zip(FIGURES, numbers, strict=True)},
    }
    FILE.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    hits = int((right[true] @ numbers > line).sum() + (same_words(right[true]) & (right[true] @ numbers <= line)).sum())
    print(f"recall on seed {SEED}: {hits / len(asked):.4f} of {len(asked)}, candidates {true.sum() / len(asked):.4f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]), *(100_000, 30_000)[len(sys.argv) - 1 :])
