"""What holds for a folder, for OpenSSH and for nginx alike: which files are taken, when they are known, and names."""

import json
import os
import re
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lakes import AS_OF, raw_files
from pulls import contents, drop, names, pulled, tree, tried, zipped

from flows.feeds.fetch import Fetching
from flows.feeds.ledger import Ledger
from flows.feeds.open_source import open_source
from flows.feeds.patience import Patience
from flows.feeds.source import ChangedError
from flows.unit import Unit

ROOT = Path(__file__).parents[2]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ODD = [
    "; rm -rf .txt", "ქართული.txt", "a\nb.txt", "=1+1.csv", "%2e%2e", "%2e%2e%2fup.txt", "a\u202egnp.exe", "CON",
    "con.txt", "a\\b.txt", "C:\\up.txt", "~root", "$(id).txt", "'\"<a href=x>.txt", "#1.txt", "q?x=1.txt", "a:b.txt",
    "&amp;.txt", " lead.txt", "-rf", "x" * 250, "ب" * 120,
]  # fmt: skip
"""Names as a hostile or careless sender gives them."""


def test_a_file_is_received_when_it_was_changed_there(unit: Unit, place):
    drop(place.folder, "a.txt", b"fictitious", AS_OF - HOUR)
    drop(place.folder, "below/b.txt", b"", AS_OF - 2 * HOUR)
    drop(place.folder, "late.txt", b"later", AS_OF)
    found = pulled(place.asked(unit))
    assert names(found) == ["below/b.txt", "a.txt"] and found.later == {"far": 1} and not found.unreachable
    assert found.arrived[1].changed_at == found.arrived[1].received_at == AS_OF - HOUR
    assert contents(unit, found) == {"a.txt": b"fictitious", "below/b.txt": b""}


def test_a_file_is_pulled_once_and_again_when_it_was_changed(unit: Unit, place):
    drop(place.folder, "a.txt", b"first", AS_OF - HOUR)
    assert names(pulled(place.asked(unit))) == ["a.txt"] and names(pulled(place.asked(unit), AS_OF + DAY)) == []
    drop(place.folder, "a.txt", b"other", AS_OF + DAY + HOUR)
    found = pulled(place.asked(unit), AS_OF + 2 * DAY)
    assert contents(unit, found) == {"a.txt": b"other"}
    assert names(pulled(place.asked(unit), AS_OF + 3 * DAY)) == []


def test_what_comes_to_light_late_is_known_late(unit: Unit, place):
    pulled(place.asked(unit))
    drop(place.folder, "late.txt", b"fictitious", AS_OF - HOUR)
    assert names(pulled(place.asked(unit))) == [], "a moment that was spoken for takes nothing more"
    (arrived,) = pulled(place.asked(unit), AS_OF + DAY).arrived
    assert (arrived.changed_at, arrived.received_at) == (AS_OF - HOUR, AS_OF)


def test_unfinished_files_wait_until_they_are_renamed(unit: Unit, place):
    for name in (".a.txt", "a.txt.part", "b.tmp", "c.filepart", "d.crdownload"):
        drop(place.folder, name, b"fictitious", AS_OF - HOUR)
    assert names(pulled(place.asked(unit))) == []
    (place.folder / "a.txt.part").rename(place.folder / "a.txt")
    assert names(pulled(place.asked(unit), AS_OF + DAY)) == ["a.txt"]


def test_a_file_that_has_just_changed_waits_for_the_next_run(unit: Unit, place):
    now = AS_OF - HOUR
    drop(place.folder, "old.txt", b"old", now - timedelta(seconds=61))
    drop(place.folder, "new.txt", b"new", now - timedelta(seconds=59))
    asked = place.asked(unit, settle_seconds=60)
    found = pulled(asked, now=now)
    assert names(found) == ["old.txt"] and found.later == {"far": 1}
    assert names(pulled(asked, AS_OF + DAY, now + DAY)) == ["new.txt"]


