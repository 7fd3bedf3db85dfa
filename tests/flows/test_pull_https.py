"""A feed on a real nginx with TLS, and on a server that misbehaves: nothing is sent elsewhere, nothing is half."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lakes import AS_OF
from pulls import contents, drop, environment, names, pulled, tried, with_feed
from servers import ALL, DroppingLine, Nginx, Sshd
from test_pull_sftp import LARGE, killed_half_way

from flows.unit import Unit

pytestmark = pytest.mark.slow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def folder(nginx: Nginx, tmp_path: Path) -> Path:
    path = nginx.files / tmp_path.name
    path.mkdir()
    drop(path, "a.txt", b"fictitious", AS_OF - HOUR)
    return path


def from_nginx(unit: Unit, nginx: Nginx, path: str, port: int | None = None, **settings: Any) -> Unit:
    return with_feed(unit, nginx.url(path, port), ca_file=str(nginx.ca_file), **settings)


def test_a_certificate_that_nobody_vouched_for_is_refused(unit: Unit, nginx: Nginx, folder: Path):
    asked = len(nginx.asked())
    found = tried(with_feed(unit, nginx.url(f"{folder.name}/")))
    assert "the certificate of 127.0.0.1 is not one to trust" in found.unreachable["far"]
    assert len(nginx.asked()) == asked, "nothing was asked for"


def test_a_private_authority_is_trusted_where_the_environment_names_it(unit: Unit, nginx: Nginx, folder: Path):
    with environment(SSL_CERT_FILE=str(nginx.ca_file)):
        assert names(tried(with_feed(unit, nginx.url(f"{folder.name}/")))) == ["a.txt"]


def test_a_ca_file_that_is_none_is_named(unit: Unit, nginx: Nginx, folder: Path):
    found = tried(with_feed(unit, nginx.url(f"{folder.name}/"), ca_file="nowhere.pem"))
    assert "nowhere.pem cannot be read" in found.unreachable["far"]


def test_a_closed_folder_opens_to_who_may_see_it(unit: Unit, nginx: Nginx, tmp_path: Path):
    path = nginx.files / "closed" / tmp_path.name
    drop(path, "a.txt", b"fictitious", AS_OF - HOUR)
    asked = from_nginx(unit, nginx, f"closed/{tmp_path.name}/")
    assert tried(asked).unreachable == {"far": "the server says 401 Unauthorized"}
    words = {"ACCU_FEED_FAR_USER": "officer"}
    with environment(**words, **{"ACCU_FEED_FAR_PASSWORD": "wrong"}):
        assert tried(asked).unreachable == {"far": "the server says 401 Unauthorized"}
    with environment(**words, **{"ACCU_FEED_FAR_PASSWORD": "fictitious"}):
        assert contents(unit, pulled(asked)) == {"a.txt": b"fictitious"}


def test_a_redirect_is_not_followed(unit: Unit, nginx: Nginx):
    found = tried(from_nginx(unit, nginx, "moved/"))
    sentence = "the server says 302 Moved Temporarily and points to https://elsewhere.example/, which is not followed"
    assert found.unreachable == {"far": sentence}


def test_a_plain_list_names_the_files(unit: Unit, nginx: Nginx, folder: Path):
    drop(folder, "in/b c.txt", b"b", AS_OF - HOUR)
    drop(folder.parent, "secret.txt", b"secret", AS_OF - HOUR)
    lines = [
        "# today",
        "a.txt",
        "",
        "in/b c.txt\r",
        "../secret.txt",
        "/etc/passwd",
        "https://127.0.0.1/x.txt",
        "gone.txt",
    ]
    drop(folder, "list.txt", "\n".join(lines).encode(), AS_OF - HOUR)
    found = pulled(from_nginx(unit, nginx, f"{folder.name}/list.txt"))
    assert contents(unit, found) == {"a.txt": b"fictitious", "in/b c.txt": b"b"}
    assert found.unreachable == {"far": "1 of its files, the first is gone.txt (the server says 404 Not Found)"}


def test_a_file_without_a_time_is_known_from_when_it_was_first_seen(unit: Unit, nginx: Nginx, tmp_path: Path):
    path = nginx.files / "timeless" / tmp_path.name
    drop(path, "a.txt", b"fictitious", AS_OF - HOUR)
    asked, seen = from_nginx(unit, nginx, f"timeless/{tmp_path.name}/"), AS_OF + timedelta(minutes=5)
    found = pulled(asked, AS_OF, now=seen)
    assert found.arrived == () and found.later == {"far": 1}, "it may have come after the cut-off"
    (arrived,) = pulled(asked, AS_OF + DAY, now=seen + DAY).arrived
    assert arrived.received_at == arrived.changed_at == seen
    assert pulled(asked, AS_OF + 2 * DAY, now=seen + 2 * DAY).arrived == ()
    drop(path, "a.txt", b"fictitious and more", AS_OF - HOUR)
    assert pulled(asked, AS_OF + 3 * DAY, now=seen + 3 * DAY).later == {"far": 1}
    (arrived,) = pulled(asked, AS_OF + 4 * DAY, now=seen + 4 * DAY).arrived
    assert arrived.received_at == seen + 3 * DAY


def asked_for(nginx: Nginx, name: str) -> list[str]:
    """The ranges that GET asked for of a file, in order."""
    return [span for method, _, _, span, path in nginx.asked() if method == "GET" and path.endswith(name)]


def test_a_download_goes_on_where_the_line_dropped(unit: Unit, nginx: Nginx, folder: Path):
    name = f"{folder.name}/large.txt"
    drop(folder, "large.txt", LARGE, AS_OF - 2 * HOUR)
    with DroppingLine(nginx.port, 5_000_000, 3_000_000, ALL) as line:
        found = pulled(from_nginx(unit, nginx, f"{folder.name}/", line.port, connections=1))
    assert contents(unit, found) == {"large.txt": LARGE, "a.txt": b"fictitious"} and not found.unreachable
    first, *others = asked_for(nginx, name)
    starts = [int(span.removeprefix("bytes=").removesuffix("-")) for span in others]
    assert first == "-" and len(starts) == 2 and 0 < starts[0] < 5_000_000 and starts[0] < starts[1] < 8_000_000
    assert sum(line.carried) < len(LARGE) + 6_000_000, "8,000,000 had come before; only what was in buffers is lost"


def test_a_pull_that_was_killed_half_way_pulls_the_rest_without_repeating(unit: Unit, nginx: Nginx, folder: Path):
    name = f"{folder.name}/large.txt"
    drop(folder, "large.txt", LARGE, AS_OF - 2 * HOUR)
    with DroppingLine(nginx.port, 6_000_000, stalls=True) as line:
        had = killed_half_way(unit, nginx.url(f"{folder.name}/", line.port), {"ca_file": str(nginx.ca_file)})
        assert 5_000_000 < had < len(LARGE)
        with DroppingLine(nginx.port, ALL) as other:
            found = pulled(from_nginx(unit, nginx, f"{folder.name}/", other.port))
    assert contents(unit, found) == {"large.txt": LARGE, "a.txt": b"fictitious"}
    assert asked_for(nginx, name)[-1] == f"bytes={had}-"
    assert sum(other.carried) < (len(LARGE) - had) * 1.02 + 20_000


def test_a_file_that_is_another_after_the_line_dropped_is_not_patched_together(unit: Unit, nginx: Nginx, folder: Path):
    path = drop(folder, "large.txt", LARGE, AS_OF - 2 * HOUR)
    with DroppingLine(nginx.port, 6_000_000, stalls=True) as line:
        killed_half_way(unit, nginx.url(f"{folder.name}/", line.port), {"ca_file": str(nginx.ca_file)})
    other = bytes(reversed(LARGE))
    path.write_bytes(other)
    os.utime(path, ((AS_OF - HOUR).timestamp(),) * 2)
    assert contents(unit, pulled(from_nginx(unit, nginx, f"{folder.name}/")))["large.txt"] == other
    assert not list(unit.store.folder.rglob("*.part"))


def test_an_sftp_feed_and_an_https_feed_are_pulled_in_one_go(unit: Unit, nginx: Nginx, sshd: Sshd, folder: Path):
    (sshd.files / folder.name).mkdir()
    drop(sshd.files / folder.name, "b.txt", b"b", AS_OF - HOUR)
    one = from_nginx(unit, nginx, f"{folder.name}/").site.feeds[0].model_copy(update={"name": "near"})
    two = with_feed(unit, sshd.url(folder.name)).site.feeds[0]
    with environment(**sshd.env()):
        found = pulled(Unit(unit.site.model_copy(update={"feeds": (one, two)}), unit.lake))
    assert [(a.feed.name, a.file_name) for a in found.arrived] == [("far", "b.txt"), ("near", "a.txt")]
