"""A file of a feed to its messages: the one way into this room."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from hashlib import sha256

from lake.collect import collect
from manifests import mapping as mappings
from manifests import outcome_sheet, tabular
from manifests.delimited import NOTHING
from manifests.envelope import Piece, decode, sent_at, split
from manifests.mapping import Mapping
from manifests.parts import complete
from manifests.reading import Format, Problem, Reading

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
        holds: cargo_imp, tabular or outcome; None looks at the bytes.
        mapping: Columns of a table; None looks for one that fits.
    """
    whole = partial(_whole, data, file_name, received_at)
    if not data.strip(NOTHING):
        return [whole(_unknown("empty_file", None), 1)]
    if holds in (None, "cargo_imp") and not data.startswith(_BINARY):
        pieces = split(decode(data))
        if pieces:
            return _cargo_imp(data, file_name, received_at, pieces)
    if holds == "outcome" or (holds is None and outcome_sheet.recognises(data, file_name)):
        reading = outcome_sheet.read_sheet(data, file_name, received_at)
        return [whole(reading, _counted(reading, partial(outcome_sheet.count_records, data, file_name)))]
    if holds in (None, "tabular"):
        fitting = mapping or mappings.recognise(data, file_name)
        if fitting is not None:
            reading = tabular.read_table(data, file_name, received_at, fitting)
            return [whole(reading, _counted(reading, partial(tabular.count_records, data, file_name, fitting)))]
    return [whole(_unknown("unknown_message", _kind(data)), 1)]


def _whole(data: bytes, file_name: str, received_at: datetime, reading: Reading, counted: int) -> Message:
    file_id = sha256(data).hexdigest()
    return Message(file_id, file_id, file_name, len(data), reading, counted, received_at)


def _counted(reading: Reading, count: Callable[[], int]) -> int:
    """Records by the second counter; a workbook that breaks off below its header is one record for both."""
    return 1 if any(problem.what == "workbook_broken" for problem in reading.problems) else count()


def _unknown(what: str, detail: str | None) -> Reading:
    problem = Problem(what, "error", None, 1, None, detail)
    return Reading("unknown", problems=[problem], records=1, quarantined={1})


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
def _formats() -> tuple[Format, ...]:
    return tuple(collect("manifests.formats", Format))


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
    form = next((form for form in _formats() if form.recognises(piece.body)), None)
    if form is None:
        return _unknown("unknown_message", piece.kind), 1
    reading = form.read(piece.body, received_at)
    problems = reading.problems
    if piece.envelope:
        problems = [replace(p, line=p.line + piece.envelope) if p.line else p for p in problems]
        if _CARGO_LINE.search(piece.text[: len(piece.text) - len(piece.body)]):
            problems = [Problem("trailing_text", "error", 1), *problems]
    sender, moment = piece.sender or reading.sender, sent_at(piece.stamp, received_at)
    return replace(reading, problems=problems, sender=sender, sent_at=moment), form.count(piece.body)
