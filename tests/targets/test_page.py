"""The list as a page in a real browser, on the screen and on paper, in every language, with what others write in it."""

import re
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.publishing import AS_OF, example
from lake.page import visible
from targets.language import codes, load
from targets.outputs.columns import short
from targets.outputs.html import write
from targets.requests import Request
from targets.ulds import UldChoice
from tests.browser.chromium import chromium, visit
from tests.targets.payloads import RUN, payloads
from tests.targets.sheets import hostile

pytestmark = pytest.mark.slow
EN = load("en")
STATES = ("new", "changed", "kept")
REQUEST = Request(
    1, "18000000001", "18000000001", "MARBLE QUAY FORWARDING", "KC", "KC0927-20260302-IST", AS_OF + timedelta(hours=2),
    14, 300.5, ("ask.houses", "ask.consignees"),
)  # fmt: skip
ULD = UldChoice(
    "KC0927-20260302-IST", "PMC00004KC", "PMC", 7, 9, 800.0, None, 44, 0.31, 0.27, 150, AS_OF,
    AS_OF + timedelta(hours=2), (1, 2), (), (),
)  # fmt: skip


def rich(count=40, code="en", **more):
    """A second revision with everything beside its lines, for one officer."""
    known = example(count, 400, code)
    marked = tuple(
        replace(line, target=line.target | {
            "revision": 2, "state": STATES[place % 3], "standby": place % 11 == 10, "ordered": place % 13 == 3,
            "batch": "PMC00004KC" if place % 4 == 1 else None,
            "action": "xray" if place % 4 == 1 else line.target["action"],
        })
        for place, line in enumerate(known.lines)
    )  # fmt: skip
    given = {"lines": marked, "revision": 2, "requests": (REQUEST,), "ulds": (ULD,), "random_shown": False}
    return replace(known, **given | {"languages": ("en", "ru"), "warnings": ("one", "two", "three", "four")} | more)


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=codes())
def code(request):
    return request.param


def test_every_language_is_shown_without_a_request_or_an_error(browser, code, tmp_path):
    with visit(browser, write(rich(code=code), load(code)), tmp_path) as seen:
        assert seen.seen(".line") == 40
        assert seen.page.locator("html").get_attribute("lang") == code
        seen.page.keyboard.press("?")
        assert seen.page.locator("dialog").is_visible()
        assert seen.quiet


def test_every_letter_of_every_language_is_in_the_page_s_own_font(browser, code, tmp_path):
    with visit(browser, write(rich(code=code), load(code)), tmp_path) as seen:
        words = "".join(str(word) for word in load(code).words.values())
        letters = "".join(sorted({letter for letter in words if letter.isalpha()}))
        drawn = seen.page.evaluate(
            """letters => { const pen = document.createElement("canvas").getContext("2d");
            const wide = (font, text) => { pen.font = font; return pen.measureText(text).width; };
            return [...letters].filter(one => wide("40px accu, monospace", one) === wide("40px monospace", one)
                && wide("40px accu, serif", one) === wide("40px serif", one)); }""",
            letters,
        )
        assert drawn == []


def test_a_search_finds_a_waybill_as_it_is_spoken_and_a_name_in_part(browser, tmp_path):
    given = rich()
    wanted = given.lines[7].case["case_id"][:11]
    with visit(browser, write(given, EN), tmp_path) as seen:
        for asked in (wanted, f"{wanted[:3]}-{wanted[3:]}", f"{wanted[:3]} {wanted[3:]}"):
            seen.page.fill("#find", asked)
            assert seen.seen(f"#l{given.lines[7].target['line']}") == 1, asked
            assert seen.seen(".line") < 5
        seen.page.fill("#find", "silver reed")
        shown = [
            line
            for line in given.lines
            if "SILVER REED" in f"{line.case['consignor_name']} {line.case['consignee_name']}"
        ]
        assert seen.seen(".line") == len(shown)
        assert seen.page.locator("#count").text_content().startswith(f"{len(shown)} / 40")


