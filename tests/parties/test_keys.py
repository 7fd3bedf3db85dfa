"""Keys of parties, goods classes and EUR values."""

from datetime import UTC, date, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from lake.reference import Rates, goods_words, rates
from lake.tables import CONSIGNMENTS, KEYS
from parties.keys import COMPANY_FORMS, LEADING_FORMS, add_keys, party_key, simplify

KNOWN = datetime(2026, 3, 1, 12, tzinfo=UTC)
BARE = pa.schema([field for field in CONSIGNMENTS.schema if field.name not in {column.name for column in KEYS}])


def told(*rows: dict[str, object]) -> pa.Table:
    filled = [{"known_at": KNOWN, **row} for row in rows]
    nullable = pa.schema([field.with_nullable(True) for field in BARE])
    return pa.Table.from_pylist(filled, schema=nullable)


@given(st.text())
def test_normalising_twice_is_once(text: str) -> None:
    key = party_key(text)
    assert simplify(simplify(text)) == simplify(text)
    assert key is None or party_key(key) == key


@given(st.lists(st.sampled_from(["ACME", "SILK", *sorted(COMPANY_FORMS)[:4], *sorted(LEADING_FORMS)[:4]]), max_size=6))
def test_normalising_names_full_of_company_forms_twice_is_once(words: list[str]) -> None:
    key = party_key(" ".join(words))
    assert key is None or party_key(key) == key


def test_spellings_of_one_firm_have_one_key() -> None:
    spellings = ["Silk Road Co., Ltd.", "SILK ROAD CO LTD", "  silk   road ", "Silk Road L.L.C.", "TOO Silk Road"]
    assert {party_key(name) for name in spellings} == {"SILK ROAD"}
    assert party_key("ТОО «Ромашка»") == party_key("Romashka LLP")


def test_a_word_that_is_a_company_form_elsewhere_is_part_of_a_name_that_begins_with_it() -> None:
    assert party_key("San Marino Foods Ltd") == "SAN MARINO FOODS"
    assert party_key("AG Barr PLC") == "AG BARR"
    assert party_key("AS Roma") == "AS ROMA"
    assert party_key("Anka Tekstil San. Tic. Ltd. Sti.") == "ANKA TEKSTIL"
    assert party_key("LLP Romashka") == party_key("OOO Romashka LLC") == "ROMASHKA"


def test_every_form_that_may_stand_first_may_stand_last() -> None:
    assert LEADING_FORMS < COMPANY_FORMS


def test_different_names_keep_different_keys_and_word_order_counts() -> None:
    assert party_key("Silk Road") != party_key("Road Silk")
    assert party_key("LTD") == "LTD"
    assert party_key(" .,-") is None


def test_a_name_without_letters_is_not_a_party_and_null_stays_null() -> None:
    keys = add_keys(told({"consignor_name": "---"}, {"consignor_name": None}), rates())
    assert keys["consignor_key"].to_pylist() == [None, None]


def test_the_forwarder_is_known_by_code_before_name() -> None:
    rows = [{"forwarder_code": "1234567", "forwarder_name": "Fast"}, {"forwarder_name": "Fast Ltd"}, {}]
    assert add_keys(told(*rows), rates())["forwarder_key"].to_pylist() == ["IATA 1234567", "FAST", None]


def test_the_goods_class_is_the_first_code_else_the_first_known_word() -> None:
    rows = [
        {"hs_codes": ["8517120000", "0902"], "goods_description": "tea"},
        {"hs_codes": [], "goods_description": "new cotton SHOES"},
        {"goods_description": "Обувь женская"},
        {"hs_codes": ["85"], "goods_description": "xyzzy"},
        {},
    ]
    assert add_keys(told(*rows), rates())["goods_class"].to_pylist() == ["8517", "5208", "6403", None, None]


def test_a_value_takes_the_rate_of_its_day() -> None:
    dated = Rates({"USD": ((date(2026, 1, 1), 0.9), (date(2026, 3, 2), 0.8))})
    rows = [
        {"value": 10.0, "currency": "USD"},
        {"value": 10.0, "currency": "USD", "known_at": datetime(2026, 3, 2, tzinfo=UTC)},
        {"value": 10.0, "currency": "USD", "known_at": datetime(2025, 3, 2, tzinfo=UTC)},
        {"value": 10.0, "currency": "XXX"},
        {"value": 10.0},
        {"currency": "USD"},
    ]
    assert add_keys(told(*rows), dated)["value_eur"].to_pylist() == [9.0, 8.0, None, None, None, None]


def test_keys_are_replaced_where_they_stand_and_no_rows_are_fine() -> None:
    once = add_keys(told({"consignor_name": "Acme", "value": 1.0, "currency": "EUR"}), rates())
    assert once.schema.names == CONSIGNMENTS.schema.names
    assert add_keys(once, rates()).equals(once)
    assert add_keys(once.slice(0, 0), rates()).num_rows == 0


def test_the_word_list_is_sound() -> None:
    words = goods_words()
    assert len(words) > 250
    assert all(len(heading) == 4 and heading.isdigit() for heading in words.values())
    assert len({simplify(word) for word in words}) == len(words)
