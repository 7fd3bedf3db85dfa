"""Which model a night is scored by."""

import json
from dataclasses import replace
from datetime import timedelta

from lakes import AS_OF, SITE, last_night, rows

from flows.choose import champion, plan_of
from flows.front import gathered
from flows.unit import open_unit
from lake.runs import Run, commit
from targets.target import TARGETS


def test_the_first_night_for_a_past_moment_is_not_scored_by_a_model_that_learned_its_outcome(learned):
    unit = open_unit(learned, SITE)
    before = Run("reader", "night", SITE, (AS_OF - timedelta(days=1),))
    after = Run("reader", "night", SITE, (AS_OF + timedelta(days=1),))
    assert champion(unit, before) == (None, "none")
    assert champion(unit, after)[0] is not None


def test_a_listed_consolidation_is_not_asked_about_and_no_file_that_tells_the_selection_is_linked(worked):
    unit = open_unit(worked, SITE)
    run = last_night(unit)
    listed = {row["case_id"] for row in rows(unit, run, "targets").to_pylist()}
    said = json.loads((unit.store.folder / run.outputs["json"]).read_text("utf-8"))
    assert said["requests"] and not {request["case_id"] for request in said["requests"]} & listed
    linked = {file.name for file in gathered(unit).files}
    assert "html" in linked and "json" not in linked


def test_a_list_without_a_line_counts_as_a_revision_and_a_repeat_of_a_moment_does_not(worked, copy):
    unit = copy(worked)
    night = last_night(unit)
    assert (plan_of(unit, night).revision, plan_of(unit, night).previous) == (1, None)
    for hours, name in ((1, "empty"), (1, "repeat"), (2, "again")):
        part = unit.store.write("targets", TARGETS.schema.empty_table(), name)
        commit(
            unit.store,
            replace(
                night,
                run_id=f"{night.run_id}-{name}",
                parts=[part],
                moments=(AS_OF + timedelta(hours=hours),),
                number=0,
            ),
        )
    later = plan_of(unit, Run("reader", "night", SITE, (AS_OF + timedelta(hours=3),)))
    assert later.revision == 4 and later.previous.num_rows == 0
