"""Several parcels to one consignee, this one just below the duty-free limit."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

NEAR = 0.9
PARCELS = 3

INDICATOR = Indicator(
    name="value_just_below_limit",
    fires=_.parcel_value_of_limit.between(NEAR, 1.0) & (_.consignee_parcels_30d >= PARCELS),
    reason="{value_eur} EUR is just below the duty-free limit; {consignee_parcels_30d} parcels to this consignee in "
    "30 days",
    source="Personal-use limits, dated in the site's TOML; INDICATORS B16, B17; 0.9 and 3 are assumptions",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="revenue",
)
