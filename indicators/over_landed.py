"""More pieces landed than the manifest says: somebody added some."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="over_landed",
    fires=_.landed_over_pieces >= 1,
    reason="{landed_over_pieces} pieces more than the manifest's {manifest_pieces} landed",
    source="INDICATORS B20, method 5",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
