"""The rows of a register column by column: houses that stand whole become rows at once, the rest goes row by row.

What the rest is, is said in register_runs.py: it is taken by `register_row.take_row`, in the order of the file and
as if the others were not there.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from manifests.cell_columns import truths
from manifests.grid import GridRow
from manifests.house_columns import add_houses, with_fixed
from manifests.reading import Row
from manifests.register_row import Register, problem_of, take_row, take_total, totals
from manifests.register_runs import Kinds, Mask, Standing, runs_in
from manifests.said_columns import SaidColumns
from manifests.text_columns import TextColumns


def take_columns(register: Register, text: TextColumns, said: SaidColumns) -> None:
    """Put every row with its house or in the quarantine, as `take_row` would do it one by one."""
    register.reading.records = len(text.lines)
    if not len(text.lines):
        return
    kinds = _kinds(register, text, said)
    standing = {
        name: _standing(said, name, kinds, register.place.carried.get(name))
        for name in register.mapping.carried_down
        if name != register.mapping.row_key and name in said.values
    }
    values = said.values | {name: column.filled for name, column in standing.items()}
    values = with_fixed(values, register.bound.fixed, len(text.lines))
    runs = runs_in(register, said, values, kinds, standing)
    _take_rest(register, text, said, (np.flatnonzero(~runs.by_key & ~runs.by_itself), kinds.total, standing))
    _note_placed(register, text, said, runs.by_key | runs.by_itself)
    add_houses(register, values, runs.by_key, runs.begins)
    add_houses(register, _by_itself(register, values, said), runs.by_itself, runs.begins, by_itself=True)
    register.place.carried = {name: column.last for name, column in standing.items() if column.last is not None}


def _by_itself(register: Register, values: dict[str, pa.Array], said: SaidColumns) -> dict[str, pa.Array]:
    """The values as `bound.alone` gives them: what a row names is its own waybill."""
    alone = register.mapping.alone
    if alone is None or alone.column not in said.values:
        return {}
    return {name: column for name, column in values.items() if name != alone.column} | {
        "waybill": said.values[alone.column]
    }


def _kinds(register: Register, text: TextColumns, said: SaidColumns) -> Kinds:
    number = len(text.lines)
    key = said.values.get(register.mapping.row_key)
    keyless = np.ones(number, np.bool_) if key is None else truths(key.is_null())
    wordy = keyless
    for at in register.key_at[:1]:
        wordy = ~truths(pc.match_substring_regex(text.cells[at], "[0-9]"))
    total = np.zeros(number, np.bool_)
    doubtful = _first_says_total(register, text, np.flatnonzero(wordy))
    total[doubtful] = [totals(row, register) for row in text.rows(doubtful)]
    whole = np.ones(number, np.bool_)
    whole[[row for row, fault in text.faults.items() if fault == "error"]] = False
    torn = np.zeros(number, np.bool_)
    torn[list(text.faults)] = True
    return Kinds(whole & ~total, keyless, total, torn)


def _first_says_total(register: Register, text: TextColumns, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the rows whose first filled cell is a word of totals; each different cell is looked at once."""
    found: list[NDArray[np.int64]] = [rows[:0]]
    for column in text.cells:
        if not len(rows):
            break
        encoded = column.take(pa.array(rows)).dictionary_encode()
        cells, indices = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
        filled = np.array([bool(cell.strip()) for cell in cells], np.bool_)
        says = np.array([register.mapping.is_total(cell) for cell in cells], np.bool_)
        found.append(rows[says[indices]])
        rows = rows[~filled[indices]]
    return np.sort(np.concatenate(found))


def _standing(said: SaidColumns, name: str, kinds: Kinds, incoming: object) -> Standing:
    """Carry a column down over blank cells; a row of totals ends it."""
    values = said.values[name]
    number = len(values)
    rows = np.arange(number)
    speaks = truths(values.is_valid()) | said.spoilt(name)
    last = np.maximum.accumulate(np.where(speaks & kinds.settled, rows, -1))
    ended = np.maximum.accumulate(np.where(kinds.total, rows, -1))
    source = np.where(last > ended, last, np.where(ended >= 0, number + 1, number))
    source = np.concatenate(([number], source))
    possible = pa.concat_arrays([values, pa.array([incoming, None], values.type)])
    stands = possible.take(pa.array(source))
    return Standing(stands.slice(1), stands.slice(0, number), stands[number].as_py())


def _take_rest(
    register: Register, text: TextColumns, said: SaidColumns, rest: tuple[NDArray[np.int64], Mask, dict[str, Standing]]
) -> None:
    rows, total, standing = rest
    if not len(rows):
        return
    chosen = pa.array(rows)
    cells = {name: column.take(chosen).to_pylist() for name, column in said.values.items()}
    above = {name: column.above.take(chosen).to_pylist() for name, column in standing.items()}
    looked_at = np.array([row for row in rows.tolist() if total[row] or row in text.faults], np.int64)
    shown = dict(zip(looked_at.tolist(), text.rows(looked_at), strict=True))
    before = -1
    for at, (row, line) in enumerate(zip(rows.tolist(), text.lines[rows].tolist(), strict=True)):
        if row != before + 1:
            register.place.open_id = None  # the house above is whole
        before = row
        register.place.carried = _filled(above, at)
        if total[row]:
            take_total(register, row + 1, shown[row])
        else:
            grid_row = shown.get(row) or GridRow(line, [])
            take_row(register, row + 1, grid_row, (_filled(cells, at), said.faults.get(row, [])))


def _filled(columns: dict[str, list[object]], at: int) -> Row:
    return {name: column[at] for name, column in columns.items() if column[at] is not None}


def _note_placed(register: Register, text: TextColumns, said: SaidColumns, placed: Mask) -> None:
    """Add the problems of the rows of whole houses, and put all in the order of the file."""
    problems = register.reading.problems
    for row, faults in said.faults.items():
        if placed[row]:
            problems.extend(problem_of(fault, int(text.lines[row]), row + 1) for fault in faults)
    problems.sort(key=lambda problem: problem.record or 0)
