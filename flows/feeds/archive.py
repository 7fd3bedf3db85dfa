"""Zip archives: a file that is one becomes its members, each kept under its own hash. Nothing is silent.

A member that is refused, and an archive that is, arrives with its refusal. Workbooks are zips too and stay whole, as
do documents. One archive deep; other kinds of archives are no messages that are known, and end as such.
"""

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from flows.feeds.inflate import ArchiveError, chunks, refused
from flows.feeds.names import visible
from lake.store import Store
from manifests.reading import Problem

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""How an archive begins; the second is an empty one."""
DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")
"""A member of this name makes the zip a workbook or another document: Office, OpenDocument, Java."""
OFFICE = ("[Content_Types].xml", "_rels/", "docProps/", "xl/", "mimetype")
"""How the first member of a workbook is called, where its directory is lost."""
MAX_MEMBERS = 10_000
MAX_DIRECTORY = 4 << 20
"""Bytes: 10,000 members with names of some 350 letters."""
MAX_UNPACKED = 4 << 30
"""Bytes of all members: four of the largest registers that were tried."""
MAX_RATIO = 200
SMALL = 4 << 20
"""Below this, lines that are all alike may honestly pack better than MAX_RATIO."""
BROKEN = (BadZipFile, NotImplementedError, ValueError, ArithmeticError, LookupError, OSError, struct.error)
"""What zipfile raises for a directory that is none."""


class Member(NamedTuple):
    """What came out of a file: bytes in raw/ and their name, or the refusal of what should have."""

    name: str
    file_id: str
    refusal: Problem | None = None


class _Sparing(io.FileIO):
    """A file of which no more is read at once than an honest directory has: zipfile takes its size from the file."""

    def read(self, size: int | None = -1) -> bytes:
        """Read, or refuse.

        Raises:
            BadZipFile: that would be too much.
        """
        if size is not None and size > MAX_DIRECTORY:
            raise BadZipFile(f"a directory of {size} bytes")
        return super().read(MAX_DIRECTORY if size is None or size < 0 else size) or b""


def members(store: Store, name: str, file_id: str, max_bytes: int) -> list[Member]:
    """What a file of a feed brings: itself, or the members of the archive that it is; at least one.

    Args:
        store: the lake whose raw/ holds the file, and gets its members.
        name: of the file in the feed.
        file_id: SHA-256 of its bytes.
        max_bytes: of one member, unpacked.
    """
    path = store.raw_path(file_id)
    if not _is_zip(path):
        return [Member(name, file_id)]
    found = _directory(path)
    if _is_document(path, name, found):
        return [Member(name, file_id)]
    if isinstance(found, str):
        return [_refusal(name, file_id, f"no archive that can be opened: {found}")]
    files = [member for member in found if not (member.filename.endswith("/") and not member.file_size)]
    if problem := _too_much(files, path.stat().st_size):
        return [Member(name, file_id, problem)]
    return list(_members(store, name, file_id, files, max_bytes)) or [_refusal(name, file_id, "an empty archive")]


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4).startswith(ZIP)


def _directory(path: Path) -> list[ZipInfo] | str:
    """What the archive says is in it, or why it cannot be told."""
    try:
        with _Sparing(path, "rb") as sparing, ZipFile(sparing) as archive:
            return archive.infolist()
    except BROKEN as error:
        return str(error)


def _is_document(path: Path, name: str, found: list[ZipInfo] | str) -> bool:
    """Whether it is a workbook or the like, whole or broken: its reader has a gate of its own."""
    if not isinstance(found, str):
        return any(member.filename in DOCUMENTS for member in found)
    with path.open("rb") as file:
        header = file.read(512)
    first = header[30 : 30 + int.from_bytes(header[26:28], "little")].decode("utf-8", "replace")
    return first.startswith(OFFICE) or name.lower().endswith((".xlsx", ".xlsm"))


def _too_much(files: list[ZipInfo], packed: int) -> Problem | None:
    total = sum(member.file_size for member in files)
    if len(files) > MAX_MEMBERS or total > MAX_UNPACKED or (total > SMALL and total > MAX_RATIO * packed):
        detail = f"{len(files)} members, {total} bytes unpacked of {packed}"
        return Problem("unpacked_too_large", "error", detail=detail)
    return None


def _members(store: Store, archive: str, file_id: str, files: list[ZipInfo], max_bytes: int) -> Iterator[Member]:
    named: dict[str, list[ZipInfo]] = {}
    for member in files:
        named.setdefault(f"{archive}/{visible(member.orig_filename)}", []).append(member)
    with store.raw_path(file_id).open("rb") as file:
        for name, (member, *others) in named.items():
            if why := "a name that several members have" if others else refused(member):
                yield _refusal(name, file_id, why)
            elif member.file_size > max_bytes:
                yield Member(name, file_id, Problem("unpacked_too_large", "error", detail=f"{member.file_size} bytes"))
            else:
                yield _unpacked(store, name, file_id, file, member)


def _unpacked(store: Store, name: str, archive_id: str, file: BinaryIO, member: ZipInfo) -> Member:
    try:
        file_id = store.keep_stream(chunks(file, member))
    except ArchiveError as error:
        return _refusal(name, archive_id, str(error))
    path = store.raw_path(file_id)
    if _is_zip(path) and not _is_document(path, name, _directory(path)):
        return _refusal(name, file_id, "an archive inside an archive")
    return Member(name, file_id)


def _refusal(name: str, file_id: str, detail: str) -> Member:
    return Member(name, file_id, Problem("archive_refused", "error", detail=detail))
