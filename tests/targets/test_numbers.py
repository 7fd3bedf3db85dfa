"""What a line's number and place tell of it: the time that is left, and nothing of how it was selected."""

import math
from collections import Counter

import pyarrow as pa
import pytest

from benchmarks.publishing import AS_OF, night, site
from targets.rank import LAST, rank
from targets.target import Plan

NIGHT = night(400)
IDS = NIGHT.cases["case_id"].to_pylist()


def with_columns(table, **columns):
    for name, values in columns.items():
        field = table.schema.field(name)
        table = table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))
    return table


def plan(lines=30, seed="secret", **more):
    return Plan(site(lines).model_copy(update=more), AS_OF, seed)


def fired_on(cases, action):
    """A rule that fired on these cases."""
    (rule,) = NIGHT.fired.slice(0, 1).to_pylist()
    return pa.Table.from_pylist([rule | {"case_id": i, "action": action} for i in cases], schema=NIGHT.fired.schema)


def test_lines_are_numbered_by_last_chance_then_flight_and_houses_stand_under_their_master():
    masters = [f"1800000000{n % 4}" for n in range(400)]
    cases = with_columns(NIGHT.cases, parent_id=masters, last_chance_at=[None] * 400, flight_id=[None] * 400)
    rows = rank(NIGHT.scores, cases, NIGHT.fired, plan()).to_pylist()
    stand = [masters[IDS.index(row["case_id"])] for row in rows]
    assert stand == sorted(stand) and len(set(stand)) == 4
    rows = rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, plan()).to_pylist()
    assert [row["line"] for row in rows] == list(range(1, 31))
    order = [(row["last_chance_at"] or LAST, row["flight_id"] or "") for row in rows]
    assert order == sorted(order) and len(set(order)) > 3


def test_where_the_random_draw_is_shown_it_stands_last_and_the_others_by_priority():
    kinds = [
        row["selected_as"] for row in rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, plan(random_shown=True)).to_pylist()
    ]
    assert kinds == ["criteria"] + ["model"] * 26 + ["random"] * 3


def test_neither_way_of_numbering_changes_what_is_listed():
    one, other = (
        rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, plan(random_shown=shown)).drop(["line"]).sort_by("case_id")
        for shown in (True, False)
    )
    assert one.equals(other)


