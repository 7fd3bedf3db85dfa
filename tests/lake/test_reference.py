"""Dated figures hold from their day on, never before."""

from datetime import UTC, date, datetime, timedelta

from lake import sites
from lake.reference import Rates, duty_free_limits


def test_a_rate_holds_from_its_day_until_the_next():
    rates = Rates({"USD": ((date(2026, 1, 1), 0.9), (date(2026, 2, 1), 0.8))})
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    assert [rates.eur("USD", day) for day in days] == [None, 0.9, 0.9, 0.8]


def test_a_limit_in_dollars_steps_with_the_rate_at_local_midnight():
    tashkent = sites.load("tashkent")
    steps = duty_free_limits(tashkent, Rates({"USD": ((date(2026, 1, 1), 0.9), (date(2026, 2, 1), 0.8))}))
    assert [step.eur for step in steps] == [180.0, 160.0]
    assert steps[1].since == steps[0].until == datetime(2026, 1, 31, 19, tzinfo=UTC)
    assert steps[1].until - steps[1].since > timedelta(days=365)