def test_stream_flight_kind_and_state_narrow_the_list_and_leave_no_heading_without_lines(browser, tmp_path):
    given = rich()
    asked = {
        "stream": ("courier", lambda line: line.case["stream"] == "courier"),
        "do": ("xray", lambda line: line.target["action"] == "xray"),
        "state": ("changed", lambda line: not line.target["standby"] and line.target["state"] == "changed"),
    }
    with visit(browser, write(given, EN), tmp_path) as seen:
        for name, (value, fits) in asked.items():
            seen.page.select_option(f"#{name}", value)
            assert seen.seen(".line") == sum(map(fits, given.lines)) > 0, name
            seen.page.keyboard.press("Escape")
        assert seen.seen(".line") == 40
        seen.page.select_option("#flight", "2")
        assert seen.seen(".flight") == 1 and 0 < seen.seen(".line") < 40
        seen.page.fill("#find", "no such words")
        assert seen.seen(".line") == seen.seen(".flight") == seen.seen(".master") == 0
        assert seen.quiet


def test_lines_are_sorted_by_time_by_number_and_where_it_is_shown_by_priority(browser, tmp_path):
    def numbers(seen):
        return [int(one[1:]) for one in seen.page.eval_on_selector_all(".line", "all => all.map(one => one.id)")]

    given = rich(random_shown=True)
    with visit(browser, write(given, EN), tmp_path) as seen:
        home = numbers(seen)
        until = {line.target["line"]: line.target["last_chance_at"] for line in given.lines}
        left = [until[number] for number in home if until[number]]
        assert left == sorted(left)
        seen.page.select_option("#order", "line")
        assert numbers(seen) == sorted(home)
        seen.page.select_option("#order", "priority")
        priority = {line.target["line"]: line.target["priority"] for line in given.lines}
        assert [priority[n] for n in numbers(seen)] == sorted(priority.values(), reverse=True)
        seen.page.select_option("#order", "time")
        assert numbers(seen) == home
    with visit(browser, write(rich(), EN), tmp_path) as seen:
        assert "priority" not in seen.page.eval_on_selector_all("#order option", "all => all.map(one => one.value)")


def test_a_shift_can_be_worked_with_the_keyboard_alone(browser, tmp_path):
    given = rich()
    with visit(browser, write(given, EN), tmp_path) as seen:
        keys, page = seen.page.keyboard, seen.page
        first, second = (page.locator(".line").nth(place) for place in (0, 1))
        keys.press("j")
        keys.press("j")
        assert second.evaluate("one => one === document.activeElement")
        keys.press("o")
        assert second.locator("svg.map").is_visible()
        keys.press("k")
        keys.press("x")
        assert first.locator("input").is_checked()
        page.check("#hide")
        assert seen.seen(".line") == 39
        page.reload()
        assert first.locator("input").is_checked()  # kept by this browser
        keys.press("/")
        assert page.locator("#find").evaluate("one => one === document.activeElement")
        keys.type("jkx?")
        assert page.locator("#find").input_value() == "jkx?"
        keys.press("Escape")
        assert page.locator("#find").input_value() == ""
        keys.press("?")
        assert page.locator("dialog").is_visible()
        keys.press("Escape")
        assert not page.locator("dialog").is_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_fault_of_accessibility(browser, dark, tmp_path):
    for given in (rich(), rich(random_shown=True)):
        with visit(browser, write(given, EN), tmp_path, dark=dark) as seen:
            seen.page.keyboard.press("j")
            seen.page.keyboard.press("x")
            seen.page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
            assert seen.faults() == []
            seen.page.keyboard.press("?")
            assert seen.faults() == []


def test_a_click_finds_what_it_was_aimed_at_though_the_line_above_was_open(browser, tmp_path):
    with visit(browser, write(rich(), EN), tmp_path) as seen:
        page = seen.page
        seen.page.keyboard.press("j")
        page.locator(".line").nth(2).locator("summary").click()
        assert page.locator(".line").nth(2).locator("details").get_attribute("open") is not None
        page.locator(".line").nth(4).locator("input").click()
        assert page.locator(".line").nth(4).locator("input").is_checked()


def test_what_a_screen_reader_says_of_the_table(browser, tmp_path):
    with visit(browser, write(rich(), EN), tmp_path) as seen:
        page = seen.page
        assert page.get_by_role("table", name="Lines by flight").count() == 1
        assert page.get_by_role("rowheader").count() > 40
        assert page.get_by_role("columnheader").count() >= 5
        page.locator("summary", has_text=EN.say("page.pictures")).first.click()
        assert page.get_by_role("img", name="direct").count() == 1
        assert page.get_by_role("img", name=EN.say("picture.speaks")).count() == 1
        assert page.get_by_role("heading", level=1).count() == 1 < page.get_by_role("heading", level=2).count()
        page.select_option("#order", "line")
        assert page.locator("thead [aria-sort=ascending]").text_content() == EN.say("column.line")
        assert page.locator("#count").get_attribute("aria-live") == "polite"


