"""The slip for the handler: all he needs, in every language, and nothing of why, whatever the list knows."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest

from features.catalogue import FEATURES
from indicators.apply import INDICATORS
from targets.language import load
from targets.outputs.slip import PLACES, flights
from targets.target import CHOSEN_AS
from tests.targets.payloads import payloads
from tests.targets.sheets import CODES, hostile, officers, supervisors, write

EN = load("en")


def page(given=None, code="en"):
    return write("slip", given or officers(), code).decode()


def words(text):
    body = text[text.index("<body") :]
    return unescape(re.sub(r"<[^>]*>", " ", body))


def with_target(line, **more):
    return replace(line, target=line.target | more)


def otherwise(given):
    """The same shipments, as if everything that is thought of them were different."""
    lines = []
    for place, line in enumerate(given.lines):
        thought = {
            "selected_as": CHOSEN_AS[place % 3], "priority": 0.001 * place, "margin_illicit": 9.0,
            "basis": "cold_start", "probability_illicit": 0.9, "selection_probability": 0.5, "draw": 0.25,
            "aim": "revenue", "ordered": True, "line": len(given.lines) - place, "minutes": 500.0,
            "margin_revenue": 1.0, "probability_revenue": None,
        }  # fmt: skip
        told = tuple(replace(reason, text="SECRET") for reason in line.reasons)
        moved = replace(line, target=line.target | thought, reasons=told, level=3, severity=9.0, groups={"SECRET": 1.0})
        lines.append(moved)
    return replace(given, lines=tuple(reversed(lines)), model="SECRET", warnings=("SECRET",), seen=1, capacity=1)


@pytest.mark.parametrize("code", CODES)
def test_whatever_is_thought_of_a_shipment_the_slip_is_the_same(code):
    assert page(officers(), code) == page(otherwise(officers()), code) == page(supervisors(), code)


def test_a_kind_of_opening_is_only_a_place():
    line = officers().lines[0]
    told = {
        page(replace(officers(), lines=(with_target(line, action=action),)))
        for action in ("canine", "partial_opening", "full_opening", "uld_breakdown")
    }
    assert len(told) == 1


def test_no_word_of_why_stands_on_it():
    said = words(page()).casefold()
    groups = {feature.group for feature in FEATURES}
    rules = {rule.name for rule in INDICATORS}
    reasons = {reason.text for line in officers().lines for reason in line.reasons}
    kinds = {EN.say(f"selected.{kind}") for kind in CHOSEN_AS} | {
        EN.say(f"action.{kind}") for kind in PLACES if kind != "xray"
    }
    aims = ("illicit", "revenue")
    chances = {EN.chance(line.target[f"probability_{aim}"]) for line in officers().lines for aim in aims}
    telling = {"random", "risk", "score", "suspic", "select", "because"}
    for word in groups | rules | reasons | kinds | chances | telling:
        assert not re.search(rf"\b{re.escape(word.casefold())}", said), word


def test_it_has_what_the_handler_needs_in_the_order_of_time_and_waybills():
    found = flights(officers(), EN)
    first: dict[str, datetime] = {}
    for line in officers().lines:
        if line.target["last_chance_at"] and line.target["action"] in PLACES:
            flight = line.target["flight_id"].split("-")[0]
            first[flight] = min(line.target["last_chance_at"], first.get(flight, line.target["last_chance_at"]))
    ids = [flight.designator for flight in found]
    assert ids[: len(first)] == sorted(first, key=lambda flight: first[flight]) and ids[len(first) :] == [None]
    for flight in found:
        assert [item.waybill for item in flight.items] == sorted(item.waybill for item in flight.items)
    asked = [line for line in officers().lines if line.target["action"] in PLACES]
    assert sum(len(flight.items) for flight in found) == len(asked)
    said = words(page())
    for line in asked:
        case = line.case
        for part in (case["house_waybill"], case["uld"], str(case["pieces"])):
            assert part is None or part in said
    assert "2 Mar 06:40" in said and "(times of Asia/Almaty)" in said
    assert "almaty-2026-03-02" in said and "revision 1" in said and "2026-03-01 23:00 UTC" in said


def test_what_needs_no_goods_what_is_over_and_what_is_in_reserve_is_not_asked_for():
    line = officers().lines[0]
    gone = officers().as_of - timedelta(minutes=1)
    for more in ({"action": "documents"}, {"action": "second_look"}, {"standby": True}, {"last_chance_at": gone}):
        assert flights(replace(officers(), lines=(with_target(line, **more),)), EN) == []
    assert "Nothing to present." in words(page(replace(officers(), lines=())))
    assert len(flights(replace(officers(), lines=(with_target(line, last_chance_at=None, flight_id=None),)), EN)) == 1


def test_what_is_presented_together_is_said_so():
    line = with_target(officers().lines[1], batch="18000007919")
    assert "one batch: 18000007919" in words(page(replace(officers(), lines=(line,))))
    alone = with_target(officers().lines[1], batch=officers().lines[1].case["uld"])
    assert "one batch" not in words(page(replace(officers(), lines=(alone,))))


@pytest.mark.parametrize("code", CODES)
def test_goods_are_loose_only_where_a_manifest_carries_them_without_a_uld(code):
    line, say = officers().lines[0], load(code).say
    loose, untold = (
        words(page(replace(officers(), lines=(replace(line, case=line.case | {"uld": None} | more),)), code))
        for more in ({"manifest_pieces": 4}, {"manifest_pieces": None})
    )
    assert say("slip.bulk") in loose and say("page.no_uld") not in loose
    assert say("page.no_uld") in untold and f" {say('slip.bulk')} " not in untold.replace(say("page.no_uld"), "")


def test_a_copy_says_whose_it_is():
    assert "Copy for post 3" in words(page(replace(officers(), made_for="post 3")))


def test_it_asks_nobody_for_anything_and_nothing_in_it_runs():
    for given in (officers(), hostile(payloads())):
        text = page(given)
        assert "default-src 'none'" in unescape(text) and "unsafe" not in text[: text.index("<style>")]
        body = text[text.index("<body") :]
        assert not re.search(r"<(script|img|svg|iframe|object|link|base|meta|form|a|input|video|audio)\b", body)
        assert not re.search(r"<[^>]+\s(style|on\w+|src|href)\s*=", body)
    said = " ".join(words(page(hostile(payloads(60)))).split())
    for text in payloads(60):
        assert text.split()[-1] in said
        assert not text.isprintable() or " ".join(text.split()) in said
