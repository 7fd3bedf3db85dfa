"""ULDs worth breaking down: what they add to the list, in time, one sender once; and the page."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.publishing import AS_OF, example, site
from cases.case import CASES
from models.score import SCORES
from targets import uld_facts
from targets.language import load
from targets.outputs.ulds import OUTPUT
from targets.target import TARGETS, Plan
from targets.ulds import UNLISTED, minutes_of, worth_breaking

SITE = site(30)
SITE = SITE.model_copy(
    update={
        "capacity": SITE.capacity.model_copy(
            update={
                "kinds": tuple(
                    kind.model_copy(update={"at_most": 3}) if kind.kind == "uld_breakdown" else kind
                    for kind in SITE.capacity.kinds
                )
            }
        )
    }
)
PLAN = Plan(SITE, AS_OF, "secret")
FLIGHT, ARRIVES, HELD = "KC0927-20260302-IST", AS_OF + timedelta(hours=2), AS_OF + timedelta(hours=14)


def case(number, uld="PMC00001KC", chance=0.1, **said):
    """A direct of its own sender in a ULD of usual size; `chance` is what the model says of it."""
    told = {
        "as_of": AS_OF, "case_id": f"{number:011d}", "level": "direct", "case_type": "cargo-direct", "stream": "cargo",
        "waybill": f"{number:011d}", "consignor_key": f"sender {number}", "consolidation": False, "traffic": "import",
        "pieces": 5, "gross_kg": 50.0, "flight_id": FLIGHT, "uld": uld, "uld_type": uld and uld[:3],
        "uld_waybills": 12 if uld else None, "uld_pieces": 200 if uld else None, "uld_kg": 2000.0 if uld else None,
        "manifest_pieces": 5, "manifest_kg": 50.0, "arrives_at": ARRIVES, "last_chance_at": HELD, "chance": chance,
    }  # fmt: skip
    return told | said


def scores(rows, basis="model"):
    told = [
        {"as_of": AS_OF, "case_id": row["case_id"], "priority": row["chance"], "basis": basis, "aim": "illicit",
         "probability_illicit": row["chance"] if basis == "model" else None}
        for row in rows
    ]  # fmt: skip
    return pa.Table.from_pylist(told, schema=SCORES)


def lines(rows, *numbers, action="full_opening", standby=False):
    listed = [{"line": at, "case_id": f"{one:011d}", "action": action, "standby": standby}
              for at, one in enumerate(numbers, 1)]  # fmt: skip
    return pa.Table.from_pylist(listed, schema=TARGETS.schema)


def chosen(rows, listed=None, plan=PLAN, basis="model", most=3):
    cases = pa.Table.from_pylist(rows, schema=CASES.schema)
    return worth_breaking(cases, scores(rows, basis), listed or lines(rows), plan, most)


def names(choices):
    return [choice.uld for choice in choices]


def two(first, second):
    """Two ULDs of the same size, with cases of these columns."""
    return [case(n, "PMC00001KC", **one) for n, one in enumerate(first)] + [
        case(100 + n, "PMC00002KC", **one) for n, one in enumerate(second)
    ]


def test_of_two_alike_the_one_with_more_to_find_comes_first():
    assert names(chosen(two([{"chance": 0.01}] * 5, [{"chance": 0.2}] * 5))) == ["PMC00002KC", "PMC00001KC"]


def test_many_houses_of_one_sender_are_one_find():
    alike = [{"consignor_key": "one", "chance": 0.2}] * 10
    found = chosen(two(alike, [{"chance": 0.2}] * 3))
    assert names(found)[0] == "PMC00002KC"
    assert found[1].expected_hits == pytest.approx(found[0].expected_hits / 3)


def test_parcels_of_one_shop_to_different_people_are_finds_of_their_own():
    shop = [{"consignor_key": "shop", "stream": "courier", "consignee_key": f"person {n}"} for n in range(5)]
    assert names(chosen(two([{}] * 3, shop)))[0] == "PMC00002KC"


def test_what_the_list_opens_is_hardly_a_find_of_the_uld():
    rows = two([{"chance": 0.3}] * 4, [{"chance": 0.2}] * 4)
    assert names(chosen(rows))[0] == "PMC00001KC"
    assert names(chosen(rows, lines(rows, 0, 1, 2, 3)))[0] == "PMC00002KC"


def test_an_opening_leaves_less_for_the_uld_than_papers_or_a_line_on_standby_do():
    rows = [case(1, chance=0.3)]
    opened, papers, standby = (
        chosen(rows, lines(rows, 1, **how))[0].expected_hits for how in ({}, {"action": "documents"}, {"standby": True})
    )
    assert opened < standby < papers  # a standby line counts as one that the list leaves


def test_a_sender_on_the_list_counts_less_in_any_uld():
    rows = [case(1, chance=0.3), case(2, "PMC00002KC", chance=0.3, consignor_key="sender 1")]
    before, after = chosen(rows[1:]), chosen(rows, lines(rows, 1))
    assert next(one for one in after if one.uld == "PMC00002KC").expected_hits < before[0].expected_hits


def test_a_sender_in_two_ulds_counts_less_in_the_second():
    same = [{"consignor_key": "one"}]
    first, second = chosen(two(same, same))
    assert second.expected_hits < first.expected_hits


def test_an_hour_counts():
    small = [case(n, "AKE00001KC", uld_pieces=20, uld_waybills=2) for n in range(4)]
    large = [case(100 + n, "PMC00001KC", uld_pieces=500, uld_waybills=30) for n in range(5)]
    first, second = chosen(small + large)
    assert first.uld == "AKE00001KC"
    assert first.expected_hits < second.expected_hits
    assert first.minutes < second.minutes


@given(st.integers(0, 2000), st.integers(1, 60))
def test_time_grows_with_pieces_and_with_waybills(pieces, waybills):
    took = minutes_of(pieces, waybills, SITE)
    assert took <= minutes_of(pieces + 50, waybills, SITE)
    assert took <= minutes_of(pieces, waybills + 1, SITE)
    assert minutes_of(200, 12, SITE) == SITE.capacity.kind("uld_breakdown").minutes


def test_none_that_cannot_be_done_before_its_last_chance():
    assert chosen([case(1, last_chance_at=ARRIVES + timedelta(hours=3, minutes=59))]) == ()  # an hour, then three
    assert chosen([case(1, last_chance_at=ARRIVES + timedelta(hours=4))])
    late = case(1, arrives_at=AS_OF + timedelta(hours=23), last_chance_at=AS_OF + timedelta(hours=35))
    assert chosen([late]) == ()  # the next shift's


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20), st.booleans()), max_size=12))
def test_every_chosen_one_is_done_in_time(drawn):
    rows = [
        case(n, f"PMC{n % 4:05d}KC" if uld else None, arrives_at=AS_OF + timedelta(hours=hours),
             last_chance_at=AS_OF + timedelta(hours=hours + held))
        for n, (hours, held, uld) in enumerate(drawn)
    ]  # fmt: skip
    for one in chosen(rows):
        assert one.starts_at + timedelta(minutes=one.minutes) <= one.last_chance_at


def test_what_must_go_before_it_is_done_does_not_count():
    soon = ARRIVES + timedelta(hours=2)
    with_transit, without = chosen([case(1), case(2, last_chance_at=soon, chance=0.9)]), chosen([case(1)])
    assert with_transit[0].cases == 1
    assert with_transit[0].last_chance_at == HELD
    assert [one.case_id for one in with_transit[0].first] == [one.case_id for one in without[0].first]


def test_bulk_of_a_flight_is_one_unit_and_what_no_manifest_places_is_none():
    bulk = chosen([case(1, None), case(2, None), case(3, None, manifest_pieces=None)])
    assert [(one.uld, one.cases, one.pieces, one.kg) for one in bulk] == [(None, 2, 10, 100.0)]


def test_a_uld_without_a_number_is_not_asked_for():
    assert chosen([case(1, "?")]) == ()


def test_a_waybill_that_lies_mostly_elsewhere_counts_for_its_share():
    whole, part = chosen([case(1, manifest_pieces=200)]), chosen([case(1, manifest_pieces=400)])
    assert part[0].expected_hits == pytest.approx(whole[0].expected_hits / 2)
    assert "elsewhere" in {fact.key for fact in part[0].facts}


def test_no_more_than_asked_and_than_a_shift_can_do():
    rows = [case(n, f"PMC{n:05d}KC") for n in range(8)]
    assert len(chosen(rows, most=2)) == 2
    assert len(chosen(rows, most=9)) == 3
    assert len(chosen(rows, plan=Plan(site(30), AS_OF, "secret"))) == site(30).capacity.kind("uld_breakdown").at_most


def test_shuffled_tables_give_the_same():
    rows = [case(n, f"PMC{n % 5:05d}KC", chance=n % 3 / 10) for n in range(40)]
    assert chosen(rows) == chosen(rows[::-1])


def test_without_a_model_the_order_ranks_and_nothing_is_estimated():
    found = chosen(two([{"chance": 0.1}] * 5, [{"chance": 0.9}] * 5), basis="cold_start")
    assert names(found)[0] == "PMC00002KC"
    assert {(one.expected_hits, one.probability) for one in found} == {(None, None)}
    assert {inside.chance for one in found for inside in one.first} == {None}


def test_without_a_model_no_fact_speaks_of_expected_finds():
    rows = [case(n, f"PMC{n:05d}KC", chance=1 / (n + 1)) for n in range(30)]
    found = chosen(rows, lines(rows, 0, action="xray"), basis="cold_start")
    assert not {"yield", "listed"} & {fact.key for one in found for fact in one.facts}
    assert "listed" in {fact.key for fact in chosen(rows, lines(rows, 0, action="xray"))[0].facts}


def test_of_what_the_list_leaves_less_is_expected_than_the_model_says():
    found = chosen([case(1, chance=0.5)])[0]
    assert found.first[0].chance == pytest.approx(UNLISTED * 0.5)
    assert found.probability == pytest.approx(found.expected_hits)


def test_rows_of_another_moment_are_not_looked_at():
    assert chosen([case(1, as_of=AS_OF - timedelta(days=1))]) == ()


def test_facts_have_the_numbers_of_the_tables():
    rows = [
        case(1, uld_declared_kg=2300.0, uld_loading_airports=3, landed_short_pieces=2, landed_over_pieces=0),
        case(2, consolidation=True, level="master", pieces=40, landed_short_pieces=None),
    ]
    told = {fact.key: dict(fact.values) for fact in chosen(rows)[0].facts}
    assert told["heavier"] == {"kg": 300.0, "share": pytest.approx(0.15)}
    assert told["short"] == {"n": 2, "of": 1}
    assert told["airports"] == {"n": 3}
    assert told["without_houses"] == {"n": 1, "pieces": 40}


def test_senders_that_are_said_are_named_ones_each_once():
    parcels = [case(n, consignor_key="shop", consignee_key=f"p{n}", stream="courier") for n in range(5)]
    unnamed = [case(10 + n, consignor_key=None) for n in range(3)]
    told = {fact.key: dict(fact.values) for fact in chosen(parcels + unnamed)[0].facts}
    assert (told["senders"]["n"], told["senders"]["senders"]) == (8, 1)


def test_nothing_is_compared_with_fewer_than_twenty():
    few, many = ([case(n, f"PMC{n:05d}KC", chance=0.9 if n == 0 else 0.01) for n in range(rows)] for rows in (19, 20))
    assert not {"yield", "riskiest"} & {fact.key for one in chosen(few) for fact in one.facts}
    assert {"yield", "riskiest"} <= {fact.key for fact in chosen(many)[0].facts}


def test_two_to_four_facts_and_a_scale_within_three_per_cent_is_none():
    plain = chosen([case(1, uld_declared_kg=2040.0)])[0]
    assert [fact.key for fact in plain.facts] == ["senders", "in_list"]
    assert len(chosen([case(n, f"PMC{n:05d}KC", uld_declared_kg=1.0, uld_loading_airports=2, consolidation=True,
                            landed_over_pieces=1) for n in range(30)])[0].facts) == 4  # fmt: skip


def page(rows, listed=None, code="en", **changed):
    made = replace(example(5, 20, code), **({"ulds": chosen(rows, listed)} | changed))
    return OUTPUT.write(made, load(code)).decode()


def test_the_page_shows_each_with_its_time_its_lines_and_what_to_look_at_first():
    rows = [case(1, chance=0.5, uld_declared_kg=2300.0, goods_description="LED PANELS"), case(2, None)]
    text = page(rows, lines(rows, 2))
    assert "PMC00001KC" in text
    assert "LED PANELS" in text
    assert "3 h 0 min" in text
    assert "about 1 in" in text
    assert "300 kg (15" in text
    assert re.search(r"<b>1</b>", text)


def test_a_page_without_a_uld_says_so():
    assert load("en").say("ulds.none") in page([], ulds=())


def test_text_of_a_message_stays_text():
    evil = "<script>alert(1)</script><img src=x>"
    text = page([case(1, goods_description=evil, consignor_name=evil, uld=evil, flight_id=evil)])
    assert "<script" not in text
    assert "<img" not in text
    assert "alert(1)" in text


def test_the_page_asks_nobody_for_anything_and_is_the_same_each_time():
    rows = [case(1)]
    assert page(rows) == page(rows)
    assert not re.search(r"https?:|\bsrc=|@import|<link|<iframe|<script", page(rows))


def test_a_cold_start_promises_no_chance():
    made = chosen([case(1)], basis="cold_start")
    assert load("en").say("ulds.chance_unknown") in page([], ulds=made)


def test_every_fact_has_its_words():
    keys = re.findall(r'Fact\(\s*"(\w+)"', (Path(uld_facts.__file__)).read_text("utf-8"))
    assert len(keys) >= 6
    for key in (*keys, "heavier", "lighter", "over", "short"):
        assert f"ulds.fact_{key}" in load("en").words
