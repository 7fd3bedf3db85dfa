"""The use of a shift: never more than there is, never worth less than any other use, the same on every machine."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.shift import instance
from lake.capacity import Kind
from lake.sites import load
from targets.greedy import greedy
from targets.room import LEVELS, MANDATORY, MODEL, ORDERED, Room, Wanted, filled, options, room, served, total
from targets.shift import GOALS, best_use, pruned

SITE = load("almaty")
AIMS = st.sampled_from(["illicit", "revenue"])


@st.composite
def wants(draw, most=5, batches=("U1", "U2", None)):
    """A few cases with priorities of whole percents."""
    return [
        Wanted(
            f"C{n}",
            draw(st.sampled_from([MANDATORY, ORDERED, MODEL, MODEL, MODEL])),
            draw(st.integers(1, 100)) / 100,
            draw(AIMS),
            draw(st.booleans()) if n == 0 else False,
            draw(st.sampled_from(batches)),
            draw(st.sampled_from([None, 8.0, 12.0, 40.0, 100.0])),
        )
        for n in range(draw(st.integers(0, most)))
    ]


@st.composite
def rooms(draw):
    """What is left of a shift: little, so that not all fits."""
    return Room(
        lines=draw(st.integers(0, 4)),
        officers=float(draw(st.integers(0, 300))),
        equipment={"dog_team": float(draw(st.integers(0, 40))), "xray_machine": float(draw(st.integers(0, 30)))},
        kinds={kind.kind: draw(st.integers(0, 3)) for kind in SITE.capacity.kinds if kind.kind != "uld_breakdown"},
    )


def every_use(wanted, free):
    """Every use of a room there is."""
    for kinds in itertools.product(*([None, *options(one, SITE)] for one in wanted)):
        chosen = [option for option in kinds if option is not None]
        if filled(free, chosen).holds:
            yield chosen


@settings(max_examples=60)
@given(wanted=wants(), free=rooms())
def test_no_use_of_a_shift_is_worth_more_level_by_level(wanted, free):
    chosen = best_use(wanted, free, SITE)
    assert chosen.exact and filled(free, chosen.options).holds
    best = list(every_use(wanted, free))
    for level, worth in itertools.product(LEVELS, GOALS):
        most = max(worth(use, level) for use in best)
        assert worth(chosen.options, level) == pytest.approx(most, abs=1e-6)
        best = [use for use in best if worth(use, level) >= most - 1e-9]


@settings(max_examples=60)
@given(wanted=wants(), free=rooms())
def test_the_greedy_use_fits_and_is_never_far_below_the_best(wanted, free):
    model = [replace(one, level=MODEL) for one in wanted]
    given = [option for one in model for option in options(one, SITE)]
    taken = greedy(given, free)
    assert filled(free, taken).holds
    assert len({option.wanted.case_id for option in taken}) == len(taken)
    assert total(taken) >= 0.7 * total(best_use(model, free, SITE).options)


@pytest.mark.parametrize("seed", range(3))
def test_of_hundreds_of_cases_the_greedy_use_is_worth_nearly_as_much(seed):
    """How near exactly: `python -m benchmarks.shift`."""
    wanted, free = instance(300, seed, SITE), room(SITE)
    given = [option for one in wanted for option in options(one, SITE)]
    best = total(best_use(wanted, free, SITE).options)
    assert 0.95 * best <= total(greedy(given, free)) <= best * (1 + 1e-6)


@given(wanted=wants(batches=(None,)), free=rooms())
def test_no_case_that_could_be_chosen_is_left_out_before(wanted, free):
    everything = best_use(wanted, free, SITE)
    kept = {one.case_id for one in pruned(wanted, free, SITE)}
    assert {option.wanted.case_id for option in everything.options} <= kept
    best = max((total(use) for use in every_use(wanted, free) if not _levels(use)), default=0.0)
    among = max((total(use) for use in every_use(pruned(wanted, free, SITE), free) if not _levels(use)), default=0.0)
    assert among == pytest.approx(best)


def _levels(use):
    return any(option.wanted.level != MODEL for option in use)


@given(wanted=wants(most=8), free=rooms())
def test_the_order_of_the_cases_decides_between_equals_and_nothing_else(wanted, free):
    apart = [replace(one, priority=one.priority + n / 1000) for n, one in enumerate(wanted)]
    one = best_use(apart, free, SITE).options
    other = best_use(apart[::-1], free, SITE).options
    assert total(one) == pytest.approx(total(other), rel=1e-5)
    assert best_use(apart, free, SITE) == best_use(apart, free, SITE)


def test_of_equal_cases_the_first_are_chosen_and_get_the_better_kinds():
    wanted = [Wanted(f"C{n}", MODEL, 0.5, "illicit") for n in range(9)]
    used = best_use(wanted, replace(room(SITE), lines=4, kinds={"full_opening": 2, "xray": 9}), SITE).options
    assert [option.wanted.case_id for option in used] == ["C0", "C1", "C2", "C3"]
    assert [option.kind.kind for option in used] == ["full_opening"] * 2 + ["xray"] * 2


def test_what_is_asked_by_a_rule_comes_before_any_order_and_an_order_before_any_worth():
    wanted = [
        Wanted("M", MANDATORY, 0.001, "illicit"),
        Wanted("O", ORDERED, 0.001, "illicit"),
        Wanted("W", MODEL, 9.0, "illicit"),
    ]
    for lines, chosen in ((1, {"M"}), (2, {"M", "O"}), (3, {"M", "O", "W"})):
        used = best_use(wanted, replace(room(SITE), lines=lines), SITE).options
        assert {option.wanted.case_id for option in used} == chosen
    opened = best_use(wanted, replace(room(SITE), kinds={"full_opening": 1, "partial_opening": 1, "xray": 1}), SITE)
    assert [option.kind.kind for option in opened.options] == ["full_opening", "partial_opening", "xray"]


@pytest.mark.parametrize(
    ("minutes", "kinds"),
    [
        (None, {"full_opening", "partial_opening", "xray", "canine", "documents"}),
        (70, {"full_opening", "partial_opening", "xray", "canine", "documents"}),
        (69, {"partial_opening", "xray", "canine", "documents"}),
        (14, {"xray", "documents"}),
        (9, set()),
    ],
)
def test_a_kind_that_would_end_after_the_last_chance_is_not_proposed(minutes, kinds):
    asked = Wanted("C", MODEL, 0.5, "illicit", minutes_left=minutes)
    assert {option.kind.kind for option in options(asked, SITE)} == kinds
    assert {option.kind.kind for option in options(replace(asked, batch="U"), SITE)} == kinds


def test_what_a_rule_or_an_order_asks_for_is_asked_of_the_shift_however_little_time_is_left():
    asked = Wanted("C", MANDATORY, 0.5, "illicit", minutes_left=5)
    assert [option.kind.kind for option in options(asked, SITE)] == ["xray"]
    assert [option.kind.kind for option in options(replace(asked, level=ORDERED), SITE)] == ["partial_opening"]


def test_an_order_is_carried_out_by_opening():
    kinds = [option.kind.kind for option in options(Wanted("C", ORDERED, 0.5, "revenue"), SITE)]
    assert kinds == ["full_opening", "partial_opening"]


@pytest.mark.parametrize("level", [MANDATORY, ORDERED])
def test_as_many_as_can_be_of_what_rules_or_orders_ask_for_have_a_place_before_any_has_a_better_kind(level):
    """140 minutes of officers: four openings of a part find most, and nine cases have a place with documents."""
    wanted = [Wanted(f"C{n}", level, 0.0, "illicit") for n in range(9)]
    free = replace(room(SITE), officers=140.0, equipment={"dog_team": 0.0, "xray_machine": 0.0})
    for chosen in (best_use(wanted, free, SITE).options, greedy([o for w in wanted for o in options(w, SITE)], free)):
        assert served(chosen, level) == (9 if level == MANDATORY else 4)
        assert filled(free, chosen).holds


def test_what_is_x_rayed_anyway_is_looked_at_again_and_nothing_else_is():
    asked = Wanted("C", MODEL, 0.5, "illicit", imaged=True)
    again = {option.kind.kind for option in options(asked, SITE)}
    assert "second_look" in again and "xray" not in again
    once = {option.kind.kind for option in options(replace(asked, imaged=False), SITE)}
    assert "second_look" not in once and "xray" in once


def test_second_looks_go_to_those_next_in_order():
    wanted = [Wanted(f"C{n}", MODEL, 1 - n / 100, "illicit", imaged=True) for n in range(9)]
    used = best_use(wanted, replace(room(SITE), kinds={"full_opening": 2, "second_look": 3}), SITE).options
    assert [(o.wanted.case_id, o.kind.kind) for o in used] == [
        *((f"C{n}", "full_opening") for n in range(2)), *((f"C{n}", "second_look") for n in range(2, 5)),
    ]  # fmt: skip


def test_what_is_presented_together_is_set_up_once():
    """Hours for one setting up and three images: alone each would take ten minutes."""
    free = Room(9, 18.0, {"xray_machine": 18.0, "dog_team": 0.0}, {"xray": 9})
    alone = [Wanted(f"A{n}", MODEL, 0.9, "illicit") for n in range(3)]
    together = [Wanted(f"B{n}", MODEL, 0.5, "illicit", batch="AKE1") for n in range(3)]
    used = best_use([*alone, *together], free, SITE).options
    assert [option.wanted.case_id for option in used] == ["B0", "B1", "B2"]
    already = replace(free, open=frozenset({("AKE1", "xray")}), officers=12.0)
    assert len(best_use(together, already, SITE).options) == 3


def test_equipment_has_hours_of_its_own():
    wanted = [Wanted(f"C{n}", MODEL, 0.5, "illicit") for n in range(9)]
    free = Room(9, 9_000.0, {"dog_team": 31.0, "xray_machine": 0.0}, {"canine": 9, "xray": 9})
    assert [option.kind.kind for option in best_use(wanted, free, SITE).options] == ["canine"] * 2


def test_hours_of_breaking_ulds_down_are_kept_free_and_no_line_is_one():
    kind = SITE.capacity.kind("uld_breakdown")
    whole = SITE.capacity.officers * SITE.capacity.hours * 60 * SITE.capacity.inspecting
    assert isinstance(kind, Kind) and room(SITE).officers == whole - 2 * 180 * 2 == whole - kind.at_most * 360
    assert "uld_breakdown" not in room(SITE).kinds


def test_where_the_solver_gives_up_the_greedy_use_stands_and_says_so():
    wanted, free = instance(300, 0, SITE), replace(room(SITE), officers=500.0)
    used = best_use(wanted, free, SITE, seconds=1e-9)
    assert not used.exact and used.options and filled(free, used.options).holds


def test_the_room_that_is_left_is_filled_even_with_what_is_worth_nothing():
    wanted = [Wanted(f"C{n}", MODEL, 0.0, "illicit") for n in range(5)]
    assert len(best_use(wanted, replace(room(SITE), lines=3), SITE).options) == 3
