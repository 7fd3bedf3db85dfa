"""The trial: a challenger and a champion on the same nights, none of which either had learned from.

What belongs here: which nights are tried, and what both say of their rows. The conditions are in models/gate.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from measures.arrays import Bools, Floats, Ints
from models import cold_start
from models.about import about, clusters
from models.blend import FULL
from models.compared import Said, Trial
from models.groups import near_duplicates
from models.labels import AIMS
from models.matrix import matrix, moments, truths
from models.model import Model
from models.score import score
from models.split import NIGHT
from models.suspect_labels import Labels
from models.training_rows import settled

if TYPE_CHECKING:
    from features.feature import Feature

Learn = Callable[[pa.Table, datetime], Model]
"""Rows known before a moment, and that moment, to a model."""
TRIED = 0.5
"""Share of the nights since the champion learned that are tried; from the others the challenger learns."""


@dataclass(frozen=True)
class Given:
    """What a trial is made from.

    Attributes:
        rows: training rows (models/training_rows.py), with the columns of their cases that models/about.py takes.
        features: the declared inputs.
        severity: family to weight, from the site's TOML.
        learn: how a model is learned.
        test_share: the most of all moments that are tried.
    """

    rows: pa.Table
    features: Sequence["Feature"]
    severity: Mapping[str, float]
    learn: Learn
    test_share: float = 0.25


def trial(given: Given, champion: Model | None, name: str) -> Trial | str:
    """Try a challenger against a champion, or against the simple ranking where there is none.

    The challenger is learned anew from what was known before the first night that is tried. Those nights lie after
    everything the champion learned, so what it learned from the same nights cannot flatter it; where there are none,
    nothing is claimed.

    Args:
        given: rows and how to learn.
        champion: the model that ranks now.
        name: what to call it.

    Returns:
        The trial, or a sentence on why there is none.
    """
    start = first_tried(given, champion)
    if start is None and champion is None:
        return "there cannot be a trial: there are no nights with known results to learn from and others to try."
    if start is None:
        return f"there are not two nights with results after {name} learned: nothing can be compared."
    rows, at = given.rows, start.astimezone(UTC)
    challenger = given.learn(earlier(rows, at), at)
    if not challenger.able:
        return f"before {at:%Y-%m-%d}, when the trial begins, there were too few hits to learn from."
    tried = rows.filter(pc.and_(pc.greater_equal(rows["as_of"], _scalar(at, rows)), known(rows)))
    nights = np.unique(moments(tried["as_of"]))
    note = (
        f"Tried on {len(nights)} night(s) from {at:%Y-%m-%d}; the challenger was learned anew from what was known "
        "before, and nothing of them was learned by " + (f"{name}." if champion else "either ranking.")
    )
    return compared(tried, (challenger, champion), given.features, given.severity, name, (note, *_young(rows)))


def _young(rows: pa.Table) -> list[str]:
    """A sentence while the lists are not yet the model's alone (models/blend.py)."""
    labelled = max(len(rows) - rows[aim].null_count for aim in AIMS)
    if labelled >= FULL:
        return []
    return [
        f"With {labelled} labelled cases, fewer than {FULL:,}, a list is ranked by model and rules together; the gate "
        "judges the model alone."
    ]


def compared(
    rows: pa.Table,
    models: tuple[Model, Model | None],
    features: Sequence["Feature"],
    severity: Mapping[str, float],
    against: str,
    notes: tuple[str, ...] = (),
) -> Trial:
    """Have both models rank the same rows; without a second one the simple ranking does."""
    challenger, other = models
    scores, together = score(challenger, rows, severity, features), fates(rows, features)
    told = about(rows, severity)
    return Trial(
        against=against,
        nights=moments(rows["as_of"]),
        clusters=together,
        worth=told["severity"].to_numpy(),
        challenger=scores["priority"].to_numpy(),
        other=score(other, rows, severity, features)["priority"].to_numpy() if other else simple(rows, features),
        said={
            aim: said(rows, scores, aim, together)
            for aim in challenger.aims
            if challenger.aims[aim].booster is not None
        },
        notes=notes,
        chosen=pc.fill_null(pc.equal(told["selected_as"], "model"), True).to_numpy(zero_copy_only=False),
    )


