"""Rules fire where they say, within their dates, with their sentence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from string import Formatter
from typing import Any

import ibis
import pyarrow as pa
import pytest

from cases.case import CASES
from features.catalogue import feature_schema
from indicators.apply import INDICATORS, fired
from indicators.docs import indicators_page
from indicators.indicator import Indicator

AS_OF = datetime(2026, 3, 1, 23, tzinfo=UTC)
DAY = date(2026, 3, 2)
SCHEMA = pa.schema([field.with_nullable(True) for field in [*CASES.schema, *list(feature_schema())[2:]]])
HITS: dict[str, dict[str, Any]] = {
    "data_quality_hold": {"document_missing_fields": 3.0},
    "value_just_below_limit": {"parcel_value_of_limit": 0.95, "consignee_parcels_30d": 3.0, "value_eur": 190.0},
    "consolidation_without_houses": {"consolidation": True, "pieces": 7, "gross_kg": 12.5},
    "consignee_changed_late": {
        "arrives_at": AS_OF, "consignee_changed_at": AS_OF - timedelta(hours=2), "consignee_name": "DELTA",
        "consignee_changed": True,
    },
    "previous_hit": {"consignor_hits_365d": 1.0, "consignor_hits_365d__n": 5.0},
}  # fmt: skip
MISSES: dict[str, dict[str, Any]] = {
    "data_quality_hold": {"document_missing_fields": 2.0},
    "value_just_below_limit": {"parcel_value_of_limit": 1.01, "consignee_parcels_30d": 3.0},
    "consolidation_without_houses": {"consolidation": True, "houses": 2},
    "consignee_changed_late": {
        "arrives_at": AS_OF, "consignee_changed_at": AS_OF - timedelta(hours=5), "last_known_at": AS_OF,
        "consignee_changed": True,
    },
    "previous_hit": {"consignor_hits_365d": 0.0},
}  # fmt: skip


def cases(*rows: dict[str, Any]) -> ibis.Table:
    named = [{"as_of": AS_OF, "case_id": f"C{number}", **row} for number, row in enumerate(rows)]
    return ibis.memtable(pa.Table.from_pylist(named, schema=SCHEMA))


def told(*rows: dict[str, Any], day: date = DAY, **rules: Any) -> list[dict[str, Any]]:
    return fired(cases(*rows), day, **rules).to_pyarrow().to_pylist()


def test_every_rule_has_an_example_here() -> None:
    assert set(HITS) == set(MISSES) == {rule.name for rule in INDICATORS}


@pytest.mark.parametrize("rule", INDICATORS, ids=lambda rule: rule.name)
def test_each_rule_fires_on_its_case_and_not_on_the_next_best(rule: Indicator) -> None:
    found = told(HITS[rule.name], MISSES[rule.name], {}, indicators=[rule])
    assert [(row["case_id"], row["indicator"], row["action"]) for row in found] == [("C0", rule.name, rule.action)]


def test_sentences_are_filled_with_plain_numbers() -> None:
    found = {row["indicator"]: row["sentence"] for row in told(*HITS.values())}
    assert found["previous_hit"] == "1 of 5 inspections of this consignor in 365 days found illicit goods"
    assert found["consolidation_without_houses"].startswith("A consolidation of 7 pieces, 12.5 kg, of which")
    assert "DELTA" in found["consignee_changed_late"]
    assert not any("{" in sentence for sentence in found.values())


def test_a_manifest_that_comes_late_makes_no_early_change_of_consignee_a_late_one() -> None:
    rule = next(rule for rule in INDICATORS if rule.name == "consignee_changed_late")
    early, after = AS_OF - timedelta(days=1), AS_OF + timedelta(hours=3)
    changed = {"arrives_at": AS_OF, "consignee_changed": True, "last_known_at": AS_OF}
    rows = [changed | {"consignee_changed_at": at} for at in (early, after)]
    assert [row["case_id"] for row in told(*rows, indicators=[rule])] == ["C1"]


def test_what_is_not_known_is_said_so() -> None:
    found = told({"consolidation": True})
    assert [row["sentence"].count("not known") for row in found] == [2]


def test_a_rule_holds_on_its_first_and_last_day_and_on_no_other() -> None:
    rule = replace(INDICATORS[0], valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 3))
    hit = HITS[rule.name]
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 4)]
    assert [len(told(hit, day=day, indicators=[rule])) for day in days] == [0, 1, 1, 0]


def test_rows_are_in_the_order_of_case_and_rule() -> None:
    rows = told(*([{**hit} for hit in HITS.values()] * 2))
    keys = [(row["case_id"], row["indicator"]) for row in rows]
    assert len(keys) == 2 * len(HITS)
    assert keys == sorted(keys)


def test_no_rule_at_all_is_a_callers_mistake() -> None:
    with pytest.raises(ValueError, match="no indicator"):
        told({}, indicators=[])


def test_every_rule_has_a_source_an_owner_and_fields_that_exist() -> None:
    for rule in INDICATORS:
        assert rule.source, rule.name
        assert rule.owner, rule.name
        fields = {field for _, field, _, _ in Formatter().parse(rule.reason) if field}
        assert fields <= set(SCHEMA.names), rule.name


def test_cases_and_features_share_only_their_key() -> None:
    assert set(CASES.schema.names) & set(feature_schema().names) == {"as_of", "case_id"}


def test_the_page_names_every_rule() -> None:
    page = indicators_page()
    assert all(f"`{rule.name}`" in page for rule in INDICATORS)
