"""The answer to: why is this case on the list, or why is it not?"""

from datetime import timedelta

import pyarrow as pa

from targets.standing import standing
from tests.targets.ranked import NIGHT, listed, plan


def test_a_case_is_told_where_it_stands():
    targets, by = listed(), plan()
    ids = targets["case_id"].to_pylist()
    off = next(case_id for case_id in NIGHT.cases["case_id"].to_pylist() if case_id not in ids)
    told = standing(off, NIGHT.scores, targets, NIGHT.fired, by)
    assert told.startswith("Not on the list. Place ")
    assert "of 400 by priority" in told
    assert "No mandatory rule fired." in told
    assert "random draw (2 lines)" in told
    soon = {"consolidation": None, "lane": None, "last_chance_at": by.as_of + timedelta(minutes=69)}
    assert "random draw" not in standing(off, NIGHT.scores, targets, NIGHT.fired, by, soon)
    assert standing(ids[3], NIGHT.scores, targets, NIGHT.fired, by).startswith("Line 4 of almaty-2026-03-02")
    assert "not among the 400 cases scored" in standing("none", NIGHT.scores, targets, NIGHT.fired, by)


def test_a_case_is_told_what_kept_the_model_from_choosing_it():
    targets, by, kept = listed(), plan(), NIGHT.fired.slice(0, 0)
    off = [i for i in NIGHT.cases["case_id"].to_pylist() if i not in targets["case_id"].to_pylist()]
    (rule,) = NIGHT.fired.slice(0, 1).to_pylist()
    eased = pa.Table.from_pylist(
        [rule | {"case_id": i, "action": "facilitate"} for i in off], schema=NIGHT.fired.schema
    )
    said = ["passed this one by." in standing(i, NIGHT.scores, targets, eased, by) for i in off]
    assert 0.3 < sum(said) / len(said) < 0.7
    case = {"consolidation": True, "lane": "red"}
    told = standing(off[0], NIGHT.scores, targets, kept, by, case)
    assert "No house of this consolidation is known" in told and "red lane" in told
    assert "red lane" not in standing(off[0], NIGHT.scores, targets, kept, by, {"consolidation": None, "lane": None})
