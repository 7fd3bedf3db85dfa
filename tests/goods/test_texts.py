"""What descriptions and names say of themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goods.texts import CONTROLLED, HARMLESS, NAMES, TEXTS, look, look_names
from lake.reference import controlled_words, forwarder_words, goods_kinds
from lake.words import simplify

LANGUAGES = {"en", "ru", "kk", "uz", "tr", "ka", "zh"}


def said(text: str) -> dict[str, object]:
    (row,) = look([text]).to_pylist()
    return row


def named(name: str) -> dict[str, object]:
    (row,) = look_names([name]).to_pylist()
    return row


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("2 KG POPPY-STRAW, DRIED", "narcotic", "poppy straw"),
        ("Маковая соломка", "narcotic", "маковая соломка"),
        ("Трамадол капсулы 50мг", "medicine", "трамадол"),
        ("ACETIC ANHYDRIDE 99%", "precursor", "acetic anhydride"),
        ("sirka angidridi", "precursor", "sirka angidridi"),
        ("Saiga horns in tea boxes", "wildlife", "saiga horns"),
        ("киік мүйізі", "wildlife", "киік мүйізі"),
        ("Rifle barrels", "weapon", "rifle barrels"),
        ("იარაღის ნაწილები", "weapon", "იარაღის ნაწილები"),
        ("jiroskop", "dual_use", "jiroskop"),
        ("шүкіртсіз сынап", "dual_use", "сынап"),
        ("antik sikke", "culture", "antik sikke"),
        ("ya pian", "narcotic", "ya pian"),
    ],
)
def test_a_word_of_controlled_goods_is_found_in_its_language(text, kind, word):
    assert (said(text)["controlled"], said(text)["controlled_word"]) == (kind, word)


@pytest.mark.parametrize(
    "text",
    [
        "Poppy seeds for bakery", "Гранаты свежие", "Клеевой пистолет", "toy guns for children", "glue gun",
        "Nail polish remover acetone free", "Havai fisek", "Face cream with caviar", "Falcon tubes 50 ml",
        "Швейный приклад", "Leopard print dress", "Rose gold watch",
        "IP camera night vision", "Antique brass handles", "Ivory blouse", "cokes", "opium eau de parfum",
    ],
)  # fmt: skip
def test_a_harmless_meaning_is_not_taken_for_a_controlled_one(text):
    assert said(text)["controlled"] is None


def test_a_word_counts_only_as_a_whole_and_the_graver_kind_is_told():
    assert said("heroine costume")["controlled"] is None
    assert said("antique carpet and heroin")["controlled"] == "narcotic"
    assert said("water pistols and a pistol")["controlled_word"] == "pistol"


def test_cover_loads_are_told_by_kind():
    assert [said(text)["cover"] for text in ("FRESH ROSES", "Лесоматериалы: доски", "чай", "PUMPS")] == [
        "flowers", "timber", "tea", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("fresh strawberries", {"perishable"}),
        ("artificial flowers", set()),
        ("perfumes", {"dangerous"}),
        ("water based paint", set()),
        ("power bank and cut flowers", {"dangerous", "perishable"}),
        ("live tropical fish", {"live"}),
        ("dog food", set()),
        ("щенок", {"live"}),
        ("gold bars", {"valuable"}),
        ("gold plated hinges", set()),
        ("diamond drill bits", set()),
        ("CONSOL AS PER ATTACHED MANIFEST", {"consolidation"}),
        ("Сборный груз", {"consolidation"}),
        ("konsolide kargo", {"consolidation"}),
        ("cotton shirts", set()),
    ],
)
def test_what_needs_a_handling_code_is_seen(text, needs):
    row = said(text)
    flags = ("perishable", "dangerous", "live", "valuable", "consolidation")
    assert {flag for flag in flags if row[flag]} == needs


def test_vague_filler_and_number_of_words():
    assert [said(text)["vague"] for text in ("GIFT", "cotton shirts", "XXX")] == [True, False, True]
    assert [said(text)["symbols_only"] for text in ("12-34", "aaa", "GIFT")] == [True, True, False]
    assert [said(text)["words"] for text in ("cotton T-shirts, 12 pcs", "--")] == [5, 0]


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("Cоtton", True),  # a Cyrillic o
        ("Rоmashka LLC", True),
        ("СОСА powder", True),  # every letter is Cyrillic
        ("ქsilk", True),
        ("USB-кабель", False),
        ("Маска Nivea", False),
        ("ТОО Silk Road", False),
        ("Кабель 3м USB3шт", False),
        ("Şti ve Çay", False),
        ("ромашка", False),
    ],
)
def test_mixed_scripts_are_told_from_two_scripts_side_by_side(text, mixed):
    assert said(text)["mixed_script"] is mixed and named(text)["mixed_script"] is mixed


@pytest.mark.parametrize(
    ("name", "private", "forwarder"),
    [
        ("SAMPLEOVA ANNA PETROVNA", True, False),
        ("Примеров Пример", True, False),
        ("ТОО Ромашка", False, False),
        ("Romashka Trading", False, False),
        ("SILK ROAD CARGO", False, True),
        ("ТОО Пример Логистик", False, True),
        ("Örnek Nakliyat Ltd. Şti.", False, True),
        ("EXAMPLE", None, False),
        ("A B C D E F", None, False),
        ("UNIT 5", False, False),
        ("...", None, False),
    ],
)
def test_a_person_is_told_from_a_firm_and_a_forwarder(name, private, forwarder):
    assert (named(name)["private"], named(name)["forwarder"]) == (private, forwarder)


@given(st.lists(st.text(), max_size=4))
def test_any_text_is_looked_at_once_in_order(texts):
    for seen, schema in ((look(texts), TEXTS), (look_names(texts), NAMES)):
        assert seen.schema == schema and seen["text"].to_pylist() == sorted(set(texts))


def test_the_lists_are_sound():
    controlled, kinds = controlled_words(), goods_kinds()
    assert {row["kind"] for row in controlled} == {*CONTROLLED, "harmless"}
    assert {row["language"] for row in controlled} == LANGUAGES == {row["language"] for row in kinds}
    for rows in (controlled, kinds):
        assert all(simplify(row["word"]) and row["source"] for row in rows)
        keys = [(row["word"], row["kind"]) for row in rows]
        assert len(set(keys)) == len(keys)
    assert {row["kind"] for row in kinds} == {
        "cover", "consolidation", "perishable", "dangerous", "live", "valuable", *HARMLESS,
    } - {"harmless"}  # fmt: skip
    assert all(bool(row["cover"]) == (row["kind"] == "cover") for row in kinds)
    assert all(sum(row["kind"] == kind for row in controlled) >= 100 for kind in CONTROLLED)
    assert all(map(simplify, forwarder_words()))
