"""Lists that rules rest on: sound rows, each with a source and dates."""

import csv
import re
from datetime import date

import pytest

from lake.reference import FOLDER, controlled_hs, hubs, locations

KINDS = {"precursor", "medicine", "narcotic", "wildlife", "weapon", "dual_use", "culture"}


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(("name", "key"), [("controlled_hs.csv", "hs4"), ("hubs.csv", "airport")])
def test_rows_are_in_order_with_a_source_and_days(name, key):
    found = rows(name)
    keys = [row[key] for row in found]
    assert keys == sorted(set(keys))
    for row in found:
        assert row["source"], row
        assert date.fromisoformat(row["valid_from"])
        assert not row["valid_to"] or date.fromisoformat(row["valid_to"]) >= date.fromisoformat(row["valid_from"])


def test_controlled_goods_are_headings_of_a_known_kind_in_few_words():
    for row in rows("controlled_hs.csv"):
        assert re.fullmatch(r"\d{4}", row["hs4"]), row
        assert row["kind"] in KINDS
        assert 3 <= len(row["why"]) <= 60
    assert {row["kind"] for row in rows("controlled_hs.csv")} == KINDS


def test_hubs_are_airports_and_own_up_to_be_an_assumption():
    assert {row["airport"] for row in rows("hubs.csv")} <= locations()
    assert {row["source"] for row in rows("hubs.csv")} == {"own assumption, to be replaced by the unit"}


def test_lists_are_read_as_moments_that_follow_each_other():
    for table in (controlled_hs(), hubs()):
        assert all(row["since"] < row["until"] for row in table.to_pylist())
