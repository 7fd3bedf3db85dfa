"""A party of the consignment is on a watch list. How alike is alike enough is each list's own, in the site's TOML."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="watch_list_hit",
    fires=_.watch_list_score.notnull(),
    reason='The {watch_role} is {watch_list_score:.0%} alike to "{watch_entry}" on the list {watch_list}, '
    "kept by {watch_owner}: {watch_reason}",
    source="The list that is named, and INDICATORS C37",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="mandatory",
    family="security",
)
