"""The 68 descriptions of the guide, the same ideas in six more languages, and what is no false alarm."""

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.vague import FOLDER, is_filler, is_vague, plain_words

GUIDE = """Accessories; All kind of cargo; All kind of goods; Articles; AWB/HAWB; Baggage; Birthday gifts; Bits; Box;
Case; Charity; Collected items; Commodity; Company names; Component; Consumer; Equipment, EQP; Freight all kinds, FAK;
From UPU Postal; Gift box; Gifts; Gizmos; Goods, GDS; Handling codes; Invoice; Joint shipping; Label; Line; Likewise;
Mail; Materials; Merchandise, Merc.; Miscellaneous products, Misc, Mixed, Mix; Model; None; Odd parts; Others; Pad;
Package numbers; Pallets, PLT; Parcel; Parts; Personal address; Personal effects; Pieces, pces; Pre-addressed parcel;
Private things; Products; Returned goods; Said to contain, STC; Sample; Samples for analysis; Scrap; Several;
Several goods; Souvenirs; Spare; Spare parts, SPPT; Sporting goods; Stuff; Substance; Test; Things; Toys; Various;
Various goods; Various products; White goods"""
ITEMS = [item.strip() for item in GUIDE.split(";")]
KINDS = {  # items that name a kind of text and not a word
    "AWB/HAWB": ["AWB 074-12345664", "HAWB NO EX10001", "RB123456785KZ", "LDK2500417", "накладная № 12-345"],
    "Company names": ["SAMPLE TRADING CO LTD", "MUSTER GMBH", "ООО «Пример»", "TOO ULGI", "შპს ნიმუში", "Örnek A.Ş."],
    "Handling codes": ["EAP", "PER/EAP", "ELI RLM"],
    "Package numbers": ["CTN 1-20", "12 PCS", "BOX NO 3", "1 of 3", "5 мест", "3件", "40 adet", "10PKGS"],
    "Personal address": ["12 EXAMPLE STREET", "ул. Примерная, д. 5, кв. 3", "Абай көшесі 5", "Örnek Sokak No 7"],
}
LANGUAGES = ("en", "ru", "kk", "uz", "ka", "tr", "zh")
with (FOLDER / "vague_descriptions.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))


def test_the_guide_lists_sixty_eight():
    assert len(ITEMS) == 68


@pytest.mark.parametrize("item", [item for item in ITEMS if item not in KINDS])
def test_every_description_of_the_guide_is_vague_however_it_is_written(item):
    for words in re.split(r",\s*", item):
        for written in (words, words.lower(), words.upper(), f" {words}. "):
            assert is_vague(written), written


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_text_that_the_guide_names_is_known_by_its_pattern(kind):
    assert [text for text in KINDS[kind] if not is_vague(text)] == []


@pytest.mark.parametrize(
    "one", ["article", "gift", "component", "part", "product", "toy", "souvenir", "samples", "pallet", "material"]
)
def test_one_is_as_vague_as_many(one):
    assert is_vague(one) and is_vague(f"{one.removesuffix('s')}s")


def test_every_word_of_the_file_stands_alone():
    alone = [row["word"] for row in ROWS if row["kind"] == "alone"]
    assert [word for word in alone if not (is_vague(word) and is_vague(word.upper()))] == []
    assert len(alone) > 1500


def test_every_idea_of_the_guide_is_said_in_every_language_and_owns_up_to_its_source():
    said = {(row["idea"], row["language"]) for row in ROWS}
    ideas = {row["idea"] for row in ROWS if row["idea"]}
    assert len(ideas) == 68
    assert [(idea, name) for idea in sorted(ideas) for name in LANGUAGES if (idea, name) not in said] == []
    foreign = {row["source"] for row in ROWS if row["language"] not in ("en", "iata")}
    assert foreign == {"own translation, unchecked by a native reader"}


@pytest.mark.parametrize(
    "text",
    [
        "Запчасти", "ЗАПЧАСТИ", "zapchasti", "личные вещи б/у", "қосалқы бөлшектер", "qosalqy bolshekter",
        "sovg‘a", "Sovgʻalar", "ehtiyot qismlar", "эҳтиёт қисмлар", "სათადარიგო ნაწილები", "satadarigo natsilebi",
        "HEDİYELİK EŞYA", "hediyelik esya", "KIŞISEL EŞYA", "礼品", "li pin", "LIPIN", "礼品玩具", "其他 物品",
    ],
)  # fmt: skip
def test_letters_with_and_without_marks_and_in_latin_are_one(text):
    assert is_vague(text)


@pytest.mark.parametrize(
    "text",
    ["GIFTS & TOYS", "misc goods", "said to contain goods", "spare parts and accessories", "5 pcs toys", "2PCS GIFT",
     "подарки и игрушки", "礼品10件", "AAA", "... ...", "$%^&", "!12", "1004", "WPX", ".xlsx", ""],
)  # fmt: skip
def test_listed_words_together_counts_and_filler_say_nothing_either(text):
    assert is_vague(text)


@pytest.mark.parametrize(
    "text",
    ["spare parts for pumps", "toy cars", "test tubes", "phone cover", "tea", "A320 parts", "737 parts", "box wrench 5",
     "street lights 12 pcs", "5 road bikes", "fishing net", "net", "keys", "ice", "cat", "hat", "sok", "masala",
     "case of wine", "model aircraft", "mail order shoes", "parcel lockers", "cotton t-shirts", "ноутбук", "чай",
     "запчасти к насосам", "手机", "玩具车", "ჩაი", "yedek lastik", "samples of soil", "PUMP ACME GMBH"],
)  # fmt: skip
def test_what_names_goods_is_no_false_alarm(text):
    assert not is_vague(text)


@given(st.text(max_size=40))
def test_case_blanks_and_marks_around_do_not_make_a_description(text):
    assert is_vague(text) == is_vague(f"  {text} ")
    assert plain_words(plain_words(text)) == plain_words(text)
    assert is_vague(text) or not is_filler(text)


def test_a_hundred_thousand_letters_are_looked_at_in_a_moment():
    assert is_vague("礼" * 100_000) and not is_vague("箱礼品" * 30_000 + "车") and not is_vague("12a" * 30_000)
