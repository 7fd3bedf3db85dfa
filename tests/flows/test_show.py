"""`accu show` says what is known of a waybill and why it is on the list, or is not."""

import pytest
from lakes import AS_OF, SITE, last_night, rows

from flows.show import show
from flows.unit import Unit, open_unit


@pytest.fixture
def unit(learned) -> Unit:
    return open_unit(learned, SITE)


def cases(unit: Unit) -> list[dict]:
    return rows(unit, last_night(unit), "cases").to_pylist()


def listed(unit: Unit) -> dict[str, dict]:
    return {row["case_id"]: row for row in rows(unit, last_night(unit), "targets").to_pylist()}


def test_a_listed_case_says_its_line(unit):
    line = next(row for row in listed(unit).values() if row["line"] == 1)
    said = "\n".join(show(unit, line["case_id"]))
    assert f"Line 1 of {SITE}-2026-03-01" in said and "as of 2026-02-28 23:00 UTC (Almaty)" in said


def test_a_case_that_is_not_listed_says_its_place_and_what_it_lacked(unit):
    case = next(row for row in cases(unit) if row["case_id"] not in listed(unit) and row["level"] == "direct")
    said = "\n".join(show(unit, case["case_id"]))
    assert f"Case {case['case_id']}" in said and f"of {len(cases(unit))}" in said and "Line " not in said


def test_a_master_shows_every_house_and_a_house_itself_alone(unit):
    houses = sorted(row["case_id"] for row in cases(unit) if row["level"] == "house")
    master = houses[0].partition("/")[0]
    below = [house for house in houses if house.startswith(master)]
    said = list(show(unit, f"{master[:3]}-{master[3:]}"))
    assert len(below) > 1 and [line.split()[1].rstrip(":") for line in said if line.startswith("\nCase")] == below
    alone = list(show(unit, below[0]))
    assert [line.split()[1].rstrip(":") for line in alone if line.startswith("\nCase")] == below[:1]


def test_what_was_said_is_told_once(unit):
    case = next(row for row in cases(unit) if row["flight_id"] and row["level"] == "direct")
    said = [line for line in show(unit, case["case_id"]) if line.startswith("  2026")]
    assert said and len(said) == len(set(said))


def test_what_is_nothing_known_of_and_a_lake_without_a_night_are_said(unit, region):
    with pytest.raises(ValueError, match="nothing is known of 999-99999999") as unknown:
        list(show(unit, "999-99999999"))
    assert f"{AS_OF:%Y-%m-%d %H:%M}" in str(unknown.value)
    with pytest.raises(ValueError, match="no night was run for almaty yet"):
        list(show(open_unit(region, SITE), "999-99999999"))
