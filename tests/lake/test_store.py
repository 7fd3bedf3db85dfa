"""Files of a lake: named by what is in them, whole or not there, seen when a committed run names them."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from lake.past import Past
from lake.runs import Run, commit, committed, moment_of, stamp, start
from lake.store import Store, ordered

NIGHT = datetime(2026, 2, 28, 23, tzinfo=UTC)
ROWS = pa.table({"what": ["tea", "rice"], "known_at": pa.array([NIGHT, NIGHT], pa.timestamp("us", tz="UTC"))})


def seen(store: Store, table: str, as_of: datetime = NIGHT + timedelta(days=1)) -> list[str]:
    past = Past(store, Run("reader", "night", "almaty", (as_of,)))
    return past.table(table, ROWS.schema).order_by("what").to_pyarrow()["what"].to_pylist()


def run_with(store: Store, rows: pa.Table = ROWS, as_of: datetime = NIGHT) -> Run:
    run = start(store, "night", "almaty", (as_of,))
    run.parts.append(store.write("goods", rows, run.run_id))
    return run


def test_raw_bytes_are_kept_once_under_their_hash(tmp_path: Path):
    store = Store(tmp_path)
    name = store.keep(b"fictitious")
    before = (tmp_path / "raw" / name[:2] / name).stat()
    assert name == hashlib.sha256(b"fictitious").hexdigest() == store.keep(b"fictitious")
    assert store.raw(name) == b"fictitious"
    after = (tmp_path / "raw" / name[:2] / name).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_raw_bytes_that_come_in_pieces_are_kept_like_any_others(tmp_path: Path):
    store = Store(tmp_path)
    name = store.keep_stream(iter([b"ficti", b"", b"tious"]))
    assert name == store.keep(b"fictitious") == store.keep_stream([b"fictitious"])
    assert store.raw_path(name).read_bytes() == b"fictitious" and len(list(tmp_path.rglob("raw/*/*"))) == 1


def test_pieces_that_break_off_leave_nothing(tmp_path: Path):
    def broken() -> Iterator[bytes]:
        yield b"fict"
        raise OSError("the line dropped")

    with pytest.raises(OSError, match="dropped"):
        Store(tmp_path).keep_stream(broken())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_of_ours_becomes_raw_bytes_without_a_copy(tmp_path: Path):
    store = Store(tmp_path)
    for _ in range(2):
        (tmp_path / "half.part").write_bytes(b"fictitious")
        inode = (tmp_path / "half.part").stat().st_ino
        name = store.keep_file(tmp_path / "half.part")
        assert store.raw(name) == b"fictitious" and not (tmp_path / "half.part").exists()
    assert store.raw_path(name).stat().st_ino != inode, "the second time the bytes are there already"


def test_the_same_bytes_kept_by_many_at_a_time_are_one_file(tmp_path: Path):
    store = Store(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(store.keep, [b"fictitious"] * 64))
    assert len(names) == 1 and len(list(tmp_path.rglob("raw/*/*"))) == 1


def test_a_part_is_named_by_its_bytes_and_the_same_rows_are_the_same_part(tmp_path: Path):
    store = Store(tmp_path)
    first, again = store.write("goods", ROWS, "r"), store.write("goods", ROWS, "r")
    other = store.write("goods", ROWS.slice(1), "r")
    assert first == again and first.path != other.path and first.sha256[:16] in first.path
    assert store.read(first).equals(ROWS)


def test_a_part_is_seen_by_nobody_before_its_run_is_committed(tmp_path: Path):
    store = Store(tmp_path)
    run = run_with(store)
    assert seen(store, "goods") == []
    commit(store, run)
    assert seen(store, "goods") == ["rice", "tea"]


def test_a_committed_run_sees_its_own_parts_once(tmp_path: Path):
    store = Store(tmp_path)
    run = run_with(store, as_of=NIGHT + timedelta(hours=1))
    commit(store, run)
    assert Past(store, run).table("goods", ROWS.schema).count().to_pyarrow().as_py() == 2


def test_what_is_committed_while_a_run_is_at_work_is_not_of_that_run(tmp_path: Path):
    store = Store(tmp_path)
    at_work = Past(store, Run("reader", "night", "almaty", (NIGHT + timedelta(days=1),)))
    commit(store, run_with(store))
    assert at_work.table("goods", ROWS.schema).count().to_pyarrow().as_py() == 0


def test_a_run_is_committed_once(tmp_path: Path):
    store = Store(tmp_path)
    run = run_with(store)
    commit(store, run)
    text = (tmp_path / "runs" / f"{run.run_id}.json").read_bytes()
    run.notes.append("changed")
    with pytest.raises(FileExistsError):
        commit(store, run)
    assert (tmp_path / "runs" / f"{run.run_id}.json").read_bytes() == text
    assert not list(tmp_path.rglob("*.part"))


def test_the_record_says_what_the_run_was(tmp_path: Path):
    store = Store(tmp_path)
    run = run_with(store)
    run.notes.append("Feed cargo brought nothing.")
    commit(store, run)
    assert committed(store) == [run]
    assert start(store, "night", "almaty", (NIGHT,)).run_id == "night-20260228T230000Z-2"


def test_what_is_known_at_the_moment_itself_is_not_known(tmp_path: Path):
    store = Store(tmp_path)
    commit(store, run_with(store))
    assert seen(store, "goods", NIGHT) == []
    assert seen(store, "goods", NIGHT + timedelta(microseconds=1)) == ["rice", "tea"]


def test_only_nights_and_backfills_speak_for_a_moment(tmp_path: Path):
    store = Store(tmp_path)
    reader = Run("reader", "night", "almaty", (NIGHT + timedelta(days=9),))
    assert Past(store, reader).cutoff() is None
    commit(store, run_with(store))
    commit(store, start(store, "training", "almaty", (NIGHT + timedelta(days=5),)))
    assert Past(store, reader).cutoff() == NIGHT


def test_the_first_part_written_for_a_moment_stands(tmp_path: Path):
    store = Store(tmp_path)
    for rows in (ROWS, ROWS.slice(1)):
        run = start(store, "night", "almaty", (NIGHT,))
        run.parts.append(store.write("cases", rows, run.run_id, stamp(NIGHT)))
        commit(store, run)
    past = Past(store, Run("reader", "night", "almaty", (NIGHT,)))
    assert past.parts("cases")[stamp(NIGHT)].rows == 2


def test_of_runs_of_one_moment_the_last_committed_says_what_was_written_once(tmp_path: Path):
    store = Store(tmp_path)
    for rows, as_of in ((ROWS, NIGHT), (ROWS.slice(1, 0), NIGHT - timedelta(days=1)), (ROWS.slice(1), NIGHT)):
        commit(store, run_with(store, rows, as_of))
    for at_work in (None, ROWS):
        run = run_with(store, at_work) if at_work else Run("reader", "night", "almaty", (NIGHT,))
        found = Past(store, run).last("goods", ROWS.schema).order_by("what").to_pyarrow()["what"].to_pylist()
        assert found == (["rice", "tea"] if at_work else ["rice"])


def test_a_stamp_is_the_moment_in_any_zone():
    from zoneinfo import ZoneInfo

    local = NIGHT.astimezone(ZoneInfo("Asia/Almaty"))
    assert stamp(local) == stamp(NIGHT) and moment_of(stamp(local)) == NIGHT


def test_written_rows_are_in_the_order_of_the_key():
    assert ordered(ROWS, ("what",))["what"].to_pylist() == ["rice", "tea"]
