"""A unit's settings: read once, all faults together, times in its own zone, limits with their dates."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lake import sites
from lake.sites import SiteError

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
FAULTS = """
title = "Nowhere"
airports = []
country = "nowhere"
timezone = "Asia/Nowhere"
cutoff = 04:00:00
horizon_hours = 26
random_share = 0.9
surprise = 1
"""


@pytest.mark.parametrize("name", sites.names())
def test_every_site_loads(name: str):
    site = sites.load(name)
    assert site.name == name and {feed.holds for feed in site.feeds} >= {"messages", "outcome"}
    assert ZoneInfo(site.timezone)


def test_all_faults_of_a_site_are_reported_together(tmp_path: Path):
    (tmp_path / "nowhere.toml").write_text(FAULTS)
    with pytest.raises(SiteError) as found:
        sites.load("nowhere", tmp_path)
    for field in ("airports", "country", "timezone", "random_share", "surprise", "capacity", "feeds", "severity"):
        assert field in str(found.value)
    assert "\n" not in str(found.value)


def test_a_family_without_severity_is_a_fault(tmp_path: Path):
    text = (sites.SITES / "almaty.toml").read_text("utf-8").replace("security = 1.5\n", "")
    (tmp_path / "almaty.toml").write_text(text)
    with pytest.raises(SiteError, match="severity must name prohibited, security, revenue"):
        sites.load("almaty", tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "officers = 2\nat_most = 12",
            "officers = 2\nat_most = 2",
            "3 lines are drawn and opened, and full_opening can",
        ),
        ("random_share = 0.1 ", "random_share = 0.5 ", "15 lines are drawn and opened"),
        ("officers = 10\nhours = 12", "officers = 10\nhours = 3", "3 lines are drawn, their opening takes 420 minutes"),
    ],
)
def test_random_lines_that_a_shift_cannot_open_are_a_fault(tmp_path: Path, old: str, new: str, fault: str):
    text = (sites.SITES / "almaty.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "almaty.toml").write_text(text.replace(old, new))
    with pytest.raises(SiteError, match=fault):
        sites.load("almaty", tmp_path)


@pytest.mark.parametrize("text", ["title = ", "\x00"])
def test_what_is_not_toml_is_said_so(tmp_path: Path, text: str):
    (tmp_path / "odd.toml").write_text(text)
    with pytest.raises(SiteError, match=r"odd\.toml is not TOML"):
        sites.load("odd", tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "../almaty", "", "Almaty"])
def test_an_unknown_site_names_those_there_are(name: str):
    with pytest.raises(SiteError, match="there are: almaty, tashkent, tbilisi"):
        sites.load(name)


@pytest.mark.parametrize("name", sites.names())
@given(day=DAYS)
def test_a_shift_opens_at_its_cut_off_and_ends_at_the_next(name: str, day: date):
    site = sites.load(name)
    as_of = site.as_of(day)
    assert as_of.tzinfo is UTC and site.day_of(as_of) == day
    assert site.day_of(as_of - timedelta(seconds=1)) == day - timedelta(days=1)
    assert site.day_of(site.as_of(day + timedelta(days=1)) - timedelta(seconds=1)) == day


def test_the_zone_is_that_of_the_day_not_of_today():
    almaty = sites.load("almaty")  # UTC+6 until the end of February 2024, UTC+5 since
    assert almaty.as_of(date(2024, 2, 1)) == datetime(2024, 1, 31, 22, tzinfo=UTC)
    assert almaty.as_of(date(2026, 2, 1)) == datetime(2026, 1, 31, 23, tzinfo=UTC)


def test_a_limit_holds_from_its_first_day_to_its_last():
    first, last = date(2025, 3, 1), date(2025, 12, 31)
    old = {"name": "duty_free_value", "amount": 200.0, "unit": "EUR", "valid_from": first, "valid_to": last}
    new = old | {"amount": 500.0, "valid_from": last + timedelta(days=1), "valid_to": None}
    rows = [limit | {"source": "fictitious"} for limit in (old, new)]
    site = sites.Site.model_validate(sites.load("almaty").model_dump() | {"thresholds": rows})
    days = (first - timedelta(days=1), first, last, last + timedelta(days=1))
    limits = [site.threshold("duty_free_value", day) for day in days]
    assert [limit and limit.amount for limit in limits] == [None, 200.0, 200.0, 500.0]
    assert site.threshold("nothing", first) is None


@pytest.mark.parametrize("name", sites.names())
def test_every_limit_says_where_it_stands(name: str):
    assert all(limit.source.strip() and limit.valid_from for limit in sites.load(name).thresholds)


def feed(url: str) -> sites.Feed:
    return sites.Feed(name="cargo", url=url, holds="messages")


@pytest.mark.parametrize(
    "url",
    [
        "sftp://officer:open-sesame@host/in", "sftp://officer@host/in", "https://officer:open-sesame@host/in/",
        "https://host/in@open-sesame/", "s3://key:open-sesame@bucket/in", "SFTP://officer:open/sesame@host/in",
    ],
)  # fmt: skip
def test_a_url_with_a_user_or_a_password_is_refused_and_not_repeated(tmp_path: Path, url: str):
    text = (sites.SITES / "almaty.toml").read_text("utf-8")
    (tmp_path / "almaty.toml").write_text(text.replace('url = "inbox/cargo"', f'url = "{url}"'))
    with pytest.raises(SiteError, match="instead set ACCU_FEED_CARGO_USER and ACCU_FEED_CARGO_PASSWORD") as found:
        sites.load("almaty", tmp_path)
    assert "sesame" not in str(found.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://host/in/", "say https://"),
        ("ftp://host/in/", "say sftp://"),
        ("ssh://host/in/", "say sftp://"),
        ("simplecache::https://host/in/", "in one URL"),
        ("https://host/in/?token=1", "ACCU_FEED_CARGO_TOKEN"),
        ("https://host/in/#a", "ACCU_FEED_CARGO_TOKEN"),
        ("https:///in/", "names no host"),
        ("sftp://host:99999/in", "no port that there is"),
        ("sftp://[::1/in", "in one URL"),
        ("https://host", "no folder"),
    ],
)
def test_a_url_that_cannot_be_pulled_from_says_what_to_write(url: str, said: str):
    with pytest.raises(ValueError, match="feed cargo: ") as found:
        feed(url)
    assert said in str(found.value)


@pytest.mark.parametrize(
    "url", ["inbox/a@b", "/srv/in", "file:///srv/in", "sftp://host:22/in", "https://host/in/", "s3://b/in"]
)
def test_a_url_without_secrets_is_taken(url: str):
    assert feed(url).url == url


@pytest.mark.parametrize(
    "odd", [{"tries": 0}, {"timeout_seconds": 0}, {"settle_seconds": -1}, {"ready_suffix": "done"}, {"connections": 99}]
)
def test_a_setting_out_of_its_range_is_refused(odd: dict[str, object]):
    with pytest.raises(ValueError, match=next(iter(odd))):
        sites.Feed(name="cargo", url="inbox/cargo", holds="messages", **odd)


def test_two_watch_lists_of_one_name_are_refused():
    twice = (sites.WatchList(name="own", path="a.csv"), sites.WatchList(name="own", path="b.csv"))
    site = sites.load("almaty")
    with pytest.raises(ValueError, match="two watch lists have one name"):
        sites.Site.model_validate(site.model_dump() | {"watch_lists": twice})
