"""Goods classes, texts and EUR values."""

from datetime import UTC, date, datetime

import pyarrow as pa

from goods.keys import add_goods_keys, text_key
from lake.reference import Rates, goods_words, rates
from lake.tables import CONSIGNMENTS, KEYS
from lake.words import simplify

KNOWN = datetime(2026, 3, 1, 12, tzinfo=UTC)
BARE = pa.schema([field for field in CONSIGNMENTS.schema if field.name not in {column.name for column in KEYS}])


def told(*rows: dict[str, object]) -> pa.Table:
    filled = [{"known_at": KNOWN, **row} for row in rows]
    nullable = pa.schema([field.with_nullable(True) for field in BARE])
    return pa.Table.from_pylist(filled, schema=nullable)


def test_the_goods_class_is_the_first_code_else_the_first_known_word() -> None:
    rows = [
        {"hs_codes": ["8517120000", "0902"], "goods_description": "tea"},
        {"hs_codes": [], "goods_description": "new cotton SHOES"},
        {"goods_description": "Обувь женская"},
        {"hs_codes": ["85"], "goods_description": "xyzzy"},
        {},
    ]
    keys = add_goods_keys(told(*rows), rates())
    assert keys["goods_class"].to_pylist() == [
        "8517",
        "5208",
        "6403",
        None,
        None,
    ]


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
    keys = add_goods_keys(told(*rows), dated)
    assert keys["value_eur"].to_pylist() == [
        9.0,
        8.0,
        None,
        None,
        None,
        None,
    ]


def test_keys_are_replaced_where_they_stand_and_no_rows_are_fine() -> None:
    once = add_goods_keys(told({"goods_description": "Tea", "value": 1.0, "currency": "EUR"}), rates())
    assert add_goods_keys(once, rates()).equals(once)
    assert add_goods_keys(once.slice(0, 0), rates()).num_rows == 0


def test_a_text_is_compared_without_numbers_and_a_vague_one_not_at_all() -> None:
    assert text_key("12 pcs. cotton towels") == text_key("PCS COTTON, TOWELS 7")
    assert text_key("Gift") is None


def test_the_word_list_is_sound() -> None:
    words = goods_words()
    assert len(words) > 250
    assert all(len(heading) == 4 and heading.isdigit() for heading in words.values())
    assert len({simplify(word) for word in words}) == len(words)
