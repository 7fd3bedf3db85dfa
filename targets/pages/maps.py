"""A route on a small map: great circles between airports, north up, the straight way dotted. Places, no land."""

import math
from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from lake.reference import airports

WIDE, HIGH, EDGE, TOP, FOOT = 150, 66, 14, 12, 14
"""Of a map, in its own units; above the upper airports stand their codes, and below the map what it shows."""
STEPS = 6
"""Legs of which a great circle is drawn."""
NEAREST = 2.0
"""Degrees that a map shows at least, so that two airports of one city are not the ends of the world."""
Place = tuple[float, float]


def route_map(name: str, codes: Sequence[str], said: str) -> Markup:
    """Return a symbol with the route of `codes`, two airports or more, each with a known place.

    Args:
        name: of the symbol; its words are the text `name` + t.
        codes: airports in the order they are flown.
        said: what the map shows, in words.
    """
    legs = [_great_circle(airports()[one], airports()[other]) for one, other in pairwise(codes)]
    flat = _flattened([*legs, _great_circle(airports()[codes[0]], airports()[codes[-1]])])
    dots = [flat[0][0], *(leg[-1] for leg in flat[:-1])]
    named = dict(zip(codes, dots, strict=True))  # an airport met twice has one label
    straight = Markup('<path class=direct d="{}"/>').format(_line(flat[-1])) if len(legs) > 1 else ""
    return Markup(
        '<symbol id={} viewBox="0 0 150 66">{}<path class=leg d="{}"/>{}'
        "<text id={}t class=said x=0 y=64>{}</text></symbol>"
    ).format(
        name,
        straight,
        "".join(map(_line, flat[:-1])),
        Markup("").join(_label(code, at) for code, at in named.items()),
        name,
        said,
    )


def _label(code: str, at: Place) -> Markup:
    end = "end" if at[0] > WIDE - 2 * EDGE else "start" if at[0] < 2 * EDGE else "middle"
    return Markup("<circle cx={:.0f} cy={:.0f} r=2 /><text x={:.0f} y={:.0f} text-anchor={}>{}</text>").format(
        *at, at[0], at[1] - 4, end, code
    )


def _line(points: Sequence[Place]) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points)


def _great_circle(one: Place, other: Place) -> list[Place]:
    """Return points (latitude, longitude, degrees) of the shortest way over a sphere, both ends included."""
    a, b = _vector(one), _vector(other)
    angle = math.acos(max(-1.0, min(1.0, sum(x * y for x, y in zip(a, b, strict=True)))))
    if angle < 1e-6 or math.pi - angle < 1e-6:  # noqa: PLR2004 - one place, or two with no shortest way between
        return [one, other]
    found = []
    for step in range(STEPS + 1):
        share = step / STEPS
        p, q = math.sin((1 - share) * angle) / math.sin(angle), math.sin(share * angle) / math.sin(angle)
        x, y, z = (p * u + q * v for u, v in zip(a, b, strict=True))
        found.append((math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))))
    return found


def _vector(place: Place) -> tuple[float, float, float]:
    north, east = map(math.radians, place)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def _flattened(lines: Sequence[Sequence[Place]]) -> list[list[Place]]:
    """Return lines of (latitude, longitude) as they lie in the frame, north up; equirectangular, true at the middle."""
    start = lines[0][0][1]
    turned = [[(lat, start + (lon - start + 180) % 360 - 180) for lat, lon in line] for line in lines]
    lats, lons = ([place[axis] for line in turned for place in line] for axis in (0, 1))
    middle, centre = (max(lats) + min(lats)) / 2, (max(lons) + min(lons)) / 2
    narrow = max(0.2, math.cos(math.radians(middle)))
    across, up = max(NEAREST, (max(lons) - min(lons)) * narrow), max(NEAREST, max(lats) - min(lats))
    scale = min((WIDE - 2 * EDGE) / across, (HIGH - FOOT - TOP - 4) / up)
    height = (HIGH - FOOT + TOP - 4) / 2
    return [
        [(WIDE / 2 + (lon - centre) * narrow * scale, height - (lat - middle) * scale) for lat, lon in line]
        for line in turned
    ]
