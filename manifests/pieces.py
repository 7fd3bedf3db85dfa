"""A large delimited list in pieces: each is cut off where another consignment begins, and read by itself.

No more than one piece is held. What the pieces before it say of a piece (header, what merged cells carry down) goes
with it; a house that comes again in a later piece is reported.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from manifests.bound import bind
from manifests.cells import bare
from manifests.delimited import HEAD_BYTES, MAX_LINES, certain_encoding, mostly_utf8, row_at
from manifests.grid import Opened, decoded, open_text, strange_characters
from manifests.mapping import Mapping
from manifests.reading import Problem, Reading
from manifests.row_count import count_rows
from manifests.tabular import Above, read_opened

PIECE = 16 << 20
"""Bytes of a piece; reading one takes some fifteen times as much."""
MOST = 4
"""Pieces in one where no cut is found; then it is made at a line end."""
TAIL = 1 << 18
"""Bytes at the end of a piece in which the cut is looked for."""
BLOCK = 4 << 20


class PieceRead(NamedTuple):
    """One piece: its id, its bytes, what it says, and its records by the second counter."""

    message_id: str
    size: int
    reading: Reading
    counted: int


@dataclass(frozen=True)
class LargeTable:
    """A large list whose header was found in its first bytes.

    Attributes:
        file_id: SHA-256 of the whole file.
        head: the header; its text is not that of the rows.
        key_at: cells that name the consignment of a row, the first group that says something.
        codec: the encoding of a piece.
        line_end: the bytes that end a line.
    """

    path: Path
    file_id: str
    head: Opened
    mapping: Mapping
    key_at: tuple[tuple[int, ...], ...]
    codec: str
    line_end: bytes


def first_bytes(path: Path) -> bytes:
    """The beginning of a file, to look at."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def open_large(path: Path, file_name: str, mapping: Mapping) -> LargeTable | None:
    """Look for the header, and read the file once for its id and its encoding; None where it has to be read whole."""
    start = first_bytes(path)
    digest = sha256()
    utf8 = mostly_utf8(_blocks(path, digest))
    marked = certain_encoding(start)
    certain = marked if marked not in (None, "utf-8") else "utf-8" if utf8 else None
    head = open_text(start, file_name, mapping.knows, [certain] if certain else mapping.fallback_encodings)
    codec = {"utf-16": "utf-16-le" if start[:1] == b"\xff" else "utf-16-be", "utf-8-sig": "utf-8"}
    found = codec.get(head.encoding or "", head.encoding or "utf-8")
    line_end = ("\n" if "\n" in (head.text or "") else "\r").encode(found)
    if not head.readable or len(line_end) > (2 if found.startswith("utf-16") else 1):
        return None
    return LargeTable(path, digest.hexdigest(), head, mapping, _key_at(head, mapping), found, line_end)


def _key_at(head: Opened, mapping: Mapping) -> tuple[tuple[int, ...], ...]:
    columns = bind(mapping, head.header).columns
    names = (mapping.row_key, *([mapping.alone.column] if mapping.alone else []))
    return tuple(tuple(column.at for column in columns if column.name == name) for name in names)


