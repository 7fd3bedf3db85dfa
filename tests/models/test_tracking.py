"""The notebook: a run a question, below it a run a training, with versions, aliases, curves; it may be moved."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from measures.bootstrap import Bootstrap
from models import evidence, shap_plot, tracked_values
from models.card import model_card
from models.evidence import Asked, Report
from models.plots import draw
from models.registry import save
from models.tracking import FAILURES, Training, log_training, mirror_champion, named, noted


@pytest.fixture(scope="session")
def report(trained, rows, settings, catalogue) -> Report:
    return Report(
        run="training-20260430T230000Z-1", site="tbilisi", sha="a" * 64, asked=Asked("does it help?", "with it"),
        trained_as_of=settings.as_of.isoformat(), code="0.1", settings=evidence.settings_told(settings, trained),
        features=evidence.definitions(catalogue), rows_sha="d" * 64, rows=rows.num_rows,
        hits_by_family=trained.model.hits_by_family,
        windows=evidence.windows(trained, evidence.scores(trained), rows), measures=trained.metrics,
        tables=evidence.tables(trained), notes=trained.model.notes,
        verdict={"passed": False, "reasons": ["Refused: as it is."], "figures": {}},
    )  # fmt: skip


@pytest.fixture(scope="session")
def training(trained, report) -> Training:
    steps = tracked_values.steps(report, evidence.scores(trained), Bootstrap(50))
    pictures = {f"plots/{name}": content for name, content in draw(trained).items()}
    card = model_card(trained.model, trained.metrics)
    return Training(report, trained.model, "e" * 64, steps, pictures, card, card + "x" * 9_000)


def of_run(report: Report, run: str) -> Report:
    return replace(report, run=run)


@pytest.mark.slow
def test_a_training_is_noted_and_its_notebook_may_be_moved(training, report, trained, tmp_path):
    folder = tmp_path / "mlflow"
    sha = save(tmp_path, trained.model)
    training = replace(training, report=replace(report, sha=sha))
    first = log_training(folder, replace(training, report=replace(training.report, verdict={"passed": True})))
    assert mirror_champion(folder, "tbilisi", sha) == ["tbilisi_illicit/1", "tbilisi_revenue/1"]
    assert mirror_champion(folder, "tbilisi", "e" * 64) == []
    with sqlite3.connect(folder / "mlflow.db") as notebook:
        left = notebook.execute("SELECT DISTINCT alias FROM registered_model_aliases").fetchall()
    assert left == [("challenger",)], "an aim that the champion lacks keeps none of an earlier one"
    assert mirror_champion(folder, "tbilisi", sha) == ["tbilisi_illicit/1", "tbilisi_revenue/1"]
    moved = tmp_path / "elsewhere"
    shutil.move(folder, moved)
    again = replace(training, report=replace(training.report, run="training-20260430T230000Z-2"))
    second = log_training(moved, again)
    assert first != second
    assert not folder.exists()
    assert noted(moved, "tbilisi") == {report.run, again.report.run}
    assert set(named(moved, "tbilisi", first[:12])) == {report.run}
    assert set(named(moved, "tbilisi", report.name.replace("aaaaaaaa", sha[:8]))) == {report.run, again.report.run}
    with sqlite3.connect(moved / "mlflow.db") as notebook:
        _holds(notebook, second, training, sha)
        told = _asked(notebook)
        assert told("SELECT name, alias, version FROM registered_model_aliases") == [
            ("tbilisi_illicit", "challenger", 1), ("tbilisi_illicit", "champion", 1),
            ("tbilisi_revenue", "challenger", 1), ("tbilisi_revenue", "champion", 1),
        ], "what the gate refused is no challenger"  # fmt: skip
        below = told("SELECT run_uuid, value FROM tags WHERE key = 'mlflow.parentRunId'")
        assert {run for run, _ in below} == {first, second}
        (question,) = {parent for _, parent in below}
        assert told("SELECT name FROM runs WHERE run_uuid = ?", question) == [("does it help?",)]
        ((summary,),) = told("SELECT value FROM tags WHERE run_uuid = ? AND key = 'mlflow.note.content'", question)
        assert summary.count("with it") == 2
        places = told("SELECT artifact_uri FROM runs WHERE run_uuid != ?", question)
        places += told("SELECT artifact_location FROM logged_models")
    for (place,) in places:
        assert place.startswith(moved.as_uri())
        assert any((moved / place.removeprefix(f"{moved.as_uri()}/")).iterdir())
    assert not [path for path in moved.rglob("*") if path.suffix in (".pkl", ".pickle", ".skops")]
    assert len(list(moved.rglob("*.png"))) == 2 * len(draw(trained))


def _asked(notebook: sqlite3.Connection):
    def told(query: str, *of: str) -> list[tuple]:
        return sorted(notebook.execute(query, of).fetchall())

    return told


def _holds(notebook: sqlite3.Connection, run: str, training: Training, sha: str) -> None:
    """The values of a run stand where MLflow's page looks for them."""
    told = _asked(notebook)
    measured = dict(told("SELECT key, value FROM latest_metrics WHERE run_uuid = ?", run))
    found = training.report.measures["illicit"]["precision_at_10pct"]
    assert measured["illicit/precision_at_10pct"] == found.value
    assert measured["illicit_intervals/precision_at_10pct_low"] == found.low
    by_step = dict(
        told("SELECT step, value FROM metrics WHERE run_uuid = ? AND key = 'illicit_by_depth/precision_high'", run)
    )
    assert by_step == training.steps["illicit_by_depth/precision_high"]
    tags = dict(told("SELECT key, value FROM tags WHERE run_uuid = ?", run))
    assert tags["model_sha"] == sha
    assert tags["verdict"] == "refused"
    assert tags["features_version"] == training.report.features_version
    assert tags["mlflow.note.content"].startswith("A challenger")
    digests = told("SELECT d.digest FROM inputs i JOIN datasets d ON i.source_id = d.dataset_uuid")
    assert {digest for (digest,) in digests} == {"d" * 32, "e" * 32}


