"""What must hold of a manifest's header beyond its declared limits."""

from ibis import _

from expectations.rule import Holds, Rule

ARRIVES_LATER = Rule(
    "flights.arrives_at.after_departure",
    "warning",
    "A flight arrives after it departs.",
    Holds(_.arrives_at > _.departs_at, ("departs_at", "arrives_at")),
)
GOES_SOMEWHERE = Rule(
    "flights.unloading_airport.not_loading",
    "warning",
    "A flight unloads at another airport than it loaded at.",
    Holds(_.unloading_airport != _.loading_airport, ("loading_airport", "unloading_airport")),
)
