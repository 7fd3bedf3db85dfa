"""Two trainings are compared by whatever names them, with MLflow or without; a wrong name is a sentence."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from lakes import AS_OF, SITE, copied

from features.catalogue import FEATURES
from flows import bench
from flows.experiment import experiment
from flows.tracked import track
from flows.unit import open_unit
from models.evidence import Asked
from models.tracking import named, noted

pytestmark = pytest.mark.slow
QUESTION = "do the others help?"


@pytest.fixture(scope="session")
def tried(made_once, described) -> Path:
    """Five nights of a unit, and two experiments that MLflow was never told of."""

    def fill(to: Path) -> None:
        unit = copied(described, to)
        experiment(unit, AS_OF, Asked(QUESTION, "all"))
        experiment(unit, AS_OF, Asked(QUESTION, "few"), FEATURES[::8])

    return made_once("tried", fill)


@pytest.fixture(scope="session")
def shas(tried) -> tuple[str, str]:
    one, other = bench.trainings(open_unit(tried, SITE).store)
    return one.hashes["model"], other.hashes["model"]


def asked(run, lake: Path, first: str, second: str) -> tuple[int, str, str]:
    page = lake / "page.html"
    page.unlink(missing_ok=True)
    code, said, complained = run("compare", first, second, "--site", SITE, "--lake", lake, "--out", page)
    assert page.exists() == (code == 0)
    return code, said, complained


def test_the_lake_alone_is_enough(run, copy, tried, shas):
    unit = copy(tried)
    code, said, _ = asked(run, unit.lake, shas[0][:10], shas[1][:10])
    assert code == 0
    assert "illicit: " in said
    page = (unit.lake / "page.html").read_text("utf-8")
    assert QUESTION in page and "B few" in page and FEATURES[1].name in page
    assert not (unit.lake / "mlflow").exists()
    assert asked(run, unit.lake, "all", "few")[0] == 0
    first, second = bench.trainings(unit.store)
    assert asked(run, unit.lake, first.run_id, second.run_id)[0] == 0


def test_a_wrong_name_is_a_sentence_that_lists_the_right_ones(run, copy, tried, shas):
    unit = copy(tried)
    code, _, complained = asked(run, unit.lake, shas[0][:10], "f" * 12)
    assert code == 2
    assert "no training is named 'ffffffffffff'" in complained and shas[1][:12] in complained
    assert asked(run, unit.lake, shas[0][:1], "few")[0] == 2
    for number, training in enumerate(bench.trainings(unit.store)):
        bench.ask(unit, training.run_id, Asked(f"question {number}", "both"))
    code, _, complained = asked(run, unit.lake, "both", shas[1])
    assert code == 2
    assert "names several trainings" in complained and shas[0][:12] in complained


def test_a_lake_without_trainings_says_how_to_make_one(run, copy, described):
    code, _, complained = asked(run, copy(described).lake, "all", "few")
    assert (code, "`accu train` makes one" in complained) == (2, True)


def test_an_edited_report_is_refused(run, copy, tried, shas):
    unit = copy(tried)
    first, _ = bench.trainings(unit.store)
    path = unit.store.folder / "trainings" / first.run_id / "report.json"
    path.write_text(path.read_text("utf-8").replace('"value": 0.', '"value": 0.9', 1), "utf-8")
    code, _, complained = asked(run, unit.lake, shas[0][:10], shas[1][:10])
    assert (code, "is damaged, or was edited" in complained) == (2, True)


def test_names_of_mlflow_are_known_and_a_broken_mlflow_stands_in_nobody_s_way(run, copy, tried, shas):
    unit = copy(tried)
    learned = experiment(unit, AS_OF, Asked(QUESTION, "fewer"), FEATURES[::16])
    assert track(unit, learned) is None
    folder = bench.mlflow_folder(unit)
    assert noted(folder, SITE) == {training.run_id for training in bench.trainings(unit.store)}
    report = bench.report_of(unit.store, learned.run)
    with sqlite3.connect(folder / "mlflow.db") as notebook:
        ((mlflow_id,),) = notebook.execute("SELECT run_uuid FROM runs WHERE name = ?", (report.name,)).fetchall()
    assert set(named(folder, SITE, mlflow_id[:9])) == {learned.run.run_id}
    assert asked(run, unit.lake, mlflow_id[:9], report.name)[0] == 0

    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "mlflow.db").write_bytes(b"no database" * 99)
    assert asked(run, unit.lake, shas[0][:10], "few")[0] == 0
    code, _, complained = asked(run, unit.lake, shas[0][:10], mlflow_id[:9])
    assert code == 2
    assert "MLflow could not be asked" in complained
