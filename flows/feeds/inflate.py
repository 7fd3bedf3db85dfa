"""A member of a zip archive as a stream of bytes that is held against what the archive's directory says of it.

Python's zipfile stops where the directory says that a member ends, whatever comes then. Here it must be the end.
"""

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

CHUNK = 64 << 10
HEADER = struct.Struct("<4s5H3I2H")
SIGNATURE = b"PK\x03\x04"
DRIVE = re.compile(r"[A-Za-z]:")
ENCRYPTED = 0x1 | 0x40 | 0x2000
UTF_8 = 0x800
"""Flags of a member: encrypted in one way or another; its name is UTF-8."""


class ArchiveError(ValueError):
    """A member, or the archive, is refused; the message says why."""


def refused(member: ZipInfo) -> str | None:
    """Why a member is not even begun; None when nothing speaks against it.

    Source: PKWARE APPNOTE 6.3.10 (flags 4.4.4, methods 4.4.5, names 4.4.17: no drive, no leading slash).
    """
    name, mode = member.orig_filename, member.external_attr >> 16
    parts = name.replace("\\", "/").split("/")
    if "\0" in name:
        return "a name with a NUL"
    if not parts[0] or DRIVE.match(name) or ".." in parts:
        return "a name that leads out of the archive"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "a link or a device, or a folder with bytes"
    if member.flag_bits & ENCRYPTED:
        return "encrypted"
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return f"packed by method {member.compress_type}, which is not read"
    return None


def chunks(file: BinaryIO, member: ZipInfo) -> Iterator[bytes]:
    """The bytes of a member; the last ones come only when they are as many as said, and the right ones.

    Raises:
        ArchiveError: the archive lies, or breaks off.
    """
    size, check = 0, 0
    for chunk in _inflated(_packed(file, member), member):
        size += len(chunk)
        if size > member.file_size:
            raise ArchiveError("more bytes than its directory says")
        check = zlib.crc32(chunk, check)
        yield chunk
    if size != member.file_size or check != member.CRC:
        raise ArchiveError("other bytes than its directory says")


def _packed(file: BinaryIO, member: ZipInfo) -> Iterator[bytes]:
    if member.header_offset < 0:
        raise ArchiveError("its header is not there")
    file.seek(member.header_offset)
    header = file.read(HEADER.size)
    if len(header) < HEADER.size:
        raise ArchiveError("its header is not there")
    signature, _, flags, method, *_, name_bytes, extra_bytes = HEADER.unpack(header)
    name = file.read(name_bytes).decode("utf-8" if member.flag_bits & UTF_8 else "cp437", "replace")
    same = (method, flags & ENCRYPTED) == (member.compress_type, member.flag_bits & ENCRYPTED)
    if signature != SIGNATURE or not same or name != member.orig_filename:
        raise ArchiveError("its header says something else than the directory")
    file.seek(extra_bytes, 1)
    left = member.compress_size
    while left:
        chunk = file.read(min(CHUNK, left))
        if not chunk:
            raise ArchiveError("the archive breaks off")
        left -= len(chunk)
        yield chunk


def _inflated(packed: Iterator[bytes], member: ZipInfo) -> Iterator[bytes]:
    if member.compress_type == ZIP_STORED:
        yield from packed
        return
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for chunk in packed:
            if unpacking.eof:
                raise ArchiveError("bytes behind its end")
            while chunk and not unpacking.eof:
                yield unpacking.decompress(chunk, CHUNK)
                chunk = unpacking.unconsumed_tail
    except zlib.error as error:
        raise ArchiveError("its packing is damaged") from error
    if not unpacking.eof or unpacking.unused_data:
        raise ArchiveError("its packing does not end where it should")
