"""A feed on a real OpenSSH: only the server that is known, only who may log in, and on with what a line cut off."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from lakes import AS_OF, raw_files
from pulls import LARGE, contents, drop, environment, killed_half_way, names, pulled, tried, with_feed
from servers import ALL, DroppingLine, Sshd

from flows.unit import Unit

pytestmark = pytest.mark.slow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(sshd: Sshd, tmp_path: Path) -> Path:
    path = sshd.files / tmp_path.name
    path.mkdir()
    drop(path, "a.txt", b"fictitious", AS_OF - HOUR)
    return path


def said(unit: Unit, sshd: Sshd, folder: Path, **words: str) -> str:
    """What a pull says that brings nothing, with other words in the environment."""
    with environment(**sshd.env() | words):
        found = tried(with_feed(unit, sshd.url(folder.name), timeout_seconds=10))
    assert found.arrived == ()
    return found.unreachable["far"]


def test_a_server_whose_key_nobody_vouched_for_is_not_talked_to(unit: Unit, sshd: Sshd, folder: Path, tmp_path: Path):
    nobody = tmp_path / "known_hosts"
    nobody.write_text("")
    logins = sshd.log.read_text().count("Accepted publickey")
    sentence = said(unit, sshd, folder, ACCU_FEED_FAR_KNOWN_HOSTS=str(nobody))
    assert f"the host key of [127.0.0.1]:{sshd.port} is in no known_hosts file; it shows SHA256:" in sentence
    assert nobody.read_text() == "", "nothing is added by itself"
    assert sshd.log.read_text().count("Accepted publickey") == logins


def test_a_server_with_another_key_is_not_talked_to(unit: Unit, sshd: Sshd, folder: Path):
    other = sshd.known_hosts(key=sshd.new_key(f"other-{folder.name}"))
    assert "shows another host key" in said(unit, sshd, folder, ACCU_FEED_FAR_KNOWN_HOSTS=str(other))


@pytest.mark.parametrize("word", ["USER", "KNOWN_HOSTS"])
def test_what_must_be_given_is_named(unit: Unit, sshd: Sshd, folder: Path, word: str):
    assert f"ACCU_FEED_…_{'USER' if word == 'USER' else 'USER and …_KNOWN_HOSTS'}" in said(
        unit, sshd, folder, **{f"ACCU_FEED_FAR_{word}": ""}
    )


@pytest.mark.parametrize("word", ["KEY_FILE", "KNOWN_HOSTS"])
def test_a_file_of_ours_that_is_missing_is_named(unit: Unit, sshd: Sshd, folder: Path, word: str):
    assert "/nowhere: No such file" in said(unit, sshd, folder, **{f"ACCU_FEED_FAR_{word}": "/nowhere"})


def test_who_may_not_log_in_is_told_so_once_and_the_password_is_not_repeated(unit: Unit, sshd: Sshd, folder: Path):
    key = sshd.new_key(f"stranger-{folder.name}")
    with DroppingLine(sshd.port, ALL) as line:
        words = sshd.env(line.port) | {"ACCU_FEED_FAR_KEY_FILE": str(key), "ACCU_FEED_FAR_PASSWORD": "open sesame"}
        with environment(**words):
            found = tried(with_feed(unit, sshd.url(folder.name, line.port), timeout_seconds=10))
    sentence = found.unreachable["far"]
    assert "refuses the user" in sentence and "sesame" not in sentence and found.arrived == ()
    assert len(line.carried) == 1, "a login that is refused is not tried again"


def test_credentials_of_one_site_go_before_those_of_all(unit: Unit, sshd: Sshd, folder: Path):
    words = {"ACCU_FEED_FAR_USER": "nobody-at-all", "ACCU_FEED_ALMATY_FAR_USER": sshd.env()["ACCU_FEED_FAR_USER"]}
    with environment(**sshd.env() | words):
        assert names(tried(with_feed(unit, sshd.url(folder.name)))) == ["a.txt"]


def test_without_paramiko_the_feed_says_what_to_install(unit: Unit):
    code = (
        "import sys; sys.modules['paramiko'] = None; sys.path[:0] = ['tests', 'tests/flows'];"
        "from pathlib import Path; from pulls import tried, with_feed; from flows.unit import open_unit;"
        "print(tried(with_feed(open_unit(Path(sys.argv[1]), 'almaty'), 'sftp://127.0.0.1/in')).unreachable['far'])"
    )
    done = subprocess.run(  # noqa: S603  own words
        [sys.executable, "-c", code, str(unit.lake)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "SFTP needs paramiko, which is not installed: pip install 'accu[sftp]'\n"


def test_a_download_goes_on_where_the_line_dropped(unit: Unit, sshd: Sshd, folder: Path):
    drop(folder, "large.txt", LARGE, AS_OF - 2 * HOUR)
    with DroppingLine(sshd.port, 5_000_000, 3_000_000, ALL) as line, environment(**sshd.env(line.port)):
        found = pulled(with_feed(unit, sshd.url(folder.name, line.port), connections=1))
    assert contents(unit, found) == {"large.txt": LARGE, "a.txt": b"fictitious"} and not found.unreachable
    assert line.carried[:2] == [5_000_000, 3_000_000] and len(line.carried) == 3
    assert sum(line.carried) < len(LARGE) * 1.02, "what came before the line dropped is not asked for again"
    assert not list(unit.store.folder.rglob("*.part"))


def test_a_line_that_always_drops_before_anything_came_is_given_up(unit: Unit, sshd: Sshd, folder: Path):
    with DroppingLine(sshd.port, 0) as line, environment(**sshd.env(line.port)):
        found = tried(with_feed(unit, sshd.url(folder.name, line.port), tries=2))
    assert "does not answer" in found.unreachable["far"] and len(line.carried) == 2


def test_a_pull_that_was_killed_half_way_pulls_the_rest_without_repeating(unit: Unit, sshd: Sshd, folder: Path):
    drop(folder, "large.txt", LARGE, AS_OF - 2 * HOUR)
    with DroppingLine(sshd.port, 6_000_000, stalls=True) as line, environment(**sshd.env(line.port)):
        had = killed_half_way(unit, sshd.url(folder.name, line.port), {"connections": 1})
    assert 5_000_000 < had < len(LARGE) and not raw_files(unit).keys() & {"large.txt"}
    with DroppingLine(sshd.port, ALL) as line, environment(**sshd.env(line.port)):
        found = pulled(with_feed(unit, sshd.url(folder.name, line.port)))
    assert contents(unit, found) == {"large.txt": LARGE, "a.txt": b"fictitious"}
    assert sum(line.carried) < (len(LARGE) - had) * 1.02 + 20_000, (
        "what was there before the kill is not asked for again"
    )


def test_a_feed_that_hangs_is_named_and_hinders_no_other(unit: Unit, sshd: Sshd, folder: Path):
    feeds = (
        with_feed(unit, str(folder)).site.feeds[0].model_copy(update={"name": "near"}),
        with_feed(unit, "sftp://127.0.0.1:1/in", timeout_seconds=1, tries=1, pull_seconds=2).site.feeds[0],
    )
    with DroppingLine(sshd.port, 2_500, stalls=True) as line, environment(**sshd.env(line.port)):
        far = feeds[1].model_copy(update={"url": sshd.url(folder.name, line.port)})
        found = tried(Unit(unit.site.model_copy(update={"feeds": (far, feeds[0])}), unit.lake))
    assert names(found) == ["a.txt"] and [a.feed.name for a in found.arrived] == ["near"]
    assert list(found.unreachable) == ["far"]


def test_a_server_that_lets_us_in_once_only_gives_everything_all_the_same(unit: Unit, sshd: Sshd, folder: Path):
    for number in range(40):
        drop(folder, f"{number}.txt", str(number).encode(), AS_OF - HOUR)
    with DroppingLine(sshd.port, ALL, 0) as line, environment(**sshd.env(line.port)):
        found = pulled(with_feed(unit, sshd.url(folder.name, line.port), connections=4))
    assert len(found.arrived) == 41 and not found.unreachable and len(line.carried) == 4


@pytest.mark.slow
def test_ten_thousand_small_files_all_come(unit: Unit, sshd: Sshd, folder: Path):
    for number in range(10_000):
        drop(folder, f"{number:05}.txt", b"FWB/16 %d" % number, AS_OF - HOUR)
    with environment(**sshd.env()):
        found = pulled(with_feed(unit, sshd.url(folder.name)))
    assert len(found.arrived) == 10_001 and not found.unreachable
    assert len({arrived.file_id for arrived in found.arrived}) == 10_001
