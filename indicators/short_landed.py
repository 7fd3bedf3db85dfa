"""Fewer pieces landed than the manifest says, where this handler is short more often than not."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

OFTEN = 0.02

INDICATOR = Indicator(
    name="short_landed",
    fires=(_.landed_short_pieces >= 1) & (_.handler_short_rate_365d >= OFTEN),
    reason="{landed_short_pieces} pieces did not land; {handler_short_rate_365d:.1%} of the "
    "{handler_short_rate_365d__n} consignments that {handler} landed in 365 days were short",
    source="INDICATORS B20, B21, method 5; 2 % is an assumption",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
