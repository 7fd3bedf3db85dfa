"""The model card: one page of markdown on what a model is, how it did and what is not known."""

from collections.abc import Mapping

from measures.measure import Measure, Measures
from models.champions import Record
from models.model import Model

SHOWN = {
    "base_rate": "share of hits, whatever is picked",
    "precision_at_capacity": "share of hits in a list of the unit's length",
    "precision_at_5pct": "share of hits in the highest 5 %",
    "recall_at_10pct": "share of all hits found in the highest 10 %",
    "lift_at_10pct": "times better than picking at random, highest 10 %",
    "simple_precision_at_5pct": "share of hits in the highest 5 % of the simple ranking",
    "average_precision": "average precision",
    "ece": "calibration error of the probabilities",
}


def model_card(model: Model, metrics: Mapping[str, Measures], record: Record | None = None) -> str:
    """Return the card as markdown.

    Args:
        model: the model.
        metrics: aim to the measures of its test by time.
        record: its appointment, when it is or was champion.
    """
    parts = [f"# Model of {model.trained_as_of:%Y-%m-%d %H:%M} UTC", _standing(record), *headlines(metrics)]
    parts.append("## What it was learned from")
    parts.append("\n".join(f"- {note}" for note in model.notes))
    parts.append(f"Inputs: {len(model.features)} features, listed in docs/features.md; none is read off a name.")
    parts.append("## How it did on nights it had not seen")
    parts.append(_table(metrics) if metrics else "It could not be tested.")
    parts.append("In brackets: 95 % intervals, cases resampled. With fewer than 10 hits none is given.")
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
        "How it ranks what nobody inspected: only the lines drawn at random can tell.",
        "Whether an inspection missed something: a clear is a clear by a method that the unit calls strong.",
    ]
    for name, aim in model.aims.items():
        if aim.trees == "pooled":
            unknown.append(f"What is peculiar to {name}: its trees are those of any hit.")
        if aim.trees == "none":
            unknown.append(f"How to rank for {name}: there were too few hits to learn from.")
    return unknown
