"""docs/feeds.md is done as it is read: its list, its mapping, its feed, and what it says comes of them."""

import re
import textwrap
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lake.sites import Feed
from manifests.converters import COLUMNS, CONVERTERS
from manifests.files import read_file
from manifests.fitting import recognise
from manifests.mapping import Mapping, load_mapping, plain_header
from manifests.mapping_check import check
from manifests.mapping_draft import draft
from manifests.mapping_verdict import verdict

PAGE = (Path(__file__).parent.parent / "docs" / "feeds.md").read_text("utf-8")
AT = datetime(2026, 2, 28, 20, tzinfo=UTC)


def shown(name):
    """The lines set in below a mark of the page."""
    return textwrap.dedent(re.search(rf"<!-- {name} -->\n((?:    .*\n|\n)+)", PAGE)[1]).strip() + "\n"


@pytest.fixture
def mahalla(tmp_path):
    (tmp_path / "mahalla.toml").write_text(shown("file mahalla.toml"), encoding="utf-8")
    return load_mapping(str(tmp_path / "mahalla.toml"))


LIST = shown("file mahalla.csv").encode()


def test_the_list_of_the_page_is_known_to_no_mapping_before():
    assert recognise(LIST, "mahalla.csv") is None


def test_its_draft_knows_three_headers_and_names_the_others():
    text = draft(LIST, "mahalla.csv")
    assert set(tomllib.loads(text)["columns"]) == {"master_waybill", "gross_kg", "goods_description"}
    assert text.count("# [columns.NAME]") == 7


def test_the_mapping_of_the_page_is_ready_for_it(mahalla):
    found = check(LIST, "mahalla.csv", mahalla, AT)
    assert (verdict(found).state, verdict(found).why) == ("ready", ())
    assert (found.rows.consignments, found.rows.goods, found.rows.ignored) == (3, 4, 1)


def test_it_reads_what_the_page_says(mahalla):
    (message,) = read_file(LIST, "mahalla.csv", AT, "tabular", mahalla)
    first, second, third = message.reading.every("consignments")
    assert first["consignment_id"] == "07412345664/MX-0001"
    assert (second["goods_description"], second["value"], second["currency"]) == (
        "Phone covers; Phone cables",
        55.0,
        "USD",
    )
    assert [house["gross_kg"] for house in (first, second, third)] == [0.25, 1.3, 8.0]
    assert {house["consignee_country"] for house in (first, second, third)} == {"KZ"}


def test_the_feed_of_the_page_is_one():
    (feed,) = tomllib.loads(shown("feed"))["feeds"]
    assert Feed.model_validate(feed).mapping == "mahalla"


def test_the_patterns_of_the_page_know_what_it_says_they_know():
    rows = re.findall(r"^\| `'(.*?)'` \| (.*) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 6
    for pattern, says in rows:
        for header in re.findall(r"`(.*?)`", says):
            assert re.fullmatch(pattern.replace("\\|", "|"), plain_header(header)), (pattern, header)


def test_every_setting_and_converter_of_the_page_exists_and_every_setting_is_told():
    told = set(re.findall(r"`\[?(\w+)\]?`", PAGE.partition("### All settings")[2].partition("## 3.")[0]))
    assert set(Mapping.model_fields) - {"name", "format", "columns"} <= told
    converters = PAGE.partition("### The columns")[2].partition("### All settings")[0]
    assert set(re.findall(r"^\| `[^|]*\| (.*) \|$", converters, re.MULTILINE))
    for columns, names in re.findall(r"^\| (`.*?) \| (.*) \|$", converters, re.MULTILINE):
        for column in re.findall(r"`(\w+)`", columns):
            assert set(COLUMNS[column]) == set(re.findall(r"`(\w+)`", names)) & set(CONVERTERS), column
