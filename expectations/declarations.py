"""What must hold of a declaration beyond its declared limits."""

import ibis
from ibis import _

from expectations.rule import Holds, Rule, given

CURRENCY_OF_VALUE = Rule(
    "declarations.currency.with_value",
    "warning",
    "A value has a currency.",
    Holds(given(_.total_value > 0, _.currency.notnull()), ("total_value", "currency")),
)
DECLARED_BEFORE_RECEIPT = Rule(
    "declarations.declared_on.before_receipt",
    "warning",
    "A declaration is registered before we receive it; one day for the zones.",
    Holds(_.declared_on <= (_.known_at + ibis.interval(days=1)).date(), ("declared_on", "known_at")),
)
