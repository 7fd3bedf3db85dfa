"""What a pull takes from a feed, from when it is known, and what it leaves."""

import os
import subprocess
import threading
from datetime import UTC, timedelta
from typing import Any

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from lakes import AS_OF, put, raw_files
from pulls import names, pulled

from flows.unit import Unit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_file_is_received_when_it_was_changed_in_the_folder(unit):
    put(unit, "cargo/a.txt", b"fictitious", AS_OF - HOUR)
    (arrived,) = pulled(unit).arrived
    assert arrived.received_at == AS_OF - HOUR and unit.store.raw(arrived.file_id) == b"fictitious"


def test_what_comes_at_the_cut_off_waits_for_the_next_night(unit):
    put(unit, "cargo/a.txt", b"fictitious", AS_OF)
    assert names(pulled(unit)) == [] and names(pulled(unit, AS_OF + DAY)) == ["a.txt"]


def test_a_file_is_pulled_once_and_again_when_it_was_changed(unit):
    put(unit, "cargo/a.txt", b"first", AS_OF - HOUR)
    assert names(pulled(unit)) == ["a.txt"] and names(pulled(unit, AS_OF + DAY)) == []
    put(unit, "cargo/a.txt", b"second", AS_OF + DAY + HOUR)
    assert names(pulled(unit, AS_OF + 2 * DAY)) == ["a.txt"] and len(raw_files(unit)) == 2


def test_what_comes_to_light_late_is_known_late(unit):
    pulled(unit)
    put(unit, "cargo/late.txt", b"fictitious", AS_OF - HOUR)
    assert names(pulled(unit)) == [], "a moment that was spoken for takes nothing more"
    (arrived,) = pulled(unit, AS_OF + DAY).arrived
    assert (arrived.changed_at, arrived.received_at) == (AS_OF - HOUR, AS_OF)


def test_unfinished_files_wait(unit):
    for name in (".a.txt", "a.txt.part", "b.tmp", "c.filepart", "d.crdownload"):
        put(unit, f"cargo/{name}", b"fictitious", AS_OF - HOUR)
    assert names(pulled(unit)) == []
    os.rename(unit.store.folder / "inbox/cargo/a.txt.part", unit.store.folder / "inbox/cargo/a.txt")
    assert names(pulled(unit, AS_OF + DAY)) == ["a.txt"]


def test_names_are_data(unit):
    odd = ["; rm -rf .txt", "ქართული.txt", "a\nb.txt", "=1+1.csv", "%2e%2e", "x" * 200]
    for name in odd:
        put(unit, f"cargo/{name}", name.encode(), AS_OF - HOUR)
    (unit.store.folder / "inbox/cargo/below").mkdir()
    put(unit, "cargo/below/b.txt", b"below", AS_OF - HOUR)
    assert sorted(names(pulled(unit))) == sorted([*odd, "below/b.txt"])
    assert len(raw_files(unit)) == 7


def test_a_feed_that_is_not_there_stops_no_other(unit):
    (unit.store.folder / "inbox/courier").rmdir()
    put(unit, "cargo/a.txt", b"fictitious", AS_OF - HOUR)
    found = pulled(unit)
    assert names(found) == ["a.txt"] and found.unreachable == {"courier": "there is no folder inbox/courier"}


class Dropping(LocalFileSystem):
    """A feed whose line drops in the middle of one file."""

    protocol = "dropping"

    def cat_file(self, path: str, *arguments: Any, **more: Any) -> bytes:
        if path.endswith("b.txt"):
            raise ConnectionResetError("the line dropped")
        return bytes(super().cat_file(path, *arguments, **more))


def test_a_file_that_cannot_be_read_is_named_and_stops_no_other(unit):
    fsspec.register_implementation("dropping", Dropping, clobber=True)
    for name in ("a", "b", "c"):
        put(unit, f"cargo/{name}.txt", name.encode(), AS_OF - HOUR)
    far = unit.site.feeds[0].model_copy(update={"url": f"dropping://{unit.store.folder / 'inbox/cargo'}", "tries": 2})
    site = unit.site.model_copy(update={"feeds": (far, *unit.site.feeds[1:])})
    found = pulled(Unit(site, unit.lake))
    assert names(found) == ["a.txt", "c.txt"]
    assert found.unreachable == {"cargo": "1 of its files, the first is b.txt (the line dropped)"}
    assert names(pulled(unit, AS_OF + DAY)) == ["b.txt"], "it is pulled when it can be"


