"""The leak gate: does memory of near-copies explain the score? A training that it fails makes no champion.

It looks for copies by itself, in every input: nobody tells it which columns make one. Three things are asked: how many
tested rows repeat a row that was learned from; whether looking up the repeated row's result does as well as the model;
and whether the whole training finds something in labels that were shuffled.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from measures.arrays import Bools, Floats, Ints
from measures.order import Order
from models.groups import rounded
from models.sample import FEWEST_IN_FOLD, Sample, out_of_fold
from models.settings import Params
from models.split import last_moments

MANY_SEEN = 0.05
"""Share of tested rows that repeat a learned one from which memory is worth a look."""
AGREE = 0.5
"""Agreement of repeated rows with what they repeat, beyond chance (kappa), from which they are copies.

Source: half-way between chance and identity; real repeats, as of one consignor's goods, are far below it.
"""
FEWEST = 20
"""Repeated rows, of either kind, that a verdict needs."""
MOST_COLUMNS = 6
"""Columns that a copy is recognised by, at most."""
LATER = 0.25
"""Share of the learned moments that is looked up in the others, to find out by which columns."""
GAIN = 0.002
"""Area under the curve of the lookup that another column must bring, at least."""
TOO_GOOD = 0.995
"""Area under the curve that no documents give: an input holds the result itself."""
SHUFFLED_SD = 4.0
"""Standard errors from 0.5 at which shuffled labels are not noise: once in 16,000 trainings by chance."""


@dataclass(frozen=True)
class LeakReport:
    """What the leak gate found.

    Attributes:
        passed: False where memory explains the score, or shuffled labels could be learned.
        reasons: sentences; what was found also where it passed.
        figures: name to figure; null where it could not be taken.
    """

    passed: bool = True
    reasons: tuple[str, ...] = ()
    figures: Mapping[str, float | None] = field(default_factory=dict)


def merged(reports: Mapping[str, LeakReport]) -> LeakReport:
    """Return one report of those of several aims, named by the aim; it passes when all do."""
    return LeakReport(
        all(report.passed for report in reports.values()),
        tuple(f"{aim}: {reason}" for aim, report in reports.items() for reason in report.reasons),
        {f"{aim}/{name}": figure for aim, report in reports.items() for name, figure in report.figures.items()},
    )


def check(before: Sample, after: Sample, scores: Floats, params: Params) -> LeakReport:
    """Return the report of a test.

    Args:
        before: what was learned from.
        after: what was tested on; every `told` is known.
        scores: (n,) what the model said of `after`.
        params: of the training, which is done again on shuffled labels.
    """
    hits = after.told > 0
    if min(hits.sum(), (~hits).sum()) < FEWEST_IN_FOLD:
        return LeakReport()
    memory = _memory(before, after, scores)
    shuffled = _shuffled(before, params)
    reasons = [memory.sentence] if memory.explains or (memory.seen or 0) >= MANY_SEEN else []
    limit = SHUFFLED_SD * _spread(int(before.hits.sum()), int((~before.hits).sum()))
    learns_noise = shuffled is not None and abs(shuffled - 0.5) > limit
    if learns_noise:
        reasons.append(f"Labels that were shuffled are ranked with an area of {shuffled:.2f} under the curve, not 0.5.")
    knows = min(hits.sum(), (~hits).sum()) >= FEWEST and memory.model_of_all >= TOO_GOOD
    if knows:
        reasons.append(f"The test is ordered with an area of {memory.model_of_all:.3f}: some input knows the result.")
    figures = {**memory.figures, "shuffled_auc": None if shuffled is None else round(shuffled, 6)}
    return LeakReport(not (memory.explains or learns_noise or knows), tuple(reasons), figures)


@dataclass(frozen=True)
class Memory:
    """What looking up repeated rows does, against the model.

    Attributes:
        columns: the inputs that a repeated row is recognised by.
        seen: share of tested rows that repeat a learned one.
        agreement: kappa of repeated rows' results and those that they repeat; null with too few.
        lookup: area under the curve of the lookup, over repeated rows; null with too few.
        model: the same of the model, over the same rows.
        lookup_of_all: of the lookup over all tested rows, others at the base rate.
        model_of_all: of the model over them.
    """

    columns: tuple[str, ...]
    seen: float
    agreement: float | None
    lookup: float | None
    model: float | None
    lookup_of_all: float
    model_of_all: float

    @property
    def explains(self) -> bool:
        """True where many rows are copies, and looking them up orders them at least as well as the model does."""
        if self.agreement is None or self.lookup is None or self.model is None:
            return False
        return self.seen >= MANY_SEEN and self.agreement >= AGREE and self.lookup >= self.model

    @property
    def sentence(self) -> str:
        """What was found."""
        known = ", ".join(self.columns)
        found = f"{self.seen:.0%} of the tested rows repeat a learned one in {known}"
        if self.agreement is None or self.lookup is None or self.model is None:
            return f"{found}; too few to compare their results."
        ends = "the score is memory, not skill" if self.explains else "they do not explain the score"
        return (
            f"{found}; results agree by {self.agreement:.2f} beyond chance, and looking them up orders these rows with "
            f"an area of {self.lookup:.2f} under the curve against the model's {self.model:.2f}: {ends}."
        )

    @property
    def figures(self) -> dict[str, float | None]:
        """Name to figure."""
        told = {
            "seen": self.seen,
            "agreement": self.agreement,
            "lookup_auc_of_seen": self.lookup,
            "model_auc_of_seen": self.model,
            "lookup_auc": self.lookup_of_all,
            "model_auc": self.model_of_all,
        }
        return {name: None if value is None else round(value, 6) for name, value in told.items()}


def _memory(before: Sample, after: Sample, scores: Floats) -> Memory:
    names, codes = _coded(before, after)
    count = len(before.hits)
    chosen = copied_by(before, codes[:count])
    answers, seen = _looked_up(_together(codes[:, chosen]), before.hits, np.arange(count), np.arange(count, len(codes)))
    hits = after.told > 0
    agreement = lookup = model = None
    if min((hits & seen).sum(), (~hits & seen).sum()) >= FEWEST:
        agreement = _kappa(answers[seen], hits[seen])
        lookup, model = _auc(answers[seen], hits[seen]), _auc(scores[seen], hits[seen])
    known = tuple(names[place] for place in chosen)
    return Memory(known, float(seen.mean()), agreement, lookup, model, _auc(answers, hits), _auc(scores, hits))


def copied_by(before: Sample, codes: Ints) -> list[int]:
    """Return the columns by which repeats tell the most, one after the other, as seen in the learned rows alone.

    The later quarter of the learned moments is looked up in the earlier ones; a column is added while it helps.
    """
    if len(np.unique(before.as_of)) < 2:  # noqa: PLR2004 - something to look up, and something to look it up in
        return []
    split = last_moments(before.as_of, before.known_at, LATER)
    told, asked = np.flatnonzero(split.learn), np.flatnonzero(split.test)
    if not _both(before.hits[told]) or not _both(before.hits[asked]):
        return []
    chosen: list[int] = []
    groups, best = np.zeros(len(codes), dtype=np.int64), 0.5
    while len(chosen) < MOST_COLUMNS:
        gains = np.zeros(codes.shape[1])
        for place in range(codes.shape[1]):
            answers, _ = _looked_up(_further(groups, codes[:, place]), before.hits[told], told, asked)
            gains[place] = _auc(answers, before.hits[asked])
        place = int(np.argmax(gains))
        if gains[place] < best + GAIN:
            break
        chosen, groups, best = [*chosen, place], _further(groups, codes[:, place]), float(gains[place])
    return chosen


def _coded(before: Sample, after: Sample) -> tuple[list[str], Ints]:
    """Names, and the values of every input that varies as numbers: features rounded, and the keys of encodings."""
    columns = rounded(np.concatenate([before.columns, after.columns]))
    names, parts = list(before.monotone), [columns]
    if before.keyed is not None and after.keyed is not None:
        names += before.encodings
        parts.append(np.concatenate([before.keyed.codes, after.keyed.codes]).astype(np.float64))
    codes = np.column_stack([np.unique(column, return_inverse=True)[1] for part in parts for column in part.T])
    varied = np.flatnonzero(codes.max(axis=0) > 0)
    return [names[place] for place in varied], codes[:, varied]


def _further(groups: Ints, codes: Ints) -> Ints:
    """Groups split by one more column."""
    return np.unique(groups * (int(codes.max()) + 1) + codes, return_inverse=True)[1]


def _together(codes: Ints) -> Ints:
    """Groups of rows that are alike in all columns; without columns no row is like another."""
    groups = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        groups = _further(groups, column)
    return groups if codes.shape[1] else np.arange(len(codes))


def _looked_up(groups: Ints, hits: Bools, told: Ints, asked: Ints) -> tuple[Floats, Bools]:
    """The share of hits among the told rows that each asked row repeats, drawn a row's worth to that of all."""
    count = int(groups.max()) + 1
    rows, found = np.bincount(groups[told], minlength=count), np.bincount(groups[told], hits, count)
    wanted = groups[asked]
    return ((found + float(hits.mean())) / (rows + 1))[wanted], rows[wanted] > 0


