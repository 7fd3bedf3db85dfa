"""Keys of texts, and their grams as numbers."""

from hypothesis import given
from hypothesis import strategies as st

from goods.grams import GRAMS, SIGNS, STARTS, grams, text_key

WORDS = st.lists(st.text("ABCXYZ019", min_size=1, max_size=6), max_size=5).map(" ".join)


def spelled(text: str) -> set[str]:
    """Grams as letters, the slow way."""
    words = [f" {word} " for word in text.split()]
    return {word[at : at + size] for word in words for size in (2, 3, 4) for at in range(len(word) - size + 1)}


def numbered(gram: str) -> int:
    signs = " ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    number = 0
    for sign in gram:
        number = number * SIGNS + signs.index(sign)
    return STARTS[len(gram) - 2] + number


@given(st.lists(WORDS, max_size=6))
def test_a_text_has_the_grams_of_its_words_and_of_no_other_text(texts: list[str]):
    counted = grams(texts)
    assert counted.shape == (len(texts), GRAMS)
    for row, text in enumerate(texts):
        assert set(counted[row].indices) == {numbered(gram) for gram in spelled(text)}
        assert set(counted[row].data) <= {1.0}


def test_more_texts_than_are_sought_together_are_the_same_as_one_by_one(monkeypatch):
    texts = ["COTTON SHOES", "", "TEA", "BLACK TEA"]
    together = grams(texts)
    monkeypatch.setattr("goods.grams.AT_ONCE", 1)
    assert (grams(texts) != together).nnz == 0


@given(st.text())
def test_the_key_of_a_key_is_the_key(text: str):
    key = text_key(text)
    assert key is None or text_key(key) in (key, None)


def test_numbers_and_signs_make_no_difference_and_what_says_nothing_has_no_key():
    assert text_key("Cotton shoes (PO-4711)") == text_key("12 cotton SHOES, po 12") == "COTTON SHOES PO"
    assert [text_key(text) for text in ("GIFT", "12345", "...", "Подарки", "")] == [None] * 5
