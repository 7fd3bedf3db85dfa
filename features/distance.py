"""How far a route goes, and how far it would be straight: great circles over the airports' places."""

from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

import pyarrow as pa

from lake.reference import airports

EARTH_KM = 6371.0


def great_circle_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance of two places (latitude, longitude in degrees), km, on a sphere: within 0.5 % of the true one.

    >>> round(great_circle_km((0.0, 0.0), (0.0, 180.0)))
    20015
    """
    north, east = radians(other[0] - one[0]), radians(other[1] - one[1])
    chord = sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, chord)))


def path_km(path: str) -> tuple[float | None, float | None]:
    """Return (flown, direct) km of a path as IST-DXB-ALA; None, None where an airport is not known.

    >>> path_km("IST-???-ALA")
    (None, None)
    """
    places = [airports().get(stop) for stop in path.split("-")]
    known = [place for place in places if place is not None]
    if len(known) < len(places):
        return None, None
    flown = sum(great_circle_km(one, other) for one, other in pairwise(known))
    return round(flown, 1), round(great_circle_km(known[0], known[-1]), 1)


def paths_km(paths: list[str]) -> pa.Table:
    """Return airports (the path), flown_km, direct_km of each of `paths`."""
    lengths = [path_km(path) for path in paths]
    return pa.table({
        "airports": pa.array(paths, pa.string()),
        "flown_km": pa.array([flown for flown, _ in lengths], pa.float64()),
        "direct_km": pa.array([direct for _, direct in lengths], pa.float64()),
    })  # fmt: skip
