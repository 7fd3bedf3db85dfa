"""A perishable load whose pieces weigh nothing like such pieces: flowers and fish hide other goods."""

from datetime import date

from ibis import _

from indicators.handling import PERISHABLE, carries
from indicators.indicator import Indicator

FAR = 3.0
"""Standard deviations of the logarithm from what is usual."""

INDICATOR = Indicator(
    name="cover_load_weight",
    fires=carries(*PERISHABLE) & (_.consignment_kg_per_piece_far.abs() >= FAR),
    reason="Perishables of {consignment_kg_per_piece:.1f} kg a piece; comparable goods "
    "{consignment_kg_per_piece__low:.1f}-{consignment_kg_per_piece__high:.1f} ({consignment_kg_per_piece__n})",
    source="INDICATORS F59, B11, method 7; 3 standard deviations are an assumption",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