def marked(given):
    """The same lines, each beginning and ending in a word of its own."""
    lines = []
    for line in given.lines:
        number, (*others, last) = line.target["line"], line.reasons
        case = line.case | {"goods_description": f"BEGIN{number}X {line.case['goods_description']}"}
        lines.append(replace(line, case=case, reasons=(*others, replace(last, text=f"{last.text} END{number}X"))))
    return replace(given, lines=tuple(lines))


def test_on_paper_every_page_has_its_headings_and_no_line_is_cut(browser, code, tmp_path):
    language = load(code)
    given = marked(rich(60, code, made_for="A. OFFICER"))
    with visit(browser, write(given, language), tmp_path) as seen:
        seen.page.pdf(path=str(tmp_path / "list.pdf"), prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-raw", "list.pdf", "-"], cwd=tmp_path, capture_output=True, check=True).stdout  # noqa: S607
    pages = text.decode().split("\f")[:-1]
    assert len(pages) > 5
    for number, page in enumerate(pages, start=1):
        assert re.search(rf"{number} / {len(pages)}\b", page), page
        assert given.list_id in page and "A. OFFICER" in page
        if "BEGIN" in page:
            assert language.say("column.shipment") in page and language.say("column.outcome") in page
    for line in given.lines:
        begin, end = f"BEGIN{line.target['line']}X", f"END{line.target['line']}X"
        on = [number for number, page in enumerate(pages) if begin in page.replace("\n", "")]
        assert on == [number for number, page in enumerate(pages) if end in page.replace("\n", "")] and len(on) == 1


def test_what_would_run_or_ask_is_noticed(browser, tmp_path):
    loose = (f"<script>{RUN}</script>", "<img src=http://example.invalid/p>", f"<b onclick={RUN}>")
    for text in loose:
        content = write(rich(2), EN).replace(b"<main>", b"<main>" + text.encode())
        with visit(browser, content, tmp_path) as seen:
            seen.page.eval_on_selector_all("main b", "all => all[0]?.click()")
            assert not seen.quiet, text
    with visit(browser, f"<script>{RUN};alert(1)</script>".encode(), tmp_path) as seen:
        assert seen.page.evaluate("window.ran") == 1 and seen.dialogs == ["1"]


def shown(text):
    return re.sub(r"\s+", " ", str(visible(text))).strip()


def test_five_hundred_texts_of_others_run_nothing_and_can_still_be_read(browser, tmp_path):
    texts = payloads()
    given = hostile(texts)
    flights = [
        replace(line, target=line.target | {"flight_id": f"{text}-20260302-IST"})
        for line, text in zip(given.lines, texts, strict=True)
    ]
    with visit(browser, write(replace(given, lines=tuple(flights)), EN), tmp_path) as seen:
        seen.page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
        seen.page.eval_on_selector_all("*", "all => all.forEach(one => one.focus?.())")
        seen.page.keyboard.press("j")
        seen.page.wait_for_timeout(500)
        assert seen.quiet and seen.page.evaluate("window.ran") is None
        assert seen.texts("img, iframe, object, embed, base, link, video, audio, math, image, animate, set") == []
        assert len(seen.texts("script")) == len(seen.texts("style")) == 1
        rows = seen.page.eval_on_selector_all(
            ".line", "all => all.map(one => [...one.querySelectorAll('b, small, li')].map(cell => cell.textContent))"
        )
    by_mark = {re.search(r"q\d+q", "".join(row))[0]: [shown(cell) for cell in row] for row in rows}
    for number, text in enumerate(texts):
        cells = by_mark[f"q{number}q"]
        said = (shown(text), shown(short(text)))  # goods, both parties, house, reason
        assert sum(any(one in cell for one in said) for cell in cells) >= 5, text


def test_five_hundred_names_of_whom_a_copy_is_made_for_run_nothing_and_can_still_be_read(browser, tmp_path):
    empty = rich(2, lines=(), requests=(), ulds=(), warnings=())
    texts = payloads()
    for start in range(0, len(texts), 25):
        text = " | ".join(texts[start : start + 25])
        with visit(browser, write(replace(empty, made_for=text), EN), tmp_path) as seen:
            assert seen.quiet and seen.page.evaluate("window.ran") is None, text
            assert EN.say("page.made_for", name="") + shown(text) in map(shown, seen.texts(".head bdi")), text
