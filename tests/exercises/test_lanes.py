"""Of the waybills of an airport's list a few have a lane, by their number alone: it tells nothing of what is inside."""

from collections import Counter
from dataclasses import dataclass
from typing import cast

from exercises.prearrival import LANES, lane_of
from exercises.waybills import Waybill


@dataclass(frozen=True)
class _Numbered:
    number: str


@dataclass(frozen=True)
class _Announced:
    consignment: _Numbered


def test_two_in_a_hundred_are_red_and_most_have_no_lane():
    numbers = (f"9010000{serial:03d}0" for serial in range(1_000))
    told = Counter(lane_of(cast("Waybill", _Announced(_Numbered(number)))) for number in numbers)
    assert told == {"red": 20, "yellow": 20, "green": 10, None: 950}
    assert set(LANES) == set(told) - {None}
