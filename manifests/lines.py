"""The lines of a message as it came, numbered as problems number them: for a person who looks at what was refused."""

from collections.abc import Sequence
from hashlib import sha256

from manifests.delimited import certain_encoding, physical_lines
from manifests.envelope import decode, split, split_lines
from manifests.markup import looks_like_xml
from manifests.markup_encoding import encoding_of
from manifests.workbook import MAX_SHEETS, ZIP, WorkbookError, heads, sheet_lines

Numbered = tuple[int, str]
"""Number of a line from 1 (of a row, in a sheet), and its text."""
SHOWN_BYTES = 16
"""Bytes a line of what is no text."""


def lines_of(data: bytes, message_id: str, fallback_encodings: Sequence[str] = ()) -> list[Numbered]:
    """Return the lines of the message `message_id` of a file; never raises, whatever the bytes are.

    Args:
        data: The bytes of the file.
        message_id: One of its messages: a Cargo-IMP file may hold several; of others the whole file is shown.
        fallback_encodings: What a table may be written in that is no UTF-8, the likeliest first.
    """
    if data.startswith(ZIP):
        return _sheets(data) or _bytes(data)
    if looks_like_xml(data):
        encoding = encoding_of(data)
        return _numbered(physical_lines(_decoded(data, encoding.override or encoding.name)))
    text = decode(data)
    for piece in split(text):
        if sha256(piece.text.encode()).hexdigest() == message_id:
            return _numbered(split_lines(piece.text))
    name = certain_encoding(data) or next(iter(fallback_encodings), None)
    found = _numbered(physical_lines(_decoded(data, name) if name else text))
    return _bytes(data) if b"\x00" in data[:64] and name is None else found


def _numbered(lines: list[str]) -> list[Numbered]:
    return list(enumerate(lines, 1))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except LookupError:  # an encoding that this Python does not know
        return decode(data)


def _sheets(data: bytes) -> list[Numbered]:
    """Rows of every sheet with their numbers; nothing where the workbook cannot be opened."""
    found: list[Numbered] = []
    try:
        titles = [head.title for head in heads(data)][:MAX_SHEETS]
        for title in titles:
            before = f"{title}: " if len(titles) > 1 else ""
            found += [(row.first, before + " | ".join(row.cells).rstrip(" |")) for row in sheet_lines(data, title)]
    except WorkbookError:
        return []
    return found


def _bytes(data: bytes) -> list[Numbered]:
    """The first bytes of what is no text, as figures."""
    return [(1, data[:SHOWN_BYTES].hex(" ") + (" ..." if len(data) > SHOWN_BYTES else ""))]
