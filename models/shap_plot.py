"""A picture of what moves the margin: contributions of the features over some tested rows, a dot each."""

import numpy as np
import pyarrow as pa

from measures.arrays import Floats
from models.explain import contributions
from models.matrix import matrix
from models.model import Model
from models.plots import INK, SOFT, STRONG, png, sheet

MOST_ROWS, MOST_FEATURES = 300, 20


def draw(model: Model, rows: pa.Table) -> dict[str, bytes]:
    """Return file name to PNG for each aim with trees, the same bytes for the same rows; none without rows.

    Args:
        model: what is explained.
        rows: as_of, case_id and the features; with more than 300 rows evenly many of them, in order, are explained.
    """
    if not rows.num_rows:
        return {}
    places = np.unique(np.linspace(0, rows.num_rows - 1, min(rows.num_rows, MOST_ROWS)).round().astype(int))
    some = rows.take(pa.array(places))
    return {
        f"{name}_contributions.png": _beeswarm(name, model, some)
        for name, aim in model.aims.items()
        if aim.booster is not None
    }


def _beeswarm(aim: str, model: Model, rows: pa.Table) -> bytes:
    values, _ = contributions(model, aim, rows)
    weight = np.abs(values).mean(axis=0)
    chosen = [int(place) for place in np.argsort(-weight, kind="stable")[:MOST_FEATURES] if weight[place] > 0][::-1]
    height = _ranks(matrix(rows, model.features))
    figure, axes = sheet(f"{aim}: what moves the margin, {rows.num_rows} tested consignments, a dot each")
    figure.set_size_inches(8.5, 1.5 + 0.3 * max(len(chosen), 4))
    for line, place in enumerate(chosen):
        told = ~np.isnan(height[:, place])
        beside = line + _spread(values[:, place])
        axes.scatter(values[~told, place], beside[~told], s=7, color=SOFT, linewidths=0)
        dots = axes.scatter(
            values[told, place], beside[told], s=7, c=height[told, place], cmap="viridis", vmin=0, vmax=1, linewidths=0
        )
    axes.axvline(0, color=SOFT, linewidth=1)
    names = [f"{model.features[place]}  {weight[place]:.2f}" for place in chosen]
    axes.set_yticks(range(len(chosen)), names, fontsize=8, color=INK)
    axes.set_xlabel("contribution to the margin, log odds (after each name: mean of its size); grey: value not known")
    if chosen:
        bar = figure.colorbar(dots, ax=axes, ticks=[0, 1], aspect=40)
        bar.ax.set_yticklabels(["low", "high"])
        bar.set_label("value of the feature", color=STRONG)
    return png(figure)


def _ranks(columns: Floats) -> Floats:
    """(n, k) rank of each known value in its column, 0 to 1, ties in the middle; NaN stays."""
    ranks = np.full(columns.shape, np.nan)
    for place, column in enumerate(columns.T):
        told = np.flatnonzero(~np.isnan(column))
        ordered = np.sort(column[told])
        both = np.searchsorted(ordered, column[told], "left") + np.searchsorted(ordered, column[told], "right")
        ranks[told, place] = both / (2 * max(len(told), 1))
    return ranks


def _spread(values: Floats) -> Floats:
    """(n,) offsets in -0.35 to 0.35 that lay dots of like value beside each other, the same ones each time."""
    bins = np.digitize(values, np.linspace(values.min(), values.max() + 1e-12, 60))
    offsets = np.zeros(len(values))
    most = max(int(np.bincount(bins).max()), 2)
    for at in np.unique(bins):
        rows = np.flatnonzero(bins == at)
        offsets[rows] = (np.arange(len(rows)) - (len(rows) - 1) / 2) * 0.7 / most
    return offsets