def test_curves_have_their_bands_and_reach_every_row(training, trained):
    steps = training.steps
    assert set(steps["illicit_by_depth/recall"]) == set(steps["illicit_by_depth/recall_low"])
    assert steps["illicit_by_depth/recall"][100] == 1
    base = float(trained.evaluations["illicit"].hits.mean())
    assert steps["illicit_by_depth/precision"][100] == pytest.approx(base, abs=1e-6)
    for step, value in steps["illicit_by_depth/precision"].items():
        low, high = (steps[f"illicit_by_depth/precision_{end}"][step] for end in ("low", "high"))
        assert low <= value <= high
    assert set(steps["illicit_by_band/said"]) == set(steps["illicit_by_band/found_high"])


def test_pictures_are_the_same_bytes_again(trained, rows):
    untested = replace(trained, evaluations={})
    assert draw(untested) == draw(untested)
    some = rows.slice(0, 40)
    drawn = shap_plot.draw(trained.model, some)
    assert drawn == shap_plot.draw(trained.model, some)
    assert all(content.startswith(b"\x89PNG") for content in drawn.values())
    assert shap_plot.draw(trained.model, rows.slice(0, 0)) == {}


@pytest.mark.slow
def test_a_notebook_that_cannot_be_written_is_a_known_failure(training, tmp_path):
    """Root may write anywhere, so that a file stands where a folder is wanted."""
    (tmp_path / "file").write_text("")
    with pytest.raises(FAILURES):
        log_training(tmp_path / "file", training)
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "mlflow.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(FAILURES):
        log_training(damaged, training)
    unwritable = tmp_path / "unwritable"
    unwritable.mkdir()
    (unwritable / "artifacts").write_text("")
    with pytest.raises(FAILURES):
        log_training(unwritable, training)
    assert noted(unwritable, "tbilisi") == set()
    Path(unwritable / "artifacts").unlink()
    log_training(unwritable, training)
    assert noted(unwritable, "tbilisi") == {training.report.run}
