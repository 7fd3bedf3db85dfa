"""Every derived rule fires on the row that breaks it, and on no other."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from expectations.base import CHECKED, derived, rules
from expectations.engine import validate
from expectations.frame import build
from expectations.rule import Between, Matches, NotNull, OneOf
from lake.column import ARROW
from lake.tables import READ_TABLES, TABLES

TEXTS = ("99900000011", "ALA", "KZ", "KC", "851713", "A", "RCS", "a" * 64)
PLAIN = {
    "string": "text",
    "int64": 1,
    "float64": 1.0,
    "bool": True,
    "timestamp": datetime(2026, 11, 20, tzinfo=UTC),
    "date": date(2026, 11, 20),
    "strings": ["ALA"],
}


def good(column):
    if column.one_of:
        return column.one_of[0]
    if column.pattern:
        import re

        return next(text for text in TEXTS if re.fullmatch(column.pattern, text))
    return PLAIN[column.kind]


def broken(rule):
    """Values that break the rule: below and above for limits."""
    match rule.expects:
        case NotNull():
            return [None]
        case Between(_, low, high):
            return [
                limit
                for limit in (None if low is None else low - 1, None if high is None else high + 1)
                if limit is not None
            ]
        case Matches():
            return ["?", "99900000011 "]
        case OneOf():
            return ["nonsense"]
    raise AssertionError(rule)


@pytest.fixture(scope="module")
def outcomes():
    """Per rule: rows that broke it, and rows that were meant to. Row 0 of each table is good."""
    found = {}
    for name in CHECKED:
        table = TABLES[name]
        plan = [(rule, value) for rule in derived(table) for value in broken(rule)]
        rows = [{c.name: good(c) for c in table.columns}]
        rows += [rows[0] | {rule.columns[0]: value} for rule, value in plan]
        arrays = [pa.array([row[c.name] for row in rows], ARROW[c.kind]) for c in table.columns]
        frame, live, _ = build(pa.Table.from_arrays(arrays, names=table.schema.names), derived(table), None)
        for outcome in validate(name, frame, live):
            meant = [row for row, (rule, _) in enumerate(plan, start=1) if rule.name == outcome.rule.name]
            found[outcome.rule.name] = (outcome.rows.tolist(), meant)
    return found


@pytest.mark.parametrize(
    "rule", [rule for name in CHECKED for rule in derived(TABLES[name])], ids=lambda rule: rule.name
)
def test_a_derived_rule_fires_on_the_row_that_breaks_it_and_on_no_other(outcomes, rule):
    fired, meant = outcomes[rule.name]
    assert meant
    assert fired == meant


def test_every_declared_limit_has_a_rule():
    for name in CHECKED:
        names = {rule.name for rule in derived(TABLES[name])}
        for column in TABLES[name].columns:
            limits = {
                "not_null": column.required,
                "between": column.minimum is not None or column.maximum is not None,
                "pattern": column.pattern is not None,
                "one_of": bool(column.one_of),
            }
            for kind, declared in limits.items():
                assert (f"{name}.{column.name}.{kind}" in names) == declared


def test_an_optional_value_out_of_range_loses_no_consignment():
    severity = {rule.name: rule.severity for table_rules in rules().values() for rule in table_rules}
    assert severity["consignments.consignor_country.pattern"] == "warning"
    assert severity["consignments.gross_kg.between"] == "warning"
    assert severity["consignments.stream.one_of"] == "error"
    assert severity["loads.waybill.pattern"] == "error"
    assert severity["loads.waybill.check_digit"] == "warning"
    assert not [name for name, kind in severity.items() if kind == "error" and name.split(".")[0] not in READ_TABLES]


def test_every_rule_has_a_name_of_three_words_and_a_sentence():
    for table_rules in rules().values():
        for rule in table_rules:
            assert len(rule.name.split(".")) == 3
            assert rule.doc.endswith(".")
