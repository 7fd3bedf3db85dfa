"""The two legs of a transshipment tell different goods, another consignee or another weight."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="legs_tell_differently",
    fires=_.legs_differ_goods.fill_null(False)
    | _.legs_differ_consignee.fill_null(False)
    | _.legs_differ_kg.fill_null(False),
    reason="The papers of its two flights do not agree: now {goods_description}, {gross_kg} kg, for {consignee_name}; "
    "before {description_before}, {gross_kg_before} kg, for {consignee_before} (not known: as now)",
    source="INDICATORS D45; method 14",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="prohibited",
)
