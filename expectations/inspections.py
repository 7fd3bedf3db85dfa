"""What must hold of an officer's result beyond its declared limits."""

from ibis import _

from expectations.rule import Holds, Rule, given

HIT_HAS_FINDING = Rule(
    "inspections.finding.of_a_hit",
    "warning",
    "A hit says what was found: without it the hit is of no family and teaches nothing.",
    Holds(given(_.result == "hit", _.finding.notnull()), ("result", "finding")),
)
FINISHED_AFTER_START = Rule(
    "inspections.finished_at.after_start",
    "warning",
    "An examination does not end before it starts.",
    Holds(_.finished_at >= _.started_at, ("started_at", "finished_at")),
)
DECIDED_BEFORE_RECEIPT = Rule(
    "inspections.decided_at.before_receipt",
    "warning",
    "A decision is taken before its sheet comes back.",
    Holds(_.decided_at <= _.known_at, ("decided_at", "known_at")),
)
RECORDED_BEFORE_RECEIPT = Rule(
    "inspections.recorded_at.before_receipt",
    "warning",
    "A result is written before its sheet comes back.",
    Holds(_.recorded_at <= _.known_at, ("recorded_at", "known_at")),
)
RESULT_HAS_METHOD = Rule(
    "inspections.method.of_a_result",
    "warning",
    "A hit or a clear says by which method: without it a clear is clear of nothing.",
    Holds(given(_.result.isin(["hit", "clear"]), _.method.notnull()), ("result", "method")),
)
