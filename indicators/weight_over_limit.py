"""A parcel above the personal-use weight: more than a person needs."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="weight_over_limit",
    fires=_.parcel_kg_of_limit > 1,
    reason="{gross_kg} kg is {parcel_kg_of_limit:.0%} of the weight for personal use",
    source="INDICATORS B16, B18; 31 kg (EAEU), 30 kg (Georgia), with dates in the site's TOML",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="revenue",
)
