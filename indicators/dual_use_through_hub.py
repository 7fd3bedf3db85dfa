"""Goods of a controlled heading that change aircraft where diverted goods are known to change hands."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="dual_use_through_hub",
    fires=(_.controlled_hs == 1) & (_.controlled_kind == "dual_use") & (_.route_hub == 1),
    reason="Heading {goods_class} ({controlled_why}) is on the list of dual-use goods, and the way goes through {hub}",
    source="INDICATORS F56; Common High Priority List of 2024-02-23, lake/reference/controlled_hs.csv; hubs "
    "are an assumption",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="security",
)
