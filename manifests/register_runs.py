"""Which houses of a register stand whole: their rows one below the other, none of them broken, none elsewhere.

All others are left to `register_row.take_row`: houses that come again below, rows that cannot be placed, totals,
broken rows, and houses in several currencies.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from manifests.cell_columns import truths
from manifests.house_columns import identified
from manifests.register_row import Register
from manifests.said_columns import SaidColumns

Mask = NDArray[np.bool_]


class Kinds(NamedTuple):
    """Kinds of rows: neither of totals nor broken for good; without a key that is read; of totals; broken at all."""

    settled: Mask
    keyless: Mask
    total: Mask
    torn: Mask


@dataclass(frozen=True)
class Standing:
    """A carried column: its value as merged cells carry it down, and what stands above each row."""

    filled: pa.Array
    above: pa.Array
    last: object


class Runs(NamedTuple):
    """Rows of whole houses: those named by the row key, those that tell of what they name themselves, first ones."""

    by_key: Mask
    by_itself: Mask
    begins: Mask


def runs_in(
    register: Register, said: SaidColumns, values: dict[str, pa.Array], kinds: Kinds, standing: dict[str, Standing]
) -> Runs:
    """Find the houses that stand whole.

    Args:
        register: the table that is being read.
        said: what the cells say.
        values: the same with what is fixed and what merged cells carry down.
        kinds: of the rows.
        standing: the carried columns.
    """
    keyed = kinds.settled & ~kinds.keyless
    itself = _by_itself(register, said, kinds)
    codes = _codes(register, said, values, (keyed, itself))
    follows = np.append(False, kinds.settled[:-1]) & kinds.settled & _unchanged(said, standing)
    joins = follows & ~keyed & ~itself & _continuing(register, said)
    rows = np.arange(len(keyed))
    head = np.maximum.accumulate(np.where(joins, 0, rows))
    above = np.append(0, head[:-1])
    begins = ~(joins | (follows & keyed & keyed[above] & (codes == codes[above])))
    heads = np.flatnonzero(begins)
    whole = ~np.logical_or.reduceat(kinds.torn, heads) & ~_mixed(values, heads)
    whole &= np.bincount(codes[heads], weights=(keyed | itself)[heads], minlength=1)[codes[heads]] == 1
    length = np.diff(heads, append=len(rows))
    by_key = np.repeat(whole & keyed[heads], length)
    return Runs(by_key, np.repeat(whole & itself[heads] & (length == 1), length), begins)


def _by_itself(register: Register, said: SaidColumns, kinds: Kinds) -> Mask:
    mapping = register.mapping
    if mapping.alone is None or mapping.alone.column not in said.values:
        return np.zeros(len(kinds.settled), np.bool_)
    itself = kinds.settled & kinds.keyless & truths(said.values[mapping.alone.column].is_valid())
    return itself & ~said.spoilt(mapping.row_key) if mapping.row_key in said.values else itself


def _codes(
    register: Register, said: SaidColumns, values: dict[str, pa.Array], named: tuple[Mask, Mask]
) -> NDArray[np.int64]:
    """A number for each consignment that a row names; one more for the rows that name none."""
    keyed, itself = named
    ids = identified(values) if keyed.any() else pa.nulls(len(keyed), pa.string())
    if register.mapping.alone is not None and itself.any():
        ids = pc.if_else(pa.array(itself), said.values[register.mapping.alone.column], ids)
    encoded = pc.if_else(pa.array(keyed | itself), ids, None).dictionary_encode()
    codes: NDArray[np.int64] = pc.fill_null(encoded.indices, len(encoded.dictionary)).to_numpy()
    return codes


def _continuing(register: Register, said: SaidColumns) -> Mask:
    """Which rows say goods and have no key of their own, so that they go on with the house above."""
    mapping = register.mapping
    goods = [truths(column.is_valid()) for name, column in said.values.items() if name not in mapping.carried_down]
    key = said.values.get(mapping.row_key)
    if key is None or not goods or mapping.row_key not in mapping.carried_down:
        return np.zeros(len(next(iter(said.values.values()))), np.bool_)
    blank = truths(key.is_null()) & ~said.spoilt(mapping.row_key)
    return blank & np.logical_or.reduce(goods)


def _unchanged(said: SaidColumns, standing: dict[str, Standing]) -> Mask:
    """Which rows say nothing else in a carried column than the row above: a house goes on only so."""
    same = np.ones(len(next(iter(said.values.values()))), np.bool_)
    for name, column in standing.items():
        own = said.values[name]
        silent = truths(own.is_null()) & (~said.spoilt(name) | truths(column.above.is_null()))
        equal = _texts(own) == _texts(column.above) if pa.types.is_nested(own.type) else None
        if equal is None:
            equal = truths(pc.fill_null(pc.equal(own, column.above), fill_value=False))
        same &= silent | equal
    return same


def _texts(column: pa.Array) -> NDArray[np.object_]:
    return np.array([str(value) for value in column.to_pylist()], np.object_)


def _mixed(values: dict[str, pa.Array], heads: NDArray[np.int64]) -> Mask:
    """Which runs have values in several currencies."""
    if "value" not in values or "currency" not in values:
        return np.zeros(len(heads), np.bool_)
    valued = pc.if_else(values["value"].is_valid(), values["currency"], None).dictionary_encode()
    none = len(valued.dictionary)
    low = pc.fill_null(valued.indices, none).to_numpy()
    high = pc.fill_null(valued.indices, -1).to_numpy()
    least, most = np.minimum.reduceat(low, heads), np.maximum.reduceat(high, heads)
    return (most >= 0) & (least != most)
