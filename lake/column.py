"""What a declared column and table are; the declarations are in lake/tables/."""

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Kind = Literal["string", "int64", "float64", "bool", "timestamp", "date", "strings"]
ARROW: dict[Kind, pa.DataType] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
    "strings": pa.list_(pa.string()),
}


@dataclass(frozen=True)
class Column:
    """One column: its unit is in its name, its limits are those of a sane message."""

    name: str
    kind: Kind
    doc: str
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: rows are ordered by `key` when they are written."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Parquet schema, in the declared order."""
        return pa.schema([pa.field(c.name, ARROW[c.kind], nullable=not c.required) for c in self.columns])

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError when it is not declared."""
        return {column.name: column for column in self.columns}[name]

    def filled(self, rows: pa.Table) -> pa.Table:
        """Return rows that an older version wrote in the columns of now: what was declared since is null."""
        given = {name: rows[name] for name in rows.column_names}
        columns = [given[f.name] if f.name in given else pa.nulls(rows.num_rows, f.type) for f in self.schema]
        return pa.table(columns, schema=self.schema)
