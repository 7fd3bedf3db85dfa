"""A ULD that weighs nothing like its type, with one consignor among known ones that nobody knows."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

FAR = 3.0
"""Standard deviations of the logarithm from what is usual."""

INDICATOR = Indicator(
    name="uld_far_with_new_consignor",
    fires=(_.uld_goods_kg_far.abs() >= FAR) & (_.uld_one_new_consignor == 1),
    reason="ULD {uld} carries {uld_goods_kg:.0f} kg, usual {uld_goods_kg__low:.0f}-{uld_goods_kg__high:.0f} "
    "({uld_goods_kg__n} of its type); the only new consignor in it is this one",
    source="INDICATORS G60; 3 standard deviations are an assumption",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