def with_odd(unit: Unit, system: type[LocalFileSystem], **settings: Any) -> Unit:
    """The unit with its first feed through a file system that misbehaves."""
    fsspec.register_implementation("odd", system, clobber=True)
    odd = unit.site.feeds[0].model_copy(update={"url": f"odd://{unit.store.folder / 'inbox/cargo'}"} | settings)
    return Unit(unit.site.model_copy(update={"feeds": (odd, *unit.site.feeds[1:])}), unit.lake)


class AlwaysDropping(LocalFileSystem):
    """A feed that shows its files and gives none."""

    protocol = "odd"
    asked = 0

    def cat_file(self, path: str, *arguments: Any, **more: Any) -> bytes:
        AlwaysDropping.asked += 1
        raise ConnectionResetError("the line dropped")


def test_a_feed_that_gives_nothing_is_given_up_before_every_file_was_tried(unit):
    for number in range(20):
        put(unit, f"cargo/{number:02}.txt", b"fictitious", AS_OF - HOUR)
    put(unit, "courier/b.txt", b"fictitious", AS_OF - HOUR)
    found = pulled(with_odd(unit, AlwaysDropping, tries=2))
    assert names(found) == ["b.txt"] and AlwaysDropping.asked == 6
    assert found.unreachable == {"cargo": "20 of its files, the first is 00.txt (the line dropped)"}


class Faulty(LocalFileSystem):
    """A feed whose library has a fault."""

    protocol = "odd"

    def find(self, *arguments: Any, **more: Any) -> Any:
        raise KeyError("fictitious")


def test_a_fault_of_the_programme_is_named_and_stops_no_other_feed(unit, caplog):
    put(unit, "courier/b.txt", b"fictitious", AS_OF - HOUR)
    found = pulled(with_odd(unit, Faulty))
    assert names(found) == ["b.txt"]
    assert found.unreachable == {"cargo": "a fault of the programme: KeyError: 'fictitious'"}
    assert "Traceback" in caplog.text, "whoever mends it finds where it is"


class Hanging(LocalFileSystem):
    """A feed that never answers, and cannot be interrupted."""

    protocol = "odd"
    released = threading.Event()

    def find(self, *arguments: Any, **more: Any) -> Any:
        self.released.wait(60)
        return {}


def test_a_feed_that_never_comes_to_an_end_is_left_behind(unit):
    put(unit, "courier/b.txt", b"fictitious", AS_OF - HOUR)
    found = pulled(with_odd(unit, Hanging, pull_seconds=1))
    Hanging.released.set()
    assert names(found) == ["b.txt"]
    assert found.unreachable == {"cargo": "it did not come to an end in its time"}


def test_a_full_disk_is_no_fault_of_the_feed_and_fails_the_run(unit, tmp_path):
    raw = unit.store.folder / "raw"
    raw.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(raw)], capture_output=True)  # noqa: S603, S607
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        put(unit, "cargo/a.txt", b"x" * 100_000, AS_OF - HOUR)
        with pytest.raises(OSError, match="No space left"):
            pulled(unit)
    finally:
        subprocess.run(["umount", str(raw)], check=True)  # noqa: S603, S607
    assert names(pulled(unit)) == ["a.txt"], "and is repeated when there is space"


def test_moments_are_whole_seconds_in_utc(unit):
    path = put(unit, "cargo/a.txt", b"fictitious", AS_OF)
    os.utime(path, (AS_OF.timestamp() - 0.25,) * 2)
    (arrived,) = pulled(unit).arrived
    assert arrived.received_at == AS_OF - timedelta(seconds=1) and arrived.received_at.tzinfo is UTC
