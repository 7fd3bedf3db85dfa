"""The words of the sheet: the same in number in every language, and none that would be read as another's."""

import pytest

from lake.findings import ALL_FINDINGS, METHODS, RESULTS
from lake.sheet import SHEET
from lake.sheet_words import codes, understood, words
from lake.tables import INSPECTIONS
from manifests.outcome_cells import folded

CODES = {
    "sheet_column": tuple(column.name for column in SHEET), "decision": INSPECTIONS.column("decision").one_of,
    "presented": ("yes", "no"), "method": METHODS, "result": RESULTS, "finding": ALL_FINDINGS,
}  # fmt: skip


@pytest.mark.parametrize("code", codes())
def test_every_language_has_a_word_for_every_code_and_column_and_no_other(code):
    assert {table: tuple(said) for table, said in words(code).items()} == CODES
    assert all(word.strip() == word != "" for said in words(code).values() for word in said.values())


@pytest.mark.parametrize("table", CODES)
def test_no_word_means_two_things_in_whatever_language(table):
    meanings: dict[str, set[str]] = {}
    for _language, code, word in understood(table):
        meanings.setdefault(folded(word), set()).add(code)
    assert {word: found for word, found in meanings.items() if len(found) > 1} == {}
    assert all(code in CODES[table] for found in meanings.values() for code in found)


def test_five_languages_are_there_and_another_one_is_refused():
    assert codes() == ["en", "ka", "kk", "ru", "uz"]
    with pytest.raises(ValueError, match="unknown language 'xx'; there are: en, ka"):
        words("xx")