def _kappa(answers: Floats, hits: Bools) -> float:
    """Agreement of "more likely than not" with what was found, beyond what the shares of both would give."""
    said = answers > 0.5  # noqa: PLR2004 - more likely than not
    by_chance = said.mean() * hits.mean() + (1 - said.mean()) * (1 - hits.mean())
    return float(((said == hits).mean() - by_chance) / (1 - by_chance)) if by_chance < 1 else 0.0


def _shuffled(before: Sample, params: Params) -> float | None:
    """Area under the curve of the training on shuffled labels, over its own rows out of fold, held against the same.

    It is 0.5 unless a row's own label, or a near-duplicate's, reaches what the row is scored with.
    """
    drawn = replace(before, hits=np.random.default_rng(params.seed).permutation(before.hits))
    margins = out_of_fold(drawn, params)
    known = ~np.isnan(margins)
    return _auc(margins[known], drawn.hits[known]) if _both(drawn.hits[known]) else None


def _auc(scores: Floats, hits: Bools) -> float:
    return float(Order(scores, hits.astype(np.float64)).walk(np.ones((1, len(hits)))).auc()[0])


def _spread(hits: int, others: int) -> float:
    """Standard error of an area of 0.5 under the curve (Mann and Whitney)."""
    return float(np.sqrt((hits + others + 1) / (12 * hits * others)))


def _both(hits: Bools) -> bool:
    return bool(hits.any() and not hits.all())
