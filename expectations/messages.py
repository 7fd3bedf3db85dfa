"""What must hold of a message as a whole."""

import ibis
from ibis import _

from expectations.rule import Holds, Rule

RECORDS_AS_COUNTED = Rule(
    "messages.records.as_counted",
    "warning",
    "The reader found as many records as the second, independent counter.",
    Holds(_.records == _.records_counted, ("format", "records", "records_counted")),
)
SENT_BEFORE_RECEIPT = Rule(
    "messages.sent_at.before_receipt",
    "warning",
    "A message is sent before we receive it; one day for clocks and zones.",
    Holds(_.sent_at <= _.known_at + ibis.interval(days=1), ("sent_at", "known_at")),
)
