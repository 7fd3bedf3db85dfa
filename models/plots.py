"""Pictures of a training, as PNG bytes: hits found and precision on the way down, calibration, what the trees use.

Bands are 95 % intervals: clusters resampled on the way down, exact ones where so much was said.
"""

from io import BytesIO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from measures.probabilities import bands
from models import ranker
from models.curves import DRAWN, Curve, by_depth
from models.evaluate import Evaluation
from models.model import AimModel
from models.train import Trained

INK, SOFT, STRONG = "#333333", "#9aa5b1", "#0b6e99"
MOST_FEATURES = 20
TICKS = (1, 2, 5, 10, 20, 50, 100)


def draw(trained: Trained) -> dict[str, bytes]:
    """Return file name to PNG, the same bytes for the same training."""
    pictures = {}
    for aim, evaluation in trained.evaluations.items():
        if evaluation.hits.any():
            ways = (evaluation.hits, evaluation.clusters, DRAWN)
            model, simple = (by_depth(scores, *ways) for scores in (evaluation.scores, evaluation.simple))
            pictures[f"{aim}_found.png"] = _found(aim, evaluation, model["recall"], simple["recall"])
            pictures[f"{aim}_precision.png"] = _precision(aim, evaluation, model["precision"], simple["precision"])
            pictures[f"{aim}_calibration.png"] = _calibration(aim, evaluation)
    for name, learned in trained.model.aims.items():
        if learned.booster is not None:
            pictures[f"{name}_importance.png"] = _importance(name, learned, learned.booster)
    return pictures


def _found(aim: str, evaluation: Evaluation, model: Curve, simple: Curve) -> bytes:
    figure, axes = sheet(f"{aim}: hits found on the way down the list")
    axes.plot([0, 100], [0, 100], color=SOFT, linestyle=":", label="at random")
    _lay(axes, simple, SOFT, "simple ranking")
    _lay(axes, model, STRONG, "model")
    axes.set_xlabel(f"highest … % of {len(evaluation.hits)} tested consignments")
    axes.set_ylabel(f"% of {int(evaluation.hits.sum())} hits found")
    axes.legend(frameon=False, loc="lower right")
    return png(figure)


def _precision(aim: str, evaluation: Evaluation, model: Curve, simple: Curve) -> bytes:
    figure, axes = sheet(f"{aim}: share of hits in the highest … %")
    axes.axhline(100 * float(evaluation.hits.mean()), color=SOFT, linestyle=":", label="whatever is picked")
    _lay(axes, simple, SOFT, "simple ranking")
    _lay(axes, model, STRONG, "model")
    axes.set_xscale("log")
    axes.set_xticks(TICKS, [str(tick) for tick in TICKS])
    axes.set_ylim(bottom=0)
    axes.set_xlabel(f"highest … % of {len(evaluation.hits)} tested consignments")
    axes.set_ylabel("% of them that were hits")
    axes.legend(frameon=False, loc="upper right")
    return png(figure)


def _calibration(aim: str, evaluation: Evaluation) -> bytes:
    """Probability said against share found, band by band; hits and rows stand beside each."""
    figure, axes = sheet(f"{aim}: probability said, share found")
    fair = evaluation.settled
    told = bands(evaluation.probabilities[fair], evaluation.hits[fair], evaluation.clusters[fair])
    curve = Curve(tuple(100 * band.said for band in told), tuple(band.found for band in told))
    top = 1.05 * max(*curve.at, *(100 * high for _, _, high in curve.ends()), 0.0)
    axes.plot([0, top], [0, top], color=SOFT, linestyle=":", label="what is said is found")
    _lay(axes, curve, STRONG, "a band of scores", marker="o")
    for band in told:
        axes.annotate(
            f" {band.hits}/{band.rows}", (100 * band.said, 0), color=INK, fontsize=7, rotation=90, va="bottom"
        )
    axes.set_ylim(0, top)
    axes.set_xlabel("mean probability said, %")
    axes.set_ylabel("share of hits, %; hits/rows of each band at the foot")
    axes.legend(frameon=False, loc="upper left")
    return png(figure)


def _lay(axes: Axes, curve: Curve, colour: str, label: str, marker: str = "") -> None:
    """Draw a curve in percent over its band."""
    if ends := curve.ends():
        at, low, high = (np.array(values) for values in zip(*ends, strict=True))
        axes.fill_between(at, 100 * low, 100 * high, color=colour, alpha=0.15, linewidth=0)
    at, values = (np.array(told) for told in zip(*curve.line(), strict=True))
    axes.plot(at, 100 * values, color=colour, label=label, linewidth=2, marker=marker)


def _importance(aim: str, learned: AimModel, text: str) -> bytes:
    of = "any hit, as this aim has too few" if learned.trees == "pooled" else "this aim"
    figure, axes = sheet(f"{aim}: what the trees use (trees of {of})")
    shares = list(ranker.importance(text).items())[:MOST_FEATURES][::-1]
    axes.barh([name for name, _ in shares], [100 * share for _, share in shares], color=STRONG)
    axes.set_xlabel("% of the gain")
    return png(figure)


def sheet(title: str) -> tuple[Figure, Axes]:
    """An empty picture of the house's look."""
    figure = Figure(figsize=(7.5, 5), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", color=INK, fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.2)
    return figure, axes


def png(figure: Figure) -> bytes:
    """Its bytes, the same for the same picture."""
    paper = BytesIO()
    FigureCanvasAgg(figure).print_png(paper, metadata={"Software": None})
    return paper.getvalue()
