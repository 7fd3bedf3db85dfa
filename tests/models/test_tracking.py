"""The notebook: one run a training in SQLite, with versions, aliases, pictures and a card; it may be moved."""

import shutil
import sqlite3
from dataclasses import replace

import pytest

from models.plots import draw
from models.registry import save
from models.tracking import Training, log_training, mirror_champion


@pytest.mark.slow
def test_a_training_is_noted_and_its_notebook_may_be_moved(trained, settings, tmp_path):
    folder = tmp_path / "mlflow"
    sha = save(tmp_path, trained.model)
    first = log_training(folder, Training("tbilisi", sha, trained, settings, "d" * 64))
    assert mirror_champion(folder, "tbilisi", sha) == ["tbilisi_illicit/1", "tbilisi_revenue/1"]
    assert mirror_champion(folder, "tbilisi", "e" * 64) == []
    moved = tmp_path / "elsewhere"
    shutil.move(folder, moved)
    second = log_training(moved, Training("tbilisi", sha, trained, settings, "d" * 64))
    assert first != second
    assert not folder.exists()
    with sqlite3.connect(moved / "mlflow.db") as notebook:

        def told(query: str, *of: str) -> list[tuple]:
            return sorted(notebook.execute(query, of).fetchall())

        assert told("SELECT name, alias, version FROM registered_model_aliases") == [
            ("tbilisi_illicit", "challenger", 2), ("tbilisi_illicit", "champion", 1),
            ("tbilisi_revenue", "challenger", 2), ("tbilisi_revenue", "champion", 1),
        ]  # fmt: skip
        measured = dict(told("SELECT key, value FROM latest_metrics WHERE run_uuid = ?", second))
        found = trained.metrics["illicit"]["precision_at_10pct"]
        assert measured["illicit/precision_at_10pct"] == found.value
        assert measured["illicit_intervals/precision_at_10pct.low"] == found.low
        tags = dict(told("SELECT key, value FROM tags WHERE run_uuid = ?", second))
        assert tags["model_sha"] == sha
        assert tags["mlflow.note.content"].startswith("A challenger")
        places = told("SELECT artifact_uri FROM runs") + told("SELECT artifact_location FROM logged_models")
    for (place,) in places:
        assert place.startswith(moved.as_uri())
        assert any((moved / place.removeprefix(f"{moved.as_uri()}/")).iterdir())
    assert not [path for path in moved.rglob("*") if path.suffix in (".pkl", ".pickle", ".skops")]
    assert len(list(moved.rglob("*.png"))) == 2 * len(draw(trained))


def test_pictures_are_the_same_bytes_again(trained):
    untested = replace(trained, evaluations={})
    assert draw(untested) == draw(untested)
