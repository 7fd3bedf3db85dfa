"""A file of a feed to its messages: the one way into this room."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from lake.collect import collect
from manifests import outcome_sheet, tabular
from manifests.delimited import NOTHING
from manifests.envelope import Piece, decode, sent_at, split
from manifests.fitting import recognise
from manifests.json_text import looks_like_json, open_json
from manifests.mapping import Mapping
from manifests.markup import Markup, looks_like_xml, open_xml
from manifests.parts import complete
from manifests.pieces import LargeTable, file_id_of, first_bytes, open_large, read_pieces
from manifests.reading import Format, Problem, Reading
from manifests.row_count import count_rows
from manifests.workbook import ZIP, Book, WorkbookError, heads

LARGE = 32 << 20
"""Bytes of a file from which a list is read piece by piece."""
LARGEST = 256 << 20
"""Bytes of any other file: it is held whole, and no sender of ours writes more."""
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")
_XML_ROOT = re.compile(r"<([A-Za-z_][\w:.-]{0,60})")
_CARGO_LINE = re.compile(r"^(?!/)[^/\n]{0,30}\d{3}-\d{8}[A-Z]{0,6}/[TPSDM]\d", re.MULTILINE)


@dataclass(frozen=True)
class Message:
    """One message of a file.

    `text_bytes` is its size; `counted` the number of its records by a method that is not the reader's.
    """

    message_id: str
    file_id: str
    file_name: str
    text_bytes: int
    reading: Reading
    counted: int
    received_at: datetime


def read_file(
    data: bytes,
    file_name: str,
    received_at: datetime,
    holds: str | None = None,
    mapping: Mapping | None = None,
) -> list[Message]:
    """Return the messages of a file, at least one; never raises.

    Args:
        data: The bytes as they came.
        file_name: Its name in the feed.
        received_at: When the feed got it; dates without a year are near it.
        holds: messages (any format of manifests/formats/), tabular or outcome; None looks at the bytes.
        mapping: Columns of a table; None looks for one that fits.
    """
    whole = partial(_whole, data, file_name, received_at)
    if not data.strip(NOTHING):
        return [whole(refused(Problem("empty_file", "error")), 1)]
    if holds in (None, "messages") and (found := _messages(data, file_name, received_at)):
        return found
    if holds == "outcome" or (holds is None and outcome_sheet.recognises(data, file_name)):
        reading = outcome_sheet.read_sheet(data, file_name, received_at)
        return [whole(reading, _counted(reading, partial(outcome_sheet.count_records, data, file_name)))]
    if holds in (None, "tabular"):
        fitting = mapping or recognise(data, file_name)
        if fitting is not None:
            opened = tabular.open_list(data, file_name, fitting)
            reading, _ = tabular.read_opened(opened, fitting)
            return [whole(reading, _counted(reading, partial(count_rows, opened)))]
    return [whole(refused(Problem("unknown_message", "error", detail=_kind(data))), 1)]


def read_path(
    path: Path,
    file_name: str,
    received_at: datetime,
    holds: str | None = None,
    mapping: Mapping | None = None,
) -> Iterator[Message]:
    """The messages of a file on disk, as `read_file` gives them; a large list comes piece by piece, each a message.

    Args:
        path: Where its bytes are.
        file_name: Its name in the feed.
        received_at: When the feed got it.
        holds: See `read_file`.
        mapping: See `read_file`.
    """
    size = path.stat().st_size
    table = _large(path, file_name, holds, mapping) if size > LARGE else None
    if table is not None:
        for piece in read_pieces(table):
            yield Message(
                piece.message_id, table.file_id, file_name, piece.size, piece.reading, piece.counted, received_at
            )
    elif size > LARGEST:
        refusal = refused(Problem("message_too_large", "error", detail=f"{size} bytes, at most {LARGEST}"))
        file_id = file_id_of(path)
        yield Message(file_id, file_id, file_name, size, refusal, 1, received_at)
    else:
        yield from read_file(path.read_bytes(), file_name, received_at, holds, mapping)


def _large(path: Path, file_name: str, holds: str | None, mapping: Mapping | None) -> LargeTable | None:
    """The list that a large file is; None where it is something else."""
    start = first_bytes(path)
    if holds not in (None, "tabular") or start.startswith(_BINARY):
        return None
    if holds is None and (
        looks_like_xml(start) or looks_like_json(start) or split(decode(start)) or outcome_sheet.recognises(start, "")
    ):
        return None
    fitting = mapping or recognise(start, file_name)
    return open_large(path, file_name, fitting) if fitting else None


def _messages(data: bytes, file_name: str, received_at: datetime) -> list[Message]:
    """The messages of a file in one of the formats; none where its bytes are of no known container."""
    if data.startswith(ZIP):
        return _workbook(data, file_name, received_at)
    if data.startswith(_BINARY):
        return []
    if looks_like_xml(data):
        return [_document("xml", open_xml(data), data, file_name, received_at)]
    if looks_like_json(data):
        return [_document("json", open_json(data), data, file_name, received_at)]
    pieces = split(decode(data))
    return _cargo_imp(data, file_name, received_at, pieces) if pieces else []


def _workbook(data: bytes, file_name: str, received_at: datetime) -> list[Message]:
    """A workbook that a format knows by its sheets; others are tables."""
    try:
        book = Book(heads(data), data, file_name)
    except WorkbookError:
        return []
    form = _format("workbook", book)
    if form is None:
        return []
    reading = form.read(book, received_at)
    return [_whole(data, file_name, received_at, reading, _counted(reading, partial(form.count, book)))]


def _document(container: str, opened: Any, data: bytes, file_name: str, received_at: datetime) -> Message:
    """The one message of an XML or JSON file."""
    whole = partial(_whole, data, file_name, received_at)
    if isinstance(opened, Problem):
        return whole(refused(opened), 1)
    form = _format(container, opened)
    if form is None:
        return whole(refused(Problem("unknown_message", "error", detail=_kind(data))), 1)
    reading = form.read(opened, received_at)
    if isinstance(opened, Markup):
        reading.problems = [*opened.problems, *reading.problems]
    return whole(reading, form.count(opened))


def _whole(data: bytes, file_name: str, received_at: datetime, reading: Reading, counted: int) -> Message:
    file_id = sha256(data).hexdigest()
    return Message(file_id, file_id, file_name, len(data), reading, counted, received_at)


def _counted(reading: Reading, count: Callable[[], int]) -> int:
    """Records by the second counter; a workbook that breaks off below its header is one record for both."""
    return 1 if any(problem.what == "workbook_broken" for problem in reading.problems) else count()


def refused(problem: Problem) -> Reading:
    """One record, which cannot be read at all: the whole of a file or of a message."""
    return Reading("unknown", problems=[replace(problem, record=1)], records=1, quarantined={1})


def _kind(data: bytes) -> str | None:
    """What the bytes look like, for the officer who has to find out."""
    if data.startswith(_BINARY):
        return "binary"
    text = decode(data[:4000]).lstrip()
    root = _XML_ROOT.search(text)
    if text.startswith("<") and root:
        return f"xml {root[1]}"
    return "json" if text.startswith(("{", "[")) else None


@cache
def _formats(container: str) -> tuple[Format[Any], ...]:
    return tuple(form for form in collect("manifests.formats", Format) if form.container == container)


def _format(container: str, document: Any) -> Format[Any] | None:
    return next((form for form in _formats(container) if form.recognises(document)), None)


def _cargo_imp(data: bytes, file_name: str, received_at: datetime, pieces: list[Piece]) -> list[Message]:
    file_id = sha256(data).hexdigest()
    read = [_read_piece(piece, received_at) for piece in pieces]
    readings = complete([reading for reading, _ in read]) if len(read) > 1 else [read[0][0]]
    messages = []
    for piece, reading, (_, counted) in zip(pieces, readings, read, strict=True):
        text = data if len(pieces) == 1 else piece.text.encode()
        message_id = file_id if len(pieces) == 1 else sha256(text).hexdigest()
        messages.append(Message(message_id, file_id, file_name, len(text), reading, counted, received_at))
    return messages


def _read_piece(piece: Piece, received_at: datetime) -> tuple[Reading, int]:
    form = _format("cargo_imp", piece.body)
    if form is None:
        return refused(Problem("unknown_message", "error", detail=piece.kind)), 1
    reading = form.read(piece.body, received_at)
    problems = reading.problems
    if piece.envelope:
        problems = [replace(p, line=p.line + piece.envelope) if p.line else p for p in problems]
        if _CARGO_LINE.search(piece.text[: len(piece.text) - len(piece.body)]):
            problems = [Problem("trailing_text", "error", 1), *problems]
    reading.problems, reading.sender = problems, piece.sender or reading.sender
    reading.sent_at = sent_at(piece.stamp, received_at)
    return reading, form.count(piece.body)
