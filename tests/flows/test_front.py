"""The front page of a unit: what it gathers is of the newest night, counted once, and of nothing that came later."""

import re
import shutil
from datetime import timedelta

import pytest
from lakes import AS_OF, SITE, TONIGHT, last_night
from past_lists import line, night_of, result

from flows import front
from flows.nightly import night
from flows.unit import Unit, open_unit
from lake.past import Past
from targets.front import ENDS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def of_day(found, day):
    return next(one for one in found.nights if one.day == day)


def list_of(day):
    return f"{SITE}-{day}"


def test_what_came_home_of_a_list_is_counted_by_its_end(unit):
    night_of(unit, AS_OF - DAY, [line(number) for number in range(1, 8)])
    yesterday = TONIGHT - DAY
    told = [
        {"result": "hit", "finding": "narcotics"},
        {"result": "clear"},
        {"result": "not_presented", "presented": False},
        {"decision": "not_reached", "presented": None, "method": None},
        {"decision": "declined", "presented": None, "method": None},
    ]
    home = [result(list_of(yesterday), n, AS_OF - 9 * HOUR, **columns) for n, columns in enumerate(told, 1)]
    night_of(unit, AS_OF, [line(1)], home)
    one = of_day(front.gathered(unit), yesterday)
    there = {end: count for end, count in one.ends.items() if count}
    assert there == {"hit": 1, "clear": 1, "not_presented": 1, "not_reached": 1, "declined": 1, "open": 2}
    assert sum(one.ends.values()) == one.lines == 7 and set(one.ends) == set(ENDS)
    assert (one.decided, one.inspected) == (5, 2)


def test_a_result_received_at_the_cut_off_or_later_is_not_on_the_page_of_the_night(unit):
    night_of(unit, AS_OF - DAY, [line(1), line(2)])
    home = [result(list_of(TONIGHT - DAY), n, at, result="hit") for n, at in ((1, AS_OF), (2, AS_OF - HOUR / 60))]
    night_of(unit, AS_OF, [line(1)], home)
    assert of_day(front.gathered(unit), TONIGHT - DAY).ends["hit"] == 1
    night_of(unit, AS_OF + DAY, [line(1)])
    assert of_day(front.gathered(unit), TONIGHT - DAY).ends["hit"] == 2


def test_the_lines_of_two_revisions_are_counted_once_with_the_feeds_of_both(unit):
    night_of(unit, AS_OF, [line(1), line(2)])
    night_of(unit, AS_OF + 3 * HOUR, [line(n, revision=2) | {"standby": n == 2} for n in (1, 2, 3)])
    found = front.gathered(unit)
    one = of_day(found, TONIGHT)
    assert (len(found.nights), one.lines, one.revisions, found.revision) == (1, 2, 2, 2)
    assert (found.tonight.lines, found.tonight.standby) == (2, 1)
    assert {feed.count.records for feed in found.feeds} == {20}
    assert all(feed.count.proven() for feed in found.feeds)


def test_a_reserve_line_counts_where_something_was_done_with_it_all_the_same(unit):
    night_of(unit, AS_OF - DAY, [line(1), line(2, standby=True), line(3, standby=True)])
    night_of(unit, AS_OF, [line(1)], [result(list_of(TONIGHT - DAY), 2, AS_OF - HOUR, result="clear")])
    one = of_day(front.gathered(unit), TONIGHT - DAY)
    assert (one.lines, one.ends["clear"], one.ends["open"]) == (2, 1, 1)


def test_a_night_that_was_repeated_is_one_night(unit):
    for _time in range(2):
        night_of(unit, AS_OF, [line(1)])
    (one,) = front.gathered(unit).nights
    assert (one.lines, one.revisions) == (1, 1)


def test_a_missing_night_is_shown_as_missing_and_what_is_older_than_thirty_nights_is_not_looked_at(unit):
    for back in (40, 29, 5):
        night_of(unit, unit.site.as_of(TONIGHT - back * DAY), [line(1)])
    old = last_night(unit).parts[0]
    night_of(unit, AS_OF, [line(1)])
    found = front.gathered(unit)
    assert [one.day for one in found.nights] == [TONIGHT - back * DAY for back in range(30)]
    assert [place for place, one in enumerate(found.nights) if one.lines is not None] == [0, 5, 29]
    shutil.rmtree(unit.store.folder / "targets" / f"run=night-{(AS_OF - 40 * DAY):%Y%m%dT%H%M%SZ}-1")
    assert front.gathered(unit) == found
    (unit.store.folder / old.path).unlink()
    with pytest.raises(front.FAILURES):
        front.gathered(unit)


def test_a_young_unit_shows_the_nights_since_its_first_list(unit):
    for back in (2, 0):
        night_of(unit, AS_OF - back * DAY, [line(1)])
    assert [one.lines for one in front.gathered(unit).nights] == [1, None, 1]


def test_a_corrected_sheet_replaces_what_the_same_officer_sent_and_two_officers_that_differ_dispute_a_line(unit):
    night_of(unit, AS_OF - DAY, [line(1), line(2)])
    told = [
        (1, "o1", 3, "clear"), (1, "o1", 2, "hit"),
        (2, "o1", 3, "clear"), (2, "o2", 2, "hit"),
    ]  # fmt: skip
    home = [
        result(
            list_of(TONIGHT - DAY),
            n,
            AS_OF - hours * HOUR,
            officer_id=who,
            result=said,
            finding="narcotics" if said == "hit" else None,
        )
        for n, who, hours, said in told
    ]
    night_of(unit, AS_OF, [line(1)], home)
    ends = of_day(front.gathered(unit), TONIGHT - DAY).ends
    assert (ends["hit"], ends["disputed"]) == (1, 1)


