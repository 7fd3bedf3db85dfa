"""A fictitious night to draw up lists of, again and later."""

from dataclasses import replace
from datetime import timedelta

import pyarrow as pa

from benchmarks.publishing import AS_OF, night, site
from targets.rank import rank
from targets.target import Plan

NIGHT, SMALL = night(400), night(60)
LATER = AS_OF + timedelta(hours=5)


def shown(lines):
    """A site whose lines are numbered by priority; others: tests/targets/test_numbers.py."""
    return site(lines).model_copy(update={"random_shown": True})


def plan(lines=20, seed="secret", **more):
    return Plan(shown(lines), AS_OF, seed, **more)


def only(by, kind, **capacity):
    """The plan of a site that has one kind of inspection and hours enough for it."""
    one = by.site.capacity.kind(kind).model_copy(update={"at_most": 300})
    return with_capacity(by, kinds=(one,), officers=200, **capacity)


def listed(evidence=NIGHT, by=None):
    return rank(evidence.scores, evidence.cases, evidence.fired, by or plan())


def with_column(table, name, values):
    field = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))


def moved(table, as_of=LATER):
    return with_column(table, "as_of", [as_of] * table.num_rows)


def revised(first, **columns):
    """Rank the same night five hours later; columns of cases or scores may be given anew."""
    cases, scores = moved(NIGHT.cases), moved(NIGHT.scores)
    for name, values in columns.items():
        if name in scores.schema.names:
            scores = with_column(scores, name, values)
        else:
            cases = with_column(cases, name, values)
    return rank(scores, cases, moved(NIGHT.fired), Plan(shown(20), LATER, "secret", first))


def with_capacity(by, **capacity):
    given = by.site.capacity.model_copy(update=capacity)
    return replace(by, site=by.site.model_copy(update={"capacity": given}))
