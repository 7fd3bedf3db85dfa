"""The gate: what a challenger must show before anybody may promote it, fixed beforehand.

What belongs here: conditions over one trial, two rankings of the same rows that neither had learned from, and the
sentences they are told in. How the rows are chosen is in trial.py, the figures are in compared.py; who approves is in
flows/promote.py.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np

from measures.measure import Measure
from measures.probabilities import AIM
from models.compared import GateSettings, Said, Trial, broken, days_with_hits, depth, difference, ratio_of, unchosen
from models.suspect_labels import Suspicion
from models.verdicts import Verdict

REFUSED = "Refused: "


class Leaks(Protocol):
    """What the leak gate found (models/leaks.py)."""

    @property
    def passed(self) -> bool:
        """False where memory explains the score."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences."""

    @property
    def figures(self) -> Mapping[str, float | None]:
        """Name to figure."""


class Condition(NamedTuple):
    """One condition: whether it holds, the sentence, and its figures."""

    held: bool
    sentence: str
    figures: dict[str, float | None]


def verdict(trial: Trial | str, leaks: Leaks, suspicion: Suspicion, settings: GateSettings) -> Verdict:
    """Say whether a challenger may be promoted, and why.

    Args:
        trial: the two rankings, or a sentence on why there cannot be a trial.
        leaks: what the leak gate found of the challenger.
        suspicion: what is odd about the labels since the champion.
        settings: what was fixed beforehand.
    """
    if not isinstance(trial, str) and not len(trial.worth):
        trial = "there cannot be a trial: no result of its nights is known."
    large = not isinstance(trial, str) and _enough(trial, settings).held
    conditions = [_labels(suspicion), _leak(leaks, large)]
    if isinstance(trial, str):
        conditions.insert(0, Condition(False, trial, {}))
    else:
        conditions = [_enough(trial, settings), better(trial, settings), *conditions]
        for aim, said in trial.said.items():
            conditions.extend([calibrated(aim, said), _origins(aim, said, settings)])
    return Verdict(
        passed=all(condition.held for condition in conditions),
        reasons=(
            *(() if isinstance(trial, str) else trial.notes),
            *(condition.sentence if condition.held else REFUSED + condition.sentence for condition in conditions),
        ),
        figures={name: value for condition in conditions for name, value in condition.figures.items()},
    )


def better(trial: Trial, settings: GateSettings) -> Condition:
    """A better point estimate, and a lower end above -delta; of rows that no model had chosen where those suffice.

    Where they do not, the sentence says which way the rows lean (models/compared.unchosen).
    """
    apart = unchosen(trial, settings)
    leaning = " No model had chosen these rows."
    if apart is None:
        leaning = (
            " Among these rows are those that the list in use had chosen, too few others have hits: that flatters the "
            "challenger, by about 0.04 to 0.08 at equal skill."
        )
    trial = apart or trial
    found = difference(trial, settings)
    away = found["difference"]
    held = away.value is not None and away.low is not None and away.value > 0 and away.low > -settings.delta
    sentence = (
        f"of what was found, weighed by severity, the highest {depth(trial, settings)} of each night's inspected hold "
        f"{_percent(found['challenger'].value)} by the challenger and {_percent(found['other'].value)} by "
        f"{trial.against}: difference {away}; it must be above 0, and its lower end above {-settings.delta:g}.{leaning}"
    )
    figures = {"coverage": found["challenger"].value, "coverage_other": found["other"].value}
    figures["compared_rows"] = float(len(trial.worth))
    return Condition(held, sentence, {**figures, "difference": away.value, "difference_low": away.low})


def _enough(trial: Trial, settings: GateSettings) -> Condition:
    hits = days_with_hits(trial)
    rows, nights = len(trial.worth), len(np.unique(trial.nights))
    sentence = (
        f"tried on {rows} inspections of {nights} night(s), with hits on {hits} consignors' days; "
        f"{settings.fewest_rows} and {settings.fewest_hits} are needed."
    )
    held = rows >= settings.fewest_rows and hits >= settings.fewest_hits
    return Condition(held, sentence, {"rows": float(rows), "days_with_hits": float(hits)})


