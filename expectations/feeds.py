"""What must hold of a feed as a whole; a broken critical rule stops the feed, and the others go on.

The frame has one row a feed: `feed`, `records` (by the readers), `unreadable` (records the reader could not place).
"""

import pyarrow as pa
from ibis import _

from expectations.rule import Holds, Rule, given

FEED_COUNTS = pa.schema([("feed", pa.string()), ("records", pa.int64()), ("unreadable", pa.int64())])

FEWEST = 10
"""Below ten records a share says little: one broken message of three must not stop a feed."""

READABLE = Rule(
    "feeds.unreadable.at_most_half",
    "critical",
    "At least half of a feed's records can be read; else its layout has changed and what is read cannot be trusted.",
    Holds(given(_.records >= FEWEST, _.unreadable * 2 <= _.records), ("records", "unreadable")),
)
