"""A feed on an HTTPS server that misbehaves: nothing is sent elsewhere, nothing is half, nothing is without an end."""

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from lakes import AS_OF, raw_files
from pulls import contents, environment, names, pulled, with_feed
from servers import Answer, Misbehaving, answered

from flows.pull import Pulled
from flows.unit import Unit

SPOKEN = "Sat, 28 Feb 2026 21:00:00 GMT"
"""An hour and more before AS_OF."""


def from_one_that_misbehaves(unit: Unit, folder: Path, answer: Answer, **settings: Any) -> tuple[Pulled, Misbehaving]:
    with Misbehaving(folder, answer) as server:
        feed = with_feed(unit, server.url + "in/", ca_file=str(server.ca_file), **{"timeout_seconds": 5} | settings)
        return pulled(feed), server


def page(to: BaseHTTPRequestHandler, *links: str) -> None:
    written = "".join(f'<a href="{link}">{link}</a>\n' for link in links)
    answered(to, f"<![x <!-- <\0{written}".encode(), Content_Type="text/html")


def test_a_listing_that_leads_elsewhere_leads_nowhere(unit: Unit, tmp_path: Path):
    links = (
        "../", "../secret.txt", "/secret.txt", "https://127.0.0.1:1/x.txt", "//127.0.0.1:1/x.txt", "file:///etc/passwd",
        "javascript:alert(1)", "..%2fsecret.txt", "%2e%2e/secret.txt", "x/../../secret.txt", "%2fetc%2fpasswd",
        "?C=N;O=D", "a.txt?token=1", "a.txt#b", "http://[::1", "", "a.txt", "a.txt", "b%00c.txt", "./d.txt",
    )  # fmt: skip

    def answer(to: BaseHTTPRequestHandler) -> None:
        if to.path == "/in/":
            return page(to, *links)
        return answered(to, to.path.encode(), Last_Modified=SPOKEN)

    found, server = from_one_that_misbehaves(unit, tmp_path, answer)
    assert sorted(names(found)) == ["a.txt", "b\\x00c.txt", "d.txt"] and not found.unreachable
    assert {path for _, path, _ in server.asked} == {"/in/", "/in/a.txt", "/in/b%00c.txt", "/in/d.txt"}


def test_a_listing_without_end_is_cut(unit: Unit, tmp_path: Path):
    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.end_headers()
        while True:
            to.wfile.write(b"<a href='x'>" * 100_000)

    found, _ = from_one_that_misbehaves(unit, tmp_path, answer)
    assert found.unreachable == {"far": "the listing has more than 16777216 bytes"}


def test_folders_without_end_are_cut(unit: Unit, tmp_path: Path):
    found, server = from_one_that_misbehaves(unit, tmp_path, lambda to: page(to, "a/", "b/"))
    assert found.arrived == () and "a folder too deep, or one of too many" in found.unreachable["far"]
    assert len(server.asked) <= 1_001


@pytest.mark.parametrize("known", [True, False], ids=["with its size", "without"])
def test_a_file_larger_than_it_may_be_is_not_taken_whatever_it_says_of_itself(unit: Unit, tmp_path: Path, known: bool):
    def answer(to: BaseHTTPRequestHandler) -> None:
        if to.path == "/in/":
            return page(to, "a.txt")
        to.send_response(200)
        to.send_header("Last-Modified", SPOKEN)
        to.send_header(*(("Content-Length", str(10_000_000)) if known else ("Connection", "close")))
        to.end_headers()
        while to.command == "GET":
            to.wfile.write(b"x" * 100_000)
        return None

    found, server = from_one_that_misbehaves(unit, tmp_path, answer, max_bytes=1_000_000)
    assert found.arrived == () and raw_files(unit) == {}
    assert (
        "a.txt (10000000 bytes are more" in found.unreachable["far"]
        or "larger than 1000000" in found.unreachable["far"]
    )
    assert known == all(method == "HEAD" for method, path, _ in server.asked if path == "/in/a.txt")


