"""The targeting benchmark on public declarations: both protocols, the project's model beside its peers, the leak gate.

What belongs here: one run of it and the table that it prints. It is deterministic: same files, same bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from features.catalogue import FEATURES
from lake import sites
from measures.arrays import Bools, Floats, Ints
from measures.bootstrap import Bootstrap, paired_difference
from measures.measure import Measure, Measures
from measures.ranking import figure, measure_ranking
from models import leaks
from models.leaks import LeakReport
from models.model import Model
from models.score import score
from models.settings import TrainSettings
from models.train import sample_of, train
from simulation.peers import PEERS, hits_of
from simulation.protocols import PROTOCOLS, SETTINGS_OF, Described, Protocol, described, learned_from, tuples

AIM = "revenue"
"""The aim that a fraud of a declaration is a hit of."""
OURS = "accu: its features, encodings and training"
UNREAD = 20
"""Resamples of intervals that nobody reads."""
SHOWN = {"precision_at_5pct": "P@5", "precision_at_10pct": "P@10", "auc": "AUC"}
Said = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What one protocol came to.

    Attributes:
        protocol: published or disjoint.
        learned_rows: rows of training.
        measures: model to its measures on the tested rows, with intervals over resampled tuples.
        over: model to SHOWN of the project's model minus its own, over the same resamples.
        leaks: what the leak gate says of the project's model.
    """

    protocol: Protocol
    learned_rows: int
    measures: dict[str, Measures]
    over: dict[str, Measures]
    leaks: LeakReport


def run(train_rows: pa.Table, test_rows: pa.Table, say: Said, resamples: int = 500) -> list[Outcome]:
    """Run both protocols.

    Args:
        train_rows: of simulation/declarations.together.
        test_rows: later rows.
        say: told what is being done.
        resamples: of the intervals.

    Raises:
        ValueError: the files are not of one time after the other, or leave too little to learn from.
    """
    return [_outcome(train_rows, test_rows, protocol, say, Bootstrap(resamples)) for protocol in PROTOCOLS]


def _outcome(train_rows: pa.Table, test_rows: pa.Table, protocol: Protocol, say: Said, bootstrap: Bootstrap) -> Outcome:
    learned = learned_from(train_rows, test_rows, protocol)
    if not learned.num_rows:
        raise ValueError("every tuple of the training rows is among the tested rows: nothing is left to learn from")
    say(f"{protocol}: {learned.num_rows:,} rows through canonical tables, cases and features")
    rows = described(learned, test_rows)
    say(f"{protocol}: training")
    model = fitted(rows)
    scores = {OURS: margins(model, rows.asked)}
    say(f"{protocol}: the leak gate, and the others")
    report = memory(rows, hits_of(test_rows), model)
    scores |= {name: peer(learned, test_rows) for name, peer in PEERS.items()}
    hits, clusters = hits_of(test_rows), clusters_of(test_rows)
    measured = {name: measure_ranking(of, hits, len(hits), bootstrap, None, clusters) for name, of in scores.items()}
    over = {name: _over(scores[OURS], of, hits, clusters, bootstrap) for name, of in scores.items() if name != OURS}
    return Outcome(protocol, learned.num_rows, measured, over, report)


def fitted(rows: Described) -> Model:
    """The model that the project's own training comes to, as a unit's would.

    Raises:
        ValueError: there are too few frauds to learn from.
    """
    model = train(rows.learned, FEATURES, settings(rows)).model
    if model.aims[AIM].booster is None:
        raise ValueError(f"{model.aims[AIM].positives} frauds in {model.aims[AIM].rows} rows are too few to learn from")
    return model


def settings(rows: Described) -> TrainSettings:
    """A unit's settings: nothing in them is there for these data.

    The test that a training does on its own last moments is not read here, so its intervals are drawn coarsely.
    """
    lines = sites.load(SETTINGS_OF).capacity.list_lines
    return TrainSettings(as_of=rows.as_of, capacity=lines, bootstrap=Bootstrap(UNREAD))