def test_a_file_counts_when_the_file_that_says_so_is_there(unit: Unit, place):
    for name in ("a.xml", "a.xml.done", "b.xml", "below/c.xml", "c.xml.done"):
        drop(place.folder, name, b"fictitious", AS_OF - HOUR)
    found = pulled(asked := place.asked(unit, ready_suffix=".done"))
    assert names(found) == ["a.xml"] and found.later == {"far": 2}
    drop(place.folder, "b.xml.done", b"", AS_OF + HOUR)
    assert names(pulled(asked, AS_OF + DAY)) == ["b.xml"]


def test_only_names_that_fit_are_taken(unit: Unit, place):
    for name in ("a.xml", "b.txt", "test_c.xml", "in/d.xml", "out/e.xml"):
        drop(place.folder, name, b"fictitious", AS_OF - HOUR)
    found = pulled(place.asked(unit, include=("*.xml",), exclude=("test_*", "out/*")))
    assert names(found) == ["a.xml", "in/d.xml"] and not found.unreachable


def test_files_too_large_are_not_taken_and_named(unit: Unit, place):
    for name, size in (("a.txt", 60), ("b.txt", 101), ("c.txt", 60), ("d.txt", 40)):
        drop(place.folder, name, b"x" * size, AS_OF - HOUR)
    asked = place.asked(unit, max_bytes=100, max_pull_bytes=110, connections=1)
    found = pulled(asked)
    assert names(found) == ["a.txt", "d.txt"]
    sentence = "2 of its files, the first is b.txt (101 bytes are more than its max_bytes, 100)"
    assert found.unreachable == {"far": sentence}
    assert names(pulled(asked, AS_OF + DAY)) == ["c.txt"], "what was over for one pull comes with the next"


DEEP = "/".join(["d" * 60] * 5 + ["e.txt"])


def hostile(folder: Path) -> dict[str, bytes]:
    """Drop a file of each odd name, one of them no text, and return what a pull should bring."""
    for number, name in enumerate([*ODD, DEEP]):
        drop(folder, name, str(number).encode(), AS_OF - HOUR)
    raw = os.path.join(os.fsencode(folder), b"caf\xe9.txt")
    with open(raw, "wb") as file:
        file.write(b"latin")
    os.utime(raw, (AS_OF.timestamp() - 3600,) * 2)
    return {name: str(n).encode() for n, name in enumerate([*ODD, DEEP])} | {"caf\\xe9.txt": b"latin"}


def test_names_are_data_wherever_they_come_from(unit: Unit, place):
    expected = hostile(place.folder)
    found = pulled(place.asked(unit))
    assert contents(unit, found) == expected and not found.unreachable
    assert names(pulled(place.asked(unit), AS_OF + DAY)) == []


