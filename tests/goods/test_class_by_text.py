"""The goods class of a consignment that declares none."""

from datetime import UTC, datetime

import pyarrow as pa

from goods.classifier import cold_start, train
from goods.headings import Example
from goods.keys import add_goods_keys, class_by_text
from lake.reference import Rates
from lake.tables import CONSIGNMENTS

NULLABLE = pa.schema([field.with_nullable(True) for field in CONSIGNMENTS.schema])


def classes(rows):
    told = [{"known_at": datetime(2026, 3, 1, tzinfo=UTC), **row} for row in rows]
    table = pa.Table.from_pylist(told, schema=NULLABLE)
    return add_goods_keys(table, Rates({}))["goods_class"].to_pylist()


def test_a_declared_code_stands_then_a_sure_classifier_then_a_listed_word_then_nothing():
    rows = [
        {"hs_codes": ["8517120000", "0902"], "goods_description": "tea"},
        {"hs_codes": ["85"], "goods_description": "new cotton SHOES"},
        {"goods_description": "quadrocopter with remote"},
        {"hs_codes": [], "goods_description": "Паяльник"},
        {"goods_description": "GIFT"},
        {"goods_description": "fzqw jxvkk"},
        {"hs_codes": None, "goods_description": None},
    ]
    assert classes(rows) == ["8517", "5208", "8806", "8515", None, None, None]


def test_an_unsure_classifier_says_nothing():
    text = "assembly for installation"
    heading, chance = cold_start().best([text])[text]
    assert heading and chance < 0.6
    assert class_by_text([text], cold_start()) == {}


def test_the_classifier_that_is_given_is_the_one_that_is_asked():
    own = train([Example("ZORBLAX QUIMMEL", "9018", 3)])
    assert class_by_text(["zorblax quimmel"]) == {}
    assert class_by_text(["zorblax quimmel"], own) == {"zorblax quimmel": "9018"}
