"""What must hold of a goods line beyond its declared limits."""

from ibis import _

from expectations.rule import Holds, Rule, given

NET_WITHIN_GROSS = Rule(
    "goods.net_kg.within_gross",
    "warning",
    "Net weight is not above gross weight.",
    Holds(_.net_kg <= _.gross_kg, ("net_kg", "gross_kg")),
)
CURRENCY_OF_VALUE = Rule(
    "goods.currency.with_value",
    "warning",
    "A value has a currency.",
    Holds(given(_.value > 0, _.currency.notnull()), ("value", "currency")),
)
