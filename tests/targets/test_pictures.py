"""Pictures: a route lies where its airports lie, a bar shows what is usual, and nothing is drawn that is not known."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.publishing import example
from features.catalogue import FEATURES
from lake.reference import airports
from targets.language import codes, load
from targets.pages.maps import HIGH, WIDE, route_map
from targets.pages.pictures import draw

EN = load("en")
WIDEST = 30
"""Letters of 9 units each two thirds as wide, in a map of 150."""
LINE = example(30, 400).lines[0]


def drawn(line=LINE, kinds=("route", "value", "weight", "score"), shown=True):
    made = draw([line], EN, kinds, shown=shown)
    return made.of[line.target["line"]], made.symbols


def with_features(**features):
    return replace(LINE, known=replace(LINE.known, features=LINE.known.features | features))


@given(st.lists(st.sampled_from(sorted(airports())), min_size=2, max_size=5, unique=True))
def test_every_airport_and_every_leg_lies_within_the_frame(codes):
    said = str(route_map("r0", codes, "words"))
    places = [tuple(map(float, place)) for place in re.findall(r"[ML](-?\d+) (-?\d+)", said)]
    assert places and all(0 <= x <= WIDE and 0 <= y <= HIGH for x, y in places)
    assert [code for code in re.findall(r">([A-Z0-9]{3})</text>", said)] == codes


def test_east_is_right_and_north_is_up():
    dots = re.findall(r"<circle cx=(\d+) cy=(\d+)", str(route_map("r0", ["IST", "PEK"], "")))
    assert int(dots[0][0]) < int(dots[1][0])
    dots = re.findall(r"<circle cx=(\d+) cy=(\d+)", str(route_map("r0", ["DXB", "ALA"], "")))
    assert int(dots[0][1]) > int(dots[1][1])


def test_a_route_over_the_pacific_does_not_go_round_the_world():
    legs = re.search(r"class=leg d=\"([^\"]*)", str(route_map("r0", ["NRT", "LAX"], "")))[1]
    across = [int(x) for x in re.findall(r"[ML](\d+)", legs)]
    assert across == sorted(across)


def test_a_value_stands_beside_what_is_usual():
    for value, side in ((2.0, -1), (50.0, 1)):
        peers = {
            "consignment_eur_per_kg": value,
            "consignment_eur_per_kg__low": 9.0,
            "consignment_eur_per_kg__high": 14.0,
        }
        said, symbols = drawn(with_features(**peers, consignment_eur_per_kg__n=412.0), ["value"])
        assert f"{EN.number(value)} EUR/kg; usual 9–14 (412)" in said
        start, long, at = (int(x) for x in re.search(r"M(\d+) 7h(\d+).*?M(\d+) 0v14", symbols).groups())
        assert (at - start - long / 2) * side > long / 2


def test_nothing_is_compared_with_fewer_than_twenty_and_nothing_unknown_is_drawn():
    assert drawn(with_features(consignment_eur_per_kg__n=19.0), ["value"]) == ("", "")
    assert drawn(with_features(consignment_eur_per_kg=None), ["value"]) == ("", "")
    assert drawn(replace(LINE, case=LINE.case | {"origin_airport": "???"}), ["route"]) == ("", "")
    assert drawn(replace(LINE, groups={}), ["score"]) == ("", "")


def test_the_score_shows_what_speaks_against_it_on_a_supervisors_copy_alone():
    line = replace(LINE, groups={"weight": 0.4, "history of hits": -0.8, "route": 0.2, "text": 0.001})
    shown, names = drawn(line, ["score"])
    assert "class=against" in shown and "class=for" in shown and "history of finds" in names
    hidden, names = drawn(line, ["score"], shown=False)
    assert (
        "class=against" not in hidden
        and "history of finds" not in names
        and names.index("weight") < names.index("route")
    )
    assert "description" not in names  # too little to be seen


def test_what_two_lines_share_is_drawn_once():
    made = draw([LINE, replace(LINE, target=LINE.target | {"line": 99})], EN, ["route", "value", "score"], shown=True)
    assert made.of[99] == made.of[LINE.target["line"]]
    assert made.symbols.count("<symbol") == 2


def test_the_words_under_a_map_are_no_wider_than_it_in_any_language():
    words = {
        code: [load(code).say(f"picture.{key}", flown="12,345", direct="10,234") for key in ("route", "direct")]
        for code in codes()
    }
    assert {code: said for code, said in words.items() if max(map(len, said)) > WIDEST} == {}


def test_no_name_of_a_group_reaches_into_its_bar_in_any_language():
    assert (
        max(len(str(word)) for code in codes() for key, word in load(code).words.items() if key[:6] == "group.") <= 20
    )


def test_every_group_of_facts_has_a_name_in_every_language():
    groups = {feature.group for feature in FEATURES}
    assert {code: [group for group in groups if f"group.{group}" not in load(code).words] for code in codes()} == {
        code: [] for code in codes()
    }
