"""What MLflow is told of a training, as plain values: metrics, curves by step, tags, data sets, notes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

import pyarrow as pa

from measures.bootstrap import Bootstrap
from measures.measure import Measures
from models.compare import PRIMARY, RANKED, columns_of
from models.curves import Curve, by_band, by_depth
from models.evidence import Report, Rows, Window
from models.labels import AIMS

HEADLINES = (
    "rows", "hits", "base_rate", *RANKED, "precision_at_capacity", "observed_expected", "brier_skill",
    "over_simple_average_precision", "random_observed_expected",
)  # fmt: skip
"""Measures that are metrics of MLflow; all of them are in the artifact `tables/<aim>_measures.json`."""
BY_WINDOW = ("average_precision", "precision_at_10pct", "observed_expected")
"""Columns of the table of windows that are metrics by step."""


def metrics(report: Report) -> dict[str, float]:
    """Return `aim/measure`, and its interval in a group of its own; what is not known is left out."""
    told: dict[str, float] = {}
    for aim, window in report.windows.items():
        told |= {f"{aim}/rows_learned": float(window.learned_rows)}
    for aim, measures in report.measures.items():
        told |= dict(_flat(aim, {name: measures[name] for name in HEADLINES if name in measures}))
    return told


def _flat(aim: str, measures: Measures) -> Iterator[tuple[str, float]]:
    for name, measure in measures.items():
        named = {
            f"{aim}/{name}": measure.value,
            f"{aim}_intervals/{name}_low": measure.low,
            f"{aim}_intervals/{name}_high": measure.high,
        }
        yield from ((key, float(value)) for key, value in named.items() if value is not None)


def steps(report: Report, scores: pa.Table, bootstrap: Bootstrap) -> dict[str, dict[int, float]]:
    """Return the curves, name to value by step, each with its band as two more names in the same group.

    `by_depth` has percent of the list as step; `by_band` the score bands from the lowest and `by_window` the windows
    of the test from the first, both from 1.

    Args:
        report: its tables.
        scores: of the tested rows.
        bootstrap: how bands are drawn.
    """
    told: dict[str, dict[int, float]] = {}
    for aim in sorted(report.measures):
        tested = columns_of(scores, aim)
        depth = by_depth(tested["margin"], tested["hit"], tested["cluster"], bootstrap)
        for name, curve in depth.items():
            told |= _stepped(f"{aim}_by_depth/{name}", curve, [int(at) for at in curve.at])
        band = by_band(tested["probability"], tested["hit"], tested["cluster"], tested["settled"])
        places = range(1, len(band.at) + 1)
        told |= _stepped(f"{aim}_by_band/found", band, places)
        told[f"{aim}_by_band/said"] = dict(zip(places, band.at, strict=True))
        told |= _by_window(aim, report.tables.get(aim, {}).get("windows", []))
    return {name: values for name, values in told.items() if values}


def _stepped(name: str, curve: Curve, places: Sequence[int]) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {name: {}, f"{name}_low": {}, f"{name}_high": {}}
    for step, measure in zip(places, curve.measures, strict=True):
        ends = zip(found, (measure.value, measure.low, measure.high), strict=True)
        for key, value in ends:
            if value is not None:
                found[key][step] = float(value)
    return found


def _by_window(aim: str, rows: Rows) -> dict[str, dict[int, float]]:
    """The figures of BY_WINDOW with their limits, by the place of the window, 1 first."""
    wanted = [f"{name}{end}" for name in BY_WINDOW for end in ("", "_low", "_high")]
    return {
        f"{aim}_by_window/{name}": {
            step: float(row[name]) for step, row in enumerate(rows, start=1) if row.get(name) is not None
        }
        for name in wanted
    }


def params(report: Report) -> dict[str, str]:
    """Return how it was trained, name to text."""
    return {**report.settings, "features": str(len(report.features)), "trained_as_of": report.trained_as_of}


def tags(report: Report) -> dict[str, str]:
    """Return what runs are looked up by, name to text."""
    told = {
        "kind": "training",
        "question": report.asked.question,
        "variant": report.asked.variant,
        "site": report.site,
        "lake_run": report.run,
        "model_sha": report.sha,
        "trained_as_of": report.trained_as_of,
        "features_version": report.features_version,
        "code": report.code,
        "rows_sha": report.rows_sha,
        **{f"hits.{family}": str(hits) for family, hits in report.hits_by_family.items()},
    }
    for aim, window in report.windows.items():
        told |= {f"{aim}.learned": _span(window.learned_from, window.learned_to)}
        told |= {f"{aim}.tested": _span(window.tested_from, window.tested_to)}
    if report.verdict is not None:
        told["verdict"] = "passed" if report.verdict.get("passed") else "refused"
    if report.leaks is not None and "passed" in report.leaks:
        told["leaks"] = "none found" if report.leaks["passed"] else "refused"
    return told


def _span(first: str | None, last: str | None) -> str:
    return "nothing" if first is None or last is None else f"{first[:16]} to {last[:16]}"


def datasets(report: Report, tested_sha: str) -> list[dict[str, str]]:
    """Return name, digest, source, profile and context of the data sets: the training rows and the tested ones.

    Args:
        report: of the training.
        tested_sha: of the file of the tested rows' scores.
    """
    schema = json.dumps({"features": len(report.features), "features_version": report.features_version})
    counted = {aim: _counted(window) for aim, window in report.windows.items()}
    learned = {"rows": report.rows, "hits_by_family": report.hits_by_family, "by aim": counted}
    tested = {aim: {"rows": window.tested_rows, "hits": window.tested_hits} for aim, window in report.windows.items()}
    return [
        {
            "name": f"{report.site}_{name}",
            "digest": sha[:32],
            "source": json.dumps({"sha256": sha, "lake_run": report.run, "table": table}),
            "profile": json.dumps(profile),
            "schema": schema,
            "context": name,
        }
        for name, table, sha, profile in (
            ("learned", "training_rows", report.rows_sha, learned),
            ("tested", "test_scores", tested_sha, tested),
        )
    ]


def _counted(window: Window) -> dict[str, object]:
    return {"rows": window.learned_rows, "first": window.learned_from, "last": window.learned_to}


def tables(report: Report) -> dict[str, bytes]:
    """Return path to bytes of the tables, as MLflow's page reads them: JSON of columns and rows.

    Not by mlflow.log_table, which takes pandas and warns of its own use of it.
    """
    found = {}
    for aim, measures in report.measures.items():
        measured = [{"measure": name, **asdict(measure)} for name, measure in measures.items()]
        for name, rows in {"measures": measured, **report.tables.get(aim, {})}.items():
            if rows:
                told = {"columns": list(rows[0]), "data": [list(row.values()) for row in rows]}
                found[f"tables/{aim}_{name}.json"] = json.dumps(told).encode()
    return found


def summary(told: Sequence[tuple[Mapping[str, float], Mapping[str, str]]]) -> str:
    """Return the variants of a question as a markdown table.

    Args:
        told: metrics and tags of each run, the newest first.
    """
    aims = [aim for aim in AIMS if any(f"{aim}/{PRIMARY}" in found for found, _ in told)]
    head = ["variant", "model", *(f"{aim}: average precision" for aim in aims), "verdict"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for found, tagged in told:
        said = [tagged.get("variant", "").replace("|", "/"), tagged.get("model_sha", "")[:8]]
        cells = [*said, *(_with_ends(found, aim) for aim in aims), tagged.get("verdict", "not asked")]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n\nEach on its own tested rows; `accu compare` takes the rows that two share."


def _with_ends(found: Mapping[str, float], aim: str) -> str:
    value = found.get(f"{aim}/{PRIMARY}")
    low, high = (found.get(f"{aim}_intervals/{PRIMARY}_{end}") for end in ("low", "high"))
    if value is None:
        return "not known"
    return f"{value:.3f}" if low is None or high is None else f"{value:.3f} ({low:.3f} to {high:.3f})"