def test_random_and_chosen_lines_have_each_their_rate_with_its_count(unit):
    lines = [line(n, selected_as="random" if n > 3 else "criteria" if n == 1 else "model") for n in range(1, 6)]
    night_of(unit, AS_OF - DAY, lines)
    results = {1: "hit", 2: "clear", 3: "inconclusive", 4: "clear"}
    home = [result(list_of(TONIGHT - DAY), n, AS_OF - HOUR, result=said) for n, said in results.items()]
    night_of(unit, AS_OF, [line(9)], home)
    drawn, chosen = front.gathered(unit).rates
    assert (drawn.group, drawn.hits, drawn.finished, drawn.lines) == ("random", 0, 1, 2)
    assert (chosen.group, chosen.hits, chosen.finished, chosen.lines) == ("chosen", 1, 2, 4)
    assert chosen.share.value == 0.5 and chosen.share.low < 0.02


def test_tonight_says_what_is_due_first_and_what_was_over_before(unit):
    lines = [
        line(1, last_chance_at=AS_OF + 9 * HOUR),
        line(2, last_chance_at=AS_OF + HOUR, action="documents", flight_id="KC0927-20260301-IST"),
        line(3, last_chance_at=AS_OF - HOUR),
        line(4, last_chance_at=AS_OF + HOUR, standby=True),
        line(5, action="documents"),
    ]
    night_of(unit, AS_OF, lines)
    tonight = front.gathered(unit).tonight
    assert [soon.line for soon in tonight.first] == [2, 1] and tonight.over == 1
    assert tonight.first[0].shipment == "020-12340002"
    assert tonight.cells == {("documents", ""): 2, ("xray", ""): 2} and tonight.minutes == 24
    assert (tonight.requests, tonight.ulds) == (None, None)


def test_pages_stand_beside_the_lists_and_the_same_lake_gives_the_same_bytes(unit):
    night_of(unit, AS_OF - DAY, [line(1)])
    night_of(unit, AS_OF, [line(1)], [result(list_of(TONIGHT - DAY), 1, AS_OF - HOUR, result="hit")])
    in_english = Unit(unit.site.model_copy(update={"languages": ("en",)}), unit.lake)
    assert front.write_front(in_english) is None
    first = (unit.store.folder / "lists/index.html").read_bytes()
    assert front.write_front(in_english) is None
    assert (unit.store.folder / "lists/index.html").read_bytes() == first
    links = re.findall(rb'href="([^"#]+)"', first)
    assert f"{TONIGHT}/{list_of(TONIGHT)}-r1.html".encode() in links
    assert all(not link.startswith((b"http", b"/")) for link in links)


def test_receipts_of_returned_sheets_are_linked_the_newest_first(unit):
    def of(*names):
        return [{"file": f"{name}.xlsx", "page": f"lists/receipts/{TONIGHT}/{name}.html"} for name in names]

    night_of(unit, AS_OF - DAY, [line(1)], receipts=of("a"))
    night_of(unit, AS_OF, [line(1)], receipts=of("b", "c"))
    found = front.gathered(unit).receipts
    assert [name for name, _link in found] == ["c.xlsx", "b.xlsx", "a.xlsx"]
    assert found[0][1] == f"receipts/{TONIGHT}/c.html"


def test_a_unit_without_a_list_and_a_damaged_lake_have_no_page_and_say_why(unit, caplog):
    assert front.write_front(unit) == f"The front page of {SITE} was not written: ValueError('no list of {SITE} yet')"
    run = night_of(unit, AS_OF, [line(1)])
    (unit.store.folder / run.parts[0].path).write_bytes(b"no parquet")
    trouble = front.write_front(unit)
    assert trouble and trouble in caplog.text
    assert not (unit.store.folder / "lists/index.html").exists()


def test_a_night_leaves_its_page_in_every_language_of_the_site_and_every_link_leads_to_a_file(worked):
    unit = open_unit(worked, SITE)
    folder = unit.store.folder / "lists"
    for code in ("", *unit.site.languages[1:]):
        page = (folder / f"index{code and f'.{code}'}.html").read_text("utf-8")
        links = re.findall(r'href="([^"#]+)"', page)
        assert len(links) > 10 and not [link for link in links if not (folder / link).is_file()]
    counts = last_night(unit).counts
    assert front.gathered(unit).tonight.requests == counts["requests"]
    assert [vars(uld)["cases"] for uld in front.gathered(unit).tonight.ulds] == [row["cases"] for row in counts["ulds"]]


@pytest.mark.slow
def test_a_page_that_cannot_be_written_does_not_take_the_night_with_it(worked, copy, caplog):
    unit = copy(worked)
    page = unit.store.folder / "lists/index.html"
    page.unlink()
    page.mkdir()
    run = night(unit, AS_OF)
    assert (unit.store.folder / run.outputs["html"]).is_file() and last_night(unit) == run
    assert "The front page of almaty was not written: IsADirectoryError" in caplog.text


def test_a_past_since_a_moment_knows_the_runs_of_that_moment_and_later(unit):
    runs = [night_of(unit, AS_OF - back * DAY, [line(1)]) for back in (2, 1, 0)]
    there = {part.path for part in Past(unit.store, runs[-1], since=AS_OF - DAY)._all()}
    assert there == {part.path for run in runs[1:] for part in run.parts}
