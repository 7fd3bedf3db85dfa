"""What watch lists say of the parties. Only what is alike enough for an alert comes here (flows/watch.py)."""

from ibis import _

from features.feature import Feature

WATCH_LIST_SCORE = Feature(
    name="watch_list_score",
    group="watch lists",
    expr=_.watch_score,
    unit="share",
    doc="How alike the best hit is, of consignor, consignee, notify and forwarder, to an entry valid that day; null: "
    "nothing alike on any list, or no list.",
    reason='The {watch_role} is {value} alike to "{watch_entry}" on the list {watch_list}, kept by {watch_owner}: '
    "{watch_reason}",
    direction=+1,
    source="INDICATORS C37",
)
