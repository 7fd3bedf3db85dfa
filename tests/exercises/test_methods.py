import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from exercises.methods import METHODS, Method, MethodError, Way, load_methods
from exercises.world import world


def test_every_method_of_the_project_is_valid() -> None:
    methods = load_methods()
    assert len(methods) >= 5
    assert len({method.stream for method in methods}) > 1
    assert any(not method.trace for method in methods)


def test_every_field_is_in_the_readme_and_every_file_in_its_catalogue() -> None:
    text = (METHODS / "README.md").read_text("utf-8")
    fields = {
        name: field.alias or name for name, field in Method.model_fields.items() if name not in ("name", "way", "then")
    }
    assert [name for name in (*Way.model_fields, *fields.values()) if f"`{name}`" not in text] == []
    assert [method.name for method in load_methods() if f"`{method.name}`" not in text] == []


def test_all_fifteen_methods_of_the_catalogue_are_there_and_three_leave_no_trace() -> None:
    text = (METHODS / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \|.*\| (.*) \|$", text, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 16))
    names = {method.name for method in load_methods()}
    assert all(set(re.findall(r"`(\w+)`", files)) <= names for _, files in rows)
    assert len([method for method in load_methods() if not method.trace]) == 3


def test_a_method_is_used_between_its_days_both_of_them() -> None:
    last = date(2026, 3, 1)
    poppy = next(method for method in load_methods() if method.name == "poppy_straw")

    def used(**limits: object) -> list[int]:
        method = Method.model_validate({**poppy.model_dump(exclude={"from_day", "to_day"}), **limits})
        return [ago for ago in range(5) if method.active(last - timedelta(days=ago), last)]

    assert used() == [0, 1, 2, 3, 4]
    assert used(from_days_ago=3, to_days_ago=1) == [1, 2, 3]
    assert used(**{"from": "2026-02-26", "to": "2026-02-28"}) == [1, 2, 3]
    assert used(**{"from": "2026-02-26", "to_days_ago": 2}) == [2, 3]
    with pytest.raises(ValueError, match="ends before it begins"):
        used(**{"from": "2026-02-26", "to": "2026-02-25"})
    with pytest.raises(ValueError, match="ends before it begins"):
        used(from_days_ago=1, to_days_ago=3)


def test_all_faults_of_all_files_come_in_one_message(tmp_path: Path) -> None:
    good = (METHODS / "poppy_straw.toml").read_text("utf-8")
    (tmp_path / "a.toml").write_text(
        good.replace('"confectionery poppy"', '"moon dust"').replace("share = 0.14", "share = 7")
    )
    (tmp_path / "b.toml").write_text("title = ")
    with pytest.raises(MethodError) as caught:
        load_methods(tmp_path)
    assert "moon dust" in str(caught.value)
    assert "a.toml: share" in str(caught.value)
    assert "b.toml is not TOML" in str(caught.value)


def test_a_method_moves_after_its_hits_and_not_before() -> None:
    method = next(method for method in load_methods() if method.name == "poppy_straw")
    hits = method.caught_before_move
    assert hits and method.way_after(hits - 1) == method.way
    assert method.way_after(hits).goods == ("tea", "dried fruit")
    assert method.way_after(hits).origins == method.way.origins
    assert [method.moves(n * hits) for n in range(3)] == [0, 1, 2]


def test_descriptions_of_the_world_can_be_sent() -> None:
    for goods in world().goods.values():
        assert len(goods.hs) == 6 and goods.kg_piece > 0 and goods.eur_kg > 0
        assert all(text == text.upper() and len(text) <= 60 for text in goods.texts)
        assert goods.local_texts
