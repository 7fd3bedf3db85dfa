"""Nothing is lost: every record ends in one place, and what is missing is said on the list."""

from datetime import timedelta
from pathlib import Path

import pytest
from lakes import AS_OF, SITE, copied, everything, files_since, last_night, listing, put

from cases.standing import current
from expectations.counts import FeedCount
from flows.nightly import night
from flows.prepare import known
from flows.unit import Unit, open_unit
from lake.past import Past
from lake.runs import Run, committed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENDS = ("accepted", "superseded", "duplicate", "quarantined", "ignored")


def _spoil(unit: Unit) -> None:
    """A night on which much goes wrong: rubbish, halves, repeats, a feed that is gone."""
    inbox = unit.store.folder / "inbox"
    tonight = [path for path in files_since(unit, AS_OF - DAY) if path.parent.name == "cargo"]
    tonight = [path for path in tonight if path.stat().st_mtime < AS_OF.timestamp()]
    old = min((inbox / "cargo").iterdir(), key=lambda path: (path.stat().st_mtime, path.name))
    manifest = next(path for path in tonight if b"FFM/8" in path.read_bytes())
    put(unit, "cargo/rubbish.bin", bytes(range(256)) * 4, AS_OF - HOUR)
    put(unit, "cargo/empty.txt", b" \n", AS_OF - HOUR)
    put(unit, "cargo/half.txt", manifest.read_bytes()[: manifest.stat().st_size // 2], AS_OF - 20 * HOUR)
    put(unit, "cargo/again-today.txt", manifest.read_bytes(), AS_OF - HOUR)
    put(unit, "cargo/again-old.txt", old.read_bytes(), AS_OF - HOUR)
    put(unit, "cargo/tomorrow.txt", b"FWB/16\n", AS_OF + HOUR)
    (inbox / "courier").rename(inbox / "elsewhere")


@pytest.fixture(scope="session")
def spoiled(made_once, described) -> Path:
    def fill(to: Path) -> None:
        unit = copied(described, to)
        _spoil(unit)
        night(unit, AS_OF)

    return made_once("spoiled", fill)


@pytest.fixture
def bad_night(spoiled) -> tuple[Unit, Run]:
    unit = open_unit(spoiled, SITE)
    return unit, last_night(unit)


def problems(unit: Unit, run: Run, name: str) -> set[str]:
    """What is noted on a file, by its name."""
    files = {row["message_id"] for row in everything(unit, run, "receipts") if row["file_name"] == name}
    assert files, f"{name} left no receipt"
    return {row["what"] for row in everything(unit, run, "problems") if row["message_id"] in files}


@pytest.mark.slow
@pytest.mark.parametrize("lake", ["described", "worked", "spoiled"])
def test_every_record_ends_in_one_place_and_a_second_counter_agrees(lake, request):
    unit = open_unit(request.getfixturevalue(lake), SITE)
    for run in committed(unit.store):
        assert set(run.counts["feeds"]) == {feed.name for feed in unit.site.feeds}
        for feed in run.counts["feeds"].values():
            assert feed["records"] == feed["counted"] == sum(feed[end] for end in ENDS), feed
            FeedCount(**feed).proven()
        assert not [note for note in run.notes if "add up" in note]


def test_the_counts_are_those_of_the_tables(described):
    unit = open_unit(described, SITE)
    (run,) = committed(unit.store)
    messages = everything(unit, run, "messages")
    for name, feed in run.counts["feeds"].items():
        own = {row["message_id"]: row["records"] for row in messages if row["feed"] == name}
        receipts = [row for row in everything(unit, run, "receipts") if row["feed"] == name]
        assert feed["messages"] == len(own) and feed["files"] == len({row["file_name"] for row in receipts})
        assert feed["records"] == sum(own[row["message_id"]] for row in receipts)
        refused = {(row["message_id"], row["record"]) for row in everything(unit, run, "quarantine")}
        assert feed["quarantined"] == sum(message in own for message, _ in refused)


def test_over_many_nights_a_record_in_force_at_any_of_them_is_accepted(described):
    unit = open_unit(described, SITE)
    (run,) = committed(unit.store)
    cargo = {row["message_id"] for row in everything(unit, run, "messages") if row["feed"] == "cargo"}
    at_the_end = current(known(Past(unit.store, run)), run.moments[-1:]).to_pyarrow()["message_id"].to_pylist()
    assert run.counts["feeds"]["cargo"]["accepted"] > sum(message in cargo for message in at_the_end) > 0
    assert run.counts["feeds"]["cargo"]["superseded"] > 0
    assert run.counts["feeds"]["results"]["accepted"] == run.counts["feeds"]["results"]["records"] > 0


def test_rubbish_and_nothing_are_kept_refused_and_shown(bad_night):
    unit, run = bad_night
    assert problems(unit, run, "rubbish.bin") == {"unknown_message"}
    assert problems(unit, run, "empty.txt") == {"empty_file"}
    page = (unit.store.folder / run.outputs["quality"]).read_text("utf-8")
    assert "unknown_message" in page and "empty_file" in page
    for name in ("rubbish.bin", "empty.txt", "half.txt"):
        (receipt,) = {row["file_id"]: row for row in everything(unit, run, "receipts") if row["file_name"] == name}
        assert unit.store.raw(receipt) == (unit.store.folder / "inbox/cargo" / name).read_bytes()
    assert run.counts["feeds"]["cargo"]["quarantined"] >= 2


def test_a_half_message_is_noted(bad_night):
    assert problems(*bad_night, "half.txt")


def test_a_repeat_under_another_name_is_a_receipt_and_counts_as_duplicates(bad_night):
    unit, run = bad_night
    receipts, records = everything(unit, run, "receipts"), {}
    for row in everything(unit, run, "messages"):
        records[row["message_id"]] = row["records"]
    again = [row["message_id"] for row in receipts if row["file_name"] in ("again-today.txt", "again-old.txt")]
    assert len(again) >= 2 and len(set(row["message_id"] for row in everything(unit, run, "messages"))) == len(records)
    assert run.counts["feeds"]["cargo"]["duplicate"] >= sum(records[message] for message in again) > 0


def test_what_is_missing_is_said_on_the_list_and_the_others_go_on(bad_night):
    unit, run = bad_night
    said = listing(unit, run)
    assert "Feed courier could not be read: there is no folder inbox/courier." in said["warnings"]
    assert set(said["warnings"]) >= set(run.notes)
    page = (unit.store.folder / run.outputs["html"]).read_text("utf-8")
    quality = (unit.store.folder / run.outputs["quality"]).read_text("utf-8")
    assert "Feed courier could not be read" in page and "Feed courier could not be read" in quality
    assert run.counts["feeds"]["cargo"]["accepted"] > 0 and len(said["lines"]) == unit.site.capacity.list_lines
    assert run.counts["feeds"]["courier"]["files"] == 0


def test_a_repeat_of_a_bad_night_says_the_same(spoiled, tmp_path):
    unit = copied(spoiled, tmp_path)
    first = last_night(unit)
    (unit.store.folder / "inbox/elsewhere").rename(unit.store.folder / "inbox/courier")
    again = night(unit, AS_OF)
    assert again.notes == first.notes and again.counts == first.counts and again.outputs == first.outputs
    assert again.hashes == first.hashes


def test_a_feed_that_brought_nothing_is_said_and_no_feed_at_all_is_no_fault(tmp_path):
    unit = open_unit(tmp_path, SITE)
    for feed in unit.site.feeds:
        if feed.name != "results":
            (unit.store.folder / feed.url).mkdir(parents=True)
    run = night(unit, AS_OF)
    said = listing(unit, run)["warnings"]
    assert [s for s in said if s.startswith("Feed")] == [
        "Feed results could not be read: there is no folder inbox/results.",
        "Feed cargo brought nothing.",
        "Feed courier brought nothing.",
    ]
    assert listing(unit, run)["lines"] == [] and run.counts["feeds"]["cargo"]["records"] == 0
