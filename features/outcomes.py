"""What was found before, drawn to the unit's own rate where little was inspected.

A rate is (hits + 20 x the unit's rate) / (inspected + 20). An inspection counts when it settles the question:
a method too weak for it is neither a hit nor a clear (models/labels.py).
"""

import math

from ibis import _

from features.feature import Feature
from features.share import drawn, enough, share

TITLES = {
    "consignor": "this consignor",
    "consignee": "this consignee",
    "forwarder": "this forwarder",
    "origin": "goods from {origin_airport}",
    "goods": "goods of HS {goods_class}",
    "carrier": "goods flown by {carrier}",
    "path": "goods that came by {origin_airport}-{route}",
}


def _rate(entity: str, source: str, revenue: bool = False) -> Feature:
    """The hit rate of an entity's inspections in 365 days."""
    suffix, of, what = ("_revenue", "revenue_hit_rate", "revenue hits") if revenue else ("", "hit_rate", "hits")
    inspected, hits = _[f"{entity}_inspected{suffix}_365d"], _[f"{entity}_hits{suffix}_365d"]
    unit_rate = share(_[f"unit_hits{suffix}_365d"], _[f"unit_inspected{suffix}_365d"])
    sentence = (
        f"About {{value}} {what} in {{n}} {{n:inspection|inspections}} of {TITLES[entity]} in 365 days; usual {{usual}}"
    )
    return Feature(
        name=f"{entity}_{of}_365d",
        group="history of hits",
        expr=drawn(hits, inspected, unit_rate),
        unit="share",
        doc=f"Rate of {what} in the {entity}'s inspections, drawn to the unit's rate; null when never inspected. "
        "Usual: the unit's rate; null with fewer than 20 inspections.",
        reason=sentence,
        direction=+1,
        source=source,
        usual=enough(unit_rate, inspected),
        n=inspected,
        calm=sentence,
        apart=1.3,
    )


def _hits(entity: str, who: str, source: str) -> Feature:
    """How many of an entity's inspections in 365 days found illicit goods."""
    inspected = _[f"{entity}_inspected_365d"]
    return Feature(
        name=f"{entity}_hits_365d",
        group="history of hits",
        expr=(inspected > 0).ifelse(_[f"{entity}_hits_365d"], None),
        unit="count",
        doc=f"Inspections of {who} in 365 days that found illicit goods; null when never inspected.",
        reason=f"{{value}} of {{n}} {{n:inspection|inspections}} of {who} in 365 days found illicit goods",
        direction=+1,
        source=source,
        n=inspected,
        calm=f"None of {{n}} {{n:inspection|inspections}} of {who} in 365 days found illicit goods",
        speaks=(1, math.inf),
        calms=(0, 0),
    )


CONSIGNOR_HITS = _hits("consignor", "this consignor, under all its names,", "INDICATORS C31, C39")
CONSIGNEE_HITS = _hits("consignee", "this consignee, under all its names,", "INDICATORS C31, C39")
TEXT_HITS = _hits("text", "goods with these very words", "INDICATORS A9")
PHONE_HITS = _hits("phone", "consignees with this telephone", "INDICATORS C31, C38")
ADDRESS_HITS = _hits("address", "consignees at this address", "INDICATORS C31, C38")
CONSIGNOR_RATE = _rate("consignor", "INDICATORS C39")
CONSIGNEE_RATE = _rate("consignee", "INDICATORS C39")
FORWARDER_RATE = _rate("forwarder", "INDICATORS D50, D49")
ORIGIN_RATE = _rate("origin", "INDICATORS D41, D49")
GOODS_RATE = _rate("goods", "INDICATORS F58")
CARRIER_RATE = _rate("carrier", "INDICATORS D49")
PATH_RATE = _rate("path", "INDICATORS D41, D49")
CONSIGNOR_REVENUE_RATE = _rate("consignor", "INDICATORS C39", revenue=True)
GOODS_REVENUE_RATE = _rate("goods", "INDICATORS B13", revenue=True)
