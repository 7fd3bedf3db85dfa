"""Zip archives in a feed: members become files, whatever is refused arrives with its refusal, nothing gets out."""

import io
import struct
import subprocess
import sys
import warnings
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lakes import AS_OF, put, raw_files
from pulls import names, pulled, tree, zipped

from flows.feeds import archive
from flows.feeds.archive import members
from flows.pull import Arrived
from flows.unit import Unit
from lake.store import Store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROOT = Path(__file__).parents[2]
CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"


def workbook() -> bytes:
    made = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["fictitious"])
    book.save(made)
    return made.getvalue()


def one(name: str, content: bytes = b"fictitious", **said: int) -> bytes:
    """An archive of one member, with other things said of it."""
    told = zipfile.ZipInfo(name)
    told.compress_type = zipfile.ZIP_DEFLATED
    for word, number in said.items():
        setattr(told, word, number)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr(told, content)
    return made.getvalue()


def patched(packed: bytes, header: bytes, offset: int, told: bytes) -> bytes:
    """The archive with other bytes in the first header of a kind."""
    at = packed.index(header) + offset
    return packed[:at] + told + packed[at + len(told) :]


def both(packed: bytes, central: int, local: int, told: bytes) -> bytes:
    return patched(patched(packed, CENTRAL, central, told), LOCAL, local, told)


def arrived(unit: Unit, content: bytes, name: str = "a.zip") -> dict[str, Arrived]:
    put(unit, f"cargo/{name}", content, AS_OF - HOUR)
    return {found.file_name: found for found in pulled(unit).arrived}


def refusals(found: dict[str, Arrived]) -> dict[str, tuple[str, str | None]]:
    return {name: (file.refusal.what, file.refusal.detail) for name, file in found.items() if file.refusal}


def test_the_members_of_an_archive_arrive_as_files_of_its_time(unit: Unit):
    packed = zipped(**{"b.txt": b"second", "in/a.txt": b"first", "in/": b"", "empty.txt": b""})
    found = arrived(unit, packed)
    assert {name: unit.store.raw(file.file_id) for name, file in found.items()} == {
        "a.zip/b.txt": b"second", "a.zip/in/a.txt": b"first", "a.zip/empty.txt": b"",
    }  # fmt: skip
    assert {(file.changed_at, file.received_at) for file in found.values()} == {(AS_OF - HOUR, AS_OF - HOUR)}
    assert len(raw_files(unit)) == 4, "the archive itself is kept as well"


def test_an_archive_is_pulled_once_and_again_when_it_was_changed(unit: Unit):
    assert list(arrived(unit, zipped(**{"in/a.txt": b"a"}))) == ["a.zip/in/a.txt"]
    assert names(pulled(unit, AS_OF + DAY)) == []
    put(unit, "cargo/a.zip", zipped(**{"in/a.txt": b"a", "b.txt": b"b"}), AS_OF + DAY + HOUR)
    assert names(pulled(unit, AS_OF + 2 * DAY)) == ["a.zip/b.txt", "a.zip/in/a.txt"]
    put(unit, "cargo/b.zip", one("../b.txt"), AS_OF + 2 * DAY + HOUR)
    assert names(pulled(unit, AS_OF + 3 * DAY)) == ["b.zip/../b.txt"] and names(pulled(unit, AS_OF + 4 * DAY)) == []