def calibrated(aim: str, said: Said, level: float = 0.95) -> Condition:
    """Hits found over hits expected within 0.8 to 1.25, or too few to tell."""
    ratio = ratio_of(said, level)
    sentence = f"{aim}: {int(said.hits.sum())} hits where {said.probabilities.sum():.1f} were expected, ratio {ratio}"
    figures = {f"{aim}_observed_expected": ratio.value}
    if ratio.value is None or ratio.low is None or ratio.high is None:
        return Condition(True, f"{sentence}: calibration cannot be told.", figures)
    if AIM[0] <= ratio.value <= AIM[1]:
        return Condition(True, f"{sentence}: within {AIM[0]} to {AIM[1]}.", figures)
    if broken(ratio):
        return Condition(False, f"{sentence}: surely outside {AIM[0]} to {AIM[1]}.", figures)
    return Condition(
        True, f"{sentence}: outside {AIM[0]} to {AIM[1]}, but the interval is too wide to say so.", figures
    )


def _origins(aim: str, said: Said, settings: GateSettings) -> Condition:
    """No origin is ranked above its equals in risk: expected over found as for all, within the limits.

    What is expected too high is selected too often *at equal true risk*; the ratio is that of the origin over that of
    all, and fails only when its whole interval, adjusted for the number of origins, is outside.
    """
    overall = ratio_of(said).value
    names = [str(name) for name in np.unique(said.origins) if name]
    parts = {name: _of_origin(said, name) for name in names}
    large = {
        name: part
        for name, part in parts.items()
        if max(part.hits.sum(), part.probabilities.sum()) >= settings.origin_hits
    }
    figures: dict[str, float | None] = {f"{aim}_origins_looked_at": float(len(large))}
    if not overall or not large:
        return Condition(
            True, f"{aim}: no origin has {settings.origin_hits:g} hits: their ratios cannot be told.", figures
        )
    level = 1 - 0.05 / len(large)
    told = {name: _relative(ratio_of(part, level), overall) for name, part in large.items()}
    off = {name: ratio for name, ratio in told.items() if broken(ratio)}
    listed = ", ".join(f"{name} {ratio}" for name, ratio in (off or told).items())
    sentence = f"{aim}: found over expected by origin, against all: {listed}"
    ending = f", surely outside {AIM[0]} to {AIM[1]}." if off else f"; none is surely outside {AIM[0]} to {AIM[1]}."
    return Condition(not off, sentence + ending, figures)


def _of_origin(said: Said, origin: str) -> Said:
    mask = said.origins == origin
    return Said(said.hits[mask], said.probabilities[mask], said.clusters[mask], said.origins[mask])


def _relative(ratio: Measure, overall: float) -> Measure:
    ends = (ratio.value, ratio.low, ratio.high)
    return Measure(*(None if end is None else round(end / overall, 3) for end in ends))


def _labels(suspicion: Suspicion) -> Condition:
    if not suspicion.reasons:
        return Condition(True, "the labels since the last champion look like those before.", suspicion.figures)
    told = " ".join(suspicion.reasons)
    return Condition(False, f"the labels since the last champion differ from those before: {told}", suspicion.figures)


def _leak(leaks: Leaks, large: bool) -> Condition:
    """Memory does not explain the score. Where it could not be tested, it holds only beside a trial that is large."""
    figures = {f"leak_{name}": value for name, value in leaks.figures.items()}
    if leaks.passed and not figures:
        return Condition(
            large, "leak gate: whether memory explains the score could not be tested, there were too few results.", {}
        )
    said = " ".join(leaks.reasons) or ("memory does not explain the score." if leaks.passed else "memory explains it.")
    return Condition(leaks.passed, f"leak gate: {said}", figures)


def _percent(value: float | None) -> str:
    return "an unknown share" if value is None else f"{value:.0%}"
