"""The front page as it is read: where a line ends, figures with their counts, and nothing that a browser could run."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise, product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from expectations.counts import FeedCount
from lake.capacity import KINDS
from lake.collect import collect
from lake.findings import RESULTS
from measures.measure import Measure
from targets.front import ENDS, FeedNight, File, Front, ModelInUse, Night, Rate, Soon, Tonight, UldBrief, end_of, rates
from targets.front_page import bars, front_page
from targets.language import codes, load
from targets.outputs.output import Output

AS_OF = datetime(2026, 2, 28, 23, tzinfo=UTC)
DAY = date(2026, 3, 1)
HOUR = timedelta(hours=1)
COUNT = FeedCount("cargo", True, 2, 3, 10, 10, 6, 1, 1, 1, 1, AS_OF - timedelta(minutes=4), True)
ENGLISH = load("en")


def night(back: int, lines: int | None = 30, **ends: int) -> Night:
    day = DAY - timedelta(days=back)
    if lines is None:
        return Night(day)
    told = dict.fromkeys(ENDS, 0) | ends
    told["open"] = lines - sum(ends.values())
    return Night(day, lines, told, sum(ends.values()), 1, {"": f"{day}/l.html", "ru": f"{day}/l.ru.html"}, "q.html")


def tonight(**columns) -> Tonight:
    soon = Soon(7, "full_opening", "cargo", "020-12345675", "KC0927-20260301-IST", AS_OF + timedelta(hours=3))
    told = {
        "lines": 3, "standby": 1, "cells": {("full_opening", "cargo"): 2, ("xray", "courier"): 1},
        "selected": {"criteria": 1, "model": 1, "random": 1}, "minutes": 150.0, "first": (soon,), "over": 0,
        "requests": 2, "ulds": (UldBrief("KC0927-20260301-IST", "PMC12345KC", 4, AS_OF),), "basis": "blended",
        "weight": 0.63, "warnings": (),
    }  # fmt: skip
    return Tonight(**told | columns)


def a_front(**columns) -> Front:
    files = (File("html", None, "html", "a.html"), File("xlsx", None, "xlsx", "a.xlsx"))
    measure = Measure(0.31, 0.22, 0.4)
    told = {
        "title": "Almaty", "timezone": "Asia/Almaty", "languages": ("en",), "day": DAY, "as_of": AS_OF,
        "list_id": f"almaty-{DAY}", "revision": 1, "tonight": tonight(), "files": files,
        "feeds": (FeedNight(COUNT, 0, timedelta(minutes=4)),), "nights": (night(0), night(1, hit=3, clear=20)),
        "rates": (Rate("random", 1, 40, 90), Rate("chosen", 0, 0, 0)),
        "model": ModelInUse("6493db07b13c85", 2, AS_OF, "promoted", "B. Name", "training-1", measure, measure, 900, 80),
        "quality": "../quality/night.html",
    }  # fmt: skip
    return Front(**told | columns)


class Reader(HTMLParser):
    """Tags with their attributes, and the text of a page as it is read."""

    def __init__(self, page: bytes):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._silent = False
        self.feed(page.decode())
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._silent = tag in ("style", "script")

    def handle_endtag(self, tag):
        self._silent = False

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data)


def read(front: Front) -> Reader:
    return Reader(front_page(front, ENGLISH))


def test_every_answer_of_a_sheet_ends_in_one_place_and_only_a_presented_and_accepted_clear_is_clear():
    decisions, presented = ("accepted", "declined", "not_reached", None), (True, False, None)
    for decision, there, result in product(decisions, presented, (*RESULTS, None)):
        end = end_of([{"decision": decision, "presented": there, "result": result}])
        assert end in ENDS
        if end == "clear":
            assert result == "clear" and there is not False and decision not in ("declined", "not_reached")
        assert (end == "hit") == (result == "hit")


def test_a_line_of_which_nothing_came_home_is_open_and_of_several_looks_the_one_that_says_most_counts():
    accepted = {"decision": "accepted", "presented": True}
    hit, clear, unsure, pending, empty = (
        accepted | {"result": said} for said in ("hit", "clear", "inconclusive", "laboratory_pending", None)
    )
    assert end_of([]) == end_of([empty]) == "open"
    assert end_of([unsure, clear]) == end_of([clear, unsure, empty]) == "clear"
    assert end_of([clear, pending]) == "laboratory" and end_of([pending, hit, clear]) == "hit"
    assert end_of([hit, clear], disputed=True) == "disputed"


def test_a_case_counts_once_in_a_rate_with_its_first_finished_inspection():
    row = {"case_id": "a", "selected_as": "model"}
    drawn, chosen = rates([(row, "not_reached"), (row, "clear"), (row, "hit"), ({**row, "case_id": "b"}, "hit")])
    assert (chosen.hits, chosen.finished, chosen.lines) == (1, 2, 4)
    assert (drawn.finished, drawn.share) == (0, Measure(None))


def test_the_picture_has_all_nights_on_one_scale_the_oldest_first():
    found = bars((night(0, 15), night(1, None), night(2, 30, hit=6)))
    assert [bar.lines for bar in found] == [64.0, None, 32.0]
    assert [(bar.hits, bar.count) for bar in found] == [(12.8, 6), (0.0, 0), (0.0, 0)]
    assert [bar.x for bar in found] == [0, 20, 40]
    assert [bar.lines for bar in bars((night(0, 0), night(1, None)))] == [None, 0.0]


def test_a_rate_stands_with_its_count_and_a_rate_of_nothing_is_not_one():
    text = read(a_front()).text
    assert "drawn at random 90 40 1 2.5 % under 1 % to 13 %" in text
    assert "chosen (rules and rank) 0 0 0 – –" in text


def test_few_are_said_to_be_few():
    text = read(a_front(rates=(Rate("random", 1, 5, 9),))).text
    assert "fewer than 20: too few to compare" in text


def test_a_whole_night_says_that_nothing_was_missing_and_another_says_what_in_words():
    assert "Nothing was missing" in read(a_front()).text
    gone = replace(COUNT, feed="courier", files=0, fresh=False)
    never = replace(gone, feed="post", last_received_at=None)
    feeds = (FeedNight(gone, 0, timedelta(hours=33)), FeedNight(never, 0, None))
    said = ("Feed courier brought nothing.", "Watch list own is missing: nobody was looked up on it.")
    text = read(a_front(feeds=feeds, tonight=tonight(warnings=said))).text
    assert "Feed courier, which is required, brought nothing of late; its newest message is 33 h 0 min older" in text
    assert "Feed post, which is required, has never brought anything." in text
    assert "Watch list own is missing" in text
    assert "Nothing was missing" not in text and "Feed courier brought nothing." not in text


def test_a_night_without_a_list_is_said_and_the_picture_has_words():
    text = read(a_front(nights=(night(0, 30, hit=2), night(1, None), night(2, 10)))).text
    assert "28 Feb 2026 No list: the night failed or was not run." in text
    assert "3 nights from 27 Feb 2026 to 1 Mar 2026: 2 with a list, 1 without; 40 lines, 2 hits." in text


@pytest.mark.parametrize("how", ["appointed", "first", "promoted", "rolled back", "returned"])
def test_the_model_is_named_with_whoever_answers_for_it_and_its_figure(how):
    front = a_front()
    text = read(replace(front, model=replace(front.model, how=how))).text
    assert "Model 6493db07b13c" in text and "appointment 2" in text
    assert "31 % (22 % to 40 %)" in text and "900 inspections with 80 hits" in text
    assert ("B. Name" in text) == (how in ("appointed", "promoted", "rolled back"))


@pytest.mark.parametrize(
    ("model", "said"),
    [(None, "None: no model ranked this list."), (ModelInUse("abc"), "Its appointment is not on record.")],
)
def test_a_cold_start_and_an_unknown_appointment_are_said(model, said):
    assert said in read(a_front(model=model)).text


@pytest.mark.parametrize("basis", ["model", "blended", "cold_start", None])
def test_how_the_list_was_ranked_is_said_for_every_basis(basis):
    text = read(a_front(tonight=tonight(basis=basis, weight=0.63))).text
    assert ("63 % by the model" in text) == (basis == "blended")


def test_nothing_of_a_message_becomes_markup_and_nothing_is_asked_of_anywhere():
    bad = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    soon = Soon(1, "xray", None, bad, bad, AS_OF)
    page = front_page(a_front(title=bad, tonight=tonight(first=(soon,), warnings=(bad,))), ENGLISH)
    found = Reader(page)
    assert bad in found.text
    assert [tag for tag, _ in found.tags].count("script") == 1 and "img" not in [tag for tag, _ in found.tags]
    assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on") or name in ("src", "style")]
    assert b"http://" not in page and b"https://" not in page
    (policy,) = (attrs["content"] for _, attrs in found.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy


def test_every_table_has_a_caption_and_every_heading_cell_a_scope():
    found = read(a_front()).tags
    assert [tag for tag, _ in found].count("table") == [tag for tag, _ in found].count("caption") == 5
    assert {attrs.get("scope") for tag, attrs in found if tag == "th"} == {"col", "row"}
    levels = [int(tag[1]) for tag, _ in found if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))


def test_an_empty_list_has_a_page_too():
    empty = tonight(
        lines=0, standby=0, cells={}, selected={}, minutes=None, first=(), requests=None, ulds=(), basis=None
    )
    text = read(a_front(tonight=empty, nights=(night(0, 0),), feeds=(), files=(), model=None)).text
    assert "0 lines on the list" in text and "Requests for information: not known" in text


@pytest.mark.slow
@pytest.mark.parametrize("code", codes())
def test_a_browser_finds_no_serious_fault_asks_for_nothing_and_prints_one_page(code, tmp_path):
    nights = tuple(night(back, None if back in (3, 9) else 30, hit=4, clear=18, declined=3) for back in range(30))
    soon = Soon(7, "partial_opening", "cargo", "020-12345675 / EX676000083", "KC0927-20260301-IST", AS_OF + 3 * HOUR)
    cells = {(kind, stream): 4 for kind in KINDS for stream in ("cargo", "courier", "mail")}
    said = ("Watch list own is missing: nobody was looked up on it.",) * 3
    feeds = tuple(replace(a_front().feeds[0], count=replace(COUNT, feed=f"receptacles_{n}")) for n in range(8))
    busy = tonight(first=(soon,) * 6, cells=cells, warnings=said, ulds=tonight().ulds * 3)
    path = tmp_path / "index.html"
    full = a_front(nights=nights, tonight=busy, feeds=feeds, languages=tuple(codes()))
    path.write_bytes(front_page(full, load(code)))
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for scheme, width in (("light", 1280), ("dark", 400)):
            page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=False)
            page.on("console", lambda message: asked.append(message.text))
            page.on("pageerror", lambda error: asked.append(str(error)))
            page.on("request", lambda request: asked.append(request.url))
            page.goto(path.as_uri())
            faults = Axe().run(page).response["violations"]
            assert not [fault["id"] for fault in faults if fault["impact"] in ("serious", "critical")]
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.is_visible("#old")  # by the browser's clock the page is of long ago
        printed = page.pdf(prefer_css_page_size=True)
        browser.close()
    assert set(filter(lambda url: not url.startswith("data:"), asked)) == {path.as_uri()}
    assert printed.count(b"/Type /Page\n") == 1


def test_every_output_of_a_list_has_a_word_on_the_page():
    names = {output.name for output in collect("targets.outputs", Output)}
    assert not [name for name in names if f"front.file.{name}" not in ENGLISH.words]
