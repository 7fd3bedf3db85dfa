"""A column is converted as each of its cells is."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lake.vague import is_vague
from manifests import cells, codes
from manifests.bound import bind
from manifests.cell_columns import FIRST, TYPES, converted, currencies_beside, vague
from manifests.converters import COLUMNS, CONVERTERS
from manifests.mapping import Mapping

CELL = st.one_of(
    st.text(max_size=12),
    st.text(st.sampled_from("ABE019 .,-+=$'Ж鞋"), max_size=14),
    st.from_regex(r"\A[A-Z]{0,3}[0-9]{5,14}\Z"),
    st.from_regex(r"\A-?[0-9]{1,8}(\.[0-9]{0,8})?( kg| USD)?\Z"),
    st.sampled_from(["", "-", "None", "#VALUE!", "n/a", "0", "0.0", "0.50", "00.5", "1E5", "12E10", "1.005"]),
    st.just("074-12345664"),
)  # fmt: skip


def column_for(converter, unit=None):
    """A column that the converter may fill, bound to a header."""
    name = next(name for name, fitting in COLUMNS.items() if converter in fitting)
    header = r"cell( (?P<unit>g|usd))?"
    columns = {
        "house_waybill": {"converter": "house", "headers": ["key"]},
        name: {"converter": converter, "headers": [header]},
    }
    mapping = Mapping(
        name="a", format="a", stream="cargo", kind="house", row_key="house_waybill", minimum_headers=1, columns=columns
    )
    return bind(mapping, [f"Cell {unit}" if unit else "Cell"]).columns[0]


def one_by_one(column, texts):
    return [column.convert(text) if text else (None, None) for text in texts]


def alike(column, texts):
    found = converted(column, pa.array(texts, pa.string()))
    values = [tuple(value) if isinstance(value, list) else value for value in found.values.to_pylist()]
    expected = one_by_one(column, texts)
    assert values == [tuple(value) if isinstance(value, list) else value for value, _ in expected]
    assert found.values.type == TYPES[column.name]
    assert found.slugs == {row: slug for row, (_, slug) in enumerate(expected) if slug}


@pytest.mark.parametrize("converter", CONVERTERS)
@settings(max_examples=25)
@given(texts=st.lists(CELL, max_size=20))
def test_every_converter_makes_of_a_column_what_it_makes_of_its_cells(converter, texts):
    alike(column_for(converter), texts)


@pytest.mark.parametrize("unit", ["g", "usd"])
@settings(max_examples=25)
@given(texts=st.lists(CELL, max_size=20))
def test_the_unit_of_a_header_counts_for_the_column_too(unit, texts):
    alike(column_for("weight" if unit == "g" else "money", unit), texts)


@given(st.lists(CELL, max_size=20))
def test_the_currency_beside_an_amount_is_found_in_a_column(texts):
    assert currencies_beside(pa.array(texts, pa.string())).to_pylist() == [
        codes.currency_beside(text) for text in texts
    ]


@given(st.lists(st.one_of(st.none(), st.text(min_size=1), st.sampled_from(["GIFT", "Tea cups", "xxx"])), max_size=20))
def test_vague_descriptions_are_found_in_a_column(texts):
    expected = [row for row, text in enumerate(texts) if text and is_vague(text)]
    assert vague(pa.array(texts, pa.string())) == expected


def test_no_text_converter_changes_a_character_of_a_plain_text():
    for first, last in FIRST:
        for code in range(first, last + 1):
            text = f"{chr(code)}plain {chr(code)}text"
            assert cells.text(text) == (text, None), hex(code)


def test_a_weight_of_as_many_digits_as_are_plain_is_not_rounded():
    texts = [
        f"{whole}.{decimals}" for whole in (1, 9_999_999, 1_234_567) for decimals in ("1", "999999", "123456", "000001")
    ]
    alike(column_for("weight"), texts)