def test_nothing_is_written_outside_the_lake_and_nothing_named_by_a_sender(unit: Unit, place, tmp_path: Path):
    hostile(place.folder)
    drop(
        place.folder, "a.zip", zipped(**{"../../up.txt": b"up", "/abs.txt": b"abs", "fine.txt": b"fine"}), AS_OF - HOUR
    )
    before = tree(tmp_path)
    words = [str(unit.lake), place.url, json.dumps(place.settings)]
    done = subprocess.run(  # noqa: S603  own words
        [sys.executable, "-B", str(ROOT / "tests/flows/pulls.py"), *words],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    touched, new = set(json.loads(done.stdout)), tree(tmp_path).keys() - before.keys()
    lake = str(unit.store.folder)
    ours = re.compile(
        rf"{lake}/(raw(/[0-9a-f]{{2}}(/[0-9a-f]{{64}})?)?|pulls(/far(\.jsonl|/[0-9a-f]{{20}}-.*)?)?|.*/\.\w+\.part)"
    )
    assert len(touched) > 50 and {path for path in touched if not ours.fullmatch(path)} == set()
    assert {path for path in new if not ours.fullmatch(str(tmp_path / path))} == set()


@pytest.mark.parametrize("target", ["/etc/hostname", "../secret.txt", "a.txt", "nowhere"])
def test_a_link_is_not_followed(unit: Unit, place, target: str):
    if place.kind == "https":
        pytest.skip("a web server shows links as what they lead to; what it gives out is its own matter")
    drop(place.folder.parent, "secret.txt", b"secret", AS_OF - HOUR)
    drop(place.folder, "a.txt", b"fictitious", AS_OF - HOUR)
    (place.folder / "link.txt").symlink_to(target)
    (place.folder / "folder").symlink_to("/etc")
    found = pulled(place.asked(unit))
    assert contents(unit, found) == {"a.txt": b"fictitious"}
    assert found.unreachable == {"far": "2 of its files, the first is folder (a link, which is not followed)"}


def test_what_is_neither_file_nor_folder_is_named_and_not_waited_for(unit: Unit, place):
    if place.kind == "https":
        pytest.skip("nginx lists a pipe as a file and answers 404")
    os.mkfifo(place.folder / "pipe")
    found = pulled(place.asked(unit))
    assert found.unreachable == {"far": "1 of its files, the first is pipe (neither a file nor a folder)"}


def test_a_folder_that_is_not_there_is_named(unit: Unit, place):
    place.folder.rmdir()
    found = pulled(place.asked(unit))
    assert found.arrived == () and list(found.unreachable) == ["far"]
    assert ("404" if place.kind == "https" else "there is no folder") in found.unreachable["far"]


@pytest.mark.parametrize("content", [b"fictitious, and more", b"fict", b"FICTITIOUS"])
def test_a_file_that_changes_while_it_is_read_is_not_taken(unit: Unit, place, content: bytes):
    path = drop(place.folder, "a.txt", b"fictitious", AS_OF - HOUR)
    asked = place.asked(unit)
    source = open_source(asked.site.feeds[0], "almaty", unit.store.folder)
    (offered,) = list(source.offered())
    offered = source.look(offered)
    path.write_bytes(content)
    with closing(source), pytest.raises(ChangedError):
        Fetching(unit.store, Ledger(unit.store, "far"), Patience(1, 60)).fetch(source, offered, 1 << 20)
    assert raw_files(unit) == {}
    tomorrow = datetime.now(UTC).replace(microsecond=0) + DAY
    found = pulled(place.asked(unit, settle_seconds=0), tomorrow)
    assert contents(unit, found) == {"a.txt": content}, "it is taken when it is as it was offered"


def test_what_a_killed_pull_had_is_not_asked_for_again(unit: Unit, place):
    if place.kind == "folder":
        pytest.skip("a folder is at hand")
    for name in "abc":
        drop(place.folder, f"{name}.txt", name.encode(), AS_OF - HOUR)
    assert len(tried(place.asked(unit)).arrived) == 3
    content = {name: (place.folder / name).read_bytes() for name in os.listdir(place.folder)}
    for name in content:
        path = place.folder / name
        path.write_bytes(b"X")  # of one size and time: only who asks again would see it
        os.utime(path, ((AS_OF - HOUR).timestamp(),) * 2)
    assert contents(unit, pulled(place.asked(unit))) == content


def test_the_ledger_forgets_what_the_feed_offers_no_more(unit: Unit, place):
    if place.kind == "folder":
        pytest.skip("a folder is at hand")
    for name in "abc":
        drop(place.folder, f"{name}.txt", name.encode(), AS_OF - HOUR)
    tried(place.asked(unit))
    ledger = unit.store.folder / "pulls/far.jsonl"
    assert len(ledger.read_text().splitlines()) == 3
    (place.folder / "b.txt").unlink()
    ledger.write_text(ledger.read_text() + '{"name": "c.txt", "sta')  # a kill in the middle of a line
    assert names(tried(place.asked(unit))) == ["a.txt", "c.txt"]
    assert len(ledger.read_text().splitlines()) == 2
