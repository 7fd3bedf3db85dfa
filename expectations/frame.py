"""From a canonical table to what the engine judges: the columns that have rules, and each own rule as 1, 0, null."""

from collections.abc import Sequence

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from expectations.rule import Holds, NotNull, Prepared, Rule
from lake.column import ARROW, Table

ROW = "row"
"""Column that numbers the rows from 0 while DuckDB judges them."""


def conform(table: pa.Table, declared: Table) -> pa.Table:
    """Return `table` with every declared column, in the declared order; an optional one that is absent is null.

    Raises:
        ValueError: a required column is absent, or a column has another type than declared.
    """
    arrays = []
    for column in declared.columns:
        if column.name not in table.column_names:
            if column.required:
                raise ValueError(f"{declared.name} has no column {column.name}")
            arrays.append(pa.nulls(table.num_rows, ARROW[column.kind]))
            continue
        if table.schema.field(column.name).type != ARROW[column.kind]:
            raise ValueError(f"{declared.name}.{column.name} is {table.schema.field(column.name).type}")
        arrays.append(table[column.name].combine_chunks())
    return pa.Table.from_arrays(arrays, names=[column.name for column in declared.columns])


def build(
    table: pa.Table, rules: Sequence[Rule], prepared: Prepared | None
) -> tuple[pd.DataFrame, list[Rule], pa.Table]:
    """Return the frame to judge, the rules that have anything to judge, and `table` with the prepared columns shown.

    Rows stay in the order of `table`. A rule over a column that is null throughout has nothing to judge and is left
    out, unless it asks for the column.
    """
    holds = [rule for rule in rules if isinstance(rule.expects, Holds)]
    seen, columns = table, {}
    if holds:
        judged = _judged(table, holds, prepared)
        columns = {rule.name: judged[rule.name] for rule in holds}
        for name in sorted(set(judged.column_names) - set(columns)):
            seen = seen.append_column(name, judged[name])
    columns |= {rule.columns[0]: table[rule.columns[0]] for rule in rules if not isinstance(rule.expects, Holds)}
    live = [r for r in rules if isinstance(r.expects, NotNull) or columns[r.judged_in].null_count < table.num_rows]
    frame = pa.table({rule.judged_in: columns[rule.judged_in] for rule in live})
    return frame.to_pandas(date_as_object=False), live, seen


def _judged(table: pa.Table, rules: Sequence[Rule], prepared: Prepared | None) -> pa.Table:
    """One column per rule (1, 0 or null) and the prepared columns that rules show, in the order of the rows."""
    connection = ibis.duckdb.connect(threads=2, autoinstall_known_extensions=False)
    rows = ibis.memtable(_without_zones(table).append_column(ROW, pa.array(np.arange(table.num_rows))))
    if prepared is not None:
        rows = prepared.add(rows)
    shown = {column for rule in rules for column in rule.columns} - set(table.column_names)
    says = {rule.name: rule.expects.expr.cast("int8") for rule in rules if isinstance(rule.expects, Holds)}
    judged = connection.to_pyarrow(rows.select(ROW, *sorted(shown), **says)).sort_by(ROW)
    connection.disconnect()
    if judged.num_rows != table.num_rows:
        raise ValueError(f"{table.num_rows} rows were to be judged, {judged.num_rows} were")
    return judged.drop_columns([ROW])


def _without_zones(table: pa.Table) -> pa.Table:
    """Times as plain UTC, so that a day is a UTC day whatever zone the machine is in."""
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            table = table.set_column(place, field.name, pc.cast(table[field.name], pa.timestamp("us")))
    return table
