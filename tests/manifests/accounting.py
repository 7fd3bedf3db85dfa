"""What must hold of whatever is read: every record is placed, quarantined with an error, or counted as ignored."""

import json

from hypothesis import strategies as st

from manifests.as_json import as_json

MAY_DIFFER = {"line_breaks_lost"}
"""A mail took the line breaks away, so where a line begins is a guess: the two counters may differ."""


def accounted(messages, name="a", least=1):
    """Assert that no record of the messages is lost, and that both counters agree; a table may have none (least=0)."""
    assert messages
    for message in messages:
        reading = message.reading
        numbers = set(range(1, reading.records + 1))
        placed = {row["record"] for table in {*reading.rows, *reading.arrow} for row in reading.every(table)}
        refused = {p.record for p in reading.problems if p.severity == "error" and p.record}
        assert reading.records >= least
        assert placed <= numbers and reading.quarantined <= numbers
        assert placed.isdisjoint(reading.quarantined)
        assert reading.quarantined <= refused
        assert len(placed) + len(reading.quarantined) + reading.ignored == reading.records
        assert message.counted == reading.records or MAY_DIFFER & {problem.what for problem in reading.problems}
    json.dumps(as_json(name, messages), allow_nan=False).encode()


@st.composite
def torn(draw, golden, tokens, times=3, longest=3):
    """Bytes of a golden message with a few places cut and something put there."""
    text = draw(st.sampled_from(golden))
    for _ in range(draw(st.integers(1, times))):
        at = draw(st.integers(0, len(text)))
        put = draw(st.sampled_from([b"", *tokens]))
        text = text[:at] + put + text[at + draw(st.integers(0, longest)) :]
    return text
