"""The past: what was known before a moment. The only way to read tables for a run."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime

import ibis
import pyarrow as pa

from lake.engine import at_large, duckdb, hold, read_parts
from lake.runs import SILENT, Run, committed, stamp
from lake.sites import Site
from lake.store import Part, Store


@dataclass
class Past:
    """Tables of the committed runs and of the run at work, cut off at the run's last moment.

    With `since` only the runs that speak for that moment or a later one are looked at.
    """

    store: Store
    run: Run
    backend: ibis.BaseBackend = field(default_factory=duckdb)
    since: datetime | None = None
    _parts: list[Part] = field(default_factory=list)
    _retried: bool = False
    _of_moments: tuple[int, dict[str, dict[str, Part]]] = (-1, {})
    _spoken: dict[Part, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take the list of files from the records, once: what is committed later is not of this run."""
        runs = [run for run in committed(self.store) if self.since is None or run.as_of >= self.since]
        self._parts = [part for run in runs for part in run.parts]
        self._spoken = {part: run.as_of for run in runs for part in run.parts}
        self._retried = any(run.kind == "retry" for run in runs)

    def table(self, name: str, schema: pa.Schema) -> ibis.Table:
        """Everything of a table with `known_at` before the run's last moment; empty when there is none."""
        return self._stated(name, self._rows(name, schema).filter(ibis._.known_at < self.run.as_of))

    def everything(self, name: str, schema: pa.Schema, since: datetime | None = None) -> ibis.Table:
        """Every row of a table, whenever it was known; for what carries no `known_at`.

        With `since` the parts that speak for an earlier moment are not opened.
        """
        return self._stated(name, self._rows(name, schema, since))

    def last(self, name: str, schema: pa.Schema) -> ibis.Table:
        """Every row of a table that a run writes once: of several runs of one moment those of the last committed."""
        schema = pa.schema([column.with_nullable(True) for column in schema])
        found = {self._spoken.get(part, self.run.as_of): part for part in self._all() if part.table == name}
        return self._read(list(found.values()), schema)

    def _stated(self, name: str, rows: ibis.Table) -> ibis.Table:
        """A message that a retry understood otherwise is as its last reading says, from that reading on."""
        if name != "messages" or not self._retried or "reading" not in rows.columns:
            return rows
        last = ibis.window(group_by="message_id", order_by=ibis.coalesce(rows.reading, 1).desc())
        return rows.mutate(place=ibis.row_number().over(last)).filter(ibis._.place == 0).drop("place")

    def _rows(self, name: str, schema: pa.Schema, since: datetime | None = None) -> ibis.Table:
        """Columns are those of `schema`: one declared since a part was written is null there, one dropped not read."""
        schema = pa.schema([column.with_nullable(True) for column in schema])  # so that without parts it is as with
        least = stamp(since) if since else ""
        return self._read([p for p in self._all() if p.table == name and (p.as_of or least) >= least], schema)

    def _read(self, parts: list[Part], schema: pa.Schema) -> ibis.Table:
        paths = [self.store.folder / part.path for part in parts if part.rows]
        return read_parts(self.backend, paths, schema) if paths else ibis.memtable(schema.empty_table())

    def hold(self, rows: pa.Table) -> ibis.Table:
        """Rows of this process as a table of the engine."""
        return hold(self.backend, rows)

    def at_large(self, site: Site) -> "Past":
        """The same past on the engine that the site's TOML names for what grows with the region."""
        found = copy(self)
        found.backend = at_large(site, self.backend)
        return found

    def parts(self, name: str) -> dict[str, Part]:
        """The parts of a table that speak for one moment each, by its stamp; the first written one stands."""
        parts = self._all()
        if self._of_moments[0] != len(parts):
            index: dict[str, dict[str, Part]] = {}
            for part in parts:
                if part.as_of is not None:
                    index.setdefault(part.table, {}).setdefault(part.as_of, part)
            self._of_moments = (len(parts), index)
        return self._of_moments[1].get(name, {})

    def cutoff(self) -> datetime | None:
        """The latest moment a committed night or backfill has spoken for, before this run; None at first."""
        spoken = [run.as_of for run in committed(self.store) if run.kind not in SILENT]
        return max(spoken, default=None)

    def _all(self) -> list[Part]:
        return list(dict.fromkeys([*self._parts, *self.run.parts]))
