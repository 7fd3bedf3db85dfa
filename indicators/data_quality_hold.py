"""Three of the elements are not known, be it that they are missing or that no such message came: ask for them."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

LEAST = 3
"""Of 8. Assumption: one or two are missing on a good part of all waybills, three leave nothing to assess."""

INDICATOR = Indicator(
    name="data_quality_hold",
    fires=_.document_missing_fields >= LEAST,
    reason="{document_missing_fields} of the 8 pre-loading elements are not known: request for information",
    source="ICAO/WCO 7+1 pre-loading elements; INDICATORS A3; the number is an assumption",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="document",
)
