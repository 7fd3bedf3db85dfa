import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake.vague import is_vague
from manifests import cells, codes
from manifests.amounts import amount
from manifests.converters import CONVERTERS

MESSY = st.one_of(
    st.text(max_size=30),
    st.text("0123456789.,-+eE kg$€'\" \u00a0", max_size=20),
    st.floats(allow_nan=False).map(str),
)
IDEMPOTENT = sorted(set(CONVERTERS) - {"personal_id", "handling"})


@pytest.mark.parametrize("name", sorted(CONVERTERS))
@given(MESSY)
def test_a_converter_takes_any_text_and_names_what_is_wrong(name, cell):
    value, slug = CONVERTERS[name](cell)
    assert value != ""
    assert slug is None or re.fullmatch(r"[a-z0-9_]+", slug)


@pytest.mark.parametrize("name", IDEMPOTENT)
@given(MESSY)
def test_converting_twice_is_converting_once(name, cell):
    value, _ = CONVERTERS[name](cell)
    if value is not None:
        written = f"{value:f}" if isinstance(value, float) else str(value)
        again, _ = CONVERTERS[name](written)
        assert again == (pytest.approx(value, abs=1e-6) if isinstance(value, float) and value > 1e-5 else again)


@given(st.decimals(min_value=0, max_value=9_999_999, places=2))
def test_a_figure_is_one_figure_in_every_way_of_writing(figure):
    plain, grouped = f"{figure:.2f}", f"{figure:,.2f}"
    european = grouped.replace(",", " ").replace(".", ",")
    continental = grouped.translate(str.maketrans(",.", ".,"))
    for written in (plain, grouped, european, european.replace(" ", "\u00a0"), continental, grouped.replace(",", "'")):
        assert amount(written) == float(figure), written


def test_a_date_or_a_waybill_among_the_values_is_no_figure():
    assert amount("01.03.2026") is None
    assert amount("8.12E+11") is None
    assert amount("1234567890123") is None


def test_a_spreadsheets_rounding_is_never_taken_for_a_number():
    for name in ("waybill", "house", "hs", "phone", "personal_id", "count", "weight"):
        assert CONVERTERS[name]("8.12E+11") == (None, "number_format"), name


def test_a_personal_number_is_kept_only_as_a_keyed_hash(monkeypatch):
    monkeypatch.delenv("ACCU_ID_KEY", raising=False)
    by_default, _ = cells.personal_id("000000000001")
    assert re.fullmatch(r"[0-9a-f]{32}", by_default)
    assert cells.personal_id(" 000000000001.0") == (by_default, None)
    monkeypatch.setenv("ACCU_ID_KEY", "another key")
    assert cells.personal_id("000000000001")[0] != by_default


def test_signs_and_names_stand_for_a_currency():
    assert codes.currency_beside("10$") == "USD"
    assert codes.currency_beside("€ 10,50") == "EUR"
    assert codes.currency_beside("1 080,50") is None
    assert codes.money("12 KZT") == (12.0, None)


@pytest.mark.parametrize("name", ["Kazakhstan", "казахстан", "KAZ", "kz", "哈萨克斯坦", "Republic of Kazakhstan"])
def test_a_country_has_many_names(name):
    assert codes.country(name) == ("KZ", None)


def test_hidden_characters_are_taken_out_and_noted():
    assert cells.text("tea\x07pot") == ("tea pot", "control_characters")
    assert cells.text(" tea\u00a0 pot ") == ("tea pot", None)


def test_a_lost_zero_is_put_back_only_where_it_must_have_been():
    assert cells.waybill("7412345664") == ("07412345664", "number_format")
    assert cells.waybill("7412345665") == (None, "awb_format")
    assert cells.hs("0000000000") == (None, "number_format")
    assert cells.hs("61169100001") == ("61169100001", None)


@pytest.mark.parametrize(
    "words", ["GIFT", "подарок", "запчасти", "hediye", "礼品", "sovg'a", "საჩუქარი", "сыйлық", "AAA"]
)
def test_words_that_say_nothing_are_vague_in_every_language(words):
    assert is_vague(words)


@given(st.text(max_size=20))
def test_case_and_blanks_do_not_make_a_description(text):
    assert is_vague(text) == is_vague(f"  {text}  ")


def test_a_long_cell_of_money_is_refused_before_it_is_searched():
    cell = "1" + " " * 100_000 + "a1"  # took minutes
    assert codes.money(cell) == (None, "number_format")
    assert codes.currency_beside(cell) is None
