"""Which model a night is scored by."""

from datetime import timedelta

from lakes import AS_OF, SITE

from flows.choose import champion
from flows.unit import open_unit
from lake.runs import Run


def test_the_first_night_for_a_past_moment_is_not_scored_by_a_model_that_learned_its_outcome(learned):
    unit = open_unit(learned, SITE)
    before = Run("reader", "night", SITE, (AS_OF - timedelta(days=1),))
    after = Run("reader", "night", SITE, (AS_OF + timedelta(days=1),))
    assert champion(unit, before) == (None, "none")
    assert champion(unit, after)[0] is not None
