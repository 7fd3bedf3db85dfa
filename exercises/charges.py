"""What carriage costs: by weight and distance, with a least charge that makes small lots dear."""

from math import acos, cos, radians, sin
from random import Random

from exercises.consignments import Consignment, valued
from lake.reference import airports

EARTH_KM = 6371.0
USUAL_KM = 4000.0
"""Where a place is not known."""
LEAST_EUR = 35.0


def distance_km(origin: str, destination: str) -> float:
    """Kilometres between two airports, as the crow flies.

    >>> round(distance_km("IST", "ALA"), -2), distance_km("IST", "???")
    (3900.0, 4000.0)
    """
    one, other = airports().get(origin), airports().get(destination)
    if one is None or other is None:
        return USUAL_KM
    north, south = radians(one[0]), radians(other[0])
    along = sin(north) * sin(south) + cos(north) * cos(south) * cos(radians(other[1] - one[1]))
    return EARTH_KM * acos(min(1.0, max(-1.0, along)))


def freight(it: Consignment, rng: Random) -> tuple[float, float]:
    """Rate of a kilogram and the whole freight, in the currency of the waybill: 1.5 to 6 EUR/kg, as far as it is."""
    eur_kg = min(6.0, max(1.5, (1.0 + distance_km(it.origin, it.destination) / 2000) * rng.uniform(0.8, 1.25)))
    rate = valued(eur_kg, it.currency)
    return rate, max(round(rate * max(1.0, it.kg), 2), valued(LEAST_EUR, it.currency))