def fates(rows: pa.Table, features: Sequence["Feature"]) -> Ints:
    """Return (n,) which rows fall or stand together (models/about.clusters), near-duplicates among them found here."""
    return clusters(rows, near_duplicates(rows, matrix(rows, [feature.name for feature in features])))


def first_tried(given: Given, champion: Model | None) -> datetime | None:
    """The first moment that is tried; None when there are not two after the champion learned, or none to learn from.

    Only moments of which a label is known count.
    """
    all_moments = np.unique(moments(given.rows.filter(known(given.rows))["as_of"]))
    count = max(1, round(len(all_moments) * given.test_share))
    since = all_moments[-count:]
    if champion is not None:
        learned = int(champion.trained_as_of.timestamp() * 1_000_000)
        fresh = all_moments[all_moments >= learned]
        since = since[since >= learned][-max(1, round(len(fresh) * TRIED)) :]
        if len(fresh) < 2:  # noqa: PLR2004 - one to learn from, one to try
            return None
    if not len(since) or since[0] == all_moments[0]:
        return None
    return datetime.fromtimestamp(int(since[0]) / 1_000_000, UTC)


def earlier(rows: pa.Table, at: datetime, gap: timedelta = NIGHT) -> pa.Table:
    """Rows of more than `gap` before a moment, whose label was known by then: what a model of then could learn from."""
    return rows.filter(
        pc.and_(pc.less(rows["as_of"], _scalar(at - gap, rows)), pc.less(rows["known_at"], _scalar(at, rows)))
    )


def known(rows: pa.Table) -> pa.ChunkedArray:
    """True where at least one aim is known."""
    told = [pc.is_valid(rows[aim]) for aim in AIMS]
    return pc.or_(told[0], told[1])


def simple(rows: pa.Table, features: Sequence["Feature"]) -> Floats:
    """The simple ranking of rows as one moment: the inspected of one night are too few to stand out among."""
    once = pa.chunked_array([pa.repeat(pa.scalar(0, pa.timestamp("us", tz="UTC")), rows.num_rows)])
    return cold_start.priorities(rows.set_column(rows.column_names.index("as_of"), "as_of", once), features)


def said(rows: pa.Table, scores: pa.Table, aim: str, together: Ints, mask: Bools | None = None) -> Said:
    """What a model said of an aim where it is settled, and what was found; `together` are the rows' fates."""
    told = truths(rows[aim])
    use = ~np.isnan(told) & settled(rows, aim) if mask is None else ~np.isnan(told) & settled(rows, aim) & mask
    origins = _texts(about(rows, {})["origin"])
    return Said(told[use] > 0, scores[f"probability_{aim}"].to_numpy()[use], together[use], origins[use])


def labels(rows: pa.Table, scores: pa.Table, features: Sequence["Feature"] = ()) -> Labels:
    """Labels with what a model expected of them, a row an aim that is known and that the model has trees for.

    Without features, near-duplicates are known by goods, places and weight alone.
    """
    parts: list[tuple[Floats, Floats, Ints, Ints]] = []
    together = fates(rows, features)
    for number, aim in enumerate(AIMS):
        told, expected = truths(rows[aim]), scores[f"probability_{aim}"].to_numpy().astype(np.float64)
        place = np.flatnonzero(~np.isnan(told) & ~np.isnan(expected) & settled(rows, aim))
        parts.append((told[place], expected[place], place, together[place] * len(AIMS) + number))
    told, expected, place, one_fate = (np.concatenate(column) for column in zip(*parts, strict=True))
    days = np.array([decided.date().isoformat() for decided in rows["decided_at"].to_pylist()], dtype=str)
    return Labels(
        hits=told > 0,
        expected=expected,
        cases=place,
        officers=_texts(rows["officer_id"])[place],
        methods=_texts(rows["method"])[place],
        days=days[place] if len(days) else np.array([], dtype=str),
        clusters=one_fate,
    )


def _texts(column: pa.ChunkedArray) -> NDArray[np.str_]:
    """A column as text, empty where it is not known."""
    return np.array([value or "" for value in column.to_pylist()], dtype=str)


def _scalar(moment: datetime, rows: pa.Table) -> pa.Scalar:
    return pa.scalar(moment, rows["as_of"].type)
