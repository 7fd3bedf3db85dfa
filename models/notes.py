"""What is said of a model in plain English, for whoever approves it and for the note of its run."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from measures.ranking import FEWEST_HITS
from models.evaluate import Evaluation
from models.model import AimModel
from models.sample import Sample
from models.settings import TrainSettings

MANY_SEEN = 0.05
"""From this share of tested rows that were learned from, feature by feature, the test measures memory too."""


def describe(
    rows: pa.Table,
    sample: Sample,
    aims: Mapping[str, AimModel],
    evaluations: Mapping[str, Evaluation],
    settings: TrainSettings,
) -> tuple[str, ...]:
    """Return sentences: what was learned from, what was borrowed, how it did, what is not known."""
    notes = [_inspected(rows)]
    silent = [name for name, column in zip(sample.monotone, sample.columns.T, strict=True) if np.isnan(column).all()]
    if silent and rows.num_rows:
        notes.append(f"{len(silent)} features have no known value in any row: {', '.join(silent)}.")
    for name, aim in aims.items():
        notes.append(f"{name}: {_learned(aim, settings)}")
        if name in evaluations:
            notes.extend(f"{name}: {sentence}" for sentence in _tested(evaluations[name], settings))
        elif aim.booster is not None:
            notes.append(f"{name}: not tested: too few nights, or too few hits before the last of them.")
    return tuple(notes)


def _inspected(rows: pa.Table) -> str:
    drawn = rows["selected_as"].to_pylist().count("random")
    share = f"{drawn / rows.num_rows:.0%}" if rows.num_rows else "none"
    return (
        f"{rows.num_rows} inspected consignments; {drawn} of them ({share}) were drawn at random. "
        "Results exist for the inspected only: rates are not those of what arrives."
    )


def _learned(aim: AimModel, settings: TrainSettings) -> str:
    counted = f"{aim.positives} hits in {aim.rows} consignments with a known result"
    if aim.trees == "own":
        return f"learned from {counted}."
    few = f"{counted} are too few ({settings.min_positives} hits and as many without are needed)"
    if aim.trees == "pooled":
        return f"{few}: ranked by what any hit looks like, with a probability of its own."
    return f"{few}, also with all hits together: no ranking was learned."


def _tested(evaluation: Evaluation, settings: TrainSettings) -> list[str]:
    measures = evaluation.measures
    found = measures["precision_at_10pct"]
    sentences = [
        f"tested on the last {evaluation.moments} moments ({len(evaluation.hits)} consignments, "
        f"{int(evaluation.hits.sum())} hits) after learning from {evaluation.learned_rows}: of the highest tenth "
        f"{found} were hits, against {measures['base_rate']} of all and "
        f"{measures['simple_precision_at_10pct']} by the simple ranking."
    ]
    if evaluation.hits.sum() < FEWEST_HITS:
        sentences.append(f"fewer than {FEWEST_HITS} hits in the test: no interval can be given.")
    seen = measures["seen_before"].value
    if seen is not None and seen >= MANY_SEEN:
        sentences.append(
            f"{seen:.0%} of the tested consignments equal, feature by feature, one that was learned from: "
            "part of these figures is memory, not skill."
        )
    return sentences
