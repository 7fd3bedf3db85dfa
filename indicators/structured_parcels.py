"""Several parcels to one consignee or telephone: each is under the limit, together they are over it."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

PARCELS = 3
PEOPLE = 4
"""Names on one telephone: a family has some, a pick-up point has many."""

INDICATOR = Indicator(
    name="structured_parcels",
    fires=(_.parcel_value_of_limit <= 1)
    & (
        ((_.consignee_parcels_30d >= PARCELS) & (_.consignee_value_of_limit > 1)).fill_null(False)
        | ((_.phone_consignees_90d <= PEOPLE) & (_.phone_value_of_limit > 1)).fill_null(False)
    ),
    reason="Under the duty-free limit alone ({parcel_value_of_limit:.0%} of it); with the parcels of its "
    "window to this consignee {consignee_value_of_limit:.0%}, to this telephone "
    "{phone_value_of_limit:.0%}",
    source="INDICATORS B17, method 6; limits and windows with their dates in the site's TOML; 3 parcels and "
    "4 names are assumptions",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="revenue",
)
