"""Value, against comparable shipments and the freight. Few cargo waybills carry one: null is the rule there."""

import math

from ibis import _

from features.compare import compared, far_feature
from features.feature import Feature
from features.norms import QUANTITIES
from features.share import share

ROUND_VALUE = 100
"""In its own currency; below it round figures are common."""

EUR_PER_KG = Feature(
    name="consignment_eur_per_kg",
    group="value",
    expr=QUANTITIES["eur_kg"],
    unit="EUR/kg",
    doc="Declared value of a kilogram; null without value, rate or weight.",
    reason="{value} EUR/kg; usual {low}-{high} for {among} ({n} in 180 days)",
    direction=0,
    source="INDICATORS B13",
    calm="{value} EUR/kg; usual {low}-{high} for {among} ({n} in 180 days)",
    apart=1.3,
    **compared("eur_kg"),
)
EUR_PER_KG_FAR = far_feature(
    "consignment_eur_per_kg_far", "value", "eur_kg", QUANTITIES["eur_kg"], "the value of a kilogram", "INDICATORS B13"
)
EUR_PER_KG_HABIT = Feature(
    name="consignor_eur_per_kg_habit",
    group="value",
    expr=share(QUANTITIES["eur_kg"], compared("habit_eur_kg")["usual"]),
    unit="ratio",
    doc="Value of a kilogram / what is usual for the consignor's own shipments of this kind in 365 days; null with "
    "fewer "
    "than 20 of them.",
    reason="{value} times the value a kilogram that this consignor's own {n} {n:shipment|shipments} have",
    direction=0,
    source="INDICATORS B13",
    n=_.habit_eur_kg_n,
    calm="A value a kilogram as this consignor's own {n} {n:shipment|shipments} have: {value} times",
    apart=1.5,
)
FREIGHT_OF_VALUE = Feature(
    name="freight_of_value",
    group="value",
    expr=QUANTITIES["freight_share"],
    unit="ratio",
    doc="Freight / declared value, both in EUR; null without one of them.",
    reason="Freight {freight_eur} EUR for goods of {value_eur} EUR; usual freight share {low}-{high} for {among} ({n})",
    direction=0,
    source="INDICATORS B14, B22, D52",
    speaks=(0.5, math.inf),
    **compared("freight_share"),
)
ROUND = Feature(
    name="consignment_round_value",
    group="value",
    expr=(_.value >= ROUND_VALUE) & ((_.value * 100).round().cast("int64") % (ROUND_VALUE * 100) == 0),
    unit="yes/no",
    doc="1 when the value is a whole multiple of 100 of its currency; null without a value.",
    reason="In its own currency, {currency}, the value is a round figure: a whole multiple of 100",
    direction=0,
    source="INDICATORS B15",
)
INSURED = Feature(
    name="carriage_of_customs_value",
    group="value",
    expr=share(_.carriage_value, _.value),
    unit="ratio",
    doc="Value declared for carriage / value for customs; null without one of them.",
    reason="The value declared for carriage is {value} times the value for customs",
    direction=0,
    source="INDICATORS E54",
    speaks=(1.2, math.inf),
)
