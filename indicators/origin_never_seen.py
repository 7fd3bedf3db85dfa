"""Goods that do not come from there."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="origin_never_seen",
    fires=(_.origin_goods_share_180d * _.origin_goods_share_180d__n).round() <= 1,  # this one is counted
    reason="No other goods of class {goods_class} came from {origin_airport} in 180 days",
    source="INDICATORS D43",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
