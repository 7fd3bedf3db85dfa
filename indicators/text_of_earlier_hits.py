"""The very words of parcels in which something was found, by another sender."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="text_of_earlier_hits",
    fires=(_.text_hits_365d >= 1) & (_.consignor_hits_365d.fill_null(0) == 0),
    reason="Described in the same words as {text_hits_365d} of {text_hits_365d__n} inspected shipments of 365 days in "
    "which illicit goods were found; {text_consignors_90d} senders used them in 90 days",
    source="INDICATORS A9, C31; method 2: text copied over senders",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
