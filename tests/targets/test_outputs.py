"""Outputs: the same bytes, no request, no code that runs. Workbook, CSV, JSON, slip and texts have their own tests."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.publishing import example
from lake.collect import collect
from targets.language import codes, load
from targets.outputs.html import LARGEST
from targets.outputs.output import Output
from targets.pages.house import css_text
from targets.pages.order import groups
from targets.publish import publish

EN = load("en")
LISTING = example(30, 400)
OUTPUTS = {output.name: output for output in collect("targets.outputs", Output)}
PAYLOADS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "＝1", "＋1",
    "－1", "＠a", "﹦1",
    "a\n=1", "a\r\n@b", "a;=1", 'a";=1', "'=1", "\\x41", "a\\", "<script>alert(1)</script>", '"><img src=x>',
    "=HYPERLINK(\"http://example.invalid\")", "\u202e=1",
    "&lt;", "{{ 7*7 }}", "\x00=1", "+7 701 000 00 00",
)  # fmt: skip


def hostile(text):
    line = LISTING.lines[1]
    case = line.case | {"goods_description": text, "consignor_name": text, "uld": text, "house_waybill": text}
    return replace(LISTING, lines=(replace(line, case=case),), warnings=(text,), model=text)


def page(listing=LISTING):
    return OUTPUTS["html"].write(listing, EN).decode()


@pytest.mark.parametrize("name", sorted(OUTPUTS))
def test_the_same_listing_gives_the_same_bytes(name):
    assert OUTPUTS[name].write(LISTING, EN) == OUTPUTS[name].write(example(30, 400), EN)


def test_the_page_asks_nobody_for_anything():
    text = page()
    assert not re.search(
        r"""https?:|\bsrc=|\bhref=(?!"?#|"almaty-[-.0-9a-z]+html")|url\((?!data:font)|@import|<link|<iframe|fetch\(|XMLHttp|WebSocket""",
        text,
    )
    assert not re.search(r"""<[^>]+\s(style|on\w+)=""", text)


def test_the_page_allows_its_own_style_and_script_and_nothing_else():
    text = page()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        inline = re.search(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)[1]
        assert f"{kind}-src 'sha256-{_base64(inline)}'" in policy


