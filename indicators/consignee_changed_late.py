"""Another consignee after the goods had left.

The departure is on few messages, so "late" is told from the arrival: the change came in its last hours, or after it.
"""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

LATE_HOURS = 4
"""Assumption: most flights to the region take longer, so a message this late was sent in flight."""

_hours = (_.arrives_at.epoch_seconds() - _.consignee_changed_at.epoch_seconds()) / 3600

INDICATOR = Indicator(
    name="consignee_changed_late",
    fires=_.consignee_changed & (_hours < LATE_HOURS),
    reason="The consignee was changed from {consignee_before} to {consignee_name} less than 4 h before arrival, or "
    "after it",
    source="INDICATORS D46, method 14; the 4 hours are an assumption",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
