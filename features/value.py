"""Value, against comparable shipments. In practice few cargo waybills carry one: null is the rule there."""

from ibis import _

from features.compare import usual
from features.feature import Feature
from features.share import share

EUR_PER_KG_OF_CENTS_PER_GRAM = 10.0

_eur_per_kg = share(_.value_eur, _.gross_kg)
_usual, _n = usual("valued", over="cents", under="valued_grams", scale=EUR_PER_KG_OF_CENTS_PER_GRAM)

EUR_PER_KG = Feature(
    name="consignment_eur_per_kg",
    group="value",
    expr=_eur_per_kg,
    unit="EUR/kg",
    doc="Declared value of a kilogram; null without value, rate or weight. Usual: the peers' EUR / the peers' kg.",
    reason="{value} EUR/kg; usual {usual} among comparable shipments ({n} in 180 days)",
    direction=0,
    source="INDICATORS B13",
    usual=_usual,
    n=_n,
    calm="{value} EUR/kg; usual {usual} among comparable shipments ({n} in 180 days)",
    apart=1.3,
)
EUR_PER_KG_RATIO = Feature(
    name="consignment_eur_per_kg_ratio",
    group="value",
    expr=share(_eur_per_kg, _usual),
    unit="ratio",
    doc="Value of a kilogram / what is usual among comparable shipments; null with fewer than 20 of them.",
    reason="{value} times the usual value a kilogram ({n} comparable shipments in 180 days)",
    direction=0,
    source="INDICATORS B13",
    n=_n,
    calm="{value} times the usual value a kilogram ({n} comparable shipments in 180 days)",
    apart=1.3,
)