def margins(model: Model, features: pa.Table) -> Floats:
    """(n,) what the model says, as a night's scores have it."""
    return score(model, features, sites.load(SETTINGS_OF).severity)[f"margin_{AIM}"].to_numpy()


def clusters_of(rows: pa.Table) -> Ints:
    """(n,) a number for each tuple: copies fall or stand together."""
    return np.asarray(tuples(rows).dictionary_encode().indices, dtype=np.int64)


def memory(rows: Described, hits: Bools, model: Model) -> LeakReport:
    """What the leak gate says of training and tested rows; it is not told what a copy is."""
    both = _together(rows, hits)
    learned = np.arange(both.num_rows) < both.num_rows - rows.asked.num_rows
    ways, found = settings(rows), both[AIM].to_numpy()
    sample = sample_of(both, FEATURES, model.encodings, ways)
    sample = replace(sample, hits=found, told=found.astype(np.float64))
    return leaks.check(sample.where(learned), sample.where(~learned), margins(model, rows.asked), ways.params)


def _together(rows: Described, hits: Bools) -> pa.Table:
    """Training rows, then tested ones, with what a sample needs: features, label, and when it was known."""
    names = [name for name in rows.asked.column_names if name in rows.learned.column_names]
    asked = rows.asked.select(names).append_column(AIM, pa.array(hits)).append_column("known_at", rows.asked["as_of"])
    learned = rows.learned.select(asked.column_names).cast(asked.schema)
    return pa.concat_tables([learned.filter(pc.is_valid(learned[AIM])), asked])


def _over(ours: Floats, other: Floats, hits: Bools, clusters: Ints, bootstrap: Bootstrap) -> Measures:
    return {name: paired_difference(figure(name), ours, other, hits, clusters, bootstrap) for name in SHOWN}


def told(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the table in markdown, what the differences allow to be said, and the leak gate's words."""
    first = next(iter(outcomes[0].measures.values()))
    yield f"{first['rows'].value:,.0f} tested rows, base rate {first['base_rate'].value:.3f}; " + "; ".join(
        f"{outcome.protocol}: {outcome.learned_rows:,} rows learned from" for outcome in outcomes
    )
    yield "In brackets 95 % intervals: tuples of the tested rows resampled, so that copies fall or stand together."
    yield ""
    columns = [f"{outcome.protocol} {name}" for outcome in outcomes for name in SHOWN.values()]
    yield "| model | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for model in outcomes[0].measures:
        yield f"| {model} | " + " | ".join(_cells([outcome.measures[model] for outcome in outcomes])) + " |"
    for model in outcomes[0].over:
        yield f"| accu minus {model} | " + " | ".join(_cells([o.over[model] for o in outcomes], "+")) + " |"
    yield ""
    for outcome in outcomes:
        verdict = "passes" if outcome.leaks.passed else "FAILS"
        said = " ".join(outcome.leaks.reasons) or _unseen(outcome.leaks)
        yield f"Leak gate, {outcome.protocol}: {verdict}. {said}"


def _unseen(report: LeakReport) -> str:
    shuffled = report.figures.get("shuffled_auc")
    seen = report.figures.get("seen")
    if seen is None or shuffled is None:
        return "It could not be taken."
    return f"{seen:.1%} of the tested rows repeat a learned one; on shuffled labels the area is {shuffled:.2f}."


def _cells(measured: Sequence[Measures], sign: str = "") -> list[str]:
    return [_cell(measures[name], sign) for measures in measured for name in SHOWN]


def _cell(measure: Measure, sign: str) -> str:
    if measure.value is None:
        return "not known"
    shown = f"{measure.value:{sign}.3f}"
    return shown if measure.low is None else f"{shown} [{measure.low:{sign}.3f}, {measure.high:{sign}.3f}]"
