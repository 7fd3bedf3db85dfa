"""A model is whole or refused, before LightGBM sees it; the last good champion is used."""

import hashlib
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models import ranker
from models.champions import How, Record, appoint, champion, find, history, sealed, standing
from models.registry import load, save

AS_OF = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)


class Trap:
    """What touches a file when somebody unpickles it."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[type[Path.touch], tuple[Path]]:
        return Path.touch, (Path(self.path),)


@pytest.fixture
def saved(tmp_path, trained) -> tuple[Path, str]:
    return tmp_path, save(tmp_path, trained.model)


def test_what_is_saved_is_loaded(saved, trained):
    folder, sha = saved
    assert load(folder, sha) == trained.model
    assert save(folder, trained.model) == sha
    assert [path.name for path in (folder / "models").iterdir()] == [sha]


@pytest.mark.parametrize("file", ["illicit.txt", "revenue.txt", "model.json"])
@pytest.mark.parametrize("damage", ["truncated", "edited", "empty", "missing"])
def test_a_damaged_file_is_refused_before_lightgbm_sees_it(saved, file, damage):
    folder, sha = saved
    path = folder / "models" / sha / file
    content = path.read_bytes()
    asked = ranker.booster.cache_info()
    if damage == "missing":
        path.unlink()
    else:
        half = len(content) // 2
        flipped = content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :]
        path.write_bytes({"truncated": content[:half], "edited": flipped, "empty": b""}[damage])
    with pytest.raises(ValueError, match=file.replace(".", r"\.")):
        load(folder, sha)
    assert ranker.booster.cache_info() == asked


def test_a_permuted_feature_list_is_refused_also_with_a_hash_of_its_own(saved, trained):
    folder, sha = saved
    permuted = replace(trained.model, features=tuple(reversed(trained.model.features)))
    with pytest.raises(ValueError, match="other features"):
        save(folder, permuted)
    path = folder / "models" / sha / "model.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "features": told["features"][::-1]}))
    with pytest.raises(ValueError, match="damaged"):
        load(folder, sha)


@pytest.mark.parametrize("protocol", [0, 5])
@pytest.mark.parametrize("file", ["illicit.txt", "model.json"])
def test_a_pickle_in_place_of_a_text_is_refused_and_never_opened(saved, file, protocol, tmp_path):
    folder, sha = saved
    trap = tmp_path / "sprung"
    (folder / "models" / sha / file).write_bytes(pickle.dumps(Trap(str(trap)), protocol))
    asked = ranker.booster.cache_info()
    with pytest.raises(ValueError, match="damaged"):
        load(folder, sha)
    assert ranker.booster.cache_info() == asked and not trap.exists()


@pytest.mark.parametrize("protocol", [0, 5])
def test_a_pickle_is_refused_also_with_a_hash_of_its_own(saved, protocol, tmp_path):
    folder, sha = saved
    trap, home = tmp_path / "sprung", folder / "models" / sha
    content = pickle.dumps(Trap(str(trap)), protocol)
    (home / "illicit.txt").write_bytes(content)
    told = json.loads((home / "model.json").read_text())
    told["aims"]["illicit"]["booster_sha256"] = hashlib.sha256(content).hexdigest()
    described = json.dumps(told).encode()
    (home / "model.json").write_bytes(described)
    forged = hashlib.sha256(described).hexdigest()
    home.rename(folder / "models" / forged)
    asked = ranker.booster.cache_info()
    with pytest.raises(ValueError, match=r"other features|decode"):
        load(folder, forged)
    assert ranker.booster.cache_info() == asked and not trap.exists()


def test_what_was_taken_back_stands_no_longer_and_an_earlier_record_opens_as_before(saved, trained):
    folder, sha = saved
    other = save(folder, replace(trained.model, notes=("another",)))
    appoint(folder, sha, {}, "head of unit", AS_OF)
    appoint(folder, other, {}, "head of unit", AS_OF)
    back = appoint(folder, sha, {}, "deputy", AS_OF, How("rolled back", "why", None, 1))
    assert champion(folder) == back
    assert [record.number for record in standing(history(folder)[0])] == [3]
    path = folder / "champions" / "0001.json"
    plain = {key: value for key, value in json.loads(path.read_text())["record"].items() if key != "how"}
    path.write_bytes(sealed(plain, "record"))
    assert history(folder)[0][0] == Record(1, sha, {}, "head of unit", AS_OF)


def test_without_a_whole_champion_it_is_said_what_was_passed_over(saved):
    folder, sha = saved
    appoint(folder, sha, {}, "head of unit", AS_OF)
    (folder / "models" / sha / "illicit.txt").write_text("tree")
    record, passed_over = find(folder)
    assert record is None and passed_over[0].startswith("0001.json: ")


def test_saving_again_mends_a_damaged_model_and_keeps_the_damage(saved, trained):
    folder, sha = saved
    (folder / "models" / sha / "illicit.txt").write_text("tree")
    assert save(folder, trained.model) == sha
    assert load(folder, sha) == trained.model
    assert len(list((folder / "models").glob("damaged-*"))) == 1


def test_there_is_no_champion_before_the_first(tmp_path):
    assert champion(tmp_path) is None


def test_the_newest_appointment_counts_and_keeps_its_metrics(saved, trained):
    folder, sha = saved
    appoint(folder, sha, trained.metrics, "head of unit", AS_OF)
    second = appoint(folder, sha, {}, "deputy", AS_OF)
    assert champion(folder) == second
    assert second.number == 2
    (folder / "champions" / "0002.json").unlink()
    first = champion(folder)
    assert (first.metrics, first.as_of, first.approved_by) == (trained.metrics, AS_OF, "head of unit")


def test_a_night_of_the_past_is_not_scored_by_a_model_that_learned_its_outcome(saved, trained):
    folder, sha = saved
    first = appoint(folder, sha, {}, "head of unit", AS_OF)
    later = appoint(folder, sha, trained.metrics, "head of unit", AS_OF + DAY)
    assert champion(folder, AS_OF - DAY) is None
    assert champion(folder, AS_OF) == champion(folder, AS_OF + DAY / 2) == first
    assert champion(folder, AS_OF + DAY) == champion(folder) == later


@pytest.mark.parametrize("damage", ["record cut", "record edited", "model cut"])
def test_the_last_good_champion_is_used_when_the_newest_is_damaged(saved, trained, damage):
    folder, sha = saved
    appoint(folder, sha, {}, "head of unit", AS_OF)
    other = save(folder, replace(trained.model, notes=("another",)))
    appoint(folder, other, {}, "head of unit", AS_OF)
    path = folder / "champions" / "0002.json"
    if damage == "model cut":
        path = folder / "models" / other / "illicit.txt"
    text = path.read_text()
    path.write_text(text.replace("head", "Head") if damage == "record edited" else text[: len(text) // 2])
    record = champion(folder)
    assert (record.number, record.sha) == (1, sha)
    assert record.passed_over[0].startswith("0002.json: ")


def test_a_damaged_model_or_nobody_appoints_nothing(saved):
    folder, sha = saved
    with pytest.raises(ValueError, match="approves"):
        appoint(folder, sha, {}, " ", AS_OF)
    (folder / "models" / sha / "illicit.txt").unlink()
    with pytest.raises(ValueError, match="missing"):
        appoint(folder, sha, {}, "head of unit", AS_OF)
    assert champion(folder) is None


def test_eight_at_once_get_eight_numbers(saved):
    folder, sha = saved
    with ThreadPoolExecutor(8) as pool:
        records = list(pool.map(lambda who: appoint(folder, sha, {}, f"officer {who}", AS_OF), range(8)))
    assert sorted(record.number for record in records) == list(range(1, 9))
    assert len(list((folder / "champions").iterdir())) == 8
