"""What the cells of a register say, column by column, as `register_row.said_by` says it of a row."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from manifests.bound import Bound
from manifests.cell_columns import converted, currencies_beside, truths, vague
from manifests.converters import UNIT_VALUE
from manifests.register_row import MONEY, Fault
from manifests.text_columns import TextColumns


@dataclass(frozen=True)
class SaidColumns:
    """What the cells say: values by column, null where a row says nothing, and what is wrong by row."""

    values: dict[str, pa.Array]
    faults: dict[int, list[Fault]]

    def spoilt(self, name: str) -> NDArray[np.bool_]:
        """Which rows have something wrong with a column."""
        found = np.zeros(len(self.values[name]), np.bool_)
        found[[row for row, faults in self.faults.items() if any(column == name for _, column, _ in faults)]] = True
        return found


def said_in(text: TextColumns, bound: Bound) -> SaidColumns | None:
    """Convert every column, as `register_row.said_by` does it for a row; None where values do not fit their columns."""
    values: dict[str, pa.Array] = {}
    beside = pa.nulls(len(text.lines), pa.string())
    faults: dict[int, list[Fault]] = {}
    try:
        for column in bound.columns:
            cells = text.cells[column.at]
            found = converted(column, cells)
            _note(faults, found.slugs, column.name, cells)
            said = values.get(column.name)
            if column.name in MONEY:
                counts = found.values.is_valid() if said is None else pc.and_(found.values.is_valid(), said.is_null())
                beside = pc.coalesce(beside, pc.if_else(counts, currencies_beside(cells), None))
            values[column.name] = found.values if said is None else pc.coalesce(said, found.values)
    except pa.ArrowException:
        return None
    _complete(values, beside)
    if (words := values.get("goods_description")) is not None:
        _note(faults, dict.fromkeys(vague(words), "description_vague"), "goods_description", words)
    return SaidColumns(values, faults)


def _note(faults: dict[int, list[Fault]], slugs: dict[int, str], name: str, cells: pa.Array) -> None:
    if slugs:
        texts = cells.take(pa.array(list(slugs), pa.int64())).to_pylist()
        for (row, slug), text in zip(slugs.items(), texts, strict=True):
            faults.setdefault(row, []).append((slug, name, text))


def _complete(values: dict[str, pa.Array], beside: pa.Array) -> None:
    each, count = values.pop(UNIT_VALUE, None), values.get("quantity")
    if beside.null_count < len(beside):
        said = values.get("currency")
        values["currency"] = beside if said is None else pc.coalesce(said, beside)
    if each is None or count is None:
        return
    said = values.get("value", pa.nulls(len(each), pa.float64()))
    lacking = truths(said.is_null()) & truths(each.is_valid()) & truths(pc.fill_null(pc.greater(count, 0), False))
    if lacking.any():
        rows = pa.array(np.flatnonzero(lacking))
        pairs = zip(each.take(rows).to_pylist(), count.take(rows).to_pylist(), strict=True)
        worked_out = pa.array([round(price * number, 2) for price, number in pairs], pa.float64())
        values["value"] = pc.replace_with_mask(said, pa.array(lacking), worked_out)
