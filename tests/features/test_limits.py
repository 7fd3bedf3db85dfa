"""The duty-free value in EUR as of a moment."""

from datetime import UTC, date, datetime
from itertools import pairwise

from lake.reference import Rates, duty_free_limits, rates
from lake.sites import load, names

HALF, THIRD = 0.5, 0.25


def test_a_limit_steps_where_the_rate_changes_at_the_sites_midnight() -> None:
    dated = Rates({"GEL": ((date(2025, 1, 1), HALF), (date(2026, 1, 1), THIRD))})
    site = load("tbilisi")
    limits = duty_free_limits(site, dated)
    at = datetime(2025, 12, 31, 20, tzinfo=UTC)
    assert [limit.eur for limit in limits] == [150.0, 75.0]
    assert limits[0].until == limits[1].since == at


def test_no_rate_no_limit() -> None:
    assert duty_free_limits(load("tbilisi"), Rates({})) == ()


def test_every_site_has_a_limit_today_and_limits_do_not_overlap() -> None:
    for name in names():
        limits = duty_free_limits(load(name), rates())
        today = datetime(2026, 11, 21, tzinfo=UTC)
        assert len([limit for limit in limits if limit.since <= today < limit.until]) == 1
        assert all(a.until <= b.since for a, b in pairwise(limits))
