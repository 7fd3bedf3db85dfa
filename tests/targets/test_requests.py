"""Consolidations of which no house is known: asked about in order, never a suspicion, unless a rule says so."""

from datetime import timedelta

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.publishing import AS_OF, night, site
from targets.language import load
from targets.rank import rank
from targets.requests import ASKED, requests
from targets.target import Plan

NIGHT = night(60)
PLAN = Plan(site(12), AS_OF, "secret")
IDS = NIGHT.cases["case_id"].to_pylist()


def cases(**columns):
    """The night's cases with columns given anew."""
    table = NIGHT.cases
    for name, values in columns.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(name), pa.array(values, table.schema.field(name).type))
    return table


EVERY_THIRD = cases(consolidation=[n % 3 == 0 for n in range(60)])


def test_the_model_chooses_no_consolidation_without_houses_however_risky():
    at = NIGHT.scores.schema.get_field_index("priority")
    risky = NIGHT.scores.set_column(at, "priority", pa.array([9.0 if n % 3 == 0 else 0.1 for n in range(60)]))
    rows = rank(risky, EVERY_THIRD, NIGHT.fired, PLAN).to_pylist()
    places = [(IDS.index(row["case_id"]), row["selected_as"]) for row in rows]
    assert not [place for place, how in places if how == "model" and place % 3 == 0]
    assert sum(how == "model" for _, how in places) == 10


def test_a_mandatory_rule_lists_it_all_the_same_and_then_it_is_not_asked_about():
    case_id = NIGHT.fired["case_id"][0].as_py()
    told = cases(consolidation=[i == case_id for i in IDS])
    rows = rank(NIGHT.scores, told, NIGHT.fired, PLAN).to_pylist()
    assert [row["selected_as"] for row in rows if row["case_id"] == case_id] == ["criteria"]
    assert requests(told, PLAN, {row["case_id"] for row in rows}) == ()
    assert [request.case_id for request in requests(told, PLAN, ())] == [case_id]


def test_it_stays_among_those_that_are_drawn_from():
    drawn = set()
    for seed in range(40):
        by = Plan(site(12), AS_OF, f"s{seed}")
        rows = rank(NIGHT.scores, EVERY_THIRD, NIGHT.fired, by).to_pylist()
        drawn |= {IDS.index(row["case_id"]) % 3 for row in rows if row["selected_as"] == "random"}
    assert drawn == {0, 1, 2}


@given(hours=st.lists(st.one_of(st.none(), st.integers(-3, 40)), min_size=60, max_size=60))
def test_requests_are_those_of_the_horizon_by_last_chance(hours):
    until = [None if h is None else AS_OF + timedelta(hours=h) for h in hours]
    found = requests(cases(consolidation=[True] * 60, last_chance_at=until), PLAN, ())
    within = [i for i, h in zip(IDS, hours, strict=True) if h is None or 0 < h <= PLAN.site.horizon_hours]
    assert sorted(request.case_id for request in found) == sorted(within)
    assert [request.number for request in found] == list(range(1, len(found) + 1))
    known = [request.last_chance_at for request in found if request.last_chance_at]
    assert known == sorted(known) and all(request.last_chance_at for request in found[: len(known)])


def test_a_request_says_who_is_asked_and_for_what():
    told = cases(
        consolidation=[n < 2 for n in range(60)],
        forwarder_name=["ORIENT MAPLE LOGISTICS CO LTD", *[None] * 59],
        text_key=["TEA", *[None] * 59],
        pieces=[4, *[None] * 59],
    )
    one, other = sorted(requests(told, PLAN, ()), key=lambda request: IDS.index(request.case_id))
    assert (one.forwarder, one.carrier, one.pieces) == ("ORIENT MAPLE LOGISTICS CO LTD", "KC", 4)
    assert one.asks == ("ask.houses", "ask.consignees")
    assert (other.forwarder, other.carrier, other.pieces) == (None, "KC", None)
    assert other.asks == ("ask.houses", "ask.consignees", "ask.description", "ask.pieces")


def test_what_is_asked_has_words():
    assert all(load("en").say(key) for key in ASKED)
    assert load("en").say("ask.description") == "a description that says what the goods are"
