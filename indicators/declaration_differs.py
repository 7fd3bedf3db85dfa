"""The declaration says other goods than the waybill."""

from datetime import date

from ibis import _

from indicators.indicator import Indicator

INDICATOR = Indicator(
    name="declaration_differs",
    fires=_.declaration_goods_differ == 1,
    reason='The declaration tells goods of another class than the waybill ({goods_class}, "{goods_description}")',
    source="INDICATORS D44, A6; method 2",
    owner="risk analysis",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    action="review",
    family="revenue",
)
