"""Every feature says what it is, and none is about what a person is."""

import re
from pathlib import Path
from string import Formatter

from cases.case import CASES
from features.beside import WORDS
from features.catalogue import FEATURES, columns, feature_schema
from features.docs import GROUPS, built_of, features_page, indicators, known
from lake.tables import TABLES

UNITS = {"kg", "km", "EUR/kg", "share", "count", "ratio", "hours", "yes/no", "kg/m3", "deviations"}
OF_PERSONS = re.compile(
    r"nationalit|citizen|passport|gender|\bsex|_sex|religio|ethnic|\brace\b|_race|birth|\bage\b|_age|marital|dialect"
)
MISMATCHES = {"route.py": {"consignor_country"}, "parcels.py": {"consignor_country"}}
"""Where an address's country may be held against another country; never is one named by itself."""
CASE_COLUMNS = {column.name for column in CASES.columns}


def sentences() -> list[tuple[str, str, set[str]]]:
    found = []
    for feature in FEATURES:
        parts = {
            "usual": feature.usual,
            "low": feature.low,
            "high": feature.high,
            "among": feature.level,
            "n": feature.n,
        }
        own = {"value", *(name for name, expr in parts.items() if expr is not None), *WORDS}
        found += [(feature.name, text, own) for text in (feature.reason, feature.calm) if text]
    return found


def test_features_are_named_once_and_in_order() -> None:
    names = [feature.name for feature in FEATURES]
    assert names == sorted(set(names))
    assert len(names) >= 22
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) and "__" not in name for name in names)


def test_every_feature_is_documented_with_unit_source_and_the_meaning_of_null() -> None:
    for feature in FEATURES:
        assert feature.unit in UNITS, feature.name
        assert "null" in feature.doc, feature.name
        assert feature.source, feature.name
        assert feature.group, feature.name


def test_every_field_of_a_sentence_exists() -> None:
    for name, text, own in sentences():
        fields = {field for _, field, _, _ in Formatter().parse(text) if field}
        assert fields <= own | CASE_COLUMNS, name


def test_usual_stands_behind_a_semicolon_so_that_a_sentence_can_do_without() -> None:
    for name, text, _ in sentences():
        assert not {"{usual}", "{low}", "{high}"} & set(re.findall(r"{\w+}", text.split(";")[0])), name


def test_yes_or_no_is_never_told_as_a_number() -> None:
    for feature in FEATURES:
        if feature.unit == "yes/no":
            assert "{value}" not in feature.reason + (feature.calm or ""), feature.name


def test_no_feature_and_no_column_is_about_what_a_person_is() -> None:
    names = [*columns(), *CASE_COLUMNS, *(column.name for table in TABLES.values() for column in table.columns)]
    assert not [name for name in names if OF_PERSONS.search(name)]


def test_no_feature_reads_a_country_or_a_name_of_a_party() -> None:
    folder = Path(__file__).parents[2] / "features"
    for path in sorted(folder.glob("*.py")):
        text = path.read_text("utf-8")
        found = set(re.findall(r"_\.((?:consignor|consignee)_(?:name|country))\b(?!\.isnull)", text))
        allowed = {"consignor_name", "consignee_name"} if path.name == "document.py" else set()
        assert found <= allowed | MISMATCHES.get(path.name, set()), path.name
        for name in MISMATCHES.get(path.name, ()):
            assert len(re.findall(rf"_\.{name}\b", text)) == len(re.findall(rf"(?:_\.{name} != |!= _\.{name}\b)", text))


def test_a_comparison_names_its_number_of_cases() -> None:
    assert all(feature.n is not None for feature in FEATURES if feature.usual is not None)


def test_the_page_and_the_schema_name_every_feature() -> None:
    page = features_page()
    assert all(f"`{feature.name}`" in page for feature in FEATURES)
    assert feature_schema().names[2:] == [*columns(), *WORDS]


def test_each_of_the_62_indicators_is_built_or_says_why_not() -> None:
    rows = indicators()
    assert [int(row["indicator"][1:]) for row in rows] == list(range(1, 63))
    built = built_of({feature.name: feature.source for feature in FEATURES})
    assert set(built) <= {row["indicator"] for row in rows}
    for row in rows:
        assert (row["indicator"] in built) != bool(row["not_built"]), row["indicator"]


def test_every_feature_was_known_for_some_share_of_a_stream_of_the_exercise() -> None:
    measured = known()
    assert set(measured) == {feature.name for feature in FEATURES}
    assert not [name for name, (_stream, share) in measured.items() if float(share.removesuffix(" %")) <= 0]


def test_every_group_has_its_words_and_every_feature_a_sentence_or_a_figure_that_has_one() -> None:
    assert {feature.group for feature in FEATURES} == set(GROUPS)
    spoken = {feature.name for feature in FEATURES if feature.reason}
    silent = {feature.name for feature in FEATURES} - spoken
    assert {name.removesuffix("_far") for name in silent} <= spoken
