"""Three pictures of a training, as PNG bytes: what is found on the way down, calibration, what the trees use."""

from io import BytesIO

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from measures.ranking import bin_edges, gains
from models import ranker
from models.evaluate import Evaluation
from models.model import AimModel
from models.train import Trained

INK, SOFT, STRONG = "#333333", "#9aa5b1", "#0b6e99"
MOST_FEATURES = 20


def draw(trained: Trained) -> dict[str, bytes]:
    """Return file name to PNG, the same bytes for the same training."""
    pictures = {}
    for aim, evaluation in trained.evaluations.items():
        if evaluation.hits.any():
            pictures[f"{aim}_found.png"] = _found(aim, evaluation)
            pictures[f"{aim}_calibration.png"] = _calibration(aim, evaluation)
    for name, learned in trained.model.aims.items():
        if learned.booster is not None:
            pictures[f"{name}_importance.png"] = _importance(name, learned, learned.booster)
    return pictures


def _found(aim: str, evaluation: Evaluation) -> bytes:
    figure, axes = _sheet(f"{aim}: hits found on the way down the list")
    hits = evaluation.hits
    axes.plot([0, 100], [0, 100], color=SOFT, linestyle=":", label="at random")
    ways = (("simple ranking", evaluation.simple, SOFT), ("model", evaluation.scores, STRONG))
    for label, scores, colour in ways:
        looked, found = gains(scores, hits)
        axes.plot(100 * looked, 100 * found, color=colour, label=label, linewidth=2)
    axes.set_xlabel(f"highest … % of {len(hits)} tested consignments")
    axes.set_ylabel(f"% of {int(hits.sum())} hits found")
    axes.legend(frameon=False, loc="lower right")
    return _png(figure)


def _calibration(aim: str, evaluation: Evaluation) -> bytes:
    figure, axes = _sheet(f"{aim}: probability said, share found")
    said, hits = evaluation.probabilities, evaluation.hits.astype(float)
    bin_of = np.searchsorted(bin_edges(said), said, side="right")
    rows = np.bincount(bin_of)
    used = rows > 0
    x, y = np.bincount(bin_of, said)[used] / rows[used], np.bincount(bin_of, hits)[used] / rows[used]
    noise = 1.96 * np.sqrt(np.clip(x * (1 - x), 0, None) / rows[used])
    top = 1.05 * float(max(x.max(), (y + noise).max()))
    axes.plot([0, top], [0, top], color=SOFT, linestyle=":", label="what is said is found")
    axes.errorbar(x, y, yerr=noise, fmt="o", color=STRONG, ecolor=SOFT, label="a tenth of the rows, 95 % chance")
    axes.set_ylim(0, top)
    axes.set_xlabel("mean probability")
    axes.set_ylabel("share of hits")
    axes.legend(frameon=False, loc="upper left")
    return _png(figure)


def _importance(aim: str, learned: AimModel, text: str) -> bytes:
    of = "any hit, as this aim has too few" if learned.trees == "pooled" else "this aim"
    figure, axes = _sheet(f"{aim}: what the trees use (trees of {of})")
    shares = list(ranker.importance(text).items())[:MOST_FEATURES][::-1]
    axes.barh([name for name, _ in shares], [100 * share for _, share in shares], color=STRONG)
    axes.set_xlabel("% of the gain")
    return _png(figure)


def _sheet(title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(7.5, 5), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", color=INK, fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.2)
    return figure, axes


def _png(figure: Figure) -> bytes:
    paper = BytesIO()
    FigureCanvasAgg(figure).print_png(paper, metadata={"Software": None})
    return paper.getvalue()
