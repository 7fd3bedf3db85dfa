"""Rules fire where they say, within their dates, with their sentence."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from examples import AS_OF, HITS, MISSES, cases
from ibis import _

from indicators.apply import INDICATORS, TOGETHER, fired, in_force
from indicators.docs import indicators_page
from indicators.indicator import Indicator

DAY = date(2026, 3, 2)
RULES = {rule.name: rule for rule in INDICATORS}
MINE = [rule for rule in INDICATORS if rule.name != "watch_list_hit"]
"""The rule on watch lists has its own tests (test_watch_list_hit.py)."""


def told(*rows: dict[str, Any], day: date = DAY, **rules: Any) -> list[dict[str, Any]]:
    return fired(cases(*rows), day, **rules).to_pylist()


def test_every_rule_has_an_example_here() -> None:
    assert set(HITS) == set(MISSES) == {rule.name for rule in MINE}


@pytest.mark.parametrize("rule", MINE, ids=lambda rule: rule.name)
def test_each_rule_fires_on_its_case_and_not_on_the_next_best_or_on_nothing(rule: Indicator) -> None:
    found = told(HITS[rule.name], *MISSES[rule.name], {}, indicators=[rule])
    assert [(row["case_id"], row["indicator"], row["action"]) for row in found] == [("C0", rule.name, rule.action)]


def test_sentences_are_filled_with_plain_numbers() -> None:
    found = {row["indicator"]: row["sentence"] for row in told(*HITS.values())}
    assert found["previous_hit"] == "1 of 5 inspections of this consignor in 365 days found illicit goods"
    assert found["consolidation_without_houses"].startswith("A consolidation of 7 pieces, 12.5 kg, of which")
    assert found["structured_parcels"].startswith("Under the duty-free limit alone (90% of it)")
    assert found["undervalued"].startswith("Declared 2.10 EUR/kg")
    assert "DELTA" in found["consignee_changed_late"]
    assert not any("{" in sentence for sentence in found.values())


def test_a_manifest_that_comes_late_makes_no_early_change_of_consignee_a_late_one() -> None:
    early, after = AS_OF - timedelta(days=1), AS_OF + timedelta(hours=3)
    changed = {"arrives_at": AS_OF, "consignee_changed": True, "last_known_at": AS_OF}
    rows = [changed | {"consignee_changed_at": at} for at in (early, after)]
    assert [row["case_id"] for row in told(*rows, indicators=[RULES["consignee_changed_late"]])] == ["C1"]


def test_what_is_not_known_is_said_so_also_where_a_sentence_formats_it() -> None:
    assert told({"consolidation": True})[0]["sentence"].count("not known") == 2
    unknown = HITS["structured_parcels"] | {"phone_value_of_limit": None, "phone_consignees_90d": None}
    assert told(unknown, indicators=[RULES["structured_parcels"]])[0]["sentence"].endswith("telephone not known")


def test_a_rule_holds_on_its_first_and_last_day_and_on_no_other() -> None:
    rule = replace(RULES["previous_hit"], valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 3))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 4)]
    assert [len(told(HITS[rule.name], day=day, indicators=[rule])) for day in days] == [0, 1, 1, 0]


def test_rows_are_in_the_order_of_case_and_rule_whatever_the_order_of_the_cases() -> None:
    rows = [{**hit, "case_id": f"K{at:03d}"} for at, hit in enumerate([*HITS.values()] * 2)]
    found = fired(cases(*rows), DAY, MINE)
    keys = list(zip(found["case_id"].to_pylist(), found["indicator"].to_pylist(), strict=True))
    assert len(keys) >= 2 * len(HITS)
    assert keys == sorted(keys)
    assert fired(cases(*rows[::-1]), DAY, MINE[::-1]).equals(found)


def test_no_rule_at_all_is_a_callers_mistake() -> None:
    with pytest.raises(ValueError, match="no indicator"):
        told({}, indicators=[])


def test_a_rule_that_names_a_column_there_is_none_of_is_left_out_with_a_sentence_and_the_others_go_on() -> None:
    good = RULES["previous_hit"]
    odd = replace(good, name="odd", fires=_.moon_phase > 1)
    silent = replace(good, name="silent", reason="Tide {tide}")
    held = in_force(cases({}), DAY, [odd, good, silent])
    assert held.left_out == (
        "Rule odd was left out: there is no column moon_phase.",
        "Rule silent was left out: there is no column tide.",
    )
    assert [row["indicator"] for row in told(HITS[good.name], indicators=[odd, silent, good])] == [good.name]
    assert told(HITS[good.name], indicators=[odd]) == []


def test_an_expired_rule_that_names_no_column_is_not_even_mentioned() -> None:
    odd = replace(RULES["previous_hit"], fires=_.moon_phase > 1, valid_to=date(2026, 1, 2))
    assert in_force(cases({}), DAY, [odd]).left_out == ()


def test_a_mistake_in_a_rule_is_not_taken_for_a_missing_column() -> None:
    wrong = replace(RULES["previous_hit"], fires=_.consignor_hits_365d.betwixt(1, 2))
    with pytest.raises(AttributeError, match="betwixt"):
        told({}, indicators=[wrong])


def test_more_rules_than_go_into_one_projection_fire_as_they_would_alone() -> None:
    base = RULES["weight_over_limit"]
    many = [replace(base, name=f"rule_{n:03d}", fires=_.parcel_kg_of_limit > n / 100) for n in range(2 * TOGETHER + 3)]
    rows = [{"parcel_kg_of_limit": at / 10, "gross_kg": 1.0} for at in range(12)]
    together = told(*rows, indicators=many)
    alone = [row for rule in many for row in told(*rows, indicators=[rule])]
    assert together == sorted(alone, key=lambda row: (row["case_id"], row["indicator"]))
    assert len(together) > TOGETHER


def test_a_trusted_trader_is_not_waved_through_where_a_mandatory_rule_fired() -> None:
    asked = HITS["trusted_trader"] | HITS["phone_of_earlier_hits"]
    rules = [RULES["trusted_trader"], replace(RULES["phone_of_earlier_hits"], action="mandatory")]
    found = [(row["case_id"], row["indicator"]) for row in told(asked, HITS["trusted_trader"], indicators=rules)]
    assert found == [("C0", "phone_of_earlier_hits"), ("C1", "trusted_trader")]


def test_a_borrowed_name_is_looked_at_and_never_waved_through() -> None:
    borrowed = HITS["trusted_trader"] | {"consignor_new_address": 1.0, "consignor_new_phone": 1.0}
    rules = [RULES["trusted_trader"], RULES["known_name_new_address_and_phone"]]
    found = told(borrowed | {"consignor_shipments_365d": 40.0}, indicators=rules)
    assert [row["indicator"] for row in found] == ["known_name_new_address_and_phone"]


def test_every_rule_says_its_source_its_owner_and_when_it_holds() -> None:
    for rule in INDICATORS:
        assert rule.source, rule.name
        assert rule.owner, rule.name
        assert rule.valid_to is None or rule.valid_from <= rule.valid_to, rule.name
    assert {rule.action for rule in INDICATORS} == {"review", "mandatory", "facilitate"}


def test_the_page_names_every_rule() -> None:
    page = indicators_page()
    assert all(f"`{rule.name}`" in page for rule in INDICATORS)
