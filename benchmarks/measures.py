"""Do the intervals hold what they promise, and what do they cost: `python -m benchmarks.measures [worlds]`.

Worlds are drawn in which what one consignor sends is risky or not as a whole; the truth is that of a very large one.
One thread, fixed seeds. Printed: the share of worlds whose 95 % interval holds the truth.
"""

import sys
import time

import numpy as np

from measures.bootstrap import Bootstrap, paired_difference
from measures.clustered import share_in_clusters
from measures.fairness import by_origin
from measures.measure import Measures
from measures.ranking import figure, listed, measure_ranking

NAMES = ("base_rate", "precision_at_5pct", "precision_at_10pct", "recall_at_10pct", "average_precision", "auc")
LARGE = 400_000
RESAMPLES = 300
World = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def world(seed: int, consignors: int, base: float) -> World:
    """Scores, other scores, hits, clusters of about five rows."""
    draw = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(consignors), 1 + draw.poisson(4, consignors))
    seen, unseen = draw.normal(size=consignors)[clusters], draw.normal(size=consignors)[clusters]
    scores = 0.7 * seen + 0.7 * draw.normal(size=len(clusters))
    hits = draw.random(len(clusters)) < 1 / (1 + np.exp(-base - scores - 1.2 * unseen))
    return scores, scores + draw.normal(size=len(clusters)), hits, clusters


def measured(drawn: World, resamples: int, clustered: bool = True) -> Measures:
    """The ranking's measures, and its lead over the other scores."""
    scores, other, hits, clusters = drawn
    of, ways = clusters if clustered else None, Bootstrap(resamples)
    lead = paired_difference(figure("average_precision"), scores, other, hits, of, ways)
    return {**measure_ranking(scores, hits, len(hits), ways, None, of), "lead": lead}


def coverage(base: float, worlds: int) -> None:
    """Print the share of worlds whose interval holds the truth, for few and many clusters, and with rows resampled."""
    truth = measured(world(0, LARGE, base), 0)
    names = (*NAMES, "lead")
    print(f"\nshare of hits {truth['base_rate'].value:.3f}; {worlds} worlds; Monte Carlo error "
          f"{np.sqrt(0.95 * 0.05 / worlds):.3f}")  # fmt: skip
    print("clusters resampled  told  " + "  ".join(f"{name:>18}" for name in names) + "   exact base rate")
    for consignors in (60, 200, 600):
        for clustered in (True, False):
            inside, told, exact = dict.fromkeys(names, 0), 0, 0
            for seed in range(1, worlds + 1):
                drawn = world(seed, consignors, base)
                found = measured(drawn, RESAMPLES, clustered)
                share = share_in_clusters(drawn[2], drawn[3] if clustered else np.arange(len(drawn[2])))
                exact += share.low <= truth["base_rate"].value <= share.high
                if found["base_rate"].low is None:
                    continue
                told += 1
                for name in names:
                    inside[name] += found[name].low <= truth[name].value <= found[name].high
            shares = "  ".join(f"{inside[name] / told if told else float('nan'):18.3f}" for name in names)
            what = "clusters" if clustered else "rows"
            print(f"{consignors:8d} {what:>9} {told:5d}  {shares}   {exact / worlds:.3f}")


def cost() -> None:
    """Print how long the measures of 20,000 rows take with 500 resamples."""
    scores, other, hits, clusters = (part[:20_000] for part in world(1, 6000, -4.0))
    nights, ways = np.arange(20_000) // 220, Bootstrap()
    origins = [f"{number:02d}" for number in np.arange(20_000) % 40]
    tasks = {
        "ranking at five depths, average precision, AUC": lambda: measure_ranking(
            scores, hits, 30, ways, nights, clusters
        ),
        "paired difference of average precision": lambda: paired_difference(
            figure("average_precision"), scores, other, hits, clusters, ways
        ),
        "40 origins": lambda: by_origin(origins, listed(scores, 2000), hits, ways, clusters),
    }
    print(f"\n{len(hits)} rows, {int(hits.sum())} hits, {ways.resamples} resamples of clusters, median of 3")
    for what, task in tasks.items():
        times = []
        for _ in range(3):
            start = time.perf_counter()
            task()
            times.append(time.perf_counter() - start)
        print(f"{what:<50} {np.median(times):6.2f} s")


def main() -> None:
    """Coverage at two shares of hits, then cost."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    for base in (-3.0, -5.0):
        coverage(base, worlds)
    cost()


if __name__ == "__main__":
    main()
