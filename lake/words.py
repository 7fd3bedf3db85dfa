"""Text as keys need it: Latin capitals, and looked at once for every distinct value."""

import re
from collections.abc import Callable

import pyarrow as pa
from anyascii import anyascii

_JOINED = re.compile(r"[.'`´’\"«»]")
_NO_WORD = re.compile(r"[^A-Z0-9]+")


def simplify(text: str) -> str:
    """Return `text` in Latin capitals and digits, words apart by one blank; "" when nothing is left.

    Full stops and quotes vanish (S.R.L. is SRL), every other sign parts two words.

    >>> simplify("«Ромашка-Трейд» Т.О.О.")
    'ROMASHKA TREYD TOO'
    """
    return _NO_WORD.sub(" ", _JOINED.sub("", anyascii(text)).upper()).strip()


def each(texts: pa.ChunkedArray, say: Callable[[str], str | None]) -> pa.Array:
    """Apply `say` to every distinct text once: a million rows hold few different names. Null stays null."""
    encoded = texts.cast(pa.string()).combine_chunks().dictionary_encode()
    said = pa.array([None if text is None else say(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return said.take(encoded.indices)


def filled(rows: pa.Table, columns: dict[str, pa.Array]) -> pa.Table:
    """Return `rows` with `columns` appended, or replaced where they stand."""
    for name, values in columns.items():
        place = rows.schema.get_field_index(name)
        rows = rows.append_column(name, values) if place < 0 else rows.set_column(place, name, values)
    return rows
