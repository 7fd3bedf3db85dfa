"""Declared far below what comparable goods are declared at."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

FAR = 3.0
"""Standard deviations of the logarithm below what is usual."""

INDICATOR = Indicator(
    name="undervalued",
    fires=_.consignment_eur_per_kg_far <= -FAR,
    reason="Declared {consignment_eur_per_kg:.2f} EUR/kg; comparable goods {consignment_eur_per_kg__low:.2f}-"
    "{consignment_eur_per_kg__high:.2f} ({consignment_eur_per_kg__n})",
    source="INDICATORS B13, method 9; 3 standard deviations are an assumption",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="revenue",
)
