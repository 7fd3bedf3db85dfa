"""A champion in use, held against the results since its appointment: does it still hold?

It is asked whenever results come, so each time at a level that lets hardly one sound champion in a hundred fail in
sixty nights; how often, and how soon a bad one is taken back, `python -m benchmarks.returned` prints. The results are
those of lists that the champion itself drew up: what it never listed, only the random share shows.

Found over expected decides. A comparison with the champion before is a note, never a reason to return: of the rows that
a champion chose, its misses are missing, and at equal skill the other looks better (models/compared.unchosen). So only
rows that no model chose are compared, and those are too few for a night to decide by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from measures.bootstrap import Bootstrap, resampled
from measures.probabilities import AIM
from models.about import about, is_drawn
from models.compared import GateSettings, Said, Trial, broken, coverage, depth, ratio_of, unchosen
from models.model import Model
from models.score import score
from models.trial import compared, fates, known, said

if TYPE_CHECKING:
    from features.feature import Feature

LEVEL = 0.999
"""Of each interval of found over expected."""
DEVIATIONS = 3.3
"""Standard errors below 0 from which a champion is worse than the one before: 0.999 of the normal law."""
RESAMPLES = Bootstrap(400)


@dataclass(frozen=True)
class Seen:
    """What was seen: sentences on what does not hold, none where all does; figures; and notes, that decide nothing."""

    reasons: tuple[str, ...]
    figures: dict[str, float | None]
    notes: tuple[str, ...] = ()


def hold_up(
    rows: pa.Table,
    models: tuple[Model, Model | None],
    features: Sequence["Feature"],
    severity: Mapping[str, float],
    settings: GateSettings,
) -> Seen:
    """Say what of a champion does not hold any more.

    Args:
        rows: labelled rows of nights since its appointment (models/training_rows.py).
        models: the champion, and the one before it, null where there is none.
        features: the declared inputs.
        severity: family to weight.
        settings: how deep two rankings are compared.
    """
    rows = rows.filter(known(rows))
    if not rows.num_rows:
        return Seen((), {"rows": 0.0})
    figures: dict[str, float | None] = {"rows": float(rows.num_rows)}
    reasons, notes = [], tuple[str, ...]()
    for name, part in _streams(rows, models[0], features, severity):
        ratio = ratio_of(part, LEVEL)
        figures[f"{name}: found over expected"] = ratio.value
        if broken(ratio):
            reasons.append(
                f"{name}: {int(part.hits.sum())} hits where {part.probabilities.sum():.1f} were expected, "
                f"ratio {ratio} at {LEVEL:.1%}, outside {AIM[0]} to {AIM[1]}."
            )
    if models[1] is not None:
        trial = compared(rows, models, features, severity, "the champion before")
        notes = tuple(_worse(trial, settings, figures))
    return Seen(tuple(reasons), figures, notes)


def _streams(
    rows: pa.Table, model: Model, features: Sequence["Feature"], severity: Mapping[str, float]
) -> Iterator[tuple[str, Said]]:
    """What it said of each aim that it has trees for, of all inspected and of those drawn at random."""
    scores, drawn = score(model, rows, severity, features), is_drawn(about(rows, severity))
    together = fates(rows, features)
    for aim, learned in model.aims.items():
        if learned.booster is not None:
            yield f"{aim}, all inspected", said(rows, scores, aim, together)
            yield f"{aim}, drawn at random", said(rows, scores, aim, together, drawn)


def _worse(trial: Trial, settings: GateSettings, figures: dict[str, float | None]) -> Iterator[str]:
    """A sentence where the champion finds surely less than the one before, of rows that neither chose; a note only."""
    apart = unchosen(trial, settings)
    if apart is None:
        return
    trial = apart
    lines = depth(trial, settings)
    taken = coverage(trial, lines)
    value = float(taken(np.ones((1, len(trial.worth))))["difference"][0])
    drawn = np.concatenate([taken(weights)["difference"] for weights in resampled(trial.clusters, RESAMPLES)])
    error = float(np.nanstd(drawn))
    figures |= {"coverage more than the champion before": round(value, 6), "its standard error": round(error, 6)}
    if value + DEVIATIONS * error < 0:
        yield (
            f"of what was found, weighed by severity, the highest {lines} of each night's inspected that no "
            f"model had chosen hold {-value:.0%} less than by the champion before (standard error {error:.1%})."
        )