def test_a_server_that_breaks_off_and_cannot_go_on_is_asked_from_the_start_and_given_up(unit: Unit, tmp_path: Path):
    def answer(to: BaseHTTPRequestHandler) -> None:
        if to.path == "/in/":
            return page(to, "a.txt")
        to.send_response(200)
        to.send_header("Last-Modified", SPOKEN)
        to.send_header("Content-Length", "3000000")
        to.end_headers()
        if to.command == "GET":
            to.wfile.write(b"x" * 2_000_000)
            to.close_connection = True
        return None

    found, server = from_one_that_misbehaves(unit, tmp_path, answer, tries=3)
    assert found.arrived == () and "a.txt (the line to 127.0.0.1 dropped" in found.unreachable["far"]
    assert 3 <= sum(method == "GET" and path == "/in/a.txt" for method, path, _ in server.asked) <= 6


def test_a_server_that_ignores_ranges_gives_the_whole_in_the_end(unit: Unit, tmp_path: Path):
    asked: list[str] = []

    def answer(to: BaseHTTPRequestHandler) -> None:
        if to.path == "/in/":
            return page(to, "a.txt")
        body = bytes(3_000_000)
        if to.command == "GET":
            asked.append(to.headers.get("Range", ""))
        if to.command == "HEAD" or len(asked) > 1:
            return answered(to, body, Last_Modified=SPOKEN)
        to.send_response(200)
        to.send_header("Last-Modified", SPOKEN)
        to.send_header("Content-Length", str(len(body)))
        to.end_headers()
        to.wfile.write(body[:2_000_000])
        to.close_connection = True
        return None

    found, _ = from_one_that_misbehaves(unit, tmp_path, answer)
    assert contents(unit, found) == {"a.txt": bytes(3_000_000)}
    assert asked[0] == "" and asked[1].startswith("bytes=") and asked[2] == ""


def test_a_server_without_head_and_busy_at_first_is_pulled_from(unit: Unit, tmp_path: Path):
    busy = [503, 429]

    def answer(to: BaseHTTPRequestHandler) -> None:
        if busy:
            return answered(to, b"", busy.pop())
        if to.command == "HEAD":
            return answered(to, b"", 405)
        return page(to, "a.txt") if to.path == "/in/" else answered(to, b"fictitious", Last_Modified=SPOKEN)

    found, _ = from_one_that_misbehaves(unit, tmp_path, answer)
    assert contents(unit, found) == {"a.txt": b"fictitious"} and not found.unreachable


@pytest.mark.parametrize("time", ["yesterday", "", "Sat, 99 Feb 2026 21:00:00 GMT", "Sat, 28 Feb 99999 21:00:00 GMT"])
def test_a_time_that_is_none_is_no_time(unit: Unit, tmp_path: Path, time: str):
    def answer(to: BaseHTTPRequestHandler) -> None:
        return page(to, "a.txt") if to.path == "/in/" else answered(to, b"fictitious", Last_Modified=time)

    with Misbehaving(tmp_path, answer) as server:
        feed = with_feed(unit, server.url + "in/", ca_file=str(server.ca_file), settle_seconds=0)
        now = datetime(2026, 2, 28, 21, tzinfo=UTC)
        (arrived,) = pulled(feed, now=now, as_of=AS_OF).arrived
    assert arrived.received_at == now


def test_a_server_that_packs_what_was_asked_for_plain_is_refused(unit: Unit, tmp_path: Path):
    def answer(to: BaseHTTPRequestHandler) -> None:
        packed = {"Last_Modified": SPOKEN, "Content_Encoding": "gzip"}
        return page(to, "a.txt") if to.path == "/in/" else answered(to, b"\x1f\x8b", **packed)

    found, _ = from_one_that_misbehaves(unit, tmp_path, answer)
    assert "a.txt (the server packs what was asked for as it is)" in found.unreachable["far"]


def test_a_password_is_sent_to_nobody_but_the_server_it_is_for(unit: Unit, tmp_path: Path):
    heard: list[str | None] = []

    def elsewhere(to: BaseHTTPRequestHandler) -> None:
        heard.append(to.headers.get("Authorization"))
        answered(to, b"")

    (tmp_path / "other").mkdir()
    with Misbehaving(tmp_path / "other", elsewhere) as other:

        def answer(to: BaseHTTPRequestHandler) -> None:
            if to.path == "/in/":
                return page(to, other.url + "in/b.txt", "a.txt")
            return answered(to, b"", 307, Location=other.url)

        with environment(**{"ACCU_FEED_FAR_TOKEN": "secret"}):
            found, _ = from_one_that_misbehaves(unit, tmp_path, answer)
    assert heard == [] and "which is not followed" in found.unreachable["far"]
