"""Times of a message that are local and carry no year: made UTC with the airport's own zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import airportsdata

from manifests.cargo_imp import dated

BEFORE, AFTER = timedelta(days=1), timedelta(days=3)
"""An arrival this long before or after its flight's day contradicts it and is not believed."""


@cache
def _zones() -> dict[str, ZoneInfo]:
    return {code: ZoneInfo(row["tz"]) for code, row in airportsdata.load("IATA").items() if row["tz"]}


def moment_at(airport: str, stamp: str, flight_day: date) -> datetime | None:
    """Return `DDMMMHHMM` at an airport as UTC; null when it is no time, has no zone, or contradicts the flight's day.

    Around a date line or a new year the year is that which brings it nearest to the flight.

    >>> moment_at("ALA", "01MAR0610", date(2026, 2, 28))
    datetime.datetime(2026, 3, 1, 1, 10, tzinfo=datetime.timezone.utc)
    >>> moment_at("SVO", "24JUL1105", date(2026, 1, 1)) is None
    True
    """
    if len(stamp) != len("DDMMMHHMM"):
        return None
    for year in (flight_day.year, flight_day.year + 1, flight_day.year - 1):
        day = dated(stamp[:2], stamp[2:5], year)
        if day and flight_day - BEFORE <= day <= flight_day + AFTER:
            return at_airport(airport, day, stamp[5:])
    return None


def at_airport(airport: str, day: date, clock: str) -> datetime | None:
    """Return a day and `HHMM` at an airport as UTC; null when it is no time or the airport has no zone.

    >>> at_airport("ALA", date(2026, 3, 1), "0610"), at_airport("ALA", date(2026, 3, 1), "2460")
    (datetime.datetime(2026, 3, 1, 1, 10, tzinfo=datetime.timezone.utc), None)
    """
    zone = _zones().get(airport)
    try:
        local = time(int(clock[:2]), int(clock[2:]))
    except ValueError:
        return None
    return datetime.combine(day, local, zone).astimezone(UTC) if zone else None


def local_day(airport: str, moment: datetime) -> date | None:
    """Return the day that the calendar of an airport shows at a moment; null when the airport has no zone.

    >>> local_day("ALA", datetime(2026, 2, 28, 20, tzinfo=UTC)), local_day("XXX", datetime(2026, 2, 28, 20, tzinfo=UTC))
    (datetime.date(2026, 3, 1), None)
    """
    zone = _zones().get(airport)
    return moment.astimezone(zone).date() if zone else None
