"""Schemas follow from what is declared: a value of a declared form fits, any other does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

import jsonschema
import pytest

from lake.column import Column, Table
from targets.schema import of_table, of_type, plain


@dataclass(frozen=True)
class Inner:
    """Inside."""

    at: datetime
    kind: Literal["a", "b"] | None


@dataclass(frozen=True)
class Outer:
    """Outside."""

    name: str | None
    day: date
    inside: tuple[Inner, ...]
    counts: Mapping[str, int]
    either: int | str
    one: Inner | None


AT = datetime(2026, 3, 1, 23, tzinfo=UTC)
GOOD = Outer(None, date(2026, 3, 1), (Inner(AT, "a"), Inner(AT, None)), {"x": 1}, "y", None)


def fits(value, schema):
    return jsonschema.Draft202012Validator(schema).is_valid(value)


def test_what_a_dataclass_holds_fits_its_schema_and_anything_else_does_not():
    schema, good = of_type(Outer), plain(GOOD)
    assert good["inside"][0] == {"at": "2026-03-01T23:00:00Z", "kind": "a"}
    assert fits(good, schema) and fits(good | {"one": good["inside"][1]}, schema)
    for wrong in ({"name": 1}, {"inside": None}, {"counts": {"x": "1"}}, {"either": None}, {"more": 1}, {"one": {}}):
        assert not fits(good | wrong, schema)
    assert not fits(good | {"inside": [{"at": good["day"], "kind": "c"}]}, schema)
    assert not fits({name: value for name, value in good.items() if name != "day"}, schema)


def test_a_column_may_be_null_unless_it_is_required_and_keeps_its_limits():
    table = Table(
        "t",
        "T.",
        ("a",),
        (
            Column("a", "string", "A.", required=True, pattern="^x"),
            Column("b", "string", "B.", one_of=("p", "q")),
            Column("c", "float64", "C.", minimum=0, maximum=1),
            Column("d", "strings", "D."),
        ),
    )
    good = {"a": "x1", "b": None, "c": None, "d": None}
    assert fits(good, of_table(table)) and fits(good | {"b": "q", "c": 1, "d": ["z"]}, of_table(table))
    for wrong in ({"a": None}, {"a": "y"}, {"b": "r"}, {"c": 2}, {"c": "1"}, {"d": [1]}):
        assert not fits(good | wrong, of_table(table))


def test_a_type_that_no_list_holds_is_refused():
    with pytest.raises(ValueError, match="no schema for"):
        of_type(complex)