def test_a_workbook_stays_whole_also_inside_an_archive_and_also_broken(unit: Unit):
    book = workbook()
    put(unit, "cargo/book.xlsx", book, AS_OF - HOUR)
    put(unit, "cargo/cut.xlsx", book[: len(book) // 2], AS_OF - HOUR)
    found = arrived(unit, zipped(**{"b.xlsx": book, "cut": book[: len(book) // 2]}))
    assert sorted(found) == ["a.zip/b.xlsx", "a.zip/cut", "book.xlsx", "cut.xlsx"] and not refusals(found)
    assert unit.store.raw(found["a.zip/b.xlsx"].file_id) == book


LEADS_OUT = "a name that leads out of the archive"
NOT_A_FILE = "a link or a device, or a folder with bytes"
SYMLINK, DEVICE = 0o120777 << 16, 0o060666 << 16


@pytest.mark.parametrize(
    ("packed", "why"),
    [
        (one("../a.txt"), LEADS_OUT),
        (one("in/../../a.txt"), LEADS_OUT),
        (one("/etc/passwd"), LEADS_OUT),
        (one("C:\\a.txt"), LEADS_OUT),
        (one("c:a.txt"), LEADS_OUT),
        (one("..\\a.txt"), LEADS_OUT),
        (one("\\\\host\\a.txt"), LEADS_OUT),
        (one("a.txt", b"/etc/passwd", external_attr=SYMLINK, create_system=3), NOT_A_FILE),
        (one("a.txt", b"/etc/passwd", external_attr=SYMLINK, create_system=0), NOT_A_FILE),
        (one("a.txt", external_attr=DEVICE), NOT_A_FILE),
        (one("a.txt", compress_type=zipfile.ZIP_LZMA), "packed by method 14, which is not read"),
        (one("a.txt", compress_type=zipfile.ZIP_BZIP2), "packed by method 12, which is not read"),
        (both(one("a.txt"), 8, 6, b"\x01\x00"), "encrypted"),
        (both(one("abcde"), 46, 30, b"ab\0de"), "a name with a NUL"),
        (patched(one("a.txt"), LOCAL, 30, b"b"), "its header says something else than the directory"),
        (patched(one("a.txt"), CENTRAL, 24, struct.pack("<L", 5)), "more bytes than its directory says"),
        (patched(one("a.txt"), CENTRAL, 24, struct.pack("<L", 50)), "other bytes than its directory says"),
        (patched(one("a.txt"), CENTRAL, 16, b"\0\0\0\0"), "other bytes than its directory says"),
        (patched(one("a.txt"), LOCAL, 36, b"\xff"), "its packing is damaged"),
        (patched(one("a.txt"), CENTRAL, 20, struct.pack("<L", 9)), "its packing does not end where it should"),
        (patched(one("a.txt"), CENTRAL, 20, struct.pack("<L", 14)), "its packing does not end where it should"),
        (patched(one("a.txt"), CENTRAL, 20, struct.pack("<L", 99_999)), "the archive breaks off"),
        (one("a.txt", zipped(**{"b.txt": b"nested"})), "an archive inside an archive"),
        (one("a.txt", b"PK\x03\x04 and nothing"), "an archive inside an archive"),
    ],
)  # fmt: skip
def test_a_member_that_is_refused_arrives_with_its_refusal(unit: Unit, packed: bytes, why: str):
    ((name, file),) = arrived(unit, packed).items()
    assert refusals({name: file}) == {name: ("archive_refused", why)} and name.startswith("a.zip/")
    assert file.refusal and file.refusal.severity == "error" and unit.store.raw(file.file_id)


def test_one_bad_member_leaves_the_others_and_each_is_a_message_of_its_own(unit: Unit):
    found = arrived(unit, zipped(**{"../a.txt": b"a", "../b.txt": b"b", "good.txt": b"good"}))
    assert list(refusals(found)) == ["a.zip/../a.txt", "a.zip/../b.txt"]
    assert unit.store.raw(found["a.zip/good.txt"].file_id) == b"good"
    assert len({file.refused_id for file in found.values()}) == 3


def test_members_of_one_name_are_refused_all_of_them(unit: Unit):
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as opened:
        warnings.simplefilter("ignore")
        for content in (b"one", b"two", b"three"):
            opened.writestr("a.txt", content)
        opened.writestr("b.txt", b"b")
    found = arrived(unit, made.getvalue())
    assert sorted(found) == ["a.zip/a.txt", "a.zip/b.txt"]
    assert refusals(found) == {"a.zip/a.txt": ("archive_refused", "a name that several members have")}


def test_names_of_members_are_shown_harmless(unit: Unit):
    found = arrived(unit, zipped(**{"a\u202egnp.txt": b"1", "b\nc.txt": b"2", "x" * 400: b"3", "ქ.txt": b"4"}))
    long = next(name for name in found if "xxx" in name)
    assert sorted(found) == sorted(["a.zip/a\\u202egnp.txt", "a.zip/b\\u000ac.txt", "a.zip/ქ.txt", long])
    assert len(long) == len("a.zip/") + 255 and not refusals(found)


@pytest.mark.parametrize(
    ("packed", "detail"),
    [
        (zipped(), "an empty archive"),
        (zipped(**{"in/": b""}), "an empty archive"),
        (b"PK\x03\x04" + b"\0" * 100, "no archive that can be opened: File is not a zip file"),
        (zipped(**{"a.txt": b"fictitious" * 100})[:-30], "no archive that can be opened: File is not a zip file"),
        (both(both(one("a.txt"), 8, 6, b"\x00\x08"), 46, 30, b"\xff"), "no archive that can be opened: 'utf-8' codec"),
    ],
)  # fmt: skip
def test_an_archive_that_is_none_arrives_with_its_refusal(unit: Unit, packed: bytes, detail: str):
    found = arrived(unit, packed)
    ((what, said),) = refusals(found).values()
    assert list(found) == ["a.zip"] and what == "archive_refused" and str(said).startswith(detail)
    assert unit.store.raw(found["a.zip"].file_id) == packed


def bomb(kind: str) -> bytes:
    if kind == "ratio":
        return one("a.txt", bytes(100 << 20))
    if kind == "many":
        return zipped(**{f"{number}.txt": b"" for number in range(archive.MAX_MEMBERS + 1)})
    if kind == "said":
        return patched(one("a.txt", bytes(5 << 20)), CENTRAL, 24, struct.pack("<L", 0xFFFF_FFFE))
    packed = one("a.txt", bytes(1 << 20))  # overlapping: one member's bytes, and a directory that has it 5,000 times
    at, end = packed.index(CENTRAL), packed.index(b"PK\x05\x06")
    entries = [packed[at:end].replace(b"a.txt", f"{number:05}".encode()) for number in range(5_000)]
    directory = b"".join(entries)
    return packed[:at] + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5000, 5000, len(directory), at, 0)


@pytest.mark.parametrize("kind", ["ratio", "many", "said", "overlapping"])
def test_a_bomb_is_refused_before_it_is_unpacked(unit: Unit, kind: str):
    found = arrived(unit, bomb(kind))
    ((what, _),) = refusals(found).values()
    assert list(found) == ["a.zip"] and what == "unpacked_too_large" and len(raw_files(unit)) == 1


def test_a_member_larger_than_a_file_may_be_is_refused(unit: Unit):
    feed = unit.site.feeds[0].model_copy(update={"max_bytes": 1_000})
    small = Unit(unit.site.model_copy(update={"feeds": (feed,)}), unit.lake)
    put(unit, "cargo/a.zip", zipped(**{"a.txt": bytes(1_001), "b.txt": b"b"}), AS_OF - HOUR)
    found = {file.file_name: file for file in pulled(small).arrived}
    assert refusals(found) == {"a.zip/a.txt": ("unpacked_too_large", "1001 bytes")} and len(found) == 2


@pytest.mark.parametrize("kind", ["ratio", "overlapping", "directory", "lies"])
def test_a_bomb_takes_no_memory(tmp_path: Path, kind: str):
    if kind == "directory":
        packed = b"PK\x03\x04" + bytes(200 << 20) + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 200 << 20, 4, 0)
    elif kind == "lies":
        packed = patched(one("a.txt", bytes(100 << 20)), CENTRAL, 24, struct.pack("<L", 1_000_000))
    else:
        packed = bomb(kind)
    file_id = Store(tmp_path).keep(packed)
    code = (
        "import resource, sys; from pathlib import Path; from flows.feeds.archive import members;"
        "from lake.store import Store; peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "base = peak(); found = members(Store(Path(sys.argv[1])), 'a.zip', sys.argv[2], 1 << 30);"
        "print(found[0].refusal.what, (peak() - base) // 1024)"
    )
    done = subprocess.run(  # noqa: S603  own words
        [sys.executable, "-c", code, str(tmp_path), file_id], cwd=ROOT, capture_output=True, text=True, check=True
    )
    what, more_mb = done.stdout.split()
    assert what in ("unpacked_too_large", "archive_refused") and int(more_mb) < 32
    assert len(tree(tmp_path)) == 1, "nothing that was unpacked stays"


PACKED = zipped(**{"a.txt": b"fictitious" * 50, "in/b.txt": b"more", "../c.txt": b"c"})
"""Small, so that an edit finds a header."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(edits=st.lists(st.tuples(st.integers(0, len(PACKED) - 1), st.binary(min_size=1, max_size=4)), max_size=6))
def test_any_archive_gives_members_or_refusals_and_every_one_is_in_raw(tmp_path: Path, edits):
    packed = bytearray(PACKED)
    for at, told in edits:
        packed[at : at + len(told)] = told
    store = Store(tmp_path)
    found = members(store, "a.zip", store.keep(bytes(packed)), 1 << 20)
    assert found and all(store.raw_path(member.file_id).exists() for member in found)
    assert len({member.name for member in found}) == len(found)
    good = {member.name: store.raw(member.file_id) for member in found if not member.refusal}
    assert all(name == "a.zip" or name.startswith("a.zip/") for name in good)
    if not edits:
        assert good == {"a.zip/a.txt": b"fictitious" * 50, "a.zip/in/b.txt": b"more"}
