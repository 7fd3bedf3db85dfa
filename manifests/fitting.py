"""Which mapping fits a table whose kind nobody named: by the headers it knows and by what stands in its key."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from manifests.cells import bare
from manifests.converters import CONVERTERS
from manifests.delimited import HEAD_BYTES
from manifests.grid import Opened, open_table, read_rows
from manifests.mapping import MAPPINGS, Mapping, sound_mappings
from manifests.workbook import ZIP

KEY_ROWS = 50
"""Rows in which the key is tried."""
KEYS_READ = 0.5
"""Below this share of its keys read, a mapping does not fit whatever headers it knows."""


class Fit(NamedTuple):
    """How well a mapping fits: the share of keys read is at least KEYS_READ, columns known, key of a strict form."""

    keys_read: bool
    headers: int
    strict_key: bool
    mapping: Mapping


def fitting(data: bytes, file_name: str, folder: Path = MAPPINGS) -> list[Fit]:
    """Every sound mapping that knows enough headers, the best one first. Never raises."""
    mappings = sound_mappings(folder)
    encodings = list(dict.fromkeys(name for mapping in mappings for name in mapping.fallback_encodings))
    opened = open_table(_head(data), file_name, lambda cells: max(_known(mappings, cells), default=0), encodings)
    known = [(mapping, score) for mapping in mappings if (score := mapping.knows(opened.header))]
    if not opened.readable or not known:
        return []
    rows = [row.cells for row in read_rows(opened)[0][:KEY_ROWS]]
    fits = [Fit(_keys_read(mapping, opened, rows), score, _strict(mapping), mapping) for mapping, score in known]
    return sorted(fits, key=lambda fit: fit[:3], reverse=True)


def recognise(data: bytes, file_name: str, folder: Path = MAPPINGS) -> Mapping | None:
    """The mapping that fits a table best; None when none does. Never raises for `data`."""
    return next((fit.mapping for fit in fitting(data, file_name, folder) if fit.keys_read), None)


def _known(mappings: list[Mapping], cells: Sequence[str]) -> list[int]:
    return [mapping.knows(cells) for mapping in mappings]


def _head(data: bytes) -> bytes:
    """The first lines of a text; a workbook is one piece."""
    if data.startswith(ZIP) or len(data) <= HEAD_BYTES:
        return data
    return data[: data.rfind(b"\n", 0, HEAD_BYTES) + 1] or data[:HEAD_BYTES]


def _keys_read(mapping: Mapping, opened: Opened, rows: list[list[str]]) -> bool:
    """Whether the keys of the first rows are mostly read; a table without rows has nothing against it."""
    wanted = {mapping.row_key, *([mapping.alone.column] if mapping.alone else [])}
    columns = [(at, match[0]) for at, cell in enumerate(opened.header) if cell and (match := mapping.column_of(cell))]
    cells = [(name, row[at]) for at, name in columns if name in wanted for row in rows if bare(row[at]) is not None]
    read = sum(CONVERTERS[mapping.columns[name].converter](cell)[0] is not None for name, cell in cells)
    return read >= KEYS_READ * len(cells)


def _strict(mapping: Mapping) -> bool:
    return mapping.columns[mapping.row_key].converter != "house"
