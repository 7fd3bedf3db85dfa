"""Rules and features agree on names."""

import ibis
import pyarrow as pa

from cases.case import CASES
from features.catalogue import feature_schema
from indicators.apply import INDICATORS, in_force
from indicators.trusted import with_trusted


def test_rules_name_only_columns_that_a_night_has() -> None:
    row = pa.schema([*CASES.schema, *list(feature_schema())[2:]]).empty_table()
    night = with_trusted(ibis.memtable(row), (), max(rule.valid_from for rule in INDICATORS))
    held = [in_force(night, rule.valid_from, [rule]) for rule in INDICATORS]
    assert [note for one in held for note in one.left_out] == []


def test_cases_and_features_share_only_their_key() -> None:
    assert set(CASES.schema.names) & set(feature_schema().names) == {"as_of", "case_id"}
