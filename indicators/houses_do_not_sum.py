"""The houses of a consolidation are not the whole of it, or more than it."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="houses_do_not_sum",
    fires=(_.houses > 0) & (_.master_houses_pieces_share != 1),
    reason="{houses_pieces} of {master_pieces} pieces of its master belong to a known house ({houses} houses)",
    source="INDICATORS A5, B19",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="document",
)