def file_id_of(path: Path) -> str:
    """SHA-256 of a file, without holding it."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _blocks(path: Path, digest: Any) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            yield block


def read_pieces(table: LargeTable, piece: int = PIECE) -> Iterator[PieceRead]:
    """Read the pieces in order.

    The id of a first piece is the SHA-256 of its bytes; that of a later one is that of its bytes after all that
    decides what they say: the header, and what the rows above carry down.

    Args:
        table: the opened list.
        piece: bytes of a piece.
    """
    above, lines = Above({}, trims=False), 0
    seen = _Seen()
    with table.path.open("rb") as file:
        for held in _cut(table, file, piece):
            opened = _opened(table, held, lines, trims=above.trims)
            lines += _lines(opened.text or "")
            read, above = _read(table, held, opened, above)
            del held, opened
            seen.note(read.reading, table.mapping)
            yield read
            del read


def _opened(table: LargeTable, held: bytes, above: int, *, trims: bool) -> Opened:
    """A piece as a table of its own; what is said of the whole file is said with the first."""
    text = decoded(held, table.codec)
    of_file = () if above else tuple(p for p in table.head.problems if p.what != "control_characters")
    problems = (*strange_characters(text, table.head.encoding), *of_file)
    return replace(table.head, data=b"", text=text, above=above, trims=trims, problems=problems)


def _read(table: LargeTable, held: bytes, opened: Opened, above: Above) -> tuple[PieceRead, Above]:
    known = json.dumps([table.head.header, above], default=str, sort_keys=True).encode() if opened.above else b""
    reading, below = read_opened(opened, table.mapping, above, long=0)
    return PieceRead(sha256(known + held).hexdigest(), len(held), reading, count_rows(opened)), below


def _lines(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _cut(table: LargeTable, file: BinaryIO, piece: int) -> Iterator[bytes]:
    held = b""
    while block := file.read(piece):
        held += block
        if len(block) < piece:
            continue
        at = _place(table, held)
        if at is None and len(held) >= MOST * piece:
            ends = _line_ends(held, table.line_end)
            at = int(ends[-1]) if len(ends) else len(held)
        if at is not None:
            cut, held = held[:at], held[at:]
            yield cut
            del cut
    if held:
        yield held


def _place(table: LargeTable, held: bytes) -> int | None:
    """Where to cut: before a line that begins another consignment than the lines above, outside quotes."""
    start = max(0, len(held) - TAIL)
    start += start % len(table.line_end)
    ends = _line_ends(held[start:], table.line_end) + start
    lines = [held[begin:end].decode(table.codec, "replace").rstrip("\r\n") for begin, end in pairwise(ends.tolist())]
    open_quotes = [at for at, line in enumerate(lines) if line.count('"') % 2 or "\r" in line or "\n" in line]
    unsafe = {at + below for at in open_quotes for below in range(MAX_LINES + 1)}
    for at in range(len(lines) - 1, MAX_LINES, -1):
        key = () if at in unsafe else _key(table, lines[at])
        if key and key != next((found for line in lines[at - 1 :: -1] if (found := _key(table, line))), key):
            return int(ends[at])
    return None


def _line_ends(data: bytes, line_end: bytes) -> NDArray[np.int64]:
    """Bytes up to and with each line end."""
    unit = np.dtype(np.uint8 if len(line_end) == 1 else "<u2")
    units = np.frombuffer(data[: len(data) // unit.itemsize * unit.itemsize], unit)
    return (np.flatnonzero(units == np.frombuffer(line_end, unit)[0]) + 1) * unit.itemsize


def _key(table: LargeTable, line: str) -> tuple[str, ...]:
    """What names the consignment in a line; nothing where the line continues another, or is broken."""
    row = row_at([line], 0, table.head.delimiter, len(table.head.header))
    if row.broken or len(row.cells) != len(table.head.header):
        return ()
    for places in table.key_at:
        key = tuple(row.cells[at] for at in places)
        if any(bare(cell) is not None for cell in key):
            return key
    return ()


class _Seen:
    """The consignments of the pieces so far, by a hash of their ids: eight bytes each."""

    def __init__(self) -> None:
        self.hashes: NDArray[np.int64] = np.array([], np.int64)

    def note(self, reading: Reading, mapping: Mapping) -> None:
        """Report the consignments that an earlier piece had, and remember the others."""
        rows = [(row["consignment_id"], row["record"]) for row in reading.rows.get("consignments", ())]
        table = reading.arrow.get("consignments")
        if table is not None:
            rows += zip(table["consignment_id"].to_pylist(), table["record"].to_pylist(), strict=True)
        new = np.fromiter((hash(row[0]) for row in rows), np.int64, len(rows))
        found = np.searchsorted(self.hashes, new)
        known = np.flatnonzero(self.hashes[np.minimum(found, len(self.hashes) - 1)] == new) if len(self.hashes) else ()
        for at in known:
            consignment_id, record = rows[at]
            reading.problems.append(
                Problem("duplicate_house", record=record, field=mapping.row_key, detail=consignment_id[:200])
            )
        self.hashes = np.sort(np.concatenate([self.hashes, new]), kind="stable")
