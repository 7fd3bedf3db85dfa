"""The past: what was known before a moment. The only way to read tables for a run."""

from dataclasses import dataclass, field
from datetime import datetime

import ibis
import pyarrow as pa

from lake.runs import Run, committed
from lake.store import Part, Store


def engine() -> ibis.BaseBackend:
    """A DuckDB in the process: two threads, no extension ever fetched, times in UTC."""
    backend = ibis.duckdb.connect(threads=2, memory_limit="3GB")
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions", "allow_community_extensions"):
        backend.raw_sql(f"SET {setting} = false")
    backend.raw_sql("SET preserve_insertion_order = true")
    return backend


@dataclass
class Past:
    """Tables of the committed runs and of the run at work, cut off at the run's last moment."""

    store: Store
    run: Run
    backend: ibis.BaseBackend = field(default_factory=engine)
    _parts: list[Part] = field(default_factory=list)
    _retried: bool = False

    def __post_init__(self) -> None:
        """Take the list of files from the records, once: what is committed later is not of this run."""
        runs = committed(self.store)
        self._parts = [part for run in runs for part in run.parts]
        self._retried = any(run.kind == "retry" for run in runs)

    def table(self, name: str, schema: pa.Schema) -> ibis.Table:
        """Everything of a table with `known_at` before the run's last moment; empty when there is none."""
        return self._stated(name, self._rows(name, schema).filter(ibis._.known_at < self.run.as_of))

    def everything(self, name: str, schema: pa.Schema) -> ibis.Table:
        """Every row of a table, whenever it was known; for what carries no `known_at`."""
        return self._stated(name, self._rows(name, schema))

    def _stated(self, name: str, rows: ibis.Table) -> ibis.Table:
        """A message that a retry understood otherwise is as its last reading says, from that reading on."""
        if name != "messages" or not self._retried or "reading" not in rows.columns:
            return rows
        last = ibis.window(group_by="message_id", order_by=ibis.coalesce(rows.reading, 1).desc())
        return rows.mutate(place=ibis.row_number().over(last)).filter(ibis._.place == 0).drop("place")

    def _rows(self, name: str, schema: pa.Schema) -> ibis.Table:
        """Columns are those of `schema`: one declared since a part was written is null there, one dropped not read."""
        schema = pa.schema(
            [field.with_nullable(True) for field in schema]
        )  # so that a table without parts is like one with
        paths = [str(self.store.folder / part.path) for part in self._all() if part.table == name and part.rows]
        if not paths:
            return ibis.memtable(schema.empty_table())
        found = self.backend.read_parquet(paths, hive_partitioning=False, union_by_name=True)
        kinds = ibis.Schema.from_pyarrow(schema).items()
        said = {name: found[name] if name in found.columns else ibis.null(kind) for name, kind in kinds}
        return found.select(
            **{name: column.cast(kind) for (name, kind), column in zip(kinds, said.values(), strict=True)}
        )

    def parts(self, name: str) -> dict[str, Part]:
        """The parts of a table that speak for one moment each, by its stamp; the first written one stands."""
        found: dict[str, Part] = {}
        for part in self._all():
            if part.table == name and part.as_of is not None:
                found.setdefault(part.as_of, part)
        return found

    def cutoff(self) -> datetime | None:
        """The latest moment a committed night or backfill has spoken for, before this run; None at first."""
        spoken = [run.as_of for run in committed(self.store) if run.kind != "training"]
        return max(spoken, default=None)

    def _all(self) -> list[Part]:
        return list(dict.fromkeys([*self._parts, *self.run.parts]))
