"""Names that are written otherwise are found, names that share common words are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parties.watch_list import Entry
from parties.watch_match import ALIKE, Matcher

ALERT = 0.82
LISTED = {
    "A1": "ООО «Ромашка-Экспорт»",
    "A2": "Жақсыбеков Қайрат Мұратұлы",
    "A3": "შპს წერეთელი და ჯაფარიძე",
    "A4": "Gündoğdu Tekstil Sanayi ve Ticaret A.Ş.",
    "A5": "Golden Sparrow Trading Co., Ltd.",
    "A6": "Хабибуллин Рустам Фаридович",
}


def entry(entry_id: str, name: str, *aliases: str) -> Entry:
    return Entry(entry_id, name, aliases, (), (), (), None, None, None, None)


MATCHER = Matcher([entry(entry_id, name) for entry_id, name in LISTED.items()])


def scores(matcher: Matcher, name: str) -> dict[str, float]:
    return {row["entry_id"]: row["score"] for row in matcher.match([name]).to_pylist()}


@pytest.mark.parametrize(
    ("name", "entry_id"),
    [
        ("ROMASHKA EKSPORT LLC", "A1"),
        ("Romashka Export", "A1"),
        ("ZHAKSYBEKOV KAIRAT MURATULY", "A2"),
        ("JAQSYBEKOV QAYRAT MURATULY", "A2"),
        ("Kairat Zhaksybekov Muratuly", "A2"),
        ("Tsereteli da Japaridze LLC", "A3"),
        ("Tsereteli da Djaparidze", "A3"),
        ("GUNDOGDU TEKSTIL SAN VE TIC AS", "A4"),
        ("Golden Sparow Trading", "A5"),
        ("GOLDENSPARROW TRADING", "A5"),
        ("KHABIBULIN RUSTAM FARIDOVICH", "A6"),
        ("Xabibullin R. Faridovich", "A6"),
    ],
)
def test_a_name_written_otherwise_is_found(name: str, entry_id: str) -> None:
    assert scores(MATCHER, name).get(entry_id, 0.0) >= ALERT


@pytest.mark.parametrize(
    "name",
    [
        "Silver Swallow Trading Co., Ltd.",
        "Trading Co., Ltd.",
        "Tekstil Sanayi ve Ticaret A.Ş.",
        "Rustam Karimov",
        "Golden Gate Logistics",
        "Ivanov Ivan",
        "",
        "...",
    ],
)
def test_a_name_that_shares_common_words_is_not(name: str) -> None:
    assert max(scores(MATCHER, name).values(), default=0.0) < ALERT


def test_the_same_words_in_any_order_are_1_and_nothing_else_is() -> None:
    assert scores(MATCHER, "TRADING SPARROW GOLDEN")["A5"] == 1.0
    assert scores(MATCHER, "GOLDEN SPARRW TRADING")["A5"] < 1.0


def test_an_alias_counts_for_its_entry() -> None:
    matcher = Matcher([entry("A1", "Example Holding", "Blue Heron Shipping")])
    assert scores(matcher, "Blue Heron Shiping")["A1"] >= ALERT


def test_a_common_word_of_the_list_proves_less_than_a_rare_one() -> None:
    many = [entry(f"B{n:03}", f"Karimov {first}bek") for n, first in enumerate(("Ali", "Dos", "Tem", "Kan", "Ul") * 40)]
    matcher = Matcher([*many, entry("A1", "Karimov Zarathustra")])
    assert matcher.alike("Karimov", "Karimov Zarathustra") < matcher.alike("Zarathustra", "Karimov Zarathustra")


def test_rows_are_in_order_and_scores_have_four_places() -> None:
    rows = MATCHER.match([*LISTED.values(), "Golden Sparow Trading"]).to_pylist()
    assert [(row["text"], row["entry_id"]) for row in rows] == sorted((row["text"], row["entry_id"]) for row in rows)
    assert all(ALIKE <= row["score"] <= 1 and round(row["score"], 4) == row["score"] for row in rows)
    assert len(rows) >= len(LISTED)


def test_two_other_words_are_another_name_and_a_slip_in_a_long_word_is_not() -> None:
    assert MATCHER.alike("Habibulin Rustam Faridovich", LISTED["A6"]) >= ALERT
    assert MATCHER.alike("Habibullin Timur Maratovich", LISTED["A6"]) < ALIKE


def test_an_initial_that_fits_is_alike_and_one_that_does_not_is_not() -> None:
    assert MATCHER.alike("Habibullin R. Faridovich", LISTED["A6"]) >= ALERT
    assert MATCHER.alike("Habibullin T. Faridovich", LISTED["A6"]) < ALERT


def test_an_empty_list_is_like_nothing() -> None:
    assert Matcher([]).match(["Example"]).num_rows == 0


@given(st.lists(st.text(max_size=20), max_size=5))
def test_a_name_has_the_same_rows_whatever_it_stands_beside(others: list[str]) -> None:
    name = "Golden Sparow Trading"
    together = [row for row in MATCHER.match([*others, name]).to_pylist() if row["text"] == name]
    assert together == MATCHER.match([name]).to_pylist()
    assert together
