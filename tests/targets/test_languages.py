"""Every word an officer reads is there in every language, with the same places to fill."""

import re
from string import Formatter

import pytest

from features.catalogue import FEATURES
from indicators.apply import INDICATORS
from lake.notes import NOTES
from targets.language import GAP, codes, load
from targets.sentences import fill, note_sentence, rule_sentence

EN = load("en")
OTHERS = [code for code in codes() if code != "en"]
SCRIPTS = {"ru": "[а-яё]", "kk": "[а-яәіңғүұқөһ]", "uz": "[a-zʻʼ]", "ka": "[ა-ჰ]"}
OWN_LETTERS = {"kk": "әіңғүұқө", "uz": "ʻ", "ru": "ы", "ka": "ყ"}
OF_ITS_LANGUAGE = ("feature.", "rule.", "note.")
"""Keys that English has elsewhere: in declarations of features and rules, in lake/notes.py."""
FEATURE_PARTS = {
    f"feature.{feature.name}.{part}": said
    for feature in FEATURES
    for part in ("reason", "calm", "once")
    if (said := getattr(feature, part))
}
RULES = {f"rule.{rule.name}.sentence": rule.reason for rule in INDICATORS}
ENGLISH = {key: words for key, words in EN.words.items()} | FEATURE_PARTS | RULES
ENGLISH |= {f"note.{name}": sentence for name, sentence in NOTES.items()}


def places(words: object) -> set[str]:
    texts = words if isinstance(words, list) else [words]
    return {name for text in texts for _, name, _, _ in Formatter().parse(str(text)) if name}


def forms(words: object) -> list[str]:
    texts = words if isinstance(words, list) else [words]
    return [spec for text in texts for _, name, spec, _ in Formatter().parse(str(text)) if name and "|" in (spec or "")]


def test_the_five_languages_are_there():
    assert codes() == ["en", "ka", "kk", "ru", "uz"]


@pytest.mark.parametrize("code", OTHERS)
def test_no_key_is_missing_and_none_is_too_many(code: str):
    words = load(code).words
    assert sorted(ENGLISH.keys() - words.keys()) == [], "not translated"
    assert sorted(words.keys() - ENGLISH.keys()) == [], "English has no such key"


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_has_the_places_of_the_english_one(code: str):
    words = load(code).words
    off = {
        key: (places(ENGLISH[key]), places(said))
        for key, said in words.items()
        if key in ENGLISH and places(said) != places(ENGLISH[key])
    }
    assert not off


@pytest.mark.parametrize("code", OTHERS)
def test_the_parts_of_a_sentence_fall_away_as_in_english(code: str):
    words = load(code).words
    off = {
        key: words[key]
        for key, said in FEATURE_PARTS.items()
        if key in words and [places(part) for part in said.split(";")] != [places(p) for p in words[key].split(";")]
    }
    assert not off


@pytest.mark.parametrize("code", codes())
def test_a_plural_has_as_many_forms_as_the_language(code: str):
    language = load(code)
    given = {key: spec for key, words in language.words.items() for spec in forms(words)}
    assert {key: spec for key, spec in given.items() if len(spec.split("|")) != len(language.plurals)} == {}


def test_russian_numbers_take_their_three_forms():
    ru = load("ru")
    said = [ru.plural(n, "партия|партии|партий") for n in (1, 2, 5, 11, 21, 104, 1.5)]
    assert said == ["партия", "партии", "партий", "партий", "партия", "партии", "партии"]


@pytest.mark.parametrize("code", OTHERS)
def test_sentences_are_in_the_script_of_the_language(code: str):
    language = load(code)
    sentences = [str(language.words[key]) for key in FEATURE_PARTS | RULES if key in language.words]
    texts = [re.sub(r"\{[^{}]*\}", "", sentence) for sentence in sentences]
    assert [text for text in texts if not re.search(SCRIPTS[code], text.lower())] == []
    everything = " ".join(texts).lower()
    assert all(letter in everything for letter in OWN_LETTERS[code])
    if code != "uz":
        english = [text for text in texts if re.search(r"\b(the|of|and|this|shipments?|consignees?)\b", text.lower())]
        assert english == []


@pytest.mark.parametrize("code", codes())
def test_every_sentence_can_be_filled(code: str):
    language = load(code)
    for key, english in FEATURE_PARTS.items():
        name, part = key.split(".")[1:]
        words = {place: language.number(21) for place in places(english)}
        said = fill(language.sentence(name, english, part), words, "count", language)
        assert said and "{" not in said and ("21" in said or not places(english)), key
    for rule in INDICATORS:
        row = {
            "indicator": rule.name,
            "sentence": "said",
            "told": "{" + ", ".join(f'"{p}": 21' for p in places(rule.reason)) + "}",
        }
        assert "{" not in rule_sentence(row, language)


@pytest.mark.parametrize(
    ("code", "said"), [("en", "5,840"), ("ru", f"5{GAP}840"), ("kk", f"5{GAP}840"), ("ka", f"5{GAP}840")]
)
def test_numbers_are_written_as_in_the_country(code: str, said: str):
    assert load(code).number(5840.4) == said
    assert load(code).number(6.25) == ("6.2" if code == "en" else "6,2")


def test_a_note_is_said_in_the_language_and_what_is_no_note_stays():
    for code in codes():
        language = load(code)
        for name, english in NOTES.items():
            sentence = english.format(**{place: "thing" for place in places(english)})
            said = note_sentence(sentence, language)
            assert said.count("thing") >= len(places(english)), name
            assert (said == sentence) == (code == "en"), name
    assert note_sentence("Something else happened.", load("ru")) == "Something else happened."


def test_what_is_unknown_in_a_rule_is_said_as_such():
    row = {"indicator": INDICATORS[0].name, "sentence": "", "told": "{}"}
    assert load("ru").say("reason.not_known") in rule_sentence(row, load("ru"))
