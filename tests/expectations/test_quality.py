import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from xml.etree import ElementTree

import pytest

from expectations.check import check
from expectations.counts import FeedCount
from expectations.quality import quality_page
from tests.expectations.slices import KNOWN_AT, consignment, message, messages, problem, table

CARGO = FeedCount("cargo", True, 3, 1, 12345, 12345, 12342, 0, 0, 2, 1, KNOWN_AT)
POST = FeedCount("post", True, 0, 0, 0, 0, 0, 0, 0, 0, 0, None)
RESULTS = FeedCount("results", False, 0, 0, 0, 0, 0, 0, 0, 0, 0, None)
COURIER = FeedCount("courier", True, 1, 1, 20, 20, 0, 0, 0, 20, 0, KNOWN_AT)


@pytest.fixture(scope="module")
def checked():
    """Courier is stopped; one consignment of cargo is refused, one warned of."""
    rows = [consignment(1, stream="<script>alert(1)</script>"), consignment(2, origin_airport="ALA")]
    tables = {
        "messages": messages(3, 20),
        "consignments": table("consignments", rows),
        "problems": table(
            "problems",
            [problem(3, "line_broken", detail='<b>AWB</b>\x00\x1b\u202e & "x" ' + "9" * 300)]
            + [problem(i, "csv_row_broken", number=2) for i in range(1, 21)],
        ),
    }
    return check(tables, {message(1): "cargo", message(2): "courier"})


def page(checked, feeds=(CARGO, COURIER, POST, RESULTS), title="Almaty", missing=()):
    return quality_page(title, KNOWN_AT, feeds, checked, {"consignments": 12342}, missing)


def text_of(html):
    """The text of a page; only well-formed markup has one."""
    return " ".join("".join(ElementTree.fromstring(html).itertext()).replace("\N{NO-BREAK SPACE}", "").split())  # noqa: S314 - our own page


def test_the_page_has_the_figures(checked):
    text = text_of(page(checked))
    assert "2026-11-20 20:00 UTC" in text
    for figure in ("12345", "12342", "csv_row_broken 20", "Feed post brought nothing; last receipt: never."):
        assert figure in text.replace("csv_row_broken20", "csv_row_broken 20")
    assert "consignments.stream.one_of" in text
    assert "origin_airport=ALA destination_airport=ALA" in text
    assert "courier: records=20 unreadable=20" in text


def test_text_of_a_message_is_never_markup(checked):
    html = page(checked, title="<script>x</script>", missing=["<img src=x>"])
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert not set("\x00\x1b\u202e") & set(html)
    assert "9" * 81 not in html


def test_the_page_asks_for_nothing_and_allows_only_its_own_style(checked):
    html = page(checked)
    assert not re.search(r"https?:|src=|url\(|@import|<link|<script| style=| on\w+=", html)
    style = html.split("<style>")[1].split("</style>")[0]
    assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in html
    assert "default-src 'none'" in html


@pytest.mark.parametrize(
    ("feeds", "stopped", "word"),
    [
        ((CARGO, COURIER), True, "STOPPED"),
        ((CARGO,), False, "LOOK"),
        ((POST,), False, "LOOK"),
        ((replace(CARGO, accepted=12344, quarantined=0), RESULTS), False, "GOOD"),
    ],
)
def test_the_state_is_a_word_and_not_a_colour_alone(checked, feeds, stopped, word):
    seen = checked if stopped else replace(checked, stopped={})
    banner = re.search(r'<p class="banner (\w+)"><span class="word">(\w+)</span>', page(seen, feeds))
    assert banner and banner[2] == word
    assert banner[1] == {"STOPPED": "red", "LOOK": "amber", "GOOD": "green"}[word]


def test_the_same_run_gives_the_same_bytes(checked):
    assert page(checked) == page(checked)


def test_a_count_that_does_not_add_up_is_not_printed(checked):
    with pytest.raises(ValueError, match="feed cargo"):
        page(checked, [replace(CARGO, accepted=1)])


def test_a_night_without_anything_has_a_page():
    text = text_of(page(check({"messages": messages()}, {}), [RESULTS]))
    assert "GOOD" in text
    assert "Nothing was refused." in text
    assert "No warnings." in text