def _base64(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_of_a_message_cannot_become_markup(payload):
    text = page(hostile(payload))
    assert text.count("<script") == 1
    assert "<img" not in text
    assert "alert(1)</script>" not in text.replace("&lt;", "")


def test_three_hundred_lines_with_all_pictures_stay_below_half_a_megabyte():
    content = OUTPUTS["html"].write(example(300, 1200), EN)
    assert len(content) <= LARGEST
    assert content.count(b"<details>") == content.count(b"class=score") == 300


@pytest.mark.slow
def test_texts_that_go_on_for_pages_are_cut_on_the_page_and_whole_in_the_csv():
    line = LISTING.lines[0]
    long = line.case | {"goods_description": "ABC " * 2000, "consignor_name": "X" * 3000}
    lines = tuple(replace(line, case=long, target=line.target | {"line": n}) for n in range(1, 301))
    given = replace(LISTING, lines=lines)
    assert len(OUTPUTS["html"].write(given, EN)) <= LARGEST
    assert "ABC…" in page(given) and "X" * 3000 in OUTPUTS["csv"].write(given, EN).decode("utf-8-sig")


def test_the_page_says_bulk_only_where_a_manifest_does():
    line = LISTING.lines[0]
    shown = [
        page(replace(LISTING, lines=(replace(line, case=line.case | {"uld": None, "manifest_pieces": pieces}),)))
        for pieces in (4, None)
    ]
    assert ["ULD not told" in text for text in shown] == [False, True]
    assert ["· bulk</small>" in text for text in shown] == [True, False]


@pytest.mark.parametrize("code", codes())
def test_where_a_language_needs_more_room_the_page_has_fewer_pictures_and_all_its_lines(code):
    content = OUTPUTS["html"].write(example(300, 1200, code), load(code))
    assert len(content) <= LARGEST
    assert content.count(b'<tr class="line') == content.count(b"class=map") == 300


SELECTION = (
    "selected_as", "selection_probability", "draw", "priority", "probability_illicit", "probability_revenue",
    "margin_illicit", "margin_revenue", "aim",
)  # fmt: skip


def with_selection_of(line, other):
    """A line as it would be had it been selected as another one was."""
    target = line.target | {name: other.target[name] for name in SELECTION}
    return replace(line, target=target, level=other.level, severity=other.severity)


def test_an_officers_copy_is_the_same_to_the_byte_whichever_lines_were_drawn_at_random():
    lines = [replace(line, severity=1.0 + place) for place, line in enumerate(LISTING.lines)]
    turned = [with_selection_of(line, other) for line, other in zip(lines, [*lines[7:], *lines[:7]], strict=True)]
    drawn = [[line.target["selected_as"] for line in given] for given in (lines, turned)]
    assert drawn[0] != drawn[1] and "random" in drawn[0]
    given = [replace(LISTING, lines=tuple(of)) for of in (lines, turned)]
    officers = [page(replace(one, random_shown=False)) for one in given]
    assert officers[0] == officers[1]
    supervisors = [page(replace(one, random_shown=True)) for one in given]
    assert supervisors[0] != supervisors[1]


def rows(text):
    """The markup of each line, by its number."""
    found = re.findall(r'<tr class="line.*?(?=<tr|</tbody>)', text, re.DOTALL)
    return {int(re.search(r" id=l(\d+)", row)[1]): row for row in found}


def shape(row):
    """What a line's markup is made of, without words, numbers and names of pictures."""
    bare = re.sub(r'(id|data-until|href|aria-labelledby)=("[^"]*"|\S+?(?=[ >]))|\sd="[^"]*"', "", row)
    return set(re.findall(r"<[a-z][^>]*>", bare))


def test_a_line_drawn_at_random_is_made_of_nothing_that_others_are_not():
    given = replace(LISTING, random_shown=False)
    of = rows(page(given))
    drawn = {line.target["line"] for line in given.lines if line.target["selected_as"] == "random"}
    others = set().union(*(shape(row) for number, row in of.items() if number not in drawn))
    assert len(drawn) == 3 and all(shape(of[number]) <= others for number in drawn)
    assert EN.say("selected.random") not in "".join(of.values())
    shown = rows(page(replace(LISTING, random_shown=True)))
    assert {number for number, row in shown.items() if f">{EN.say('selected.random')}<" in row} == drawn


def test_houses_of_one_master_stand_together_under_it_and_a_house_alone_does_not():
    one, two, alone = (
        replace(line, target=line.target | {"flight_id": "KC0927-20260302-IST"}) for line in LISTING.lines[:3]
    )
    cases = ({"parent_id": "18000007919"}, {"parent_id": "18000099999"}, {"parent_id": "18000007919"})
    lines = tuple(replace(line, case=line.case | case) for line, case in zip((one, alone, two), cases, strict=True))
    part, single = groups(lines, LISTING.as_of)[0].parts
    assert (part.master, part.lines, single.master) == ("18000007919", (lines[0], lines[2]), None)
    assert "Master 180-00007919: 2 houses on this list" in page(replace(LISTING, lines=lines))


def test_what_is_presented_together_is_named_on_each_line():
    batch = {"batch": "PMC12345KC", "action": "xray", "standby": False}
    lines = tuple(replace(line, target=line.target | batch) for line in LISTING.lines[:3])
    numbers = [line.target["line"] for line in lines]
    of = rows(page(replace(LISTING, lines=lines)))
    assert f"with lines {numbers[1]}, {numbers[2]}: PMC12345KC" in of[numbers[0]]
    assert "PMC12345KC" not in rows(page(replace(LISTING, lines=lines[:1])))[numbers[0]]


def test_a_party_is_called_new_to_the_unit_where_this_is_its_first_shipment():
    line = LISTING.lines[0]
    said = {}
    for shipments in (None, 1.0, 2.0):
        known = replace(line.known, features=line.known.features | {"consignee_shipments_365d": shipments})
        said[shipments] = EN.say("page.first_known") in page(replace(LISTING, lines=(replace(line, known=known),)))
    assert said == {None: False, 1.0: True, 2.0: False}


def test_every_page_of_paper_says_whose_copy_it_is_and_a_name_cannot_leave_the_style():
    text = page(replace(LISTING, made_for='"}</style><b>'))
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    assert css_text('"}</style><b>')[1:-1] in style and text.count("</style>") == 1


def test_everything_is_published_and_the_hashes_are_right(tmp_path):
    paths = publish([LISTING], tmp_path / "lists")
    assert set(paths) == {*OUTPUTS, "sha256"}
    assert sorted(path.name for path in (tmp_path / "lists").iterdir()) == sorted(path.name for path in paths.values())
    for line in paths["sha256"].read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "lists" / name).read_bytes()).hexdigest() == digest
    assert paths["html"].name == "almaty-2026-03-02-r1.html"


def test_a_line_is_shown_in_the_sites_own_zone():
    text = page()
    assert "Known up to 2 Mar 04:00 (Asia/Almaty)" in text
    assert "last chance <b>2 Mar 06:40</b> Asia/Almaty" in text
    assert "2 h 40 min" in text
    assert "courier: nothing since 28 Feb 21:10" in text


def test_a_flight_is_as_urgent_as_the_first_of_its_lines_that_is_still_ahead():
    def flight(name, *hours):
        at = [None if hour is None else LISTING.as_of + timedelta(hours=hour) for hour in hours]
        known = LISTING.lines[0]
        return [replace(known, target=known.target | {"flight_id": name, "last_chance_at": until}) for until in at]

    lines = [*flight("OVER", -3, -1), *flight("LATER", 9), *flight("SOON", -1, None, 2), *flight("NEVER TOLD", None)]
    found = groups(lines, LISTING.as_of)
    assert [group.flight_id for group in found] == ["SOON", "LATER", "NEVER TOLD", "OVER"]
    assert found[0].last_chance_at == LISTING.as_of + timedelta(hours=2)


def test_probability_and_severity_stand_side_by_side_and_nothing_is_said_of_a_severity_that_is_not_known():
    shown = replace(LISTING, random_shown=True)
    known = replace(shown, lines=tuple(replace(line, severity=1.5) for line in LISTING.lines))
    assert "prohibited or dangerous, severity 1.5" in page(known) and "about 1 in" in page(known)
    assert "severity" not in page(shown)
