"""What the classifier says of texts, and what it does not say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goods.classifier import Classifier, cold_start, load, save, train
from goods.grams import text_key
from goods.headings import Example, heading_texts
from lake.reference import headings

OWN = [Example("ZORBLAX QUIMMEL", "8517", 2), Example("ZORBLAX", "8517"), Example("VENDRUK FRASP", "6403")]


@pytest.fixture(scope="module")
def cold() -> Classifier:
    return cold_start()


def test_the_headings_cover_every_chapter_and_are_in_order():
    rows = headings()
    numbers = [row.hs4 for row in rows]
    assert numbers == sorted(set(numbers)) and len(numbers) > 400
    assert {number[:2] for number in numbers} == {f"{n:02d}" for n in range(1, 98) if n != 77}
    assert all(row.title and all(row.words) for row in rows)
    assert all(text_key(row.title) or any(map(text_key, row.words)) for row in rows)


@pytest.mark.parametrize(
    ("text", "hs4"),
    [
        ("LEATHER SHOES FOR MEN", "6403"),
        ("Смартфон новый", "8517"),
        ("oto yedek parca", "8708"),
        ("kesme cicek", "0603"),
        ("Ковёр ручной работы", "5701"),
        ("quritilgan meva", "0813"),
    ],
)
def test_without_own_lines_it_knows_the_words_of_the_trade(cold, text, hs4):
    heading, chance = cold.best([text])[text]
    assert heading == hs4 and chance > 0.5


@given(st.lists(st.text("ABCDEFGHIKLMNOPRSTUVZ ", min_size=1).map(lambda text: " ".join(text.split())), max_size=5))
def test_probabilities_are_of_every_heading_and_add_up_to_one(texts):
    chances = cold_start().judge(texts)
    assert chances.shape == (len(texts), len(cold_start().headings))
    assert np.all(chances >= 0) and np.allclose(chances.sum(1), 1)


def test_how_many_are_judged_together_makes_no_difference(cold, monkeypatch):
    texts = ["COTTON SHOES", "TEA", "PUMP", "GREEN TEA"]
    together = cold.judge(texts)
    monkeypatch.setattr("goods.classifier.AT_ONCE", 1)
    assert np.array_equal(cold.judge(texts), together)


def test_a_declared_heading_has_its_probability_and_place_and_the_best_beside_it(cold):
    (right, wrong) = cold.fit(["leather shoes", "leather shoes"], ["6403", "8413"]).to_pylist()
    assert right["rank"] == 1 and right["fit"] == right["best_fit"] > 0.5 and right["best"] == "6403"
    assert wrong["rank"] > 10 and wrong["fit"] < 0.01 and wrong["best"] == "6403"
    key = text_key("leather shoes")
    assert right["fit"] == cold.judge([key])[0][cold.headings.index("6403")]


def test_nothing_is_made_up(cold):
    asked = [("GIFT", "9503"), ("xxx", "9503"), ("12345", "9503"), ("fzqw jxvkk", "8517")]
    told = cold.fit([text for text, _ in asked], [hs4 for _, hs4 in asked]).to_pylist()
    assert [(row["fit"], row["rank"], row["best"], row["best_fit"]) for row in told] == [(None,) * 4] * 4
    unknown, none = cold.fit(["leather shoes", "leather shoes"], ["9999", ""]).to_pylist()
    assert unknown["fit"] is None and unknown["rank"] is None and unknown["best"] == "6403"
    assert none["fit"] is None and none["best"] == "6403"
    assert cold.fit([], []).num_rows == 0 and cold.judge([]).shape == (0, len(cold.headings)) and cold.best([]) == {}


def test_it_learns_words_that_only_the_unit_uses():
    before, after = cold_start(), train(OWN)
    texts, declared = ["zorblax quimmel 12", "vendruk"], ["8517", "6403"]
    fits = after.fit(texts, declared).to_pylist()
    assert [row["rank"] for row in fits] == [1, 1]
    assert all(row["fit"] is None or row["fit"] < 0.1 for row in before.fit(texts, declared).to_pylist())


def test_a_unit_may_teach_a_heading_that_the_lists_do_not_have():
    assert "0202" not in cold_start().headings
    assert train([Example("FROZEN BEEF", "0202")]).best(["frozen beef"])["frozen beef"][0] == "0202"


def test_the_order_of_lines_changes_nothing_and_training_twice_gives_the_same_table():
    assert save(train(OWN)).equals(save(train(OWN[::-1])))
    assert save(train()).equals(save(cold_start()))


def test_what_is_stored_and_read_again_judges_the_same(cold, tmp_path):
    import pyarrow.parquet as pq

    pq.write_table(save(cold), tmp_path / "model.parquet")
    again = load(pq.read_table(tmp_path / "model.parquet"))
    assert save(again).equals(save(cold))
    assert np.array_equal(again.judge(["COTTON SHOES"]), cold.judge(["COTTON SHOES"]))


def test_every_heading_text_is_a_key_of_its_own():
    texts = heading_texts()
    assert len({(example.text, example.hs4) for example in texts}) == len(texts)
    assert all(text_key(example.text) in (example.text, None) for example in texts)
