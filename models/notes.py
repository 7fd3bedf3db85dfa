"""What is said of a model in plain English, for whoever approves it and for the note of its run."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from measures.bootstrap import FEWEST_HITS
from measures.measure import Measure, Measures
from measures.probabilities import AIM
from models.evaluate import Evaluation
from models.model import AimModel
from models.sample import Sample
from models.settings import TrainSettings

MANY_SEEN = 0.05
"""From this share of tested rows that were learned from, feature by feature, the test measures memory too."""

MOST_HELD = 0.5
"""From this share of the inspected, lists of the unit's length hold so much that their order hardly matters."""


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
        notes.append(f"Features without a known value in any row: {', '.join(silent)}.")
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
    sentences.extend(_beyond(evaluation, settings))
    seen = measures["seen_before"].value
    if seen is not None and seen >= MANY_SEEN:
        sentences.append(
            f"{seen:.0%} of the tested consignments equal, feature by feature, one that was learned from: "
            "part of these figures is memory, not skill."
        )
    return sentences


def _beyond(evaluation: Evaluation, settings: TrainSettings) -> list[str]:
    """What else the test says: better than by hand or not, probabilities, lists that hold nearly all, origins."""
    measures = evaluation.measures
    sentences = [_over_simple(measures["over_simple_precision_at_10pct"]), _expected(measures)]
    if measures.get("random_rows", Measure(0.0)).value:
        sentences.append(_at_random(measures))
    held = measures["listed_at_capacity"].value
    if held is not None and held >= MOST_HELD:
        sentences.append(
            f"lists of {settings.capacity} lines would hold {held:.0%} of what was inspected of a night: measures at "
            "capacity say little of the ranking."
        )
    outside = measures.get("origins_outside", Measure(0.0)).value
    if outside:
        shown = measures["origins_shown"].value or 0
        sentences.append(
            f"clear goods of {outside:.0f} of {shown:.0f} origins would be selected less than 0.8 or more than 1.25 "
            "times as often as those of all, beyond chance: see the table by origin."
        )
    return sentences


def _over_simple(difference: Measure) -> str:
    if difference.low is None or difference.high is None:
        return "too few hits to tell it from the simple ranking."
    sure = "better" if difference.low > 0 else "worse" if difference.high < 0 else "not surely better or worse"
    return f"{sure} than the simple ranking on the same rows: {difference} more of the highest tenth were hits."


def _expected(measures: Measures) -> str:
    told = measures["observed_expected"]
    low, high = AIM
    if told.value is None:
        return "nothing was expected, so that probabilities cannot be held against what was found."
    if told.low is None or told.high is None:
        return f"hits found over hits expected: {told}; too few to say more."
    kept = "within" if low <= told.value <= high else "outside"
    if told.low < low <= told.high or told.low <= high < told.high:
        kept = f"{kept}, but not surely,"
    return f"hits found over hits expected: {told}, {kept} the aim of {low} to {high}."


def _at_random(measures: Measures) -> str:
    rows, hits = measures["random_rows"].value or 0, measures["random_hits"].value or 0
    return (
        f"of {rows:.0f} in the test that were drawn at random and settled {hits:.0f} were hits: "
        f"{measures['random_yield']}; found over expected {measures['random_observed_expected']}. Unweighted: "
        "`accu measures` says what they mean for everything that arrived."
    )