def test_the_place_of_the_random_lines_is_spread_over_the_list():
    """Cases whose last chances are in no order of priority: over seeds each third of a list holds a third of them."""
    places = Counter()
    for seed in range(30):
        rows = rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, plan(30, f"s{seed}")).to_pylist()
        places.update((row["line"] - 1) // 10 for row in rows if row["selected_as"] == "random")
    drawn = sum(places.values())
    assert drawn == 90
    assert all(abs(places[third] - drawn / 3) < 4 * math.sqrt(drawn * 2 / 9) for third in range(3))


def test_at_equal_risk_a_trusted_traders_case_is_chosen_at_most_half_as_often_and_never_not_at_all():
    """Half of the cases are a trusted trader's, all alike; one sided bounds of four standard deviations."""
    cases = with_columns(NIGHT.cases, last_chance_at=[None] * 400, uld=[None] * 400, parent_id=[None] * 400)
    flat = with_columns(NIGHT.scores, priority=[0.5] * 400, aim=["illicit"] * 400)
    seeds, trusted, others = 40, 0, 0
    for seed in range(seeds):
        known = {f"C{(n * 7919 + seed * 131) % 400:03d}": n % 2 for n in range(400)}
        ids = sorted(known)
        named = with_columns(cases, case_id=ids)
        scores = with_columns(flat, case_id=ids)
        eased = fired_on([i for i in ids if known[i]], "facilitate")
        rows = rank(scores, named, eased, plan(30, f"s{seed}")).to_pylist()
        chosen = Counter(known[row["case_id"]] for row in rows if row["selected_as"] == "model")
        trusted, others = trusted + chosen[1], others + chosen[0]
    total = trusted + others
    assert total == seeds * 27 and trusted > 0
    third = total / 3
    assert abs(trusted - third) < 4 * math.sqrt(total * 2 / 9), "half the rate of the others is a third of the lines"
    assert trusted / others <= 0.5 + 4 * math.sqrt(total * 2 / 9) / others


@pytest.mark.parametrize("action", ["mandatory", "red lane"])
def test_rules_and_orders_are_for_trusted_traders_too(action):
    eased = fired_on(IDS, "facilitate")
    asked = IDS[7]
    lanes = [("red" if i == asked else "green") if action == "red lane" else None for i in IDS]
    fired = pa.concat_tables([eased, fired_on([asked], "mandatory")]) if action == "mandatory" else eased
    for seed in range(5):
        rows = rank(NIGHT.scores, with_columns(NIGHT.cases, lane=lanes), fired, plan(30, f"s{seed}")).to_pylist()
        (line,) = [row for row in rows if row["case_id"] == asked]
        assert (line["selected_as"], line["ordered"]) == ("criteria", action == "red lane")


def test_trusted_traders_cases_are_drawn_at_random_like_any_other():
    rows = rank(NIGHT.scores, NIGHT.cases, fired_on(IDS, "facilitate"), plan()).to_pylist()
    drawn = [row for row in rows if row["selected_as"] == "random"]
    assert len(drawn) == 3 and drawn[0]["selection_probability"] == 3 / (400 - len(rows) + 3)


def test_red_lanes_are_lines_and_take_their_hours_from_the_models_choice():
    """Six orders: opened, beyond what the model chose, and the twelve openings of a shift are no more for them."""
    red = IDS[300:306]
    lanes = ["red" if i in red else "yellow" if n % 2 else None for n, i in enumerate(IDS)]
    without = rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, plan()).to_pylist()
    rows = rank(NIGHT.scores, with_columns(NIGHT.cases, lane=lanes), NIGHT.fired, plan()).to_pylist()
    ordered = [row for row in rows if row["ordered"]]
    assert sorted(row["case_id"] for row in ordered) == sorted(red)
    assert {(row["selected_as"], row["action"]) for row in ordered} == {("criteria", "full_opening")}
    assert not any(row["ordered"] for row in without) and len(rows) == len(without) == 30

    def opened(lines):
        return sum(row["action"] == "full_opening" for row in lines if row["selected_as"] == "model")

    assert opened(without) - opened(rows) == 6


def test_what_is_presented_together_says_with_what_and_shares_the_minutes_of_setting_up():
    """All in one ULD, and nothing but the x-ray for the model's choice."""
    given = site(30).capacity
    xray = given.kind("xray")
    full = given.kind("full_opening").model_copy(update={"at_most": 4})
    capacity = given.model_copy(update={"kinds": (xray, full)})
    cases = with_columns(NIGHT.cases, uld=["AKE00001KC"] * 400)
    rows = rank(NIGHT.scores, cases, NIGHT.fired, plan(capacity=capacity)).to_pylist()
    together = [row for row in rows if row["action"] == "xray"]
    assert len(together) == 26 and {row["batch"] for row in together} == {"AKE00001KC"}
    assert sum(row["minutes"] for row in together) == pytest.approx(26 * xray.minutes + xray.setup_minutes)
    assert {row["batch"] for row in rows if row["action"] != "xray"} == {None}


def test_where_everything_is_x_rayed_anyway_images_are_looked_at_again():
    given = site(30).capacity
    kinds = tuple(given.kind(name) for name in ("full_opening", "xray", "second_look"))
    by = plan(xray_everything=("cargo", "courier"), capacity=given.model_copy(update={"kinds": kinds}))
    rows = rank(NIGHT.scores, NIGHT.cases, NIGHT.fired, by).to_pylist()
    assert Counter(row["action"] for row in rows) == {"full_opening": 12, "second_look": 18}
