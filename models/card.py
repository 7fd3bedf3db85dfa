"""The model card: one page of markdown on what a model is, how it did and what is not known."""

from collections.abc import Mapping

from measures.measure import Measure, Measures
from models.card_tables import Rows, markdown
from models.champions import Record
from models.model import Model

INTERVALS = (
    "In brackets: 95 % intervals. Near-copies, and what one consignor sent on one day, are resampled together; shares "
    "in small groups have exact intervals. With hits in fewer than 10 such clusters none is resampled."
)
SHOWN = {
    "base_rate": "share of hits, whatever is picked",
    "precision_at_capacity": "share of hits in a list of the unit's length",
    "precision_at_5pct": "share of hits in the highest 5 %",
    "precision_at_10pct": "share of hits in the highest 10 %",
    "recall_at_10pct": "share of all hits found in the highest 10 %",
    "lift_at_10pct": "times better than picking at random, highest 10 %",
    "severity_coverage_at_10pct": "share of the severity of all hits, highest 10 %",
    "value_coverage_at_10pct": "share of the declared value of all hits, highest 10 %",
    "simple_precision_at_5pct": "share of hits in the highest 5 % of the simple ranking",
    "over_simple_precision_at_10pct": "more than the simple ranking in the highest 10 %, same resamples",
    "average_precision": "average precision",
    "over_simple_average_precision": "more than the simple ranking",
    "auc": "pairs of a hit and a clear put in order",
    "observed_expected": "hits found over hits expected (aim 0.8 to 1.25)",
    "random_observed_expected": "the same of those drawn at random",
    "random_yield": "share of hits of those drawn at random",
    "brier_skill": "skill of the probabilities (0: as good as saying the mean to all)",
    "ece": "calibration error of the probabilities (a constant passes it)",
}


NO_TABLES: Mapping[str, Mapping[str, Rows]] = {}


def model_card(
    model: Model,
    metrics: Mapping[str, Measures],
    record: Record | None = None,
    tables: Mapping[str, Mapping[str, Rows]] = NO_TABLES,
) -> str:
    """Return the card as markdown.

    Args:
        model: the model.
        metrics: aim to the measures of its test by time.
        record: its appointment, when it is or was champion.
        tables: aim to the tables of its test, by name (models/breakdown.py), as rows; left out without.
    """
    parts = [f"# Model of {model.trained_as_of:%Y-%m-%d %H:%M} UTC", _standing(record), *headlines(metrics)]
    parts.append("## What it was learned from")
    parts.append("\n".join(f"- {note}" for note in model.notes))
    parts.append(f"Inputs: {len(model.features)} features, listed in docs/features.md; none is read off a name.")
    parts.append("## How it did on nights it had not seen")
    parts.append(_table(metrics) if metrics else "It could not be tested.")
    parts.append(INTERVALS)
    for aim, shown in tables.items():
        if told := markdown(shown):
            parts.extend([f"### {aim}", *told])
    parts.append("## What is not known")
    parts.append("\n".join(f"- {line}" for line in _unknown(model)))
    return "\n\n".join(parts) + "\n"


def headlines(metrics: Mapping[str, Measures]) -> list[str]:
    """One sentence an aim: what its highest tenth gave."""
    return [
        f"**{aim}**: share of hits in the highest tenth {measures['precision_at_10pct']}; "
        f"by chance {measures['base_rate']}; by the simple ranking {measures['simple_precision_at_10pct']}."
        for aim, measures in metrics.items()
    ]


def _standing(record: Record | None) -> str:
    if record is None:
        return "A challenger: nobody has approved it."
    when = f"{record.as_of:%Y-%m-%d %H:%M} UTC"
    return f"Champion number {record.number} from {when}, approved by {record.approved_by}; model `{record.sha}`."


def _table(metrics: Mapping[str, Measures]) -> str:
    aims = list(metrics)
    lines = ["| measure | " + " | ".join(aims) + " |", "|---" * (len(aims) + 1) + "|"]
    for name, meaning in SHOWN.items():
        cells = [str(metrics[aim].get(name, Measure(None))) for aim in aims]
        lines.append(f"| {meaning} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _unknown(model: Model) -> list[str]:
    unknown = [
        "How it ranks what nobody inspected: only the lines drawn at random can tell. All figures but theirs are of "
        "what earlier rankings and officers chose to inspect.",
        "How much of a difference between origins is their true risk: here it is not known. Clear goods of an origin "
        "with more hits look riskier too.",
        "Whether an inspection missed something: a clear is a clear by a method that the unit calls strong.",
    ]
    for name, aim in model.aims.items():
        if aim.trees == "pooled":
            unknown.append(f"What is peculiar to {name}: its trees are those of any hit.")
        if aim.trees == "none":
            unknown.append(f"How to rank for {name}: there were too few hits to learn from.")
    return unknown
