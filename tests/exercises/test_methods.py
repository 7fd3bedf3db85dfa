from pathlib import Path

import pytest

from exercises.methods import METHODS, MethodError, Way, load_methods
from exercises.world import world


def test_every_method_of_the_project_is_valid() -> None:
    methods = load_methods()
    assert len(methods) >= 5
    assert len({method.stream for method in methods}) > 1
    assert any(not method.trace for method in methods)


def test_every_field_of_a_way_is_in_the_readme() -> None:
    text = (METHODS / "README.md").read_text("utf-8")
    assert [name for name in Way.model_fields if f"`{name}`" not in text] == []


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
