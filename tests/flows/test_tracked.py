"""MLflow is told after a training; when it cannot be, the training stands, and the next one tells what was missed."""

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from lakes import AS_OF, SITE
from mlflow import MlflowClient

from features.catalogue import FEATURES
from flows import bench
from flows.experiment import described_with, experiment
from flows.labelled import labelled
from flows.nightly import night
from flows.standing import BY_ITSELF
from flows.tracked import told_return, track
from flows.training import training
from flows.unit import Unit, open_unit
from lake.past import Past
from lake.runs import Run, committed, start
from models import champions, registry
from models.champions import How
from models.evidence import Asked
from models.model import Model
from models.tracking import noted

pytestmark = pytest.mark.slow


def broken(folder: Path, how: str) -> None:
    """MLflow in a state in which nothing can be written; root may write anywhere, so that no right is taken away."""
    folder.mkdir()
    if how == "no database":
        (folder / "mlflow.db").write_bytes(b"no database" * 99)
    elif how == "a folder in place of the database":
        (folder / "mlflow.db").mkdir()
    else:
        (folder / "artifacts").write_text("in place of the folder")


@pytest.mark.parametrize("how", ["no database", "a folder in place of the database", "no place for artifacts"])
def test_a_broken_mlflow_stops_nothing(copy, described, how):
    unit = copy(described)
    broken(bench.mlflow_folder(unit), how)
    learned = training(unit, AS_OF)
    trouble = track(unit, learned)
    assert trouble is not None
    assert trouble.startswith(f"MLflow was not told of the training of {SITE}: ")
    assert "\n" not in trouble
    assert committed(unit.store)[-1].run_id == learned.run.run_id
    assert bench.report_of(unit.store, learned.run).sha == learned.sha
    if how == "no database":
        assert "html" in night(unit, AS_OF).outputs


def test_what_mlflow_missed_it_is_told_after_the_next_training(copy, described):
    unit = copy(described)
    folder = bench.mlflow_folder(unit)
    broken(folder, "no place for artifacts")
    missed = training(unit, AS_OF)
    assert track(unit, missed) is not None
    (folder / "artifacts").unlink()
    later = experiment(unit, AS_OF, Asked("is it told?", "later"), FEATURES[::4])
    assert track(unit, later) is None
    assert noted(folder, SITE) == {missed.run.run_id, later.run.run_id}
    assert track(unit, later) is None
    with sqlite3.connect(folder / "mlflow.db") as notebook:
        told = notebook.execute(
            "SELECT run.value FROM tags run JOIN tags done ON run.run_uuid = done.run_uuid "
            "WHERE run.key = 'lake_run' AND done.key = 'complete'"
        ).fetchall()
        questions = notebook.execute("SELECT value FROM tags WHERE key = 'question'").fetchall()
    assert sorted(told) == [(later.run.run_id,), (missed.run.run_id,)]
    assert {question for (question,) in questions} == {"is it told?", "scheduled training"}
    assert {path.name for path in folder.rglob("*.png")} >= {"illicit_contributions.png", "illicit_found.png"}


def test_the_alias_follows_a_champion_that_a_night_brought_back_and_a_broken_mlflow_fails_no_night(tmp_path):
    unit = open_unit(tmp_path, SITE)
    folder, at_work = bench.mlflow_folder(unit), Run("night-2", "night", SITE, (AS_OF,))
    shas = [registry.save(unit.store.folder, Model((), {}, {}, AS_OF, (name,))) for name in ("a", "b")]
    for sha in shas:
        champions.appoint(unit.store.folder, sha, {}, "the tests", AS_OF)
    assert told_return(unit, at_work) is None and not folder.exists()
    champions.appoint(unit.store.folder, shas[0], {}, BY_ITSELF, AS_OF, How("returned", "why.", None, 1))
    assert told_return(unit, at_work) is None and not folder.exists(), "nothing is made for a notebook nobody has"
    assert noted(folder, SITE) == set()
    client = MlflowClient()
    client.create_registered_model(f"{SITE}_illicit")
    for sha in shas:
        client.create_model_version(f"{SITE}_illicit", str(folder), tags={"sha": sha})
    client.set_registered_model_alias(f"{SITE}_illicit", "champion", "2")
    assert told_return(unit, Run("night-3", "night", SITE, (AS_OF + timedelta(days=1),))) is None
    assert client.get_model_version_by_alias(f"{SITE}_illicit", "champion").version == 2
    assert told_return(unit, at_work) is None
    assert client.get_model_version_by_alias(f"{SITE}_illicit", "champion").version == 1
    shutil.rmtree(folder)
    broken(folder, "no database")
    assert str(told_return(unit, at_work)).startswith("MLflow was not told of the champion: ")


def test_a_database_that_another_holds_is_given_up_on(copy, described, monkeypatch):
    monkeypatch.setenv("MLFLOW_SQLALCHEMYSTORE_POOL_SIZE", "1")
    unit = copy(described)
    assert track(unit, experiment(unit, AS_OF, Asked("first", "few"), FEATURES[::8])) is None
    later = experiment(unit, AS_OF, Asked("second", "fewer"), FEATURES[::16])
    with sqlite3.connect(bench.mlflow_folder(unit) / "mlflow.db", isolation_level=None) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        trouble = track(unit, later)
        holder.execute("ROLLBACK")
    assert trouble is not None
    assert "locked" in trouble
    assert track(unit, later) is None


def test_an_experiment_appoints_nobody_and_its_description_is_that_of_the_night(copy, described):
    unit: Unit = copy(described)
    learned = experiment(unit, AS_OF, Asked("who ranks?"), FEATURES[::8])
    assert (learned.champion, learned.verdict) == (False, None)
    assert not (unit.store.folder / "champions").exists()
    past = Past(unit.store, start(unit.store, "experiment", SITE, (AS_OF,)))
    rows = labelled(unit, past)
    some = [feature for feature in FEATURES if feature.name in ("consignor_hit_rate_365d", "uld_first_time_consignors")]
    names = [feature.name for feature in some]
    again = described_with(unit, past, rows.drop_columns(names), some)
    assert names
    assert all(again[name].equals(rows[name]) for name in names)
