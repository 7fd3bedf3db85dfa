"""Labels that differ from the past: asked before a model that learned from them may be promoted.

New labels are held against what a model of older labels expects of them, beside older labels that this model had not
seen either: per officer, per method, per day, all together, and by how many look turned over. What belongs here: the
tests and their sentences; no training, no lake. A finding says that labels *or the traffic* changed: a person looks.

Labels that share a fate (near-duplicates, what one consignor sent on one day) count as one: each counts one over their
number, exact where they all fall or stand together, cautious where they do not. Counts in sentences are plain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.special import betainc

from measures.arrays import Bools, Floats, Ints
from models.groups import sizes

LEVELS = {"all": 0.01, "officer": 0.05, "method": 0.01, "day": 0.01}
"""Chance that clean labels are suspected by one kind of test, over all its groups together (Bonferroni); officers have
few labels each, and one who finds nothing must not need hundreds to be noticed."""
TIMES = 2.0
"""A group must also find half, or twice, what is expected: what is sure but small, as a drift, is no reason."""
FEWEST_EXPECTED = 3.0
"""Hits found or expected, together, below which a group is not looked at."""
SHARES = np.linspace(0.0, 0.5, 101)
"""Shares of turned labels that are tried."""
CRITICAL = 5.412
"""Chi-square with one degree of freedom that is exceeded by one in a hundred on one side."""
LEAST_TURNED = 0.02
"""Fewer turned labels more than before are no reason to refuse."""
EDGE = 1e-4
"""Probabilities closer to 0 or 1 are taken as this: one surprise must not decide."""


@dataclass(frozen=True)
class Labels:
    """Labels with what was expected of them; a row an aim that is known of a case.

    Attributes:
        hits: (n,) what was found.
        expected: (n,) probabilities by a model that learned from none of these labels, nor from later ones.
        cases: (n,) a number for each case, as one may have several aims.
        officers: (n,) keyed ids; empty where not known.
        methods: (n,) how it was looked at; empty where not known.
        days: (n,) the day of the decision, ISO.
        clusters: (n,) labels of one number share a fate (models/about.clusters).
    """

    hits: Bools
    expected: Floats
    cases: Ints
    officers: np.ndarray
    methods: np.ndarray
    days: np.ndarray
    clusters: Ints

    def where(self, mask: Bools) -> "Labels":
        """The rows of the mask."""
        return replace(self, **{name: getattr(self, name)[mask] for name in self.__dataclass_fields__})

    @property
    def found(self) -> int:
        """Hits."""
        return int(self.hits.sum())

    @property
    def foreseen(self) -> float:
        """Hits that were expected."""
        return float(self.expected.sum())

    @property
    def weights(self) -> Floats:
        """(n,) what a label counts: one over the number that share its fate."""
        return 1 / sizes(self.clusters)


@dataclass(frozen=True)
class Suspicion:
    """What is odd about new labels: a plain sentence each, none where nothing stands out; and the figures.

    Sentences name no officer. Whoever checks the labels finds the keyed id in the figures, "officer ID: hits", which
    are kept in the verdict's file beside the model and go nowhere else.
    """

    reasons: tuple[str, ...]
    figures: dict[str, float | None]


class _Held(NamedTuple):
    """One group against what it is compared with."""

    kind: str
    name: str
    group: Labels
    against: Labels
    which: str


def suspect(new: Labels, old: Labels) -> Suspicion:
    """Say what is odd about `new`; `old` are earlier labels with expectations of the same model.

    Source of the exact test: Przyborowski and Wilenski 1940 (two Poisson counts, given their sum).
    """
    if not len(new.hits) or not len(old.hits):
        return Suspicion((), {"turned_share": None, "turned_share_before": None})
    old = replace(old, clusters=old.clusters + int(new.clusters.max()) + 1)
    reasons: list[str] = []
    figures: dict[str, float | None] = {}
    for kind, level in LEVELS.items():
        held = [one for one in _groups(new, old) if one.kind == kind]
        odd_ones = [(one, p) for one in held if (p := _odd(one)) * len(held) < level]
        reasons.extend(_sentence(one, p) for one, p in odd_ones)
        figures |= _of_officers([one for one, _ in odd_ones])
    turned, before, odd = turned_shares(new, old)
    if odd:
        reasons.append(
            f"about {turned:.0%} of {len(new.hits)} new labels look turned over, against {before:.0%} of the labels "
            "before: hits where hardly any was expected, or clears where hits were."
        )
    return Suspicion(tuple(reasons), {"turned_share": turned, "turned_share_before": before, **figures})


def _of_officers(held: list[_Held]) -> dict[str, float | None]:
    """Whose results are odd, with both counts."""
    told: dict[str, float | None] = {}
    for one in held:
        if one.kind == "officer":
            told[f"officer {one.name}: hits"] = float(one.group.found)
            told[f"officer {one.name}: hits expected"] = round(_expected(one), 1)
    return told


def turned_shares(new: Labels, old: Labels) -> tuple[float, float, bool]:
    """Return the likeliest share of turned labels, new and old, and whether the new one is surely the larger."""
    of_new, of_old = _likelihood(new), _likelihood(old)
    here, there = int(np.argmax(of_new)), int(np.argmax(of_old))
    gain = 2 * (of_new[here] + of_old[there] - np.max(of_new + of_old))
    turned, before = float(SHARES[here]), float(SHARES[there])
    return turned, before, bool(turned - before >= LEAST_TURNED and gain > CRITICAL)


def _likelihood(labels: Labels) -> Floats:
    """Log likelihood of the labels, had each share of SHARES been turned over at random."""
    expected = np.clip(labels.expected, EDGE, 1 - EDGE)[:, None]
    told = expected * (1 - 2 * SHARES) + SHARES
    likely: Floats = labels.weights @ np.where(labels.hits[:, None], np.log(told), np.log1p(-told))
    return likely


def _groups(new: Labels, old: Labels) -> Iterator[_Held]:
    yield _Held("all", "", new, old, "labels before")
    for officer in _named(new.officers):
        mask = new.officers == officer
        yield _Held("officer", officer, new.where(mask), _both(new.where(~mask), old), "all others and before")
    for method in _named(new.methods):
        if (past := old.methods == method).any():
            yield _Held("method", method, new.where(new.methods == method), old.where(past), "the same method before")
    for day in _named(new.days):
        mask = new.days == day
        yield _Held("day", day, new.where(mask), new.where(~mask), "the other days")


def _both(one: Labels, other: Labels) -> Labels:
    parts = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in one.__dataclass_fields__}
    return replace(one, **parts)


def _named(column: np.ndarray) -> list[str]:
    return [str(name) for name in np.unique(column) if name]


def _expected(one: _Held) -> float:
    """Hits that the group would have, did its labels stand to their expectation as those it is compared with."""
    return one.group.foreseen * (one.against.found + 0.5) / (one.against.foreseen + 0.5)


def _odd(one: _Held) -> float:
    """Two-sided exact chance of the group's hits; 1 where they are too few, or not half or twice as many."""
    (found, foreseen), (others, foreseen_others) = _counted(one.group), _counted(one.against)
    expected, both = foreseen * (others + 0.5) / (foreseen_others + 0.5), found + others
    small = found + expected < FEWEST_EXPECTED or not both
    if small or _near(found, expected) or _near(one.group.found, _expected(one)):
        return 1.0
    share = foreseen / (foreseen + foreseen_others)
    above = float(betainc(found, others + 1, share)) if found > 0 else 1.0
    below = 1 - float(betainc(found + 1, others, share)) if others > 0 else 1.0
    return min(1.0, 2 * min(below, above))


def _near(found: float, expected: float) -> bool:
    """Whether it is neither half nor twice what is expected."""
    return expected / TIMES < found < expected * TIMES


def _counted(labels: Labels) -> tuple[float, float]:
    """Hits found and expected, those that share a fate as one."""
    return float(labels.weights @ labels.hits), float(labels.weights @ labels.expected)


def _sentence(one: _Held, chance: float) -> str:
    who = {"all": "the new labels together", "officer": "one officer's results"}.get(one.kind, f"{one.kind} {one.name}")
    cases = len(np.unique(one.group.cases))
    return (
        f"{who}: {one.group.found} hits in {cases} inspections where {_expected(one):.1f} were expected "
        f"by {one.which} (chance {chance:.1g})."
    )
