"""What a pull takes from a feed, from when it is known, and what it leaves."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from lakes import AS_OF, SITE, put, raw_files

from flows.pull import Pulled, pull
from flows.take_in import take_in
from flows.unit import Unit, open_unit
from lake.past import Past
from lake.runs import commit, start
from lake.store import ordered
from lake.tables import RECEIPTS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def unit(tmp_path: Path) -> Unit:
    for feed in ("cargo", "courier", "results"):
        (tmp_path / SITE / "inbox" / feed).mkdir(parents=True)
    return open_unit(tmp_path, SITE)


def pulled(unit: Unit, as_of: datetime = AS_OF) -> Pulled:
    """Pull and remember what was pulled, as a night would."""
    run = start(unit.store, "night", SITE, (as_of,))
    past = Past(unit.store, run)
    found = pull(unit, past)
    receipts = take_in(unit, past, found).receipts
    if receipts.num_rows:
        run.parts.append(unit.store.write("receipts", ordered(receipts, RECEIPTS.key), run.run_id))
    commit(unit.store, run)
    return found


def names(found: Pulled) -> list[str]:
    return [arrived.file_name for arrived in found.arrived]


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
    far = unit.site.feeds[0].model_copy(update={"url": f"dropping://{unit.store.folder / 'inbox/cargo'}"})
    site = unit.site.model_copy(update={"feeds": (far, *unit.site.feeds[1:])})
    found = pulled(Unit(site, unit.lake))
    assert names(found) == ["a.txt", "c.txt"]
    assert found.unreachable == {"cargo": "1 of its files, the first is b.txt (the line dropped)"}
    assert names(pulled(unit, AS_OF + DAY)) == ["b.txt"], "it is pulled when it can be"


def test_moments_are_whole_seconds_in_utc(unit):
    path = put(unit, "cargo/a.txt", b"fictitious", AS_OF)
    os.utime(path, (AS_OF.timestamp() - 0.25,) * 2)
    (arrived,) = pulled(unit).arrived
    assert arrived.received_at == AS_OF - timedelta(seconds=1) and arrived.received_at.tzinfo is UTC
