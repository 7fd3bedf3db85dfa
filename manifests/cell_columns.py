"""Converters over whole columns: each different cell is converted once, and cells in plain form not one by one.

What comes out is what the converter makes of every cell (manifests/converters.py).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lake.column import ARROW
from lake.personal import id_hasher
from lake.tables import CONSIGNMENTS, GOODS
from lake.vague import is_vague
from manifests import codes
from manifests.amounts import UNITS
from manifests.bound import BoundColumn
from manifests.cells import Converted
from manifests.converters import LANE, UNIT_VALUE

TYPES: dict[str, pa.DataType] = {
    column.name: ARROW[column.kind] for table in (CONSIGNMENTS, GOODS) for column in table.columns
} | {UNIT_VALUE: pa.float64(), LANE: pa.string()}
"""Arrow type of each column that a cell may become."""
SAMPLE = 2_048
MANY_DIFFERENT = 0.25
"""Share of different cells in the sample from which looking for the plain ones pays."""

_MARKS = (0x27, 0x3D)
FIRST = ((0x21, 0x26), (0x28, 0x3C), (0x3E, 0x7E), (0xA1, 0xAC), (0xAE, 0x24F), (0x400, 0x52F), (0x10D0, 0x10FF),
         (0x4E00, 0x9FA5))  # fmt: skip
"""Characters with which a plain text may begin: ASCII without the marks of a spreadsheet, Latin, Cyrillic, Georgian,
Chinese. No text converter changes them."""
_FIRST = "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in FIRST)
_NEXT = _FIRST + "".join(rf"\x{{{mark:x}}}" for mark in _MARKS)
_AMOUNT = r"^[0-9]{1,7}(?:\.[0-9]{1,6})?$"
LONGER = 8
"""Bytes that a plain text has more of: no word for nothing (`cells.bare`) is as long."""


class Column(NamedTuple):
    """The values of a column, and the slug of what is wrong by row."""

    values: pa.Array
    slugs: dict[int, str]


class _Plain(NamedTuple):
    """Which cells are in plain form, and the values they are; `kept` has null for all others."""

    pattern: str
    become: Callable[[pa.Array], pa.Array]
    longer: int = 0


def _as_floats(kept: pa.Array) -> pa.Array:
    return pc.cast(kept, pa.float64())


def _as_hashes(kept: pa.Array) -> pa.Array:
    hashed = id_hasher()
    return pa.array([None if cell is None else hashed(cell) for cell in kept.to_pylist()], pa.string())


_PLAIN = {
    "text": _Plain(rf"^[{_FIRST}][{_NEXT}]*(?: [{_NEXT}]+)*$", lambda kept: kept, LONGER),
    "house": _Plain(r"^(?:[A-Za-z][0-9A-Za-z]{8,}|[0-9]{8,})$", lambda kept: kept),
    "phone": _Plain(r"^\+?[0-9]{6,20}$", lambda kept: kept),
    "personal_id": _Plain(r"^[0-9]{6,40}$", _as_hashes),
    "weight": _Plain(r"^(?:[1-9][0-9]{0,6}(?:\.[0-9]{1,6})?|0\.[0-9]{0,5}[1-9])$", _as_floats),
    "number": _Plain(_AMOUNT, _as_floats),
    "money": _Plain(_AMOUNT, _as_floats),
    "count": _Plain(r"^[1-9][0-9]{0,6}$", lambda kept: pc.cast(kept, pa.int64())),
    "beside": _Plain(_AMOUNT, lambda kept: pa.nulls(len(kept), pa.string())),
}


def converted(column: BoundColumn, cells: pa.StringArray) -> Column:
    """What the converter of a column makes of its cells; blank ones are null.

    Raises:
        pa.ArrowException: a value is not of the column's type.
    """
    unit = UNITS.get(column.unit or "kg")
    plain = _PLAIN.get(column.kind) if column.kind != "weight" or unit == 1.0 else None
    return _column(cells, column.convert, TYPES[column.name], plain)


def currencies_beside(cells: pa.StringArray) -> pa.Array:
    """The currency that stands beside the amount in its own cell, or null."""
    return _column(cells, lambda cell: (codes.currency_beside(cell), None), pa.string(), _PLAIN["beside"]).values


def _column(
    cells: pa.StringArray, convert: Callable[[str], Converted], kind: pa.DataType, plain: _Plain | None
) -> Column:
    if plain is None or not _many_different(cells):
        return _by_different(cells, convert, kind)
    fits = pc.match_substring_regex(cells, plain.pattern)
    if plain.longer:
        fits = pc.and_(fits, pc.greater(pc.binary_length(cells), plain.longer))
    odd = pc.invert(fits)
    rows = places(odd)
    if not len(rows):
        return Column(plain.become(cells), {})
    rest = _by_different(cells.take(pa.array(rows)), convert, kind)
    values = pc.replace_with_mask(plain.become(pc.if_else(fits, cells, None)), odd, rest.values)
    return Column(values, {int(rows[at]): slug for at, slug in rest.slugs.items()})


def _many_different(cells: pa.StringArray) -> bool:
    sample = cells.slice(0, SAMPLE)
    return len(sample.unique()) > MANY_DIFFERENT * len(sample)


def _by_different(cells: pa.StringArray, convert: Callable[[str], Converted], kind: pa.DataType) -> Column:
    encoded = cells.dictionary_encode()
    outcomes = [convert(cell) if cell else (None, None) for cell in encoded.dictionary.to_pylist()]
    values = pa.array([value for value, _ in outcomes], kind).take(encoded.indices)
    wrong = np.array([slug is not None for _, slug in outcomes], np.bool_)
    if not wrong.any():
        return Column(values, {})
    indices = encoded.indices.to_numpy()
    return Column(values, {row: outcomes[indices[row]][1] or "" for row in np.flatnonzero(wrong[indices]).tolist()})


def vague(descriptions: pa.Array) -> list[int]:
    """Rows whose description says nothing; see `lake.vague`."""
    encoded = descriptions.dictionary_encode()
    says_nothing = np.array([*map(is_vague, encoded.dictionary.to_pylist()), False], np.bool_)
    rows: list[int] = np.flatnonzero(says_nothing[pc.fill_null(encoded.indices, len(says_nothing) - 1)]).tolist()
    return rows


def places(mask: pa.BooleanArray) -> NDArray[np.int64]:
    """Where a mask is true."""
    return np.flatnonzero(truths(mask))


def truths(mask: pa.BooleanArray) -> NDArray[np.bool_]:
    """A mask as numpy holds it."""
    held: Any = mask.to_numpy(zero_copy_only=False)
    return held
